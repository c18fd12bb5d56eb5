-- The first schema. The words with a dollar sign are the database's own (tickets/sqlite.py); times are microseconds of UTC.

CREATE TABLE raw (
    sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
    size $INT NOT NULL CHECK (size >= 0),
    packed $BLOB NOT NULL
) $STRICT;

CREATE TABLE tickets (
    id $ID,
    protocol TEXT NOT NULL UNIQUE CHECK (protocol <> ''),
    subject TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('new', 'open', 'waiting', 'snoozed', 'resolved', 'closed')),
    mailbox TEXT NOT NULL,
    requester_address TEXT NOT NULL,
    requester_name TEXT NOT NULL,
    requester_key TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at $INT NOT NULL,
    updated_at $INT NOT NULL,
    folder TEXT NOT NULL,
    tags TEXT NOT NULL,
    priority TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    tier TEXT NOT NULL,
    team TEXT NOT NULL,
    assignee TEXT NOT NULL,
    service TEXT NOT NULL,
    version $INT NOT NULL CHECK (version >= 0),
    message_count $INT NOT NULL CHECK (message_count >= 0),
    resolved_at $INT,
    muted_until $INT,
    not_delivered $INT NOT NULL CHECK (not_delivered IN (0, 1))
) $STRICT;
CREATE INDEX tickets_status ON tickets (status, id);
CREATE INDEX tickets_folder ON tickets (folder, id);
CREATE INDEX tickets_assignee ON tickets (assignee, id);
CREATE INDEX tickets_requester ON tickets (requester_key, id);

CREATE TABLE ticket_tags (
    tag TEXT NOT NULL CHECK (tag <> ''),
    ticket_id $INT NOT NULL REFERENCES tickets (id),
    PRIMARY KEY (tag, ticket_id)
) $CLUSTERED;

CREATE TABLE inbox (
    id $ID,
    source_key TEXT NOT NULL UNIQUE CHECK (source_key <> ''),
    raw_sha256 TEXT REFERENCES raw (sha256),
    digest TEXT NOT NULL,
    envelope TEXT NOT NULL,
    received_at $INT NOT NULL,
    state TEXT NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'done', 'held', 'discarded')),
    attempts $INT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    released_by TEXT NOT NULL DEFAULT '',
    outcome TEXT,
    ticket_id $INT REFERENCES tickets (id),
    message_n $INT NOT NULL DEFAULT 0,
    result TEXT,
    timer TEXT,
    CHECK (raw_sha256 IS NOT NULL OR timer IS NOT NULL),
    CHECK ((state = 'received') = (outcome IS NULL))
) $STRICT;
CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 'received';
CREATE INDEX inbox_held ON inbox (id) WHERE state = 'held';
CREATE INDEX inbox_digest ON inbox (digest, id) WHERE digest <> '';

CREATE TABLE held (
    inbox_id $INT PRIMARY KEY REFERENCES inbox (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    because TEXT NOT NULL,
    ticket_id $INT REFERENCES tickets (id),
    agent TEXT NOT NULL,
    sender_address TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    subject TEXT NOT NULL,
    ended TEXT NOT NULL DEFAULT '' CHECK (ended IN ('', 'released', 'discarded')),
    ended_by TEXT NOT NULL DEFAULT ''
) $STRICT;
CREATE INDEX held_ticket ON held (ticket_id, inbox_id) WHERE ended = '' AND ticket_id IS NOT NULL;

CREATE TABLE messages (
    id $ID,
    ticket_id $INT NOT NULL REFERENCES tickets (id),
    n $INT NOT NULL CHECK (n > 0),
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'note')),
    at $INT NOT NULL,
    message_id TEXT NOT NULL,
    sender_address TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    mail_to TEXT NOT NULL,
    mail_cc TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    own_words TEXT,
    raw_sha256 TEXT REFERENCES raw (sha256),
    because TEXT NOT NULL,
    attachments TEXT NOT NULL,
    authentication TEXT NOT NULL CHECK (authentication IN ('pass', 'none', 'fail', 'temperror')),
    standing TEXT NOT NULL CHECK (standing IN ('', 'full', 'unverified', 'guest')),
    mailboxes TEXT NOT NULL,
    content_key TEXT NOT NULL,
    author TEXT NOT NULL,
    notes TEXT NOT NULL,
    UNIQUE (ticket_id, n)
) $STRICT;

