"""What the corpus and the machine found, each with its letter and what the desk does with it now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.leaks.letters import BY_NAME, Deed, Letter, Parts
from tests.leaks.play import ANA, desk, play
from tests.leaks.programs import PROGRAMS
from tests.story.rig.tap import tap
from tests.story.rig.world import World


@pytest.fixture
def world(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    """The desk of the corpus, in Spanish."""
    with desk(tmp_path, cell, "es") as made:
        yield made


def result(world: World) -> tuple[str, str]:
    """State and reason of the last mail."""
    row = world.store.inbox(world.rows[-1])
    assert row is not None
    return row.state, (row.result or {}).get("held_reason") or (row.result or {})["outcome"]


@pytest.mark.parametrize("program", ["outlook", "outlook_web", "outlook_mobile", "samsung"])
@pytest.mark.parametrize(
    ("deed", "parts"), [("says it is a note", "both"), ("answers", "text"), ("commands alone", "html")]
)
def test_answers_in_a_quote_that_nothing_marks_are_not_left_behind(
    world: World, program: str, deed: str, parts: Parts
) -> None:
    """'Contesto abajo' went to the customer without the answers, and without the '#nota' that stood among them."""
    assert play(world, Letter(1, program, "inline", "es", BY_NAME[deed], parts)) == []
    assert any("parece una cita" in one.text for one in world.sent if one.kind == "receipt")


def test_an_answer_to_a_note_stays_inside_and_she_is_told(world: World) -> None:
    """The more private of two handles wins; she wrote to the customer's, and heard of nothing."""
    assert (
        play(world, Letter(1, "gmail", "top", "es", BY_NAME["answers a colleague's note to the customer"]))
        == []
    )
    assert result(world) == ("done", "note")
    assert "Respondiste a un aviso interno" in [one for one in world.sent if one.to == ANA][-1].text


@pytest.mark.parametrize("program", ["gmail", "thunderbird"])
def test_a_mail_passed_on_leaves_no_line_of_its_own(world: World, program: str) -> None:
    """The forward's own line went to the customer below her words; now none goes at all before she says so."""
    letter = Letter(1, program, "top", "es", BY_NAME["passes a colleague's note on to the customer"], "html")
    assert play(world, letter) == []
    assert result(world) == ("done", "note")
    tap(world, "ana", "Enviar al cliente", "notification")
    answer = next(one for one in reversed(world.sent) if one.kind == "reply")
    assert "--" not in answer.text and letter.marks[1] in answer.text


def test_html_alone_has_its_commands_once(world: World) -> None:
    """The text made of her HTML was compared with it, and good commands were held."""
    assert play(world, Letter(1, "apple", "bottom", "es", BY_NAME["solves on top"], "html")) == []
    assert result(world) == ("done", "threaded")


def _reacts(says: str) -> Deed:
    return Deed("reacts", lambda own, _: [f"Ana Ruiz {says}", ""], "inside", commands=(says,))


@pytest.mark.parametrize("program", sorted(PROGRAMS))
def test_a_reaction_goes_to_nobody(world: World, program: str) -> None:
    """'Ana Ruiz reacted to your message:' above the quote of whatever program was the agent's answer."""
    for n, says in enumerate(
        ("reaccionó a tu mensaje:", "reacted to your message:", "reagiu à sua mensagem:"), 1
    ):
        assert play(world, Letter(n, program, "top", "es", _reacts(says))) == []
        assert result(world)[1] == "auto_reply"
