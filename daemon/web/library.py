"""The knowledge base as pages: the articles of the policy in force, their Markdown made into safe HTML once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import cast
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from helpdesk.daemon.desk import Desk
from helpdesk.mailflow.htmlsafe import sanitised_html
from helpdesk.rules import browse
from helpdesk.rules.book import Article
from helpdesk.tickets.article_votes import ArticleFigures
from helpdesk.tickets.model import Language
from helpdesk.web_min.for_readers import ArticlePage, Effect, Shelves, Title
from helpdesk.web_min.shown import Reader

LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")


class DeskLibrary:
    """`web_min.for_readers.Library` over a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def shelves(self, language: str, words: str, category: str, tag: str) -> Shelves:
        """In the language asked for where there are any articles in it, else in one there is."""
        book = self._desk.policy
        there = _languages(book.articles.values())
        chosen = self._chosen(language, there)
        shelves = browse.categories(book, chosen)
        narrowed = {
            name: [_title(one, chosen) for one in articles if not tag or tag in one.tags]
            for name, articles in shelves.items()
            if not category or name == category
        }
        found = browse.found(book, chosen, words) if words.strip() else None
        return Shelves(
            chosen,
            there,
            book.revision,
            {name: titles for name, titles in narrowed.items() if titles},
            tuple(browse.tags(book, chosen)),
            None if found is None else tuple(_title(one, chosen) for one in found),
        )

    def article(self, slug: str, language: str) -> ArticlePage | None:
        """Its text never leaves the language it is in: a page is in one language whole."""
        book = self._desk.policy
        article = book.articles.get(slug)
        if article is None:
            return None
        there = _languages([article])
        chosen = self._chosen(language, there)
        title, text, link = article.variants[chosen]
        box = self._desk.settings.mailboxes[0]
        return ArticlePage(
            slug=slug,
            title=title,
            html=article_html(text),
            link=link,
            language=chosen,
            languages=there,
            revision=book.revision,
            category=article.categories.get(chosen, ""),
            tags=article.tags,
            related=tuple(_title(one, chosen) for one in browse.related(book, chosen, article)),
            write_to=f"mailto:{quote(box.address, safe='@+.-')}?subject={quote(title, safe='')}",
        )

    def useful(self, slug: str, language: str, *, yes: bool) -> None:
        """Of articles there are."""
        article = self._desk.policy.articles.get(slug)
        if article is not None and language in article.variants:
            now = self._desk.clock.now()
            self._desk.store.vote(slug, cast("Language", language), useful=yes, now=now)

    def effects(self, reader: Reader, days: int) -> list[Effect]:
        """Those that spared most first: they are where an editor's hour is well spent."""
        store, book = self._desk.store, self._desk.policy
        figures = store.article_figures(self._desk.clock.now() - timedelta(days=days), reader.mailboxes)
        rows = []
        for slug, article in book.articles.items():
            chosen = self._chosen(reader.language, _languages([article]))
            one = figures.get(slug, ArticleFigures())
            title = _title(article, chosen)
            rows.append(Effect(title, chosen, one.useful, one.useless, one.offered, one.spared))
        return sorted(rows, key=lambda row: (-row.spared, -row.offered, row.title.title))

    def _chosen(self, language: str, there: tuple[Language, ...]) -> Language:
        desk = self._desk.settings.desk.language
        return next((one for one in there if one == language), desk if desk in there else (*there, desk)[0])


@lru_cache(maxsize=256)
def article_html(text: str) -> str:
    """An article's Markdown as HTML: no HTML of its own, no images; its greatest heading stands below the page's."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    _set_headings(tokens)
    return sanitised_html(markdown.renderer.render(tokens, markdown.options, {}))


def _set_headings(tokens: list[Token]) -> None:
    headings = [one for one in tokens if one.type in ("heading_open", "heading_close")]
    top = min((int(one.tag[1]) for one in headings), default=2)
    for one in headings:
        one.tag = f"h{min(int(one.tag[1]) - top + 2, 6)}"


def _languages(articles: Iterable[Article]) -> tuple[Language, ...]:
    there = {language for one in articles for language in one.variants}
    return tuple(one for one in LANGUAGES if one in there)


def _title(article: Article, language: Language) -> Title:
    title, text, link = article.variants[language]
    return Title(article.id, title, link if not text else "", article.tags)
