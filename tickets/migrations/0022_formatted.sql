-- Whether a mail has HTML, so that the viewer offers to show it only then. Of mail from before it is not known: reading
-- all of it again to find out would keep a large desk waiting.

ALTER TABLE messages ADD COLUMN formatted $INT;
