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
        "Un 5",
        "05",
        "cinco",
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


@pytest.mark.parametrize(("words", "score"), [("0", 0), ("10", 10), ("10/10", 10), ("7", 7)])
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
