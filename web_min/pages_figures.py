"""Figures: how soon, how long, how much of it as promised; as a page with charts, as CSV and as JSON."""

from __future__ import annotations

import json
from datetime import timedelta

from flask import Flask, Response, g, render_template, request

from helpdesk.tickets.samples import two_digits
from helpdesk.web_min.charts import Bars, bars
from helpdesk.web_min.guard import must_be_in
from helpdesk.web_min.records import as_csv, as_record
from helpdesk.web_min.said import lasting
from helpdesk.web_min.shown import AGES, FiguresPage
from helpdesk.web_min.window import Window

PERIODS = (7, 30, 90)
SPLITS = ("tag", "topic", "product", "cause", "service", "team", "agent", "mailbox")


def add(app: Flask, window: Window) -> None:
    """Put the pages into `app`."""

    def asked() -> FiguresPage:
        by = request.args.get("by", "")
        days = {str(days): days for days in PERIODS}.get(request.args.get("days", ""), 30)
        return window.pages.figures(must_be_in(window), days, by if by in SPLITS else "tag")

    @app.get("/figures")
    def figures() -> str:
        page = asked()
        return render_template(
            "figures.html",
            page=page,
            charts=_charts(page),
            periods=PERIODS,
            splits=SPLITS,
            lasts=_lasts,
            about=_about,
            ages=AGES,
        )

    @app.get("/figures.csv")
    def figures_csv() -> Response:
        response = Response(as_csv(asked()), mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="figures.csv"'
        return response

    @app.get("/figures.json")
    def figures_json() -> Response:
        return Response(
            json.dumps(as_record(asked()), ensure_ascii=False) + "\n", mimetype="application/json"
        )


def _charts(page: FiguresPage) -> dict[str, Bars]:
    return {
        "opened": bars([(day.isoformat(), n) for day, n in page.opened]),
        "resolved": bars([(day.isoformat(), n) for day, n in page.resolved]),
        "backlog": bars([(g.speech[age], size.n) for age, size in zip(AGES, page.backlog, strict=True)]),
    }


def _lasts(length: timedelta | None) -> str:
    return "–" if length is None else lasting(length, g.speech)


def _about(n: int, reckoned: bool = True) -> str:
    """How many it is, or about how many."""
    said = f"{two_digits(n) if reckoned else n:,}".replace(",", g.speech["thousands"])
    return str(g.speech["about"]).format(n=said) if reckoned and n else said
