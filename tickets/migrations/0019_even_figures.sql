-- What the figures ask of a whole period, told by indexes alone: which tickets were put aside (few, and only these are
-- written here), and what was asked and answered about its tickets.

CREATE INDEX tickets_aside ON tickets (id) WHERE aside <> '';
DROP INDEX surveys_ticket;
CREATE INDEX surveys_ticket ON surveys (ticket_id, kind, score, opened_at);
