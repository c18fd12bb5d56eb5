-- A mail's digest is looked up when its twin is worked on, so it is indexed when the mail has been worked on, not
-- while somebody waits for his 250: a random key touches a page of its own, the more so the more mail there is.
-- What is a duplicate itself is no original; leaving it out keeps two twins from naming each other.

DROP INDEX inbox_digest;
CREATE INDEX inbox_digest ON inbox (digest, id) WHERE digest <> '' AND outcome <> 'duplicate';
