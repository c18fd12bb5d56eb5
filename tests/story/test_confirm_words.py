"""What an agent answers to "was this you?": her yes alone sends, whatever else she says sends nothing (threats D)."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import says
from tests.story.rig.shop import shop, ticket, writes
from tests.story.rig.tell import answered_case, mail, tell
from tests.story.rig.world import World
from tests.story.test_bad_input import mails
from tests.story.test_commands import FILES


def asked(world: World) -> None:
    """Somebody wrote in Ana's name, and she is asked."""
    writes(world, "lucia", "La factura")
    told = mails(world, "Pague a esta otra cuenta.", who="luis")
    assert (told.outcome, told.mails[0]) == ("held", "confirm to luis")


@pytest.mark.parametrize(
    "words",
    [
        "No, no fui yo.",
        "¿Quién ha escrito esto?",
        "I did not write that!",
        "Não fui eu",
        "Sí, pero cambia la cuenta",
        "",
        "-- \nLuis Gómez",
    ],
)
def test_what_is_no_yes_sends_nothing_and_the_question_stays_open(
    words: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        asked(world)
        told = says(world, "luis", words, "confirm")
        assert (told.outcome, told.reason, told.mails) == ("held", "confirm-refused", ["receipt to luis"])
        assert [one.reason for one in world.store.held()] == ["agent-unverified", "confirm-refused"]
        assert says(world, "luis", "NO", "confirm").mails == []
        assert [m.direction for m in world.store.messages(ticket(world).protocol)] == ["in"]


@pytest.mark.parametrize("words", ["SÍ", "Sí, fui yo.", "yes", "Yes, it was me", "Sim\n\nLuis", "Enviar"])
def test_a_yes_in_a_few_words_sends(words: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        asked(world)
        assert "reply to lucia" in says(world, "luis", words, "confirm").mails


@pytest.mark.parametrize("words", ["No, no fui yo.", "NO", "Não fui eu, cuidado"])
def test_a_customers_no_lets_nothing_in(words: str, world: World) -> None:
    answered_case(world)
    told = tell(world, mail("lucia-replies"), "lucia", "fail")
    assert (told.reason, told.mails) == ("spoof-suspect", ["confirm to lucia", "notification to ana"])
    told = tell(
        world,
        "Date: {date}\nMessage-ID: <no@gmail.example>\nSubject: Re: {subject of confirm to lucia}\n"
        "From: lucia.perez@gmail.example\nTo: {reply-to of confirm to lucia}\n"
        f"In-Reply-To: {{message-id of confirm to lucia}}\n\n{words}\n",
        "lucia",
        "pass",
    )
    assert [one.reason for one in world.store.held()] == ["spoof-suspect"]
    assert (told.outcome, told.mails) == ("threaded", ["notification to ana"])
