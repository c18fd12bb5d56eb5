"""The words of an event on a page: the desk's own in the reader's language, what people named as they named it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, g

from helpdesk.daemon.web.listener import window
from helpdesk.web_min.said import add_filters, browser_called, lasting
from helpdesk.web_min.speech import speech
from tests.unit.test_web import Viewer, viewer
from tests.web.rig import Trouble

__all__ = ["viewer"]


@pytest.mark.parametrize(
    ("words", "kind", "told"),
    [
        ("search", "tagged", "search"),  # a tag that is called like a page of ours
        ("closed", "filed", "closed"),  # a folder
        ("mine", "team", "mine"),
        ("closed", "status", "cerrado"),
        ("urgent", "priority", "urgente"),
        ("pt", "language", "portugués"),
        ("fr", "language", "fr"),
        # What a mail of the desk's was about.
        ("resolved", "told", "que se da por resuelto"),
        ("survey csat", "told", "la encuesta"),
        ("escalated permisos", "told", "que pasó a otro equipo: permisos"),
        ("delay first_response", "told", "que hay retraso: primera respuesta"),
        ("notice pedido-retrasado", "told", "el aviso pedido-retrasado"),
        ("ana, marta (sla.first_response 80%)", "notified", "ana, marta (primera respuesta 80%)"),
        ("resolution 2026-11-24T10:00:00Z", "sla", "resolución 2026-11-24 11:00"),
        (
            "tienda[1] first_response 2026-11-24T10:00:00Z resolution 2026-11-27T10:00:00Z",
            "promised",
            "servicio tienda, plazo 2: primera respuesta 2026-11-24 11:00, resolución 2026-11-27 11:00",
        ),
        ("macro", "not-told", "la macro"),
        ("warning to ana (aviso-80)", "not-told", "el aviso a ana (aviso-80)"),
        (
            "mail to the vendor ayuda@pasarela.example",
            "not-told",
            "el correo al proveedor ayuda@pasarela.example",
        ),
    ],
)
def test_names_of_the_desks_people_are_no_words_of_ours(
    viewer: Viewer, words: str, kind: str, told: str
) -> None:
    app = Flask(__name__)
    add_filters(app, window(viewer.desk, Trouble()))
    with app.app_context():
        g.speech = speech("es")
        assert app.jinja_env.filters["said"](words, kind) == told


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 min"), (59, "59 min"), (90, "1 h 30 min"), (120, "2 h"), (1441, "1 d 1 min"), (4605, "3 d 4 h")],
)
def test_a_figure_says_how_long_as_closely_as_the_report_does(minutes: int, said: str) -> None:
    """A median of an hour and a half is not one of an hour."""
    assert lasting(timedelta(minutes=minutes), speech("es")) == said


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
         "Chrome · Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0",
         "Edge · Windows"),
        ("Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0", "Firefox · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
         "Safari · iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)  # fmt: skip
def test_who_looks_after_her_sessions_knows_her_browsers_again(said: str, called: str) -> None:
    assert browser_called(said) == called
