-- Thanks that reopened nothing, for the mail of an agent's morning: few among all events.

CREATE INDEX events_thanks ON events (at) WHERE kind = 'thanks';
