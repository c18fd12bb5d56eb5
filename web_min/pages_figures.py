"""Figures: how soon, how long, how much of it as promised; as a page with charts, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

from flask import Flask, Response, g, render_template, request

from helpdesk.web_min.charts import Bars, bars
from helpdesk.web_min.guard import must_be_in
from helpdesk.web_min.said import span
from helpdesk.web_min.shown import FiguresPage
from helpdesk.web_min.sums import Rate, Sums
from helpdesk.web_min.window import Window

PERIODS = (7, 30, 90)
SPLITS = ("tag", "topic", "product", "cause", "service", "team", "agent")
COLUMNS = (
    "name", "tickets", "first_response_n", "first_response_median_s", "first_response_p90_s", "resolution_n",
    "resolution_median_s", "resolution_p90_s", "first_response_kept", "first_response_promised", "resolution_kept",
    "resolution_promised", "first_contact", "resolved", "reopened",
)  # fmt: skip


def add(app: Flask, window: Window) -> None:
    """Put the pages into `app`."""

    def asked() -> FiguresPage:
        days, by = request.args.get("days", ""), request.args.get("by", "")
        return window.pages.figures(
            must_be_in(window),
            int(days) if days.isdecimal() and int(days) in PERIODS else 30,
            by if by in SPLITS else "tag",
        )

    @app.get("/figures")
    def figures() -> str:
        page = asked()
        return render_template(
            "figures.html", page=page, charts=_charts(page), periods=PERIODS, splits=SPLITS, lasts=_lasts
        )

    @app.get("/figures.csv")
    def figures_csv() -> Response:
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(COLUMNS)
        rows.writerows(record.values() for record in _records(asked()))
        response = Response(text.getvalue(), mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="figures.csv"'
        return response

    @app.get("/figures.json")
    def figures_json() -> Response:
        page = asked()
        told = {"days": page.days, "by": page.by, "figures": _records(page)}
        return Response(json.dumps(told, ensure_ascii=False) + "\n", mimetype="application/json")


def _charts(page: FiguresPage) -> dict[str, Bars]:
    ages = ("age_day", "age_days", "age_week", "age_month", "age_older")
    return {
        "opened": bars([(day.isoformat(), n) for day, n in page.opened]),
        "resolved": bars([(day.isoformat(), n) for day, n in page.resolved]),
        "backlog": bars([(g.speech[age], size.n) for age, size in zip(ages, page.backlog, strict=True)]),
    }


def _lasts(length: timedelta | None) -> str:
    return "–" if length is None else span(length, g.speech)


def _records(page: FiguresPage) -> list[dict[str, object]]:
    rows = [("", page.whole), *page.groups]
    return [dict(zip(COLUMNS, _values(name, found), strict=True)) for name, found in rows]


def _values(name: str, found: Sums) -> list[object]:
    def seconds(length: timedelta | None) -> int | None:
        return None if length is None else int(length.total_seconds())

    def rate(one: Rate) -> list[object]:
        return [one.hits, one.n]

    reply, resolution = found.reply, found.resolution
    return [
        # A spreadsheet takes what begins like this for a formula.
        f"'{name}" if name[:1] in ("=", "+", "-", "@") else name,
        found.n,
        *(reply.n, seconds(reply.median), seconds(reply.p90)),
        *(resolution.n, seconds(resolution.median), seconds(resolution.p90)),
        *rate(found.reply_kept),
        *rate(found.resolution_kept),
        *rate(found.first_contact),
        found.reopened.hits,
    ]
