"""The mail that says late before it is: the new hour it names, in three languages, once a promise, and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import shell
from tests.story.rig.invariant import check
from tests.story.rig.shop import later, replies, shop, writes, writes_again
from tests.story.rig.template import protocols_of
from tests.story.rig.world import ACME_POLICY, World

SLA = (ACME_POLICY / "sla.yaml").read_text("utf-8")
QUIET = {"escalation.yaml": "rules: []\n"}


def told(world: World) -> list[str]:
    """The mails that say late, as text."""
    return [sent.text for sent in world.sent if sent.kind == "sla" and "lucia" in sent.to]


def kept(world: World) -> list[str]:
    """The reasons of the events that say what the customer was told."""
    return [event.because for event in world.store.events(protocols_of(world)[0]) if event.kind == "told"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "Nueva hora: hoy antes de las 16:58 (hora de Madrid)."),
        ("en", "New time: before 16:58 today (Madrid time)."),
        ("pt", "Novo prazo: até as 16:58 de hoje"),
    ],
)
def test_before_the_promise_is_broken_a_new_hour_is_told(
    tmp_path: Path, cell: ParseCell, language: str, said: str
) -> None:
    known = f'customers: {{"@gmail.example": {{language: {language}}}}}\n'
    with shop(tmp_path, cell, {**QUIET, "customers.yaml": known}) as world:
        writes(world, "lucia", "Factura")
        assert later(world, "3h47m") == []
        assert later(world, "1m") == ["sla to lucia"]  # 12:58, of 13:10
        assert said in told(world)[0]
        assert kept(world)[0].startswith(
            "sla.yaml tienda · first_response at 95%, tell_customer · "
            "new hour for first_response: 2026-11-23T15:58:00.000Z · "
        )
        check(world, [], "")


def test_what_no_mail_promised_is_not_called_promised(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, QUIET) as world:
        writes(world, "lucia", "Factura")
        assert writes(world, "lucia", "Otra cosa").mails == ["notification to ana"], "two in ten minutes"
        later(world, "8h")
        assert len([one for one in told(world) if "No llegaremos a responderle" in one]) == 2
        assert not [one for one in told(world) if "promet" in one]


def test_each_promise_is_told_late_once_and_the_promise_stays_what_it_was(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, QUIET) as world:
        writes(world, "lucia", "Factura")
        promises = world.store.sla(1)
        later(world, "8h")  # the new hour is past as well
        assert len(told(world)) == 1
        assert world.store.sla(1) == promises
        later(world, "4d")
        assert [("responderle" in text, "resolver" in text) for text in told(world)] == [
            (True, False),
            (False, True),
        ]
        # 95 % of three working days are over on Wednesday at 16:49; then three more.
        assert "new hour for resolution: 2026-11-30T15:49:00.000Z" in kept(world)[1]


def test_an_answer_in_time_is_no_occasion(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, QUIET) as world:
        writes(world, "lucia", "Factura")
        later(world, "3h")
        replies(world, "ana")
        later(world, "2h")
        assert told(world) == []


def test_no_answer_is_offered_for_after_the_solution(tmp_path: Path, cell: ParseCell) -> None:
    close = SLA.replace(
        "first_response: 4h, next_response: 8h, resolution: 3d", "first_response: 3h, resolution: 4h"
    )
    with shop(tmp_path, cell, {**QUIET, "sla.yaml": close}) as world:
        writes(world, "lucia", "Factura")
        later(world, "3h")
        assert "Nueva hora: hoy antes de las 13:10 (hora de Madrid)." in told(world)[0]


def test_who_let_us_wait_is_not_told_that_we_are_late(tmp_path: Path, cell: ParseCell) -> None:
    """The clocks stood still while the case waited for her: what is owed is owed so much later."""
    with shop(tmp_path, cell, QUIET) as world:
        writes(world, "lucia", "Factura")
        replies(world, "ana", "¿Qué número tiene la factura?")
        shell(world, "ana", "#esperar")
        later(world, "2d12h")
        writes_again(world, "lucia", "El 4711.", kind="reply")
        said = writes_again(world, "lucia", "estado", kind="reply").sent[-1].text
        assert "retraso" not in said
        assert "Lo siguiente: le responde una persona" in said or "Lo siguiente: lo resolvemos" in said


def test_how_it_is_going_names_the_new_hour_that_she_was_told(tmp_path: Path, cell: ParseCell) -> None:
    """Not the one that we just said we shall not keep; and we are late when the new one is past."""
    with shop(tmp_path, cell, QUIET) as world:
        writes(world, "lucia", "Factura")
        later(world, "3h50m")  # the delay was told two minutes ago
        assert "hoy antes de las 16:58" in writes_again(world, "lucia", "estado").sent[-1].text
        later(world, "3h")  # after 13:10, which was promised first
        said = writes_again(world, "lucia", "estado").sent[-1].text
        assert "hoy antes de las 16:58" in said and "retraso" not in said
        later(world, "1h")
        assert "Vamos con retraso" in writes_again(world, "lucia", "estado").sent[-1].text
