-- What an agent did lately, for the mail of her morning: what rules and customers do stands not in there and costs nothing.

CREATE INDEX events_agents ON events (actor, at) WHERE actor >= 'agent:' AND actor < 'agent;';
