-- Which tagged tickets are open, so that the queue of a tag is read off an index: a tag that ten thousand ended tickets
-- bear and three open ones was looked through until a bound was met. A tag's rows end with the newest ticket, so that a
-- new one goes to the page that the last one went to.

ALTER TABLE ticket_tags ADD COLUMN open $INT NOT NULL DEFAULT 0 CHECK (open IN (0, 1));
UPDATE ticket_tags SET open = 1
    WHERE ticket_id IN (SELECT id FROM tickets WHERE status NOT IN ('resolved', 'closed'));
CREATE INDEX ticket_tags_open ON ticket_tags (tag, ticket_id) WHERE open = 1;
