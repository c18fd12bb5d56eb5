"""kb/SLUG.LANG.md (or SLUG.md, LANG/SLUG.md): the articles of the knowledge base, each in its languages."""

from __future__ import annotations

from collections.abc import Mapping, Set

from helpdesk.rules.book import Article
from helpdesk.rules.faults import valid
from helpdesk.rules.front_matter import named, read_front
from helpdesk.rules.loading import Loading
from helpdesk.rules.names import check_name
from helpdesk.rules.nearest import suggestion
from helpdesk.rules.schema import ArticleFront
from helpdesk.rules.yaml_text import Flaw
from helpdesk.tickets.model import Language

FOLDER = "kb/"
LONGEST = 40_000  # characters: an article goes into an answer whole


def load_articles(files: Mapping[str, str], loading: Loading) -> tuple[dict[str, Article], list[Flaw]]:
    """Return the articles by slug and everything wrong with their files."""
    articles: dict[str, Article] = {}
    flaws: list[Flaw] = []
    slugs = {named(name, loading.around.language)[0] for name in files if name.startswith(FOLDER)}
    for name in sorted(files):
        if name.startswith(FOLDER):
            slug, language, _ = named(name, loading.around.language)
            text, found = _text(name, files[name], loading, slugs)
            flaws += found
            if text is not None:
                _add(articles, slug, language, text, name, flaws)
    return articles, flaws


def _text(
    name: str, text: str, loading: Loading, slugs: Set[str]
) -> tuple[tuple[ArticleFront, str] | None, list[Flaw]]:
    found = read_front(name, text)
    if isinstance(found, list):
        return None, found
    read, fields, body, begins = found
    entry = valid(read, (), ArticleFront, fields)
    if entry is None:
        return None, read.flaws
    for index, tag in enumerate(entry.tags):
        check_name("tag", tag, loading.names, read, ("tags", index))
    for index, slug in enumerate(entry.related):
        if slug not in slugs:
            what = f'there is no article "{slug}"'
            read.flaws.append(read.flaw(("related", index), what, suggestion(slug, slugs)))
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
        flaws.append(
            Flaw(name, 1, 1, f"{slug} stands in {known.places[language]} already in {language}", "Delete one")
        )
        return
    variants = {**(known.variants if known else {}), language: (front.title, body, front.link)}
    tags = (known.tags if known else ()) or tuple(front.tags)
    words = (*(known.words if known else ()), *front.words)
    categories = dict(known.categories if known else {})
    if front.category:
        categories[language] = front.category
    related = tuple(dict.fromkeys((*(known.related if known else ()), *front.related)))
    places = {**(known.places if known else {}), language: f"{name}:1"}
    place = known.place if known else places[language]
    articles[slug] = Article(slug, place, tags, variants, words, categories, related, places)
