-- Agents who want to hear no more of a ticket (tickets/decide_quiet.py), until they ask to or are given it.

CREATE TABLE mutes (
    ticket_id $INT NOT NULL REFERENCES tickets (id),
    agent TEXT NOT NULL CHECK (agent <> ''),
    PRIMARY KEY (ticket_id, agent)
) $CLUSTERED;
