-- Where each message lies that came by an IMAP account whose folders mirror the tickets' (tickets/imap_copies.py).

-- `folder` is the folder of its ticket that it follows, `due` whether it is still to be moved there. `mailbox` is
-- the IMAP folder it lies in, '' = nobody knows any more. `message_id` finds it again where no UID was told.
CREATE TABLE imap_copies (
    inbox_id $INT NOT NULL PRIMARY KEY REFERENCES inbox (id),
    account TEXT NOT NULL CHECK (account <> ''),
    mailbox TEXT NOT NULL,
    uidvalidity $INT NOT NULL,
    uid $INT NOT NULL,
    message_id TEXT NOT NULL,
    ticket_id $INT REFERENCES tickets (id),
    folder TEXT NOT NULL DEFAULT '',
    due $INT NOT NULL DEFAULT 0 CHECK (due IN (0, 1))
) $STRICT;
CREATE INDEX imap_copies_due ON imap_copies (account, folder, mailbox, inbox_id) WHERE due = 1;
CREATE INDEX imap_copies_ticket ON imap_copies (ticket_id) WHERE ticket_id IS NOT NULL;
