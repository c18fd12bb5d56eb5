-- How often a rule hit, by the mailbox of the ticket too: who reads one mailbox counts its hits alone. What was counted
-- before has none and counts for who reads them all.

CREATE TABLE hits_by_mailbox (
    rule TEXT NOT NULL,
    stage TEXT NOT NULL,
    day $INT NOT NULL,
    n $INT NOT NULL,
    mailbox TEXT NOT NULL,
    PRIMARY KEY (rule, day, stage, mailbox)
) $CLUSTERED;
INSERT INTO hits_by_mailbox (rule, stage, day, n, mailbox) SELECT rule, stage, day, n, '' FROM rule_hits;
DROP TABLE rule_hits;
ALTER TABLE hits_by_mailbox RENAME TO rule_hits;
CREATE INDEX rule_hits_day ON rule_hits (day);