CREATE TABLE outbox (
    id $ID,
    ticket_id $INT REFERENCES tickets (id),
    kind TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE CHECK (message_id <> ''),
    envelope_from TEXT NOT NULL,
    subject TEXT NOT NULL,
    raw_sha256 TEXT NOT NULL REFERENCES raw (sha256),
    mailbox TEXT NOT NULL,
    once $INT NOT NULL CHECK (once IN (0, 1)),
    agent TEXT NOT NULL,
    to_agent TEXT NOT NULL,
    mail_references TEXT NOT NULL,
    created_at $INT NOT NULL
) $STRICT;

-- `next_try` is set where, and only where, the recipient is to be tried (again).
CREATE TABLE recipients (
    outbox_id $INT NOT NULL REFERENCES outbox (id),
    place $INT NOT NULL,
    address TEXT NOT NULL CHECK (address <> ''),
    ticket_id $INT,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'unsure', 'failed', 'held')),
    sending $INT NOT NULL DEFAULT 0 CHECK (sending IN (0, 1)),
    attempts $INT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    last_error TEXT NOT NULL DEFAULT '',
    next_try $INT,
    lease_until $INT,
    PRIMARY KEY (outbox_id, address),
    CHECK (state <> 'queued' OR next_try IS NOT NULL),
    CHECK (state IN ('queued', 'unsure') OR (next_try IS NULL AND sending = 0))
) $CLUSTERED;
CREATE INDEX recipients_due ON recipients (next_try, outbox_id) WHERE next_try IS NOT NULL;
CREATE INDEX recipients_order ON recipients (ticket_id, address, outbox_id) WHERE state = 'queued';
CREATE INDEX recipients_parked ON recipients (state, outbox_id) WHERE state IN ('unsure', 'failed', 'held');

-- Every Message-ID seen (`came` 1) or sent (0); `n` 0 = no message of the ticket.
CREATE TABLE message_ids (
    id $ID,
    message_id TEXT NOT NULL CHECK (message_id <> ''),
    came $INT NOT NULL CHECK (came IN (0, 1)),
    ticket_id $INT REFERENCES tickets (id),
    n $INT NOT NULL,
    sent_to TEXT NOT NULL,
    to_agent TEXT NOT NULL,
    at $INT NOT NULL,
    outbox_id $INT REFERENCES outbox (id)
) $STRICT;
CREATE INDEX message_ids_lookup ON message_ids (message_id, came);

-- Ids that mails which opened a ticket named as their parents, and that nobody knew at that time.
CREATE TABLE orphan_parents (
    parent_id TEXT NOT NULL CHECK (parent_id <> ''),
    ticket_id $INT NOT NULL REFERENCES tickets (id),
    n $INT NOT NULL,
    at $INT NOT NULL,
    PRIMARY KEY (parent_id, ticket_id, n)
) $CLUSTERED;

CREATE TABLE participants (
    ticket_id $INT NOT NULL REFERENCES tickets (id),
    address_key TEXT NOT NULL CHECK (address_key <> ''),
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('requester', 'added', 'guest')),
    since $INT NOT NULL,
    added_by TEXT NOT NULL,
    PRIMARY KEY (ticket_id, address_key)
) $CLUSTERED;

CREATE TABLE events (
    id $ID,
    ticket_id $INT REFERENCES tickets (id),
    at $INT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    because TEXT NOT NULL
) $STRICT;
CREATE INDEX events_ticket ON events (ticket_id, id);

