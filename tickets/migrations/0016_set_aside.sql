-- What was discarded or called spam, for the mail of an agent's morning: few among all events.

CREATE INDEX events_aside ON events (at) WHERE kind IN ('discarded', 'spam');
