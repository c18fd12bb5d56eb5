"""What the rules say of a ticket, and their verdict's effect on it and on what it is promised."""
