"""Whoever tries numbers from many addresses of one domain is answered no more, and the admin hears of it once (E6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpdesk.daemon.customers.guessing import GUESSES
from helpdesk.mailflow import protocol
from tests.story.rig.tell import Told, customers_mail, mail, open_case, tell
from tests.story.rig.template import protocols_of
from tests.story.rig.world import World


def tries(world: World, n: int, subject: str, domain: str = "evil.example") -> Told:
    """A mail of somebody at the domain whom nobody has seen before."""
    text = mail(
        "lucia-writes",
        subject=subject,
        from_=f"a{n}@{domain}",
        message_id=f"<{n}@{domain}>",
        body=f"Hola {n}.",
    )
    return tell(world, text, f"a{n}@{domain}")


@pytest.mark.slow  # a whole desk's life
def test_a9_many_wrong_numbers_of_a_domain_are_not_answered(world: World) -> None:
    open_case(world)
    first = protocols_of(world)[0]
    numbers = [first, first[:-1] + ("7" if first[-1] != "7" else "8"), protocol.new("ACM", world.clock.now())]
    got = [customers_mail(tries(world, n, f"Caso {numbers[n % 3]}"), world) for n in range(GUESSES + 5)]
    assert [len(one) for one in got] == [1] * GUESSES + [0] * 5
    assert len(protocols_of(world)) == GUESSES + 6, "every mail has its case all the same"
    alerts = [one for one in world.sent if one.kind == "alert"]
    assert len(alerts) == 1 and "evil.example" in alerts[0].text
    # A mail of that domain that names no number, and a wrong number of another domain, are answered as ever.
    assert customers_mail(tries(world, 90, "Una pregunta"), world) != []
    assert customers_mail(tries(world, 91, f"Caso {first}", "x.example"), world) != []
    world.advance(timedelta(minutes=61))
    assert customers_mail(tries(world, 92, f"Caso {first}"), world) != []
