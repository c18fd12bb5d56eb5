-- What the rules need and leave behind: pins, fired escalations, promises, roll-ups, verdicts, policies.

-- Fields a person has set, which no rule sets again: 'folder', 'priority', 'tag:vip', ...
CREATE TABLE pins (
    ticket_id $INT NOT NULL REFERENCES tickets (id),
    field TEXT NOT NULL CHECK (field <> ''),
    PRIMARY KEY (ticket_id, field)
) $CLUSTERED;

CREATE TABLE fired (
    ticket_id $INT NOT NULL REFERENCES tickets (id),
    rule TEXT NOT NULL CHECK (rule <> ''),
    PRIMARY KEY (ticket_id, rule)
) $CLUSTERED;

-- What a ticket was promised and what happened since. `next_due` is the soonest promise still owed, null where none
-- is or the clock stands still; `next_clock` is which.
CREATE TABLE sla (
    ticket_id $INT NOT NULL PRIMARY KEY REFERENCES tickets (id),
    service TEXT NOT NULL,
    target $INT NOT NULL,
    first_response $INT,
    next_response $INT,
    resolution $INT,
    first_reply_at $INT,
    last_customer_at $INT,
    last_reply_at $INT,
    pauses TEXT NOT NULL,
    tell_customer $INT NOT NULL CHECK (tell_customer IN (0, 1)),
    next_due $INT,
    next_clock TEXT NOT NULL
) $STRICT;
CREATE INDEX sla_due ON sla (next_due, ticket_id) WHERE next_due IS NOT NULL;

-- Roll-ups: how many, kept as tickets are saved and equal at any time to a recount (tickets/rollups.py).
CREATE TABLE loads (agent TEXT NOT NULL PRIMARY KEY CHECK (agent <> ''), open $INT NOT NULL) $CLUSTERED;

CREATE TABLE customers (
    key TEXT NOT NULL PRIMARY KEY CHECK (key <> ''),
    tickets $INT NOT NULL,
    open_tickets $INT NOT NULL
) $CLUSTERED;
CREATE INDEX tickets_last_agent ON tickets (requester_key, id) WHERE assignee <> '';

-- How long a ticket that is resolved took, once for each thing it is compared by: '' (all), its tags, its service.
-- `day` is counted from 1970, UTC.
CREATE TABLE resolutions (
    ticket_id $INT NOT NULL REFERENCES tickets (id),
    key TEXT NOT NULL,
    day $INT NOT NULL,
    agent TEXT NOT NULL,
    team TEXT NOT NULL,
    seconds $INT NOT NULL CHECK (seconds >= 0),
    PRIMARY KEY (ticket_id, key)
) $CLUSTERED;
CREATE INDEX resolutions_day ON resolutions (day);

-- Their sums within the window, which begins after the day in counters.'means'; counters.'means-version' is another
-- number after each change. `owner` is 'agent:ana' or 'team:n1'.
CREATE TABLE means (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    samples $INT NOT NULL,
    seconds $INT NOT NULL,
    PRIMARY KEY (owner, key)
) $CLUSTERED;
INSERT INTO counters (name, n) VALUES ('means', 0), ('means-version', 0);

-- Each time the rules decided: on which facts, what, and by which lines (tickets/facts_codec.py).
CREATE TABLE verdicts (
    id $ID,
    ticket_id $INT NOT NULL REFERENCES tickets (id),
    inbox_id $INT NOT NULL REFERENCES inbox (id),
    at $INT NOT NULL,
    happening TEXT NOT NULL,
    revision TEXT NOT NULL,
    packed $BLOB NOT NULL
) $STRICT;
CREATE INDEX verdicts_ticket ON verdicts (ticket_id, id);
CREATE INDEX verdicts_at ON verdicts (at);

CREATE TABLE rule_hits (
    rule TEXT NOT NULL,
    stage TEXT NOT NULL,
    day $INT NOT NULL,
    n $INT NOT NULL,
    PRIMARY KEY (rule, day, stage)
) $CLUSTERED;
CREATE INDEX rule_hits_day ON rule_hits (day);

-- The policies that were in force, whole: 'explain' reads an old verdict by the rules of its day.
CREATE TABLE policies (revision TEXT NOT NULL PRIMARY KEY CHECK (revision <> ''), packed $BLOB NOT NULL) $CLUSTERED;

INSERT INTO loads (agent, open)
    SELECT assignee, count(*) FROM tickets WHERE assignee <> '' AND status NOT IN ('resolved', 'closed')
    GROUP BY assignee;

INSERT INTO customers (key, tickets, open_tickets)
    SELECT requester_key, count(*), sum(CASE WHEN status IN ('resolved', 'closed') THEN 0 ELSE 1 END)
    FROM tickets WHERE requester_key <> '' GROUP BY requester_key;

-- Nothing was promised before there were rules; who wrote when is known from the messages.
INSERT INTO sla (ticket_id, service, target, first_reply_at, last_customer_at, last_reply_at, pauses, tell_customer,
                 next_clock)
    SELECT t.id, t.service, 0,
        (SELECT min(m.at) FROM messages m WHERE m.ticket_id = t.id AND m.direction = 'out' AND m.author <> ''),
        (SELECT max(m.at) FROM messages m WHERE m.ticket_id = t.id AND m.direction = 'in' AND m.standing <> ''),
        (SELECT max(m.at) FROM messages m WHERE m.ticket_id = t.id AND m.direction = 'out' AND m.author <> ''),
        '[]', 0, ''
    FROM tickets t;
