"""The viewer in a real browser, and the desk it looks at."""
