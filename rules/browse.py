"""The knowledge base to read in: articles by category and tag, found by words, and those that belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from helpdesk.rules.book import Article, Book
from helpdesk.rules.fold import fold, words_of
from helpdesk.tickets.model import Language

RELATED = 5
WORDS = 8  # of a question; what is longer is no search
_TITLE, _NAMED, _TEXT = 4, 3, 1  # what a word counts where it stands


def categories(book: Book, language: Language) -> Mapping[str, Sequence[Article]]:
    """The articles in this language by their category, both in the order of their names; without one under '', last."""
    found: dict[str, list[Article]] = {}
    for article in _by_title(book, language):
        found.setdefault(article.categories.get(language, ""), []).append(article)
    return {name: found[name] for name in sorted(found, key=lambda name: (not name, fold(name)))}


def tags(book: Book, language: Language) -> list[str]:
    """Every tag that an article in this language has."""
    return sorted({tag for one in _by_title(book, language) for tag in one.tags})


def found(book: Book, language: Language, asked: str) -> list[Article]:
    """The articles that say every word asked for, or begin one so; accents and case do not matter. Likeliest first."""
    wanted = list(dict.fromkeys(words_of(fold(asked[:200]))))[:WORDS]
    if not wanted:
        return []
    scored = [(_score(one, language, wanted), one) for one in _by_title(book, language)]
    return [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score]


def related(book: Book, language: Language, article: Article) -> list[Article]:
    """Articles that name this one or are named by it, then those that share its category or a tag."""
    others = [one for one in _by_title(book, language) if one.id != article.id]
    named = [one for one in others if one.id in article.related or article.id in one.related]
    category = article.categories.get(language, "")
    near = [
        one
        for one in others
        if one not in named
        and (set(one.tags) & set(article.tags) or (category and one.categories.get(language) == category))
    ]
    return [*named, *near][:RELATED]


def _by_title(book: Book, language: Language) -> list[Article]:
    mine = [one for one in book.articles.values() if language in one.variants]
    return sorted(mine, key=lambda one: (fold(one.titles[language]), one.id))


def _score(article: Article, language: Language, wanted: Sequence[str]) -> int:
    title, text, _ = article.variants[language]
    named = " ".join((article.categories.get(language, ""), *article.tags, *article.words))
    places = [(_TITLE, words_of(fold(title))), (_NAMED, words_of(fold(named))), (_TEXT, words_of(fold(text)))]
    sums = [
        sum(weight for weight, words in places if any(word.startswith(one) for word in words))
        for one in wanted
    ]
    return sum(sums) if all(sums) else 0
