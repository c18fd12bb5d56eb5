"""Reading mail apart from the daemon, within limits of time and memory, and the keys that its signatures name."""
