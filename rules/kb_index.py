"""The words of the knowledge base: in which articles each stands and where, by its stem, and how much it tells."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

from helpdesk.rules.book import Article, KbIndex
from helpdesk.rules.fold import fold, words_of
from helpdesk.tickets.model import Language

# What a word counts where it stands: in the title or the editor's own words for it; in its category and tags; in the
# text. A vague one (twice, hours) counts this at most, and makes no article a likely one.
TITLE, NAMED, TEXT, VAGUE = 1.0, 0.9, 0.5, 0.3
SHORTEST = 3  # letters of a word that tells anything
_SNOWBALL: Mapping[Language, str] = {"es": "spanish", "en": "english", "pt": "portuguese"}


def kb_index(articles: Mapping[str, Article]) -> Mapping[Language, KbIndex]:
    """The index of all `articles`, by language."""
    return {language: _of(articles, language) for language in _SNOWBALL}


def stems(text: str, language: Language) -> Iterator[tuple[str, str]]:
    """The words of `text` that say what it is about, folded, each as (stem, word), in order; any may come again."""
    empty = common_words()[0]
    for word in words_of(fold(text)):
        if len(word) >= SHORTEST and word not in empty and not word.isdigit():
            yield stem(word, language), word


@lru_cache(maxsize=32_768)
def stem(word: str, language: Language) -> str:
    """What a folded word has in common with its other forms, by Snowball's rules for the language."""
    import snowballstemmer  # all its languages at once, which a command that reads no article need not wait for

    made: str = snowballstemmer.stemmer(_SNOWBALL[language]).stemWord(word)  # one each: it remembers its word
    return made


def is_vague(stemmed: str, language: Language) -> bool:
    """Whether a word is a number or a time: it says something beside another word alone."""
    return stemmed in _vague(language)


@lru_cache(maxsize=1)
def common_words() -> tuple[frozenset[str], frozenset[str]]:
    """The empty words and the vague ones, folded, as common_words.txt has them."""
    text = (files("helpdesk.rules") / "common_words.txt").read_text("utf-8")
    empty, _, vague = text.partition("[empty]")[2].partition("[vague]")
    return frozenset(empty.split()), frozenset(vague.split())


@lru_cache(maxsize=3)
def _vague(language: Language) -> frozenset[str]:
    return frozenset(stem(word, language) for word in common_words()[1])


def _of(articles: Mapping[str, Article], language: Language) -> KbIndex:
    mine = [one for one in articles.values() if language in one.variants]
    places: dict[str, dict[str, float]] = {}
    for article in mine:
        title, text, _ = article.variants[language]
        named = " ".join((article.categories.get(language, ""), *article.tags)).replace("-", " ")
        for weight, words in ((TEXT, text), (NAMED, named), (TITLE, " ".join((title, *article.words)))):
            for stemmed, _ in stems(words, language):
                counts = min(weight, VAGUE) if is_vague(stemmed, language) else weight
                places.setdefault(stemmed, {})[article.id] = counts
    rarest = math.log(len(mine) + 1)
    telling = {stemmed: math.log((len(mine) + 1) / len(where)) / rarest for stemmed, where in places.items()}
    return KbIndex(places, telling)
