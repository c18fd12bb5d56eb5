"""The digit of a survey's answer, and the hours in which one is asked."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from helpdesk.mailflow.quiet import by_day
from helpdesk.mailflow.scores import Score, score_in

MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("5", Score(5)),
        (" 4. ", Score(4)),
        ("5/5", Score(5)),
        ("«3»", Score(3)),
        ("1\n\nNadie me respondió en una semana.", Score(1, "Nadie me respondió en una semana.")),
        ("2\r\nmal", Score(2, "mal")),
        ("5 · muy bien", Score(5)),
        ("4 - Well.", Score(4)),
        ("1 · muito mal  web: https://ayuda.acme.example/q/x/1", Score(1)),
        ("5 - muito bom", Score(5, "muito bom")),
        ("3, pero tardaron\nOcho días.", Score(3, "pero tardaron\nOcho días.")),
        ("4 – ótimo", Score(4, "ótimo")),
        ("5 muy bien", Score(5)),
        ("5 very well!", Score(5)),
        ("5/5 Thanks!", Score(5, "Thanks!")),
        ("5 muito obrigado", Score(5, "muito obrigado")),
    ],
)
def test_a_digit_begins_the_first_line(words: str, found: Score) -> None:
    assert score_in(words, 1, 5) == found


@pytest.mark.parametrize(
    "words",
    [
        "",
        "6",
        "0",
        "-1",
        "5/10",
        "5 facturas",
        "5 facturas, gracias",
        "5 mal",
        "05",
        "4,5",
        "4 o 5",
        "uno de sus técnicos vino",
        "dos facturas",
        "dos veces lo mismo",
        "le doy 5 días",
        "un 5 por ciento",
        "5 por favor",
        "5 de 10",
        "5 de 5 pedidos llegaron rotos",
        "5 días sin respuesta",
        "5 good reasons to leave",
        "one and the same",
        "55",
        "5 5",
        "４",
        "5 - 7 días",
        "5. Quiero más",
        "1 - No carga\n2 - No me pagan",
    ],
)
def test_anything_else_is_no_score(words: str) -> None:
    assert score_in(words, 1, 5) is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Un 5", Score(5)),
        ("cinco", Score(5)),
        ("Five!", Score(5)),
        ("Le doy un 4 porque tardó una semana.", Score(4, "porque tardó una semana.")),
        ("4 porque tardaron", Score(4, "porque tardaron")),
        ("I'd give it a 3 because it was slow", Score(3, "because it was slow")),
        ("Dou nota 5, ótimo atendimento!", Score(5, "ótimo atendimento!")),
        ("5 Excelente servicio", Score(5, "Excelente servicio")),
        ("Mi nota es un 2: nadie llamó", Score(2, "nadie llamó")),
        ("4 de 5", Score(4)),
        ("five out of five", Score(5)),
        ("Cuatro estrellas. Volveré.", Score(4, "Volveré.")),
        ("⭐⭐⭐⭐⭐", Score(5)),
        ("★★★☆☆", Score(3)),
        ("5\ufe0f\u20e3", Score(5)),
        ("Hola, Ana:\n\n5\n\nUn saludo,\nLucía Pérez", Score(5)),
        ("Buenos días, un 1 porque sigue roto\n\nSaludos", Score(1, "porque sigue roto\nSaludos")),
    ],
)
def test_as_people_say_it(words: str, found: Score) -> None:
    assert score_in(words, 1, 5, ["Lucía Pérez", "lucia@x.example", "Ana Ruiz"]) == found


@pytest.mark.parametrize(
    ("words", "score"),
    [("0", 0), ("un diez", 10), ("🔟", 10), ("diez de diez", 10), ("10", 10), ("10/10", 10), ("7", 7)],
)
def test_to_ten(words: str, score: int) -> None:
    assert score_in(words, 0, 10) == Score(score)
    assert score_in("11", 0, 10) is None


@pytest.mark.parametrize(
    ("moment", "asked"),
    [
        ("2026-11-24T08:10", "2026-11-24T08:10"),  # 09:10 in Madrid
        ("2026-11-24T03:00", "2026-11-24T08:00"),
        ("2026-11-24T19:00", "2026-11-25T08:00"),  # 20:00 is past the end
        ("2026-11-24T22:59", "2026-11-25T08:00"),
        ("2026-03-28T23:30", "2026-03-29T07:00"),  # the night of the change: 09:00 is an hour earlier
    ],
)
def test_by_day(moment: str, asked: str) -> None:
    at, expected = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (moment, asked))
    assert by_day(at, MADRID, time(9), time(20)) == expected


def test_a42_a_long_remark_is_kept_and_its_ends_alone_are_read() -> None:
    found = score_in("5\n" + "palabra " * 500_000 + "\nSaludos", 1, 5)
    assert found is not None and found.score == 5 and len(found.comment) > 3_000_000
