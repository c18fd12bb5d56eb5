"""Whether articles help: what their readers said, and how many cases ended by themselves after one was offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from helpdesk.tickets.model import Language
from helpdesk.tickets.rollups import DAY
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import to_micros

LOOKED_AT = 5_000  # of the newest tickets

_VOTE = (
    "INSERT INTO article_votes (article, language, day, useful, useless) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (article, language, day) DO UPDATE SET useful = useful + excluded.useful, "
    "useless = useless + excluded.useless"
)
_VOTES = "SELECT article, sum(useful), sum(useless) FROM article_votes WHERE day >= ? GROUP BY article"
# Ended, by its customer's word or because nobody wrote again, and no person of the desk had written to her.
_SPARED = (
    "t.status IN ('resolved', 'closed') AND t.aside = '' AND t.version = 0 AND EXISTS (SELECT 1 FROM events d "
    "WHERE d.ticket_id = t.id AND d.kind IN ('closed', 'resolved') AND d.actor IN ('customer', 'desk'))"
)
_OFFERED = (
    "FROM (SELECT id FROM tickets ORDER BY id DESC LIMIT ?) w CROSS JOIN tickets t ON t.id = w.id "
    "JOIN events e ON e.ticket_id = t.id AND e.kind = 'suggested' WHERE t.created_at >= ? AND {mine}"
)
_COUNTED = f"e.after, count(*), sum({_SPARED})"
_EFFECTS = f"SELECT {_COUNTED} {_OFFERED} GROUP BY e.after"


@dataclass(frozen=True, slots=True)
class ArticleFigures:
    """Of one article: readers who said that it was useful and that it was not; cases whose receipt offered it, and how
    many of those ended without an answer of a person (N0)."""

    useful: int = 0
    useless: int = 0
    offered: int = 0
    spared: int = 0


class ArticleVotes(Shelf):
    """Counts by article."""

    def vote(self, article: str, language: Language, *, useful: bool, now: datetime) -> None:
        """Counts one reader's answer to whether the article helps; what is kept are counts a day."""
        with self._db.joined():
            self._db.run(_VOTE, article, language, to_micros(now) // DAY, int(useful), int(not useful))

    def article_figures(
        self, since: datetime, mailboxes: tuple[str, ...] | None = None
    ) -> dict[str, ArticleFigures]:
        """By article: answers given and cases opened at or after `since`, of the newest tickets; cases of these
        mailboxes (None = all)."""
        mine = "1 = 1" if mailboxes is None else f"t.mailbox IN ({', '.join('?' * len(mailboxes))})"
        votes = {
            str(name): (int(useful), int(useless))
            for name, useful, useless in self._db.rows(_VOTES, to_micros(since) // DAY)
        }
        rows = self._db.rows(_EFFECTS.format(mine=mine), LOOKED_AT, to_micros(since), *(mailboxes or ()))
        cases = {str(name): (int(offered), int(spared)) for name, offered, spared in rows}
        return {
            name: ArticleFigures(*votes.get(name, (0, 0)), *cases.get(name, (0, 0)))
            for name in sorted(votes.keys() | cases.keys())
        }
