-- Messages change tickets when tickets are merged or split (tickets/moving.py): what points at them is found by place.

CREATE INDEX inbox_message ON inbox (ticket_id, message_n) WHERE message_n > 0;
CREATE INDEX message_ids_message ON message_ids (ticket_id, n) WHERE n > 0;
