"""Two desks pointed at each other fall silent: at most one automatic mail each way in a day, whatever starts it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from helpdesk.daemon.commands.notify import notify_all
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import shell
from tests.story.rig.facing import Facing, Wire, address, facing
from tests.story.rig.tell import tell

DAY = timedelta(hours=24)
SOON, LATER, MUCH_LATER = timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=3)
WORDS = {
    "es": ("Un pedido", "Buenos días, ¿dónde está nuestro pedido? No ha llegado todavía."),
    "en": ("An order", "Good morning, where is our order? It has not arrived yet."),
    "pt": ("Uma encomenda", "Bom dia, onde está a nossa encomenda? Ainda não chegou."),
}


def a_mail(both: Facing, language: str, to: int = 1) -> None:
    """Somebody writes to a desk as a customer would, in the other's address: who, that one has never heard of."""
    title, body = WORDS[language]
    raw = (
        f"From: Soporte <{address(1 - to)}>\r\nTo: {address(to)}\r\nSubject: {title}\r\n"
        f"Message-ID: <first@relay.example>\r\nDate: Mon, 23 Nov 2026 09:10:00 +0100\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n"
    )
    both.deliver(to, raw.encode(), address(1 - to))


def silent(both: Facing) -> None:
    """What was started ends within the day, and neither has written to the other twice by itself."""
    both.live(DAY - timedelta(minutes=1))  # what is due a day later is no answer to this
    assert max(map(len, both.machines)) <= 1, "\n".join(map(str, both.machines))
    assert not both.under_way


@pytest.fixture(params=["intact", "stripped"])
def stripped(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "stripped")


@dataclass(frozen=True)
class Pair:
    """Two desks' languages and prefixes."""

    languages: tuple[str, str] = ("es", "es")
    prefixes: tuple[str, str] = ("ACM", "OTR")


PAIRS = [Pair(), Pair(prefixes=("ACM", "ACM")), Pair(("es", "en")), Pair(("pt", "es"), ("ACM", "ACM"))]


def slow(value: object) -> Any:
    """One of many; the rest goes with what takes its time."""
    return pytest.param(value, marks=pytest.mark.slow)


def named(pair: object) -> str:
    """'es-en' or 'es-es-one-prefix'."""
    assert isinstance(pair, Pair)
    return "-".join([*pair.languages, *(["one-prefix"] if len(set(pair.prefixes)) == 1 else [])])


@contextmanager
def desks(
    data: Path, cell: ParseCell, stripped: bool, delay: timedelta, vouched: str, pair: Pair
) -> Iterator[Facing]:
    there, back = (Wire(stripped, one, delay) for one in vouched.split())
    with facing(data, cell, (there, back), languages=pair.languages, prefixes=pair.prefixes) as both:
        yield both


@pytest.mark.parametrize("delay", [LATER, slow(SOON), slow(MUCH_LATER)], ids=["15m", "1m", "3h"])
@pytest.mark.parametrize("vouched", ["pass pass", "pass none", slow("none pass"), slow("none none")])
@pytest.mark.parametrize("pair", [PAIRS[1], slow(PAIRS[0]), PAIRS[2], slow(PAIRS[3])], ids=named)
def test_a21_from_a_mail_of_one_to_the_other(
    tmp_path: Path, cell: ParseCell, stripped: bool, delay: timedelta, vouched: str, pair: Pair
) -> None:
    with desks(tmp_path, cell, stripped, delay, vouched, pair) as both:
        a_mail(both, pair.languages[0])
        silent(both)


