-- What customers were asked about a case, and what they answered (tickets/surveys.py). One row for each question sent.

CREATE TABLE surveys (
    message_id TEXT NOT NULL PRIMARY KEY CHECK (message_id <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('csat', 'nps')),
    ticket_id $INT NOT NULL REFERENCES tickets (id),
    address_key TEXT NOT NULL CHECK (address_key <> ''),
    agent TEXT NOT NULL DEFAULT '',
    sent_at $INT NOT NULL,
    score $INT CHECK (score BETWEEN 0 AND 10),
    answered_at $INT,
    CHECK ((score IS NULL) = (answered_at IS NULL))
) $CLUSTERED;

CREATE INDEX surveys_ticket ON surveys (ticket_id);
CREATE INDEX surveys_contact ON surveys (address_key, sent_at);
CREATE INDEX surveys_answered ON surveys (answered_at) WHERE answered_at IS NOT NULL;
