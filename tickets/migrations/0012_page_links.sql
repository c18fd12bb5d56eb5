-- What customers may open by link (tickets/page_links.py): the secret in the address only as its hash, with whom it was
-- sent to and when it ends. A row that is gone is a link that opens nothing.

CREATE TABLE page_links (
    secret_hash TEXT NOT NULL PRIMARY KEY CHECK (secret_hash <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('survey', 'stop', 'status')),
    ticket_id $INT REFERENCES tickets (id),
    address_key TEXT NOT NULL CHECK (address_key <> ''),
    language TEXT NOT NULL CHECK (language IN ('es', 'en', 'pt')),
    message_id TEXT NOT NULL DEFAULT '',
    created_at $INT NOT NULL,
    expires_at $INT NOT NULL
) $CLUSTERED;

CREATE INDEX page_links_ticket ON page_links (ticket_id, kind) WHERE ticket_id IS NOT NULL;
CREATE INDEX page_links_old ON page_links (expires_at);

-- When the page of a question was opened first, by a person or by what opens every link: no answer.
ALTER TABLE surveys ADD COLUMN opened_at $INT;
CREATE INDEX surveys_sent ON surveys (sent_at);
