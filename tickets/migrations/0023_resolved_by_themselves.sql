-- Whether a ticket that ended was merged into another, by the index that counts the days: what was merged has no messages.

DROP INDEX tickets_resolved;
CREATE INDEX tickets_resolved ON tickets (resolved_at, status, aside, message_count) WHERE resolved_at IS NOT NULL;
