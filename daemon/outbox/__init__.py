"""Sending what is owed: to the smarthost or a Maildir, a state for each recipient, with patience."""
