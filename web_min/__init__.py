"""The window: a Flask viewer, read-only on tickets."""
