"""The life of a case: its end is told once, thanks do not reopen it, waiting has one reminder and an end of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import says, shell
from tests.story.rig.shop import because, later, ticket
from tests.story.rig.tell import Told, answered_case, mail, open_case, tell
from tests.story.rig.world import World, open_world
from tests.story.test_customer_words import kinds, word


def again(world: World, said: str) -> Told:
    """Lucía answers the last public answer."""
    return word(world, said, kind="reply")


def test_an_answer_that_resolves_says_so_itself(world: World) -> None:
    open_case(world)
    told = says(world, "ana", "Ya está devuelto.\n\n#resolver")
    assert told.mails == ["reply to lucia"], "one mail"
    until = "antes del 30 nov 2026, 09:10 (hora de Madrid) y lo retomamos"
    assert f"por resuelto. Si no lo está, responda a este correo {until}" in told.sent[0].text
    assert ticket(world).status == "resolved"


def test_a_state_alone_is_told_in_a_mail_of_its_own(answered: World) -> None:
    told = shell(answered, "ana", "#resolver")
    assert told.mails == ["sla to lucia"]
    sent = told.sent[0]
    assert "Damos su caso por resuelto." in sent.text and "antes del 30 nov 2026, 09:10" in sent.text
    assert sent.mail["Auto-Submitted"] == "auto-generated" and "+b-" in sent.envelope_from
    assert str(sent.mail["Subject"]).startswith("Re: Factura duplicada")
    told = shell(answered, "ana", "#nota\n#resolver")
    assert told.mails == [], "it was resolved before"
    again(answered, "Sigue igual.")
    assert shell(answered, "ana", "#resolver").mails == ["sla to lucia"], "another end is told again"


def test_a_desk_may_keep_silent(tmp_path: Path, cell: ParseCell) -> None:
    with open_world(tmp_path, cell, settings={"life.tell_resolved": False}) as world:
        answered_case(world)
        assert shell(world, "ana", "#resolver").mails == []


def test_nobody_whom_nothing_proves_is_told_anything_of_his_mail(world: World) -> None:
    tell(world, mail("lucia-writes"), "lucia", "none")
    told = shell(world, "ana", "#resolver")
    assert told.mails == ["sla to lucia"] and "Factura" not in told.sent[0].everything
    assert "Lucía" not in told.sent[0].text


@pytest.mark.parametrize("said", ["¡Muchas gracias!", "Perfecto, gracias. Un saludo"])
def test_thanks_do_not_reopen(answered: World, said: str) -> None:
    shell(answered, "ana", "#resolver")
    told = again(answered, said)
    assert (told.outcome, told.mails) == ("threaded", [])
    assert ticket(answered).status == "resolved" and kinds(answered)[-1] == "thanks"
    assert answered.store.messages(ticket(answered).protocol)[-1].own_words == said
    assert "only thanks" in because(answered, "thanks")


def test_thanks_for_an_open_case_are_a_message(answered: World) -> None:
    assert again(answered, "Gracias").mails == ["notification to ana"]


@pytest.mark.parametrize("said", ["Gracias, pero no funciona", "¿Gracias?"])
def test_thanks_and_more_reopen(answered: World, said: str) -> None:
    shell(answered, "ana", "#resolver")
    assert again(answered, said).mails == ["notification to ana"]
    assert ticket(answered).status == "open"


def test_even_thanks_reopen_where_a_miss_costs_too_much(answered: World) -> None:
    shell(answered, "ana", "#etiqueta +vip\n#resolver")
    assert again(answered, "Gracias").mails == ["notification to ana"]
    assert ticket(answered).status == "open"


def test_waiting_one_reminder_and_an_end(answered: World) -> None:
    assert shell(answered, "ana", "#esperar").mails == []
    assert later(answered, "71h") == []
    assert later(answered, "2h") == ["sla to lucia"]
    reminder = answered.sent[-1]
    assert "Su caso espera un dato suyo" in reminder.text and "30 nov 2026, 09:10" in reminder.text
    assert kinds(answered)[-2:] == ["reminded", "told"]
    assert later(answered, "3d") == [], "one reminder"
    assert later(answered, "1d") == ["sla to lucia"]
    assert "No hemos recibido su respuesta" in answered.sent[-1].text
    assert (
        ticket(answered).status == "resolved"
        and because(answered, "resolved") == "no answer since the reminder"
    )
    assert later(answered, "6d") == []
    told = word(answered, "Lo siento, aquí lo tienen.", kind="sla")
    assert told.outcome == "threaded" and ticket(answered).status == "open"


def test_an_answer_ends_the_waiting(answered: World) -> None:
    shell(answered, "ana", "#esperar")
    later(answered, "2d")
    assert again(answered, "Mi cuenta es la de siempre.").outcome == "threaded"
    assert later(answered, "20d") == []
    shell(answered, "ana", "#esperar")
    later(answered, "4d")
    word(answered, "cerrar", kind="sla")
    assert later(answered, "20d") == [] and ticket(answered).status == "closed"


def test_a_desk_that_stood_still_reminds_before_it_gives_up(answered: World) -> None:
    shell(answered, "ana", "#esperar")
    before = len(answered.sent)
    answered.advance(answered.desk.settings.life.remind_after * 10)
    assert len(answered.sent) == before + 1 and ticket(answered).status == "waiting"
    assert later(answered, "5d") == ["sla to lucia"] and ticket(answered).status == "resolved"


def test_no_reminder_where_the_desk_wants_none(tmp_path: Path, cell: ParseCell) -> None:
    with open_world(tmp_path, cell, settings={"life.remind_after": "0s"}) as world:
        answered_case(world)
        shell(world, "ana", "#esperar")
        assert later(world, "90d") == [] and ticket(world).status == "waiting"


def test_spam_waits_for_nobody(answered: World) -> None:
    shell(answered, "ana", "#esperar")
    shell(answered, "ana", "#spam")
    before = [one for one in answered.sent if "lucia" in one.to]
    later(answered, "20d")
    assert [one for one in answered.sent if "lucia" in one.to] == before


def test_a_late_answer_opens_a_linked_case_and_says_so(answered: World) -> None:
    shell(answered, "ana", "#resolver")
    first = ticket(answered).protocol
    later(answered, "8d")
    told = again(answered, "Ha vuelto a pasar este mes.")
    assert told.outcome == "opened" and told.mails[0] == "ack to lucia"
    assert f"Su caso anterior, {first}, terminó hace tiempo" in told.sent[0].text
    assert answered.store.links(first) == [(ticket(answered).protocol, first, "follows")]


def test_what_nobody_reopens_is_closed_and_nobody_is_told(answered: World) -> None:
    shell(answered, "ana", "#resolver")
    assert later(answered, "6d23h") == [] and ticket(answered).status == "resolved"
    ended = ticket(answered).resolved_at
    assert later(answered, "2h") == [] and ticket(answered).status == "closed"
    assert ticket(answered).resolved_at == ended, "the window runs from the end, not from the closing"
    assert because(answered, "closed") == "nobody reopened it in time"


def test_what_is_reopened_is_not_closed_by_the_first_end(answered: World) -> None:
    shell(answered, "ana", "#resolver")
    later(answered, "6d")
    again(answered, "Sigue igual.")
    assert later(answered, "3d") == [] and ticket(answered).status == "open"
    shell(answered, "ana", "#resolver")
    later(answered, "6d")
    assert ticket(answered).status == "resolved"
    later(answered, "2d")
    assert ticket(answered).status == "closed"
