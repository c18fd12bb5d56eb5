-- What the viewer asks: open tickets by what queues are made of, a ticket's outgoing mail, and who is signed in.

-- Only open tickets stand in these: as long as the backlog, however many tickets there ever were.
CREATE INDEX tickets_open ON tickets (id, status) WHERE status NOT IN ('resolved', 'closed');
CREATE INDEX tickets_open_mailbox ON tickets (mailbox, id, status) WHERE status NOT IN ('resolved', 'closed');
CREATE INDEX tickets_open_folder ON tickets (folder, id, status) WHERE status NOT IN ('resolved', 'closed');
CREATE INDEX tickets_open_team ON tickets (team, id, status) WHERE status NOT IN ('resolved', 'closed');
CREATE INDEX tickets_open_assignee ON tickets (assignee, id, status) WHERE status NOT IN ('resolved', 'closed');
CREATE INDEX outbox_ticket ON outbox (ticket_id, id) WHERE ticket_id IS NOT NULL;

-- The browser that asked for a link to sign in, as a hash; '' until the first that opens it.
ALTER TABLE logins ADD COLUMN browser TEXT NOT NULL DEFAULT '';

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    browser TEXT NOT NULL,
    since $INT NOT NULL,
    expires $INT NOT NULL
) $CLUSTERED;
CREATE INDEX sessions_email ON sessions (email, since);
CREATE INDEX sessions_old ON sessions (expires);
