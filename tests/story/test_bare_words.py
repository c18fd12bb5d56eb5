"""Words above an unmarked signature: a word, a digit or thanks all the same, where her earlier mail ends in it."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.ending import FEWEST, MOST, without_ending
from helpdesk.mailflow.scores import score_in
from tests.story.rig.agents import shell
from tests.story.rig.shop import ticket
from tests.story.rig.tell import mail, tell
from tests.story.rig.world import World
from tests.story.test_customer_words import kinds, word

SIGNED = "\n\nLucía Pérez Ríos\nDistribuciones Pérez, S.L.\nCalle Mayor 5, 28013 Madrid\nTel. 600 123 456"
ASKS = "Me han cobrado dos veces la factura de noviembre. ¿Pueden mirarlo?"


def opened(world: World, asks: str = ASKS + SIGNED) -> None:
    assert tell(world, mail("lucia-writes", body=asks), "lucia", "pass").outcome == "opened"


@pytest.mark.parametrize(
    ("said", "kind"), [("Estado", "status-asked"), ("CERRAR", "closed"), ("English", "language")]
)
def test_a_word_above_it_is_the_word(world: World, said: str, kind: str) -> None:
    opened(world)
    told = word(world, said + SIGNED)
    assert told.outcome == "command" and kind in kinds(world)


def test_a_greeting_and_her_name_around_a_word_say_nothing(world: World) -> None:
    opened(world, ASKS)
    told = word(world, "Hola, buenas tardes:\n\nCERRAR, por favor.\n\nUn saludo,\nLucía")
    assert told.outcome == "command" and "closed" in kinds(world)


def test_a_digit_above_it_has_no_comment() -> None:
    """The first line is the answer; what stands below is her comment, and this is none."""
    assert score_in(without_ending("5" + SIGNED, [ASKS + SIGNED]), 1, 5) == score_in("5", 1, 5)


def test_more_than_a_word_is_a_message_and_is_kept_whole(world: World) -> None:
    opened(world)
    told = word(world, "Cerrar no, todavía" + SIGNED)
    assert told.outcome == "threaded"
    kept = world.store.messages(ticket(world).protocol)[-1].own_words
    assert kept.endswith("Tel. 600 123 456")


def test_thanks_above_it_reopen_nothing_and_are_kept_whole(world: World) -> None:
    opened(world)
    shell(world, "ana", "#resolver")
    told = word(world, "Muchas gracias." + SIGNED, kind="sla")
    assert (told.outcome, told.mails) == ("threaded", []) and ticket(world).status == "resolved"
    assert "600 123 456" in world.store.messages(ticket(world).protocol)[-1].own_words


@pytest.mark.parametrize(
    ("first", "below"),
    [
        (ASKS, SIGNED),
        (ASKS + SIGNED.replace("600", "700"), SIGNED),
        (ASKS + SIGNED, SIGNED + "\nY llámenme"),
        (ASKS + "\n\nTel. 600 123 456", "\n\nTel. 600 123 456"),
    ],
    ids=["it was not there", "another number", "a line more", "one line"],
)
def test_what_she_has_not_said_before_counts(world: World, first: str, below: str) -> None:
    opened(world, first)
    assert word(world, "Cerrar" + below).outcome == "threaded" and ticket(world).status != "closed"


def test_a_mail_that_nothing_proves_says_nothing_of_her_signature(world: World) -> None:
    opened(world, ASKS)
    word(world, "Yo también." + SIGNED, "none", **{"in-reply-to": ""})
    assert world.store.messages(ticket(world).protocol)[-1].standing == "unverified"
    assert word(world, "Cerrar" + SIGNED).outcome == "threaded"


def test_the_ending() -> None:
    assert without_ending("Cerrar\n\nA B\nC", ["Hola\n\nA  B\n\nC\n"]) == "Cerrar"
    assert without_ending("Cerrar\nNo\nA\nB", ["x\nA\nB"]) == "Cerrar\nNo"
    whole = "A\nB"
    assert without_ending(whole, ["x\nA\nB"]) == whole, "all there is"
    assert without_ending("x\nB", ["y\nB"]) == "x\nB" and FEWEST == 2
    long = "\n".join(f"línea {n}" for n in range(MOST + 1))
    assert without_ending(f"x\n{long}", [f"y\n{long}"]) == f"x\n{long}", "a letter said twice is no signature"
    assert without_ending("", ["A\nB"]) == "" == without_ending("", [])
