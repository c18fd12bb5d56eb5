"""The mails the desk owes: facts of the archive put to mailflow, and what it wrote added to the changes."""
