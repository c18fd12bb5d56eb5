-- What the figures ask of a ticket's history, read in one go for a whole period: whether it came back, and whether its
-- acknowledgement offered an article. Few events are of these kinds, so that few mails write here.

CREATE INDEX events_marks ON events (ticket_id, kind) WHERE kind IN ('reopened', 'suggested');
