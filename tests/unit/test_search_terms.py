"""What stands beside the words of a search."""

from __future__ import annotations

from helpdesk.mailflow.search_terms import Terms, terms


def test_filters_are_taken_out_in_three_languages_and_words_stay() -> None:
    assert terms('factura estado:abierto  "dos veces" carpeta:"Por revisar"') == Terms(
        'factura "dos veces"', {"status": "abierto", "folder": "Por revisar"}
    )
    assert terms("tag:vip customer:a@b.example agent:me pasta:x Etiqueta:y") == Terms(
        "", {"tag": "y", "requester": "a@b.example", "assignee": "me", "folder": "x"}
    )


def test_what_is_no_filter_is_a_word() -> None:
    for text in (
        "http://x.example",
        "hora 9:30",
        "asunto:hola",
        "estado:",
        "a etiqueta :x",
        "x.estado:abierto",
    ):
        assert terms(text) == Terms(text), text
