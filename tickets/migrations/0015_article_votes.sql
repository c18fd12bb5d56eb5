-- What readers of an article answered whether it was useful (tickets/article_votes.py), by day.

CREATE TABLE article_votes (
    article TEXT NOT NULL CHECK (article <> ''),
    language TEXT NOT NULL CHECK (language IN ('es', 'en', 'pt')),
    day $INT NOT NULL,
    useful $INT NOT NULL DEFAULT 0,
    useless $INT NOT NULL DEFAULT 0,
    PRIMARY KEY (article, language, day)
) $CLUSTERED;
