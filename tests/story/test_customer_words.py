"""Customers' words: who may say them, what each does, what is answered, and what says more than a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.why_words import spoken
from tests.story.rig.agents import says
from tests.story.rig.people import address_of
from tests.story.rig.shop import because, ticket
from tests.story.rig.tell import Told, mail, open_case, tell
from tests.story.rig.world import World, open_world


def word(
    world: World, said: str, proof: str = "pass", who: str = "lucia", kind: str = "ack", **instead: str
) -> Told:
    """Lucía answers the last mail of this kind with nothing but that."""
    text = (
        f"Date: {{date}}\nMessage-ID: <w{world.arrivals + 1}@x.example>\nSubject: {{subject of {kind} to lucia}}\n"
        f"In-Reply-To: {{message-id of {kind} to lucia}}\nFrom: {who.title()} <{address_of(who)}>\n"
        "To: soporte@acme.example\nContent-Type: text/plain; charset=utf-8\n\n" + said + "\n"
    )
    for old, new in instead.items():
        text = "\n".join(line for line in text.split("\n") if not line.lower().startswith(f"{old}:"))
        text = f"{new}\n{text}" if new else text
    return tell(world, text, who, proof)


def kinds(world: World) -> list[str]:
    return [one.kind for one in world.store.events(ticket(world).protocol)]


def test_status_says_what_was_and_what_comes(answered: World) -> None:
    told = word(answered, "Estado", kind="reply")
    assert (told.outcome, told.mails) == ("command", ["ack to lucia"])
    sent = told.sent[0]
    assert "Lo último: le respondimos el 23 nov 2026" in sent.text and "Lo siguiente:" in sent.text
    assert sent.mail["Auto-Submitted"] == "auto-replied" and sent.envelope_from == ""
    assert "Le devolvemos" not in sent.text, "nobody's message is repeated"
    assert (
        kinds(answered)[-1] == "status-asked" and len(answered.store.messages(ticket(answered).protocol)) == 2
    )
    assert "«Estado»" in because(answered, "status-asked")


@pytest.mark.parametrize("proof", ["none", "fail"])
def test_status_answers_nobody_whom_nothing_proves(answered: World, proof: str) -> None:
    told = word(answered, "Estado", proof, kind="reply")
    assert not any("Estado" in one.text or "Lo último" in one.text for one in told.sent if "lucia" in one.to)
    assert told.outcome == ("threaded" if proof == "none" else "held")


def test_a_stranger_and_a_guest_learn_nothing(answered: World) -> None:
    told = word(answered, "Status", who="mallory", kind="reply")
    assert told.outcome == "held" and "mallory" in told.sent[0].to
    assert "nov 2026" not in told.sent[0].text
    named = {"in-reply-to": "", "to": "To: soporte@acme.example"}
    told = word(answered, "Status", who="mallory", kind="reply", **named)
    assert told.outcome == "opened", "the protocol in the subject is no proof of anything"
    assert kinds(answered)[-1] != "status-asked"


def test_an_empty_mail_with_the_protocol_asks_for_the_state(answered: World) -> None:
    told = word(answered, "", kind="reply", **{"in-reply-to": ""})
    assert (told.outcome, told.mails) == ("command", ["ack to lucia"])
    assert "in empty mail" not in because(answered, "status-asked")
    assert because(answered, "status-asked").startswith("an empty mail")


def test_close_and_reopen(world: World) -> None:
    open_case(world)
    told = word(world, "CERRAR")
    assert told.mails == ["ack to lucia", "sla to ana"]
    assert "Cerramos su caso" in told.sent[0].text and "30 nov 2026" in told.sent[0].text
    assert "el cliente dice que ya está resuelto" in told.sent[1].text
    assert ticket(world).status == "closed" and ticket(world).resolved_at is not None
    told = word(world, "Fechar")
    assert "Su caso está cerrado desde" in told.sent[0].text, "there is nothing left to close"
    told = word(world, "Reabrir!")
    assert told.mails == ["ack to lucia", "sla to ana"] and "abierto otra vez" in told.sent[0].text
    assert ticket(world).status == "open" and ticket(world).resolved_at is None
    assert [kind for kind in kinds(world) if kind in ("closed", "reopened")] == ["closed", "reopened"]
    assert "está abierto" in word(world, "reopen").sent[0].text, "nothing to reopen either"


def test_close_ends_a_snooze(world: World) -> None:
    open_case(world)
    says(world, "ana", "#posponer mañana 9:00")
    word(world, "close")
    assert ticket(world).status == "closed"
    assert world.store.timers(ticket(world).protocol) == []


def test_human_is_told_to_the_agent(world: World) -> None:
    open_case(world)
    says(world, "ana", "#esperar")
    told = word(world, "Humano")
    assert told.mails == ["ack to lucia", "sla to ana"]
    assert "le atenderá una persona" in told.sent[0].text and "pide que le atienda" in told.sent[1].text
    assert "(pide una persona)" in str(told.sent[1].mail["From"])
    assert ticket(world).status == "open" and kinds(world)[-1] == "human-asked"


def test_no_surveys(world: World) -> None:
    open_case(world)
    told = word(world, "Sin encuestas")
    assert told.mails == ["ack to lucia"] and "no le enviaremos más encuestas" in told.sent[0].text
    assert not world.store.contact(address_of("lucia")).surveys
    assert word(world, "English").mails == ["ack to lucia"]
    assert not world.store.contact(address_of("lucia")).surveys, "another word leaves it"


def test_a_language_is_obeyed_and_remembered(world: World) -> None:
    open_case(world)
    told = word(world, "ENGLISH")
    assert "From now on we will write to you in English." in told.sent[0].text
    assert told.sent[0].mail["Content-Language"] == "en" and ticket(world).language == "en"
    assert "Your case is" in word(world, "estado").sent[0].text
    again = mail("lucia-writes", message_id="<l2@gmail.example>", subject="Otra factura")
    world.clock.advance(world.desk.receipts.gap * 2)
    told = tell(world, again, "lucia", "pass")
    assert told.sent[0].mail["Content-Language"] == "en", "what she said goes before how she writes"
    assert world.store.contact(address_of("lucia")).language_by == "word"


def test_the_language_of_the_first_mail(world: World) -> None:
    told = tell(
        world,
        "Date: {date}\nMessage-ID: <j1@x.example>\nSubject: Wrong invoice\nFrom: John <john.miller@outlook.example>\n"
        "To: soporte@acme.example\n\nYou have charged me twice for the same order. Could you please look at it?\n",
        "john",
        "pass",
    )
    assert told.sent[0].mail["Content-Language"] == "en" and "Just reply: CLOSE" in told.sent[0].text
    assert "¿Español? Responda ESPAÑOL" in told.sent[0].text
    assert because(world, "language").endswith("telling words are of en")
    assert world.store.contact(address_of("john")).language_by == "detected"


def test_one_word_tells_the_language_of_one_case(world: World) -> None:
    told = tell(
        world,
        "Date: {date}\nMessage-ID: <j1@x.example>\nSubject: 1182?\nFrom: John <john.miller@outlook.example>\n"
        "To: soporte@acme.example\n\nhelp\n",
        "john",
        "pass",
    )
    assert told.sent[0].mail["Content-Language"] == "en"
    assert world.store.contact(address_of("john")).language is None, "a guess from one word is not remembered"


def test_a_forger_does_not_choose_a_language(world: World) -> None:
    tell(
        world,
        "Date: {date}\nMessage-ID: <j1@x.example>\nSubject: Hello\nFrom: Lucia <lucia.perez@gmail.example>\n"
        "To: soporte@acme.example\n\nThis is the mail that you have been waiting for.\n",
        "lucia",
        "none",
    )
    assert ticket(world).language == "en" and world.store.contact(address_of("lucia")).language is None


def test_an_agents_word_is_remembered(world: World) -> None:
    open_case(world)
    says(world, "ana", "#idioma pt")
    known = world.store.contact(address_of("lucia"))
    assert (known.language, known.language_by) == ("pt", "agent")
    assert "Seu caso está" in word(world, "estado").sent[0].text


@pytest.mark.parametrize(
    "said", ["Cerrar, pero antes devuélvanme el dinero.", "No cerrar", "#cerrar todo", "cerrar?\nno"]
)
def test_more_than_a_word_is_a_message(world: World, said: str) -> None:
    open_case(world)
    told = word(world, said)
    assert (told.outcome, told.mails) == ("threaded", ["notification to ana"])
    assert ticket(world).status == "new"


def test_a_machine_says_no_words(world: World) -> None:
    open_case(world)
    told = word(world, "Cerrar", precedence="Precedence: auto_reply")
    assert told.outcome == "auto_reply" and told.mails == [] and ticket(world).status == "new"


def test_what_says_words_all_day_is_a_machine(world: World) -> None:
    open_case(world)
    answers = [len(word(world, "estado").mails) for _ in range(6)]
    assert answers == [1] * 6
    told = word(world, "estado")
    assert (told.outcome, told.mails) == ("threaded", ["notification to ana"])


@pytest.mark.parametrize("end", ["resolved", "closed"])
def test_a_word_too_many_is_kept_and_reopens_nothing(world: World, end: str) -> None:
    open_case(world)
    for _ in range(5):
        word(world, "estado")
    word(world, "cerrar" if end == "closed" else "estado")
    if end == "resolved":
        says(world, "ana", "#resolver")
    n = len(world.store.messages(ticket(world).protocol))
    told = word(world, "CERRAR")
    assert (told.outcome, told.mails, ticket(world).status) == ("threaded", [], end)
    assert len(world.store.messages(ticket(world).protocol)) == n + 1, "it is kept with the case"
    assert kinds(world)[-1] == "word-kept"
    assert because(world, "word-kept").startswith(
        f"6 words were obeyed today already, so the case stays {end} · "
    )
    why = str(told.line["because"])
    assert spoken(why, "es").startswith("hoy ya se obedecieron 6 palabras, así que el caso sigue ")
    assert spoken(why, "pt").startswith("hoje já se obedeceram 6 palavras, por isso o caso continua ")


@pytest.mark.parametrize("said", ["Reabrir", "Humano", "Cerrar no, sigue roto."])
def test_who_asks_for_more_than_a_word_too_many_is_heard(world: World, said: str) -> None:
    open_case(world)
    for _ in range(6):
        word(world, "estado")
    says(world, "ana", "#resolver")
    told = word(world, said)
    assert (told.outcome, told.mails) == ("threaded", ["notification to ana"])
    assert ticket(world).status == "open", "what a person may need is no loop"


def test_a_word_too_many_long_after_the_end_opens_nothing(tmp_path: Path, cell: ParseCell) -> None:
    with open_world(tmp_path, cell) as world:
        open_case(world)
        word(world, "cerrar")
        world.clock.advance(world.desk.reopen_window * 2)
        for _ in range(6):
            assert word(world, "estado").outcome == "command"
        told = word(world, "cerrar")
        assert (told.outcome, told.mails, len(world.store.tickets())) == ("threaded", [], 1)
        assert ticket(world).status == "closed"


def test_long_after_the_end_a_word_opens_nothing(tmp_path: Path, cell: ParseCell) -> None:
    with open_world(tmp_path, cell) as world:
        open_case(world)
        word(world, "cerrar")
        world.clock.advance(world.desk.reopen_window * 2)
        told = word(world, "estado")
        assert told.outcome == "command" and "abrimos un caso nuevo, enlazado" in told.sent[0].text
        told = word(world, "reabrir")
        assert told.outcome == "opened" and told.mails[0] == "ack to lucia"
        assert len(world.store.tickets()) == 2


def test_a_word_that_nothing_proves_is_kept_and_not_obeyed(world: World) -> None:
    open_case(world)
    told = word(world, "Cerrar", "none", **{"in-reply-to": ""})
    assert told.outcome == "threaded" and ticket(world).status == "new"
    assert world.store.messages(ticket(world).protocol)[-1].standing == "unverified"
    told = word(world, "Sin encuestas", "none", **{"in-reply-to": ""})
    assert told.outcome == "threaded" and world.store.contact(address_of("lucia")).surveys
