-- Tickets that a person put aside (tickets/decide_aside.py): ended like any other, and restorable for a while.

ALTER TABLE tickets ADD COLUMN aside TEXT NOT NULL DEFAULT '' CHECK (aside IN ('', 'spam', 'discarded'));
