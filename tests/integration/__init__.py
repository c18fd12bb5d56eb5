"""Integration tests: the daemon against real mail servers and a real browser."""
