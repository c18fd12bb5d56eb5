"""The words of an event on a page: the desk's own in the reader's language, what people named as they named it."""

from __future__ import annotations

import pytest
from flask import Flask, g

from helpdesk.daemon.web.listener import window
from helpdesk.web_min.said import add_filters
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
