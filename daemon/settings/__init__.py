"""The settings: one table of every key of helpdesk.toml, how it is read, checked and written down."""
