-- What is remembered of a customer by the address she writes from (tickets/contacts.py): the language she is written in,
-- how that is known, and whether she wants surveys and notices.

CREATE TABLE contacts (
    address_key TEXT NOT NULL PRIMARY KEY CHECK (address_key <> ''),
    language TEXT NOT NULL DEFAULT '' CHECK (language IN ('', 'es', 'en', 'pt')),
    language_by TEXT NOT NULL DEFAULT '' CHECK (language_by IN ('', 'detected', 'word', 'agent')),
    surveys $INT NOT NULL DEFAULT 1 CHECK (surveys IN (0, 1)),
    at $INT NOT NULL
) $CLUSTERED;
