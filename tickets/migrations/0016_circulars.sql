-- Notices to addresses of a list (tickets/circulars.py): who was sent which, or is about to be, and from whom it came back.

CREATE TABLE circulars (
    address_key TEXT NOT NULL CHECK (address_key <> ''),
    macro TEXT NOT NULL CHECK (macro <> ''),
    at $INT NOT NULL,
    failed_at $INT,
    PRIMARY KEY (address_key, macro)
) $CLUSTERED;
