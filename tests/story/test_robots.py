"""A robot that answers every mail of the desk, whatever it says and however late, is soon left alone (A20, A21)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.story.rig.carrier import Sent
from tests.story.rig.people import address_of
from tests.story.rig.tell import tell
from tests.story.rig.world import World

QUOTE = "{quote}"
SAYS = {
    "nothing": "",
    "our mail, sent back": QUOTE,
    "thanks": "Thank you for your message.\n\n" + QUOTE,
    "an absence": "Estoy fuera de la oficina hasta el lunes.",
    "a receipt": "Recibimos su mensaje. Su número de ticket es 4711.",
    "a receipt around ours": "We have received your request.\n\n" + QUOTE,
}


def answer(world: World, to: Sent, says: str, n: int, threaded: bool) -> None:
    """The robot's mail, without one header that tells a machine."""
    quoted = "\n".join(f"> {line}" for line in to.text.split("\n"))
    thread = f"In-Reply-To: {to.message_id}\n" if threaded else ""
    tell(
        world,
        f"From: Robot <{address_of('lucia')}>\nTo: soporte@acme.example\nSubject: Re: {to.mail['Subject']}\n"
        f"Message-ID: <robot{n}@x.example>\nDate: {{date}}\n{thread}\n{says.replace(QUOTE, quoted)}\n",
        "lucia",
        "pass",
    )


@pytest.mark.parametrize("threaded", [True, False], ids=["in the thread", "out of it"])
@pytest.mark.parametrize("delay", [15, *(pytest.param(one, marks=pytest.mark.slow) for one in (1, 120))])
@pytest.mark.parametrize("says", SAYS)
def test_a20_a21_it_is_answered_once_and_asked_about_once(
    world: World, says: str, delay: int, threaded: bool
) -> None:
    tell(
        world,
        f"From: Robot <{address_of('lucia')}>\nTo: soporte@acme.example\nSubject: Aviso\nMessage-ID: <r@x.example>\n"
        "Date: {date}\n\nEl servidor 4 no responde desde hace una hora.\n",
        "lucia",
        "pass",
    )
    answered = 0
    for _ in range(24 * 60 // delay - 1):
        mine = [one for one in world.sent if one.to == address_of("lucia")]
        if len(mine) == answered:
            break
        world.advance(timedelta(minutes=delay))
        answered += 1
        answer(world, mine[answered - 1], SAYS[says], answered, threaded)
    # The receipt; and where nothing of its own stands in a mail, how the case stands.
    assert answered <= (2 if says in ("nothing", "our mail, sent back") else 1), [
        one.text for one in world.sent
    ]
