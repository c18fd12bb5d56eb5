-- When a promise is due after the pauses there were; nothing where none has moved it. Cases from before have it once
-- something happens to them: what their calendar was then, SQL cannot tell.

ALTER TABLE sla ADD COLUMN first_response_moved $INT;
ALTER TABLE sla ADD COLUMN resolution_moved $INT;
