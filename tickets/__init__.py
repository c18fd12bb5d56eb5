"""The archive: what a ticket is, how it changes, and the only SQL."""
