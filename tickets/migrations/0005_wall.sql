-- How long tickets took by the wall clock too, beside the hours of their service. Of tickets resolved before, it is told
-- by their own rows; where the row does not know when it was resolved, the hours of the service stand for it.

ALTER TABLE resolutions ADD COLUMN wall $INT NOT NULL DEFAULT 0 CHECK (wall >= 0);
ALTER TABLE means ADD COLUMN wall $INT NOT NULL DEFAULT 0;

UPDATE resolutions SET wall = coalesce(
    (SELECT (t.resolved_at - t.created_at) / 1000000 FROM tickets t
     WHERE t.id = resolutions.ticket_id AND t.resolved_at >= t.created_at),
    seconds);

DELETE FROM means;
INSERT INTO means (owner, key, samples, seconds, wall)
    SELECT owner, key, count(*), sum(seconds), sum(wall) FROM (
        SELECT 'agent:' || agent AS owner, key, seconds, wall, day FROM resolutions WHERE agent <> ''
        UNION ALL SELECT 'team:' || team, key, seconds, wall, day FROM resolutions WHERE team <> '') owned
    WHERE day > (SELECT n FROM counters WHERE name = 'means') GROUP BY owner, key;
