"""kb/SLUG.LANG.md (or SLUG.md, LANG/SLUG.md): the articles of the knowledge base, each in its languages."""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.rules.book import Article
from helpdesk.rules.faults import valid
from helpdesk.rules.front_matter import named, read_front
from helpdesk.rules.loading import Loading
from helpdesk.rules.names import check_name
from helpdesk.rules.schema import ArticleFront
from helpdesk.rules.yaml_text import Flaw
from helpdesk.tickets.model import Language

FOLDER = "kb/"
LONGEST = 40_000  # characters: an article goes into an answer whole


def load_articles(files: Mapping[str, str], loading: Loading) -> tuple[dict[str, Article], list[Flaw]]:
    """Return the articles by slug and everything wrong with their files."""
    articles: dict[str, Article] = {}
    flaws: list[Flaw] = []
    for name in sorted(files):
        if name.startswith(FOLDER):
            slug, language, _ = named(name, loading.around.language)
            text, found = _text(name, files[name], loading)
            flaws += found
            if text is not None:
                _add(articles, slug, language, text, name, flaws)
    return articles, flaws


def _text(name: str, text: str, loading: Loading) -> tuple[tuple[ArticleFront, str] | None, list[Flaw]]:
    found = read_front(name, text)
    if isinstance(found, list):
        return None, found
    read, fields, body, begins = found
    entry = valid(read, (), ArticleFront, fields)
    if entry is None:
        return None, read.flaws
    for index, tag in enumerate(entry.tags):
        check_name("tag", tag, loading.names, read, ("tags", index))
    if not body.strip() and not entry.link:
        read.flaws.append(Flaw(name, begins, 1, "this article has neither a text nor a link"))
    if len(body) > LONGEST:
        read.flaws.append(
            Flaw(name, begins, 1, f"this article is over {LONGEST} characters", "link: https://...")
        )
    return (entry, body.strip()), read.flaws


def _add(
    articles: dict[str, Article],
    slug: str,
    language: Language,
    text: tuple[ArticleFront, str],
    name: str,
    flaws: list[Flaw],
) -> None:
    front, body = text
    known = articles.get(slug)
    if known is not None and language in known.variants:
        flaws.append(Flaw(name, 1, 1, f"{slug} stands in {known.place} already in {language}", "Delete one"))
        return
    variants = {**(known.variants if known else {}), language: (front.title, body, front.link)}
    tags = (known.tags if known else ()) or tuple(front.tags)
    words = (*(known.words if known else ()), *front.words)
    articles[slug] = Article(slug, known.place if known else f"{name}:1", tags, variants, words)
