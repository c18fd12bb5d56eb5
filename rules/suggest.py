"""Which articles may answer a mail before a person does: by the words of their titles, and words of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.rules.book import Article, Book, Team
from helpdesk.rules.fold import fold, look, stands_in, words_of
from helpdesk.tickets.model import Language

MOST = 2  # product.md 1.4, whatever a team allows
TAG_COUNTS = 0.15  # that the ticket has one of the article's tags, beside its words
AT_LEAST = 2  # words of the title: one alone is chance
STEM = 4  # letters that two forms of a word share at least

# Words that say nothing of what a text is about, without accents, in the three languages.
_EMPTY = frozenset(
    fold(
        """a al con cual como cuando de del donde e el en es esta este hay la las lo los me mi mis no o para por porque
        que se si sin su sus te un una unas unos y ya tengo puedo hacer hago
        the an and are as at be by can do does for from has have how i in is it my of on or so that this to
        was what when where why will with you your get
        ao aos as com da das do em meu minha na nas nos os ou pela pelo por quando qual sao seu sua um uma uns umas
        faz faco onde tenho posso"""
    ).split()
)


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

    The score is the share of the title's telling words that the mail says in any form, and a little more for a tag of
    the ticket's; 1 where the mail says one of the article's own `words`.
    """
    team = _offering(book)
    if team is None or not text.strip():
        return ()
    said = look(text)
    words = [word for word in said.words if word not in _EMPTY]
    found = [
        one
        for article in book.articles.values()
        if (one := _scored(article, language, said.text, words, tags)) is not None
        and one.score >= team.kb_min_score
    ]
    found.sort(key=lambda one: (-one.score, one.id))
    return tuple(found[: min(MOST, team.kb_suggest)])


def _offering(book: Book) -> Team | None:
    """The team that offers articles: that of N0, where several do."""
    offering = [team for team in book.teams.values() if team.kb_suggest]
    return min(offering, key=lambda team: team.tier, default=None)


def _scored(
    article: Article, language: Language, text: str, words: Sequence[str], tags: Sequence[str]
) -> Suggested | None:
    if language not in article.variants:
        return None
    title, body, link = article.variants[language]
    place = article.places.get(language, article.place)
    for phrase in article.words:
        if stands_in(fold(phrase), text):
            return Suggested(article.id, title, body, link, 1.0, f"says «{phrase}» · {place}")
    telling = [word for word in dict.fromkeys(words_of(fold(title))) if word not in _EMPTY]
    said = [word for word in telling if any(_same(word, other) for other in words)]
    if len(said) < AT_LEAST:
        return None
    score = len(said) / len(telling)
    shared = sorted(set(article.tags) & set(tags))
    score = min(1.0, score + (TAG_COUNTS if shared else 0.0))
    because = f"{len(said)} of {len(telling)} words of its title ({', '.join(said)})"
    if shared:
        because += f", tag {shared[0]}"
    return Suggested(article.id, title, body, link, score, f"{because} · {place}")


def _same(one: str, other: str) -> bool:
    """Whether two words are forms of one: cobro and cobrado, charge and charged."""
    if one == other:
        return True
    shorter = min(len(one), len(other))
    if shorter < STEM:
        return False
    alike = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    return alike >= max(STEM, shorter - 2)
