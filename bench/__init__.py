"""The measuring room: what a mail costs, and what a night of mail does to the desk."""
