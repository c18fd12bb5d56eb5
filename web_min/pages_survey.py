"""The page of a question: a GET shows it with the tapped number chosen, its button alone answers (product.md 1.8)."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from flask import Flask, abort, g, render_template, request

from helpdesk.web_min.for_customers import SurveyPage
from helpdesk.web_min.guard import not_too_often
from helpdesk.web_min.speech import speech
from helpdesk.web_min.stamp import stamp, stamped
from helpdesk.web_min.window import Window

COMMENT = 2_000  # characters
ANSWERS = 10  # to one question in a day: people correct themselves, machines go on


def add(app: Flask, window: Window) -> None:
    """Put the pages into `app`."""

    @app.get("/q/<secret>", defaults={"chosen": None})
    @app.get("/q/<secret>/<int:chosen>")
    def survey(secret: str, chosen: int | None) -> str:
        """Answers nothing, however often it is opened: programs open every link of a mail (A56)."""
        page = _asked(window, secret, chosen)
        if request.method == "GET":
            window.customers.survey_opened(secret)
        return _shown(window, secret, page, chosen)

    @app.post("/q/<secret>", defaults={"chosen": None})
    @app.post("/q/<secret>/<int:chosen>")
    def survey_answer(secret: str, chosen: int | None) -> str | tuple[str, int]:
        """Counts only from the form that this page made; whoever comes without it sees the form."""
        page = _asked(window, secret, chosen)
        score, comment = request.form.get("score", ""), request.form.get("comment", "")[:COMMENT]
        if not stamped(window, _form(secret, page)):
            return _shown(window, secret, page, chosen, comment, again="q_again"), HTTPStatus.BAD_REQUEST
        if score not in map(str, page.scores):
            return _shown(window, secret, page, chosen, comment, again="q_choose"), HTTPStatus.BAD_REQUEST
        if not window.customers.allow("survey", secret, ANSWERS, timedelta(days=1)):
            abort(HTTPStatus.TOO_MANY_REQUESTS)
        window.customers.answer(secret, int(score), comment)
        return render_template("survey_thanks.html", page=page, score=int(score))


def _asked(window: Window, secret: str, chosen: int | None) -> SurveyPage:
    not_too_often(window)
    page = window.customers.survey(secret)
    if page is None or (chosen is not None and chosen not in page.scores):
        abort(HTTPStatus.NOT_FOUND)
    g.speech = speech(page.language)
    return page


def _shown(
    window: Window, secret: str, page: SurveyPage, chosen: int | None, comment: str = "", again: str = ""
) -> str:
    return render_template(
        "survey.html",
        page=page,
        secret=secret,
        chosen=page.score if chosen is None else chosen,
        comment=comment,
        longest=COMMENT,
        again=again,
        form=stamp(window, _form(secret, page)),
    )


def _form(secret: str, page: SurveyPage) -> str:
    """What the form is about: with an answer it is about another question than before, so none is sent twice."""
    return f"survey:{secret}:{page.score}"
