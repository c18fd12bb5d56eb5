"""What the pages of the knowledge base show, and the port through which they ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.web_min.shown import Reader


@dataclass(frozen=True, slots=True)
class Title:
    """An article in a list. `link` is where it stands, where that is not here."""

    slug: str
    title: str
    link: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelves:
    """The articles in one language, by category ('' = none); or with `found`, those that say what was asked for.
    `languages` are those with articles; `revision` changes with every word of them."""

    language: str
    languages: tuple[str, ...]
    revision: str
    categories: Mapping[str, Sequence[Title]]
    tags: tuple[str, ...]
    found: tuple[Title, ...] | None = None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article: `html` is made safe; `link` is where the whole of it stands, '' here; `write_to` asks a person."""

    slug: str
    title: str
    html: str
    link: str
    language: str
    languages: tuple[str, ...]
    revision: str
    category: str
    tags: tuple[str, ...]
    related: tuple[Title, ...]
    write_to: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What an article did in a while: what its readers said, in how many receipts it stood, and how many of those cases
    ended without an answer of a person."""

    title: Title
    language: str
    useful: int
    useless: int
    offered: int
    spared: int


class Library(Protocol):
    """The articles of the policy in force."""

    def shelves(self, language: str, words: str, category: str, tag: str) -> Shelves:
        """All in a language, those of a category or a tag, or those that say these words."""
        ...

    def article(self, slug: str, language: str) -> ArticlePage | None:
        """An article in this language, else in one there is; None for one there is not."""
        ...

    def useful(self, slug: str, language: str, *, yes: bool) -> None:
        """Counts what a reader said of it."""
        ...

    def effects(self, reader: Reader, days: int) -> Sequence[Effect]:
        """Every article with what it did in the last days to the cases this reader may see, in her language."""
        ...
