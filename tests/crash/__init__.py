"""Crash tests: the process is killed at every failpoint and nothing is lost."""
