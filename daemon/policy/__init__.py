"""The policy's files: read, tried, tested, and put in force while the daemon runs."""
