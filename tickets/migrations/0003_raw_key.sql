-- Raw mail lies under the hour and its SHA-256 (tickets/journal.py pack_raw); the keys there are stay as they are.

ALTER TABLE raw RENAME COLUMN sha256 TO key;
ALTER TABLE inbox RENAME COLUMN raw_sha256 TO raw_key;
ALTER TABLE messages RENAME COLUMN raw_sha256 TO raw_key;
ALTER TABLE outbox RENAME COLUMN raw_sha256 TO raw_key;
