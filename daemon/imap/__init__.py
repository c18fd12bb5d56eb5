"""Polling IMAP: a connection an account, what a folder holds less what the store has, made durable and then tidied."""
