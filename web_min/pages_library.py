"""The public knowledge base: articles by category and tag, a search, each article; and for agents what they did."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from flask import Flask, Response, abort, g, make_response, render_template, request

from helpdesk.web_min.guard import customers_language, must_be_in, not_too_often, peer
from helpdesk.web_min.speech import LANGUAGES, speech
from helpdesk.web_min.stamp import stamp, stamped
from helpdesk.web_min.window import Window

KEPT = 300  # seconds: a corrected article is everybody's in five minutes
A_DAY = timedelta(days=1)
DAYS = 90  # of the figures of articles
OPINIONS = 20  # of one place on all articles in a day, one on each


def add(app: Flask, window: Window) -> None:
    """Put the pages into `app`."""

    def language() -> str:
        asked = request.args.get("lang", "")
        return asked if asked in LANGUAGES else customers_language(window)

    @app.get("/kb")
    def library() -> Response:
        not_too_often(window)
        asked = {name: request.args.get(name, "")[:200] for name in ("q", "category", "tag")}
        page = window.library.shelves(language(), asked["q"], asked["category"], asked["tag"])
        # Headings come from the articles: what stands in an address is whoever's who made the link.
        asked["tag"] = asked["tag"] if asked["tag"] in page.tags else ""
        asked["category"] = asked["category"] if asked["category"] in page.categories else ""
        g.speech = speech(page.language)
        return _kept(make_response(render_template("library.html", page=page, asked=asked)))

    @app.get("/articles")
    def articles() -> str:
        """What they are good for, to those who write them (product.md 4)."""
        rows = window.library.effects(must_be_in(window), DAYS)
        return render_template("articles.html", rows=rows, days=DAYS)

    @app.get("/kb/<slug>")
    def article(slug: str) -> Response:
        not_too_often(window)
        page = window.library.article(slug, language())
        if page is None:
            abort(HTTPStatus.NOT_FOUND)
        g.speech = speech(page.language)
        form = stamp(window, _form(slug, page.language))
        return _kept(make_response(render_template("article.html", page=page, form=form)))

    @app.post("/kb/<slug>/useful")
    def useful(slug: str) -> str | tuple[str, int]:
        """Counts a reader's opinion, one of each place on each article a day; whoever has had it is thanked too."""
        not_too_often(window)
        page = window.library.article(slug, language())
        answer = request.form.get("useful")
        if page is None or answer not in ("yes", "no"):
            abort(HTTPStatus.NOT_FOUND)
        g.speech = speech(page.language)
        if not stamped(window, _form(slug, page.language)):  # open since yesterday, perhaps: it asks again
            form = stamp(window, _form(slug, page.language))
            return render_template("article.html", page=page, form=form), HTTPStatus.BAD_REQUEST
        if _may_say(window, slug):
            window.library.useful(slug, page.language, yes=answer == "yes")
        return render_template("article_thanks.html", page=page, yes=answer == "yes")


def _may_say(window: Window, slug: str) -> bool:
    """Whether this place has an opinion left today: on this article, and on any."""
    allow, who = window.customers.allow, peer(window)
    return allow(f"useful:{slug}", who, 1, A_DAY) and allow("useful", who, OPINIONS, A_DAY)


def _kept(page: Response) -> Response:
    """The same for everybody who asks in this language: caches may keep it, and need not fetch it twice."""
    page.headers["Cache-Control"] = f"public, max-age={KEPT}"
    page.headers["Vary"] = "Accept-Language"
    page.add_etag()
    page.make_conditional(request)
    return page


def _form(slug: str, language: str) -> str:
    return f"useful:{slug}:{language}"
