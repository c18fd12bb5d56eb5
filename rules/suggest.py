"""Which articles may answer a mail before a person does: by their words, weighed by where they stand and how rare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpdesk.rules.book import Article, Book, KbIndex, Team
from helpdesk.rules.fold import fold, look, stands_in
from helpdesk.rules.kb_index import NAMED, stems
from helpdesk.tickets.model import Language

MOST = 2  # product.md 1.4, whatever a team allows
READ = 40  # telling words of a mail: what it is about is said at its beginning
AT_LEAST = 2  # of them in the article, one in its title or names: one alone is chance
HALF = 0.5  # of a title's word that no other article has: what scores one half
ASIDE = 0.05  # what each word of the mail that the article has not counts against it: a long story says many words
TAG_COUNTS = 0.15  # that the ticket has one of the article's tags
NEAR = 0.8  # of the likeliest one's score: what is offered beside it


@dataclass(frozen=True, slots=True)
class Suggested:
    """An article in the customer's language, and why it is offered."""

    id: str
    title: str
    text: str
    link: str
    score: float
    because: str


def suggestions(book: Book, language: Language, text: str, tags: Sequence[str]) -> tuple[Suggested, ...]:
    """At most two articles for a mail that says `text`, the likeliest first; none where no team of level N0 offers any.

    The score, 0 to 1, grows with the words that mail and article have in common in any form, as the index weighs
    them, and with a tag of the ticket's; it is 1 where the mail says one of the article's own `words`.
    """
    team = _offering(book)
    if team is None or language not in book.kb or not text.strip():
        return ()
    shared = _shared(book.kb[language], language, text)
    found = [
        one
        for article in book.articles.values()
        if (one := _scored(article, language, look(text).text, shared, tags)) is not None
        and one.score >= team.kb_min_score
    ]
    found.sort(key=lambda one: (-one.score, one.id))
    near = [one for one in found if one.score >= NEAR * found[0].score]
    return tuple(near[: min(MOST, team.kb_suggest)])


@dataclass(frozen=True, slots=True)
class _Shared:
    """What mail and article have in common: (word as the mail has it, what it counts there) and how much that tells."""

    words: Sequence[tuple[str, float]]
    total: float
    asked: int


def _offering(book: Book) -> Team | None:
    """The team that offers articles: that of N0, where several do."""
    offering = [team for team in book.teams.values() if team.kb_suggest]
    return min(offering, key=lambda team: team.tier, default=None)


def _shared(index: KbIndex, language: Language, text: str) -> Mapping[str, _Shared]:
    """By the id of each article that has any of the mail's words."""
    asked: dict[str, str] = {}
    for stem, word in stems(look(text).text, language):
        if len(asked) == READ:
            break
        asked.setdefault(stem, word)
    words: dict[str, list[tuple[str, float]]] = {}
    totals: dict[str, float] = {}
    for stem, word in asked.items():
        for article, counts in index.places.get(stem, {}).items():
            words.setdefault(article, []).append((word, counts))
            totals[article] = totals.get(article, 0.0) + counts * index.telling[stem]
    return {article: _Shared(words[article], totals[article], len(asked)) for article in words}


def _scored(
    article: Article, language: Language, text: str, shared: Mapping[str, _Shared], tags: Sequence[str]
) -> Suggested | None:
    if language not in article.variants:
        return None
    title, body, link = article.variants[language]
    place = article.places.get(language, article.place)
    for phrase in article.words:
        if stands_in(fold(phrase), text):
            return Suggested(article.id, title, body, link, 1.0, f"says «{phrase}» · {place}")
    found = shared.get(article.id)
    if found is None or len(found.words) < AT_LEAST or not any(counts >= NAMED for _, counts in found.words):
        return None
    score = found.total / (found.total + HALF + ASIDE * (found.asked - len(found.words)))
    common = sorted(set(article.tags) & set(tags))
    score = min(1.0, score + (TAG_COUNTS if common else 0.0))
    return Suggested(article.id, title, body, link, score, f"{_why(found, common)} · {place}")


def _why(found: _Shared, common: Sequence[str]) -> str:
    """The words in common, those of its title and names first."""
    title = [word for word, counts in found.words if counts >= NAMED]
    text = [word for word, counts in found.words if counts < NAMED]
    parts = [f"words of its title or names ({', '.join(title)})"]
    parts += [f"beside them ({', '.join(text)})"] if text else []
    parts += [f"tag {common[0]}"] if common else []
    return "; ".join(parts)