@pytest.mark.parametrize("delay", [LATER, slow(SOON), slow(MUCH_LATER)], ids=["15m", "1m", "3h"])
@pytest.mark.parametrize("vouched", ["pass pass", slow("pass none"), slow("none none")])
@pytest.mark.parametrize("pair", [PAIRS[2], *map(slow, (PAIRS[0], PAIRS[1], PAIRS[3]))], ids=named)
def test_a21_a_promise_missed_is_not_told_to_another_desk(
    tmp_path: Path, cell: ParseCell, stripped: bool, delay: timedelta, vouched: str, pair: Pair
) -> None:
    there, back = (Wire(stripped, one, delay) for one in vouched.split())
    with facing(
        tmp_path, cell, (there, back), languages=pair.languages, prefixes=pair.prefixes, promises=True
    ) as both:
        a_mail(both, pair.languages[0])
        silent(both)
        answered = both.desks[1]
        [case, *_] = answered.store.tickets(limit=10)
        untold = [one for one in answered.store.events(case.protocol) if one.kind == "not-told"]
        if both.machines[1]:
            assert untold and all("reads like another desk" in one.because for one in untold)
        both.forget()
        both.live(DAY * 2)
        assert both.machines == [[], []]


@pytest.mark.parametrize("prefixes", [("ACM", "OTR"), ("ACM", "ACM")])
def test_a21_receipts_in_words_of_their_own(
    tmp_path: Path, cell: ParseCell, stripped: bool, prefixes: tuple[str, str]
) -> None:
    wire = Wire(stripped, "pass", LATER)
    with facing(tmp_path, cell, (wire, wire), prefixes=prefixes, rewritten=True) as both:
        a_mail(both, "es")
        silent(both)
        assert "Lo tenemos" in both.desks[1].sent[0].text


def resolved(both: Facing) -> None:
    """The end of the case is told."""
    assert shell(both.desks[0], "ana", "#resolver").outcome == "command"


def survey(both: Facing) -> None:
    """A day after the end it is asked how it was; what went on until then is not counted."""
    resolved(both)
    both.live(timedelta(hours=23, minutes=59))
    both.forget()


def reminder(both: Facing) -> None:
    """The case waits for its customer, who is reminded after three days."""
    shell(both.desks[0], "ana", "#esperar")
    both.live(timedelta(hours=71, minutes=59))
    both.forget()


def notice(both: Facing) -> None:
    """All cases of a tag are told something."""
    shell(both.desks[0], "ana", "#etiqueta +tarde")
    assert notify_all(both.desks[0].desk, Printer(json=True), "tarde", "aviso", per_minute=30, dry=False) == 0
    both.desks[0].settle()


def answers(both: Facing) -> None:
    """The agent of A answers the last mail she was told of."""
    ana = "ana@gente.acme.example"
    told = tell(
        both.desks[0],
        f"From: Ana <{ana}>\nTo: {{reply-to of notification to {ana}}}\nSubject: Re: pedido\n"
        f"Message-ID: <answer@gente.acme.example>\nDate: {{date}}\n\nLo miramos hoy mismo.\n",
        ana,
        "pass",
    )
    assert told.outcome == "threaded" and told.sent[0].kind == "reply"


REPORT = """From: Mail Delivery System <MAILER-DAEMON@otra.example>
To: soporte@acme.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce@otra.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Your message to soporte@otra.example could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; otra.example

Final-Recipient: rfc822; soporte@otra.example
Action: failed
Status: 5.1.1
--B--
"""


def bounce(both: Facing) -> None:
    """The other's mail server says that an answer did not arrive."""
    raw = REPORT.replace("\n", "\r\n").encode()
    stripped = both.wires[1].stripped
    both.deliver(0, both.bare(raw) if stripped else raw, "MAILER-DAEMON@otra.example" if stripped else "")


STARTS = [resolved, survey, reminder, notice, bounce]


@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.__name__)
@pytest.mark.parametrize("vouched", ["pass pass", slow("pass none"), slow("none pass"), slow("none none")])
@pytest.mark.parametrize("pair", [PAIRS[3], *map(slow, PAIRS[:3])], ids=named)
def test_a21_from_a_mail_that_a_desk_writes_by_itself(
    tmp_path: Path,
    cell: ParseCell,
    start: Callable[[Facing], None],
    stripped: bool,
    vouched: str,
    pair: Pair,
) -> None:
    with desks(tmp_path, cell, stripped, LATER, vouched, pair) as both:
        a_mail(both, pair.languages[1], to=0)
        both.live(DAY)
        answers(both)
        both.live(DAY * 2)
        both.forget()
        start(both)
        silent(both)
