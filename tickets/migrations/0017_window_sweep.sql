-- Cases resolved before this desk closed them by itself have no timer of it. How long they may be reopened stands in the
-- settings, and there may be a million: one timer begins to give them theirs, some a minute (daemon/closing.py).

INSERT INTO timers (kind, due, payload)
    SELECT 'window-sweep', (SELECT coalesce(max(received_at), 0) FROM inbox), '{}' WHERE EXISTS (SELECT 1 FROM tickets WHERE status = 'resolved');
