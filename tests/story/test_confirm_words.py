"""What an agent answers to "was this you?": her yes alone sends, whatever else she says sends nothing (threats D)."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import says
from tests.story.rig.shop import later, shop, ticket, writes
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


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "los primeros 4.000 caracteres de 55.011. El resto está guardado"),
        ("en", "the first 4,000 characters of 55,011. The rest is kept"),
        ("pt", "os primeiros 4.000 caracteres de 55.011. O resto está guardado"),
    ],
)
def test_of_a_long_mail_she_is_shown_the_beginning_and_releases_all(
    language: str, said: str, tmp_path: Path, cell: ParseCell
) -> None:
    """A forger must not fill her mailbox by asking for her yes: twenty-five megabytes of his came to her each time."""
    files = {"agents.yaml": FILES["agents.yaml"].replace("langs: [es]", f"langs: [{language}]")}
    text = "Un renglón\n" * 5_000 + "Y el final."
    with shop(tmp_path, cell, files) as world:
        writes(world, "lucia", "La factura")
        told = mails(world, text, who="luis")
        assert (told.outcome, told.mails[0]) == ("held", "confirm to luis")
        asks = told.sent[0]
        assert said in " ".join(asks.text.split()) and "Y el final." not in asks.text
        assert asks.text.count("Un renglón\n") == 363 and not list(asks.mail.iter_attachments())
        assert len(asks.mail.as_bytes()) < 40_000
        released = says(world, "luis", "SÍ", "confirm")
        out = next(one for one in released.sent if one.kind == "reply")
        assert out.text.count("Un renglón\n") == 5_000 and "Y el final." in out.text


def test_the_reminder_of_a_long_mail_shows_no_more(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        says(world, "ana", "#asignar luis")
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <long@acme.example>\nSubject: {subject of notification to luis}\n"
            "From: Luis <luis@acme.example>\nTo: {reply-to of notification to luis}\n\n"
            + "Un renglón\n"
            * 20_000,
            "luis",
        )
        assert (told.reason, told.mails) == ("agent-confirm", ["confirm to luis"])
        before = len(world.sent)
        later(world, "25h")
        (reminder,) = [one for one in world.sent[before:] if one.kind == "receipt"]
        assert "primeros 4.000 caracteres de 219.999" in " ".join(reminder.text.split())
        assert len(reminder.mail.as_bytes()) < 40_000 and not list(reminder.mail.iter_attachments())
        assert "reply to lucia" not in [f"{one.kind} to {one.to}" for one in world.sent[before:]]


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