CREATE TABLE links (
    ticket_id $INT NOT NULL REFERENCES tickets (id),
    other_id $INT NOT NULL REFERENCES tickets (id),
    kind TEXT NOT NULL,
    PRIMARY KEY (ticket_id, other_id, kind)
) $CLUSTERED;
CREATE INDEX links_back ON links (other_id);

CREATE TABLE timers (
    id $SERIAL,
    kind TEXT NOT NULL CHECK (kind <> ''),
    due $INT NOT NULL,
    payload TEXT NOT NULL,
    ticket_id $INT REFERENCES tickets (id)
) $STRICT;
CREATE INDEX timers_due ON timers (due, id);
CREATE INDEX timers_ticket ON timers (ticket_id, due) WHERE ticket_id IS NOT NULL;

-- The secret itself is never stored. `message_id` is the twin, `outgoing_message_id` the mail that carries it.
CREATE TABLE handles (
    id $ID,
    secret_hash TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('r', 'n', 'c', 'b')),
    ticket_id $INT REFERENCES tickets (id),
    agent TEXT NOT NULL,
    customer TEXT NOT NULL,
    version $INT NOT NULL,
    created_at $INT NOT NULL,
    expires_at $INT NOT NULL,
    message_id TEXT,
    held $INT REFERENCES inbox (id),
    revoked $INT NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1)),
    outgoing_message_id TEXT
) $STRICT;
CREATE INDEX handles_twin ON handles (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX handles_carrier ON handles (outgoing_message_id) WHERE outgoing_message_id IS NOT NULL;

CREATE TABLE tallies (
    id $ID,
    key TEXT NOT NULL CHECK (key <> ''),
    at $INT NOT NULL
) $STRICT;
CREATE INDEX tallies_key ON tallies (key, at);
CREATE INDEX tallies_old ON tallies (at);

CREATE TABLE replay_keys (key TEXT PRIMARY KEY CHECK (key <> ''), at $INT NOT NULL) $CLUSTERED;
CREATE INDEX replay_keys_old ON replay_keys (at);

CREATE TABLE alerts (
    reason TEXT PRIMARY KEY CHECK (reason <> ''),
    detail TEXT NOT NULL,
    protocol TEXT NOT NULL,
    first_at $INT NOT NULL,
    last_at $INT NOT NULL,
    mailed_at $INT,
    count $INT NOT NULL CHECK (count > 0)
) $CLUSTERED;

CREATE TABLE turns (queue TEXT PRIMARY KEY, agent TEXT NOT NULL) $CLUSTERED;

CREATE TABLE imap_folders (
    account TEXT NOT NULL,
    mailbox TEXT NOT NULL,
    first_start $INT NOT NULL,
    PRIMARY KEY (account, mailbox)
) $CLUSTERED;

CREATE TABLE imap_uids (
    account TEXT NOT NULL,
    mailbox TEXT NOT NULL,
    uidvalidity $INT NOT NULL,
    uid $INT NOT NULL CHECK (uid > 0),
    inbox_id $INT REFERENCES inbox (id),
    why TEXT NOT NULL,
    PRIMARY KEY (account, mailbox, uidvalidity, uid)
) $CLUSTERED;

CREATE TABLE passwords (agent_id TEXT PRIMARY KEY CHECK (agent_id <> ''), hash TEXT NOT NULL) $CLUSTERED;

CREATE TABLE logins (token_hash TEXT PRIMARY KEY, email TEXT NOT NULL, expires $INT NOT NULL) $CLUSTERED;
CREATE INDEX logins_old ON logins (expires);

-- 'inbox': how many journal rows there ever were, what `verify` counts against; 'searchable': the last message
-- in the full-text index.
CREATE TABLE counters (name TEXT PRIMARY KEY, n $INT NOT NULL CHECK (n >= 0)) $CLUSTERED;
INSERT INTO counters (name, n) VALUES ('inbox', 0), ('searchable', 0);
