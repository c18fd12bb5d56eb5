"""What the mails that rules cause say, to whom they answer, and what their times look like in three languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from helpdesk.mailflow import marks
from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.compose import (
    Delay,
    Dues,
    Forbidden,
    Inside,
    Leak,
    News,
    Packet,
    Thread,
    Warned,
    delay,
    escalated,
    handoff,
    macro,
    notification,
    warning,
)
from helpdesk.mailflow.deadlines import TICKETS_SHOWN, Kind
from helpdesk.mailflow.parse import read as read_mail
from helpdesk.mailflow.preview import LUCIA, NOW, PROTOCOL, CountingMint, agent, desk, ticket
from helpdesk.mailflow.words import lasting, promise, short
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Language, Message, Ticket
from tests.unit.compose_kit import header, mailbox, read, text
from tests.unit.test_headers import EVIL

MADRID = ZoneInfo("Europe/Madrid")
REASON = "requiere un permiso que el primer nivel no tiene."
THREAD = Thread("<b@cliente.example>", ("<a@cliente.example>", "<b@cliente.example>"))
MISSED = Delay("hoy antes de las 13:10 (hora de Madrid)", "hoy antes de las 17:00 (hora de Madrid)")
OWED = Dues(
    NOW,
    {"first_response": NOW + timedelta(hours=4), "resolution": datetime(2026, 11, 25, 8, 10, tzinfo=UTC)},
)
NOTE = Message(
    PROTOCOL, 2, "note", NOW, "", Address("l@acme.example", "Luis"), (), (), "", "Ya llamó ayer.", "", "", ""
)


# -- times in words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "hours", "said"),
    [
        ("es", 4, "hoy antes de las 13:10 (hora de Madrid)"),
        ("es", 24, "antes del martes 24 a las 09:10 (hora de Madrid)"),
        ("es", 24 * 7, "antes del lunes 30 de noviembre a las 09:10 (hora de Madrid)"),
        ("en", 4, "before 13:10 today (Madrid time)"),
        ("en", 24, "before 09:10 on Tuesday 24 (Madrid time)"),
        ("en", 24 * 7, "before 09:10 on Monday 30 November (Madrid time)"),
        ("pt", 4, "até as 13:10 de hoje (horário de Madrid)"),
        ("pt", 24, "até as 09:10 de terça-feira, 24 (horário de Madrid)"),
        ("pt", 24 * 7, "até as 09:10 de segunda-feira, 30 de novembro (horário de Madrid)"),
    ],
)
def test_a_promise_in_words(language: Language, hours: int, said: str) -> None:
    assert promise(NOW + timedelta(hours=hours), MADRID, language, NOW) == said


def test_today_is_the_desks_today_and_places_have_their_names() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # 00:30 of the 24th in Madrid
    assert promise(late, MADRID, "es", late - timedelta(hours=2)).startswith(
        "antes del martes 24 a las 00:30"
    )
    assert promise(late, MADRID, "es", late).startswith("hoy antes de las 00:30")
    assert promise(NOW, ZoneInfo("America/Argentina/Buenos_Aires"), "es", NOW).endswith(
        "(hora de Buenos Aires)"
    )
    assert promise(NOW, UTC, "en", NOW) == "before 08:10 today (UTC time)"


def test_short_times_and_spans() -> None:
    assert short(NOW, MADRID, "es", NOW) == "hoy 09:10"
    assert short(NOW + timedelta(days=2), MADRID, "es", NOW) == "mié 25, 09:10"
    assert short(NOW - timedelta(days=20), MADRID, "en", NOW) == "Tue 3 Nov, 09:10"
    spans = {"1 h 52 min": 112, "12 min": 12, "3 d 4 h": 4567, "2 d 5 min": 2885, "2 h": 120, "0 min": 0}
    assert {lasting(timedelta(minutes=n)): n for n in spans.values()} == spans
    assert lasting(-timedelta(minutes=12)) == "12 min"


# -- to the customer ---------------------------------------------------------------------------------


def moved(case: Ticket | None = None, **changed: object) -> str:
    values: dict[str, object] = {"team": "Pagos", "reason": REASON, "thread": THREAD, **changed}
    written = escalated(desk(), CountingMint(), NOW, ticket=case or ticket(), **values)  # type: ignore[arg-type]
    return text(read(written.outgoing))


def test_an_escalation_is_told_with_its_reason_and_in_the_thread() -> None:
    written = escalated(
        desk(), CountingMint(), NOW, ticket=ticket(), team="Pagos", reason=REASON, thread=THREAD
    )
    message = read(written.outgoing)
    assert (
        "Su caso pasó al equipo de Pagos porque requiere un permiso que el primer nivel no tiene; "
        "no tiene que repetir nada." in text(message)
    )
    assert mailbox(message, "From") == ("Soporte Acme", "soporte@acme.example")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["In-Reply-To"] == "<b@cliente.example>"
    assert "<a@cliente.example>" in message["References"]
    assert header(message, "Subject") == f"Re: Factura duplicada [{PROTOCOL}]"
    [bounce] = written.handles
    assert (bounce.kind, bounce.outgoing_message_id) == ("b", message["Message-ID"])
    assert written.outgoing.envelope_from == f"soporte+b-{bounce.secret}@acme.example"
    assert (written.outgoing.kind, written.outgoing.recipients) == ("sla", (LUCIA.address,))
    assert message["Reply-To"] is None


def test_what_is_not_known_is_left_out() -> None:
    assert "Su caso pasó a otro equipo; no tiene que repetir nada." in moved(team="", reason="")
    assert "No llegaremos" not in moved()
    assert "moved to the Pagos team because it needs access; you" in moved(
        ticket("en"), reason="it needs access"
    )
    assert "passou para a equipe de Pagos porque x; você não" in moved(ticket("pt"), reason="x")


def test_an_escalation_and_a_delay_are_one_mail() -> None:
    shown = moved(delay=MISSED)
    assert shown.index("Su caso pasó") < shown.index("No llegaremos a responderle hoy antes de las 13:10")
    assert "Nueva hora: hoy antes de las 17:00 (hora de Madrid)." in shown


@pytest.mark.parametrize(
    ("missed", "said", "not_said"),
    [
        (MISSED, "No llegaremos a responderle hoy antes de las 13:10", "No hemos podido"),
        (replace(MISSED, solve=True), "No llegaremos a resolver su caso hoy", "responderle"),
        (replace(MISSED, late=True), "No hemos podido responderle hoy", "No llegaremos"),
        (replace(MISSED, new=""), "Su caso sigue en nuestras manos", "Nueva hora"),
    ],
)
def test_a_delay_is_said_as_it_is(missed: Delay, said: str, not_said: str) -> None:
    written = delay(desk(), CountingMint(), NOW, ticket=ticket(), missed=missed, thread=THREAD)
    shown = text(read(written.outgoing))
    assert said in shown
    assert not_said not in shown
    assert written.outgoing.once


def test_a19_nothing_of_an_unproven_mail_is_repeated() -> None:
    evil = replace(ticket(), subject="Buy pills", requester=replace(LUCIA, name="Buy Pills"))
    for written in (
        escalated(desk(), CountingMint(), NOW, ticket=evil, team="", reason="", thread=Thread(proven=False)),
        delay(desk(), CountingMint(), NOW, ticket=evil, missed=MISSED, thread=Thread(proven=False)),
    ):
        message = read(written.outgoing)
        everything = text(message) + header(message, "To") + header(message, "Subject")
        assert "pills" not in everything.lower()
        assert PROTOCOL in text(message)


@pytest.mark.parametrize("evil", EVIL)
def test_a28_nothing_of_others_makes_a_field(evil: str) -> None:
    case = replace(ticket(), subject=evil, requester=replace(LUCIA, name=evil))
    good = read(
        escalated(desk(), CountingMint(), NOW, ticket=ticket(), team="x", reason="y", thread=THREAD).outgoing
    )
    for written in (
        escalated(desk(), CountingMint(), NOW, ticket=case, team=evil, reason=evil, thread=THREAD),
        delay(desk(), CountingMint(), NOW, ticket=case, missed=Delay(evil, evil), thread=THREAD),
    ):
        assert read(written.outgoing).keys() == good.keys()


def test_a_macro_is_the_desks_own_words_alone() -> None:
    secret = Forbidden(PROTOCOL, addresses=agent().addresses, notes=(NOTE.text,))
    written = macro(
        desk(),
        CountingMint(),
        NOW,
        ticket=ticket(),
        text="1. Abra.\n\n2. Cierre.\n",
        forbidden=secret,
        thread=THREAD,
    )
    message = read(written.outgoing)
    assert text(message).rstrip() == "1. Abra.\n\n2. Cierre."
    assert mailbox(message, "From") == ("Soporte Acme", "soporte@acme.example")
    assert message["Auto-Submitted"] == "auto-generated"
    assert (written.outgoing.kind, written.outgoing.once) == ("macro", False)


@pytest.mark.parametrize(
    "leaking",
    [
        "Escriba a ana.ruiz@acme.example",
        "soporte+r-aaaabbbbccccdddd@acme.example",
        f"| {PROTOCOL} · Facturación · normal",
        "uno dos tres cuatro cinco seis siete ocho nueve",
    ],
)
def test_a_macro_that_leaks_is_not_written(leaking: str) -> None:
    secret = Forbidden(
        PROTOCOL, addresses=agent().addresses, notes=("uno dos tres cuatro cinco seis siete ocho",)
    )
    with pytest.raises(Leak):
        macro(desk(), CountingMint(), NOW, ticket=ticket(), text=leaking, forbidden=secret)


# -- to agents ---------------------------------------------------------------------------------------


def test_a_warning_about_one_ticket_is_answered_inside() -> None:
    written = warning(
        desk(),
        CountingMint(),
        NOW,
        agent=agent(),
        lines=[Warned(ticket(), "first_response", NOW + timedelta(minutes=112), 0.8)],
        because="escalation.yaml:7 aviso-80",
        references=("<root@acme.example>",),
        dues=OWED,
    )
    message = read(written.outgoing)
    r, n, b = written.handles
    assert [one.kind for one in (r, n, b)] == ["r", "n", "b"]
    assert text(message).startswith(
        f"{PROTOCOL} · Factura duplicada\n1.ª respuesta: vence hoy 11:02, quedan 1 h 52 min; 80 % usado\n\n"
        "-- Si respondes, queda como nota interna "
    )
    assert mailbox(message, "Reply-To") == (f"NOTA INTERNA {PROTOCOL}", f"soporte+n-{n.secret}@acme.example")
    assert mailbox(message, "From")[0] == "Soporte Acme (aviso de plazo)"
    assert n.message_id == message["Message-ID"]
    assert f"| Respuesta al cliente, a: soporte+r-{r.secret}@acme.example" in text(message)
    assert "| Por qué a ti: escalation.yaml:7 aviso-80" in text(message)
    assert header(message, "Subject") == f"[{PROTOCOL}] Factura duplicada"
    assert message["References"] == "<root@acme.example>"
    assert (message["X-Helpdesk-Reason"], message["X-Helpdesk-Due"]) == ("warning", "2026-11-23T12:10:00Z")
    assert message["Auto-Submitted"] == "auto-generated"
    assert (written.outgoing.kind, written.outgoing.to_agent) == ("sla", "ana")


def test_warnings_about_several_tickets_take_commands_alone() -> None:
    other = replace(ticket(), protocol="ACM-2611-9QZ2M4", subject="Cambio\u202e de titular")
    lines = [
        Warned(ticket(), "resolution", NOW - timedelta(minutes=12), 1.04),
        Warned(other, about="tres-dias", why="escalation.yaml:9 tres-dias"),
        Warned(other, about="tres-dias", why="escalation.yaml:9 tres-dias"),
    ]
    written = warning(desk(), CountingMint(), NOW, agent=agent(), lines=lines)
    message = read(written.outgoing)
    command, first, second = written.handles
    assert [(one.kind, one.ticket, one.message_id) for one in (first, second)] == [
        ("r", PROTOCOL, ""),
        ("r", other.protocol, ""),
    ]
    assert (command.kind, command.ticket, command.agent) == ("c", "", "ana")
    assert mailbox(message, "Reply-To") == ("Comandos", f"soporte+c-{command.secret}@acme.example")
    assert header(message, "Subject") == "Avisos de plazo: 2 casos"
    assert "resolución: venció hoy 08:58, hace 12 min; 104 % usado" in text(message)
    assert text(message).count("\ntres-dias\n") == 1
    assert "Por qué a ti: escalation.yaml:9 tres-dias\n" in text(message)
    assert f"Respuesta al cliente, a: soporte+r-{second.secret}@acme.example\n" in text(message)
    assert "\u202e" not in text(message)
    assert "-- Si respondes, lo lee solo la mesa" in text(message)
    assert written.outgoing.ticket == ""


@pytest.mark.parametrize(
    ("kinds", "es", "en", "pt"),
    [
        (["survey"], "encuesta", "survey", "pesquisa"),
        (["human"], "pide una persona", "asks for a person", "pede uma pessoa"),
        (["closed"], "cierre", "closing", "encerramento"),
        (["reopened"], "reapertura", "reopened", "reabertura"),
        (["woken"], "de vuelta", "back", "de volta"),
        (["handoff", "handoff"], "traspaso", "handover", "transferência"),
        (["notice"], "aviso", "notice", "aviso"),
        (["notice", "handoff"], "aviso", "notice", "aviso"),
        (["notice", "warning"], "aviso de plazo", "deadline warning", "aviso de prazo"),
    ],
)
def test_the_sender_says_what_it_is(kinds: list[Kind], es: str, en: str, pt: str) -> None:
    told: dict[Kind, dict[str, Any]] = {"warning": {"clock": "resolution"}, "handoff": {"handed": True}}
    cases = [ticket(), replace(ticket(), protocol="ACM-2611-9QZ2M4")]
    for cut in (cases, cases[:1]):
        lines = [
            Warned(cut[n % len(cut)], about="x", **told.get(kind, {"kind": kind}))
            for n, kind in enumerate(kinds)
        ]
        for language, words in (("es", es), ("en", en), ("pt", pt)):
            who = agent(cast("Language", language))
            message = read(warning(desk(), CountingMint(), NOW, agent=who, lines=lines).outgoing)
            assert mailbox(message, "From")[0] == f"Soporte Acme ({words})"
            if len(cut) == 1:
                assert message["X-Helpdesk-Reason"] == "warning", "by which filters go on sorting it"


def test_the_subject_of_several_calls_no_other_news_a_deadline() -> None:
    lines = [
        Warned(ticket(), about="tres-dias"),
        Warned(replace(ticket(), protocol="ACM-2611-9QZ2M4"), about="tres-dias"),
    ]
    for language, words in (
        ("es", "Avisos: 2 casos"),
        ("en", "Notices: 2 tickets"),
        ("pt", "Avisos: 2 chamados"),
    ):
        written = warning(desk(), CountingMint(), NOW, agent=agent(cast("Language", language)), lines=lines)
        assert header(read(written.outgoing), "Subject") == words


def test_many_warnings_are_cut_and_none_is_a_fault() -> None:
    cases = [replace(ticket(), protocol=f"ACM-2611-{n:06}") for n in range(TICKETS_SHOWN + 9)]
    lines = [Warned(case, "resolution", NOW, 1.0) for case in cases]
    written = warning(desk(), CountingMint(), NOW, agent=agent(), lines=lines)
    shown = text(read(written.outgoing))
    assert len(written.handles) == 1 + TICKETS_SHOWN, "what is not shown needs no address"
    assert shown.count("resolución: venció hoy 09:10") == TICKETS_SHOWN
    assert "… y 9 más" in shown
    with pytest.raises(ValueError, match="about something"):
        warning(desk(), CountingMint(), NOW, agent=agent(), lines=[])


def test_an_hour_that_is_not_the_desk_s_is_named() -> None:
    lines = [Warned(ticket(), "resolution", NOW + timedelta(hours=1), 0.8)]
    bogota = replace(desk(), zone=ZoneInfo("America/Bogota"))
    shown = text(
        read(warning(bogota, CountingMint(), NOW, agent=agent(), lines=lines, zone_named=True).outgoing)
    )
    assert "resolución: vence hoy 04:10 (hora de Bogotá), quedan 1 h; 80 % usado" in shown


def handed(packet: Packet, case: Ticket | None = None, language: Language = "es") -> str:
    about = Inside(case or ticket(), agent(language), "escalation.yaml:8 n1-n2", dues=OWED)
    return text(read(handoff(desk(), CountingMint(), NOW, about=about, packet=packet).outgoing))


def test_the_hand_over_says_why_who_and_all_that_was_written() -> None:
    asked = replace(NOTE, direction="in", sender=LUCIA, text="¿Y mi factura?")
    shown = handed(Packet(REASON, "Luis Gómez", (NOTE,), (asked,), told=True))
    assert shown.startswith(
        "Este caso pasa a ser tuyo; lo tenía Luis Gómez.\nMotivo: requiere un permiso que el primer nivel no tiene.\n"
        "El cliente ya lo sabe y no tiene que repetir nada.\n\n-- Si respondes, queda como nota interna "
    )
    assert "-- Notas internas del equipo ---" in shown
    assert "Luis, 23 nov 2026, 09:10:\n\n> Ya llamó ayer." in shown
    assert "Lucía Pérez, 23 nov 2026, 09:10:\n\n> ¿Y mi factura?" in shown
    assert "| Por qué a ti: escalation.yaml:8 n1-n2" in shown
    bare = handed(Packet(), replace(ticket(), assignee=""))
    assert bare.startswith("Este caso llega a la cola de tu equipo.\nAl cliente no se le ha dicho.\n")
    assert "Notas internas del equipo" not in bare
    assert "Motivo" not in bare
    assert handed(Packet(before="Luis"), language="en").startswith("This ticket is yours now; Luis had it.")


def test_an_answer_to_a_hand_over_is_her_own_words() -> None:
    about = Inside(ticket(), agent(), "x")
    written = handoff(desk(), CountingMint(), NOW, about=about, packet=Packet(notes=(NOTE,), history=(NOTE,)))
    quoted = "\r\n".join(f"> {line}" for line in text(read(written.outgoing)).split("\n"))
    raw = (
        "From: ana.ruiz@acme.example\r\nTo: soporte@acme.example\r\nSubject: Re: x\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        f"Yo me encargo.\r\n\r\n{quoted}\r\n"
    )
    assert own_words(read_mail(raw.encode()), strict=True).text.strip() == "Yo me encargo."
    assert marks.is_separator("> " + marks.separator(marks.NOTES["es"]))


def test_a13_no_handle_travels_in_a_packet() -> None:
    evil = replace(NOTE, text="ver soporte+r-aaaabbbbccccdddd@acme.example y uno\u202edos")
    shown = handed(Packet(notes=(evil,), history=(evil,)))
    assert "aaaabbbbccccdddd" not in shown
    assert "\u202e" not in shown


# -- the card ----------------------------------------------------------------------------------------


def card_of(dues: Dues | None, case: Ticket | None = None, because: str = "x") -> str:
    news = News("customer", "Hola.", LUCIA)
    written = notification(
        replace(desk(), names={"luis": "Luis Gómez"}),
        CountingMint(),
        NOW,
        ticket=case or ticket(),
        agent=agent(),
        news=news,
        because=because,
        dues=dues,
    )
    return text(read(written.outgoing))


def test_the_card_says_when_it_is_due_and_whose_it_is() -> None:
    shown = card_of(OWED, replace(ticket(), assignee="luis", team="pagos", tier="N2"))
    assert f"| {PROTOCOL} · Facturación · normal · N2 · pagos · de Luis Gómez · abierto" in shown
    assert "\n| VENCE hoy 13:10 (4 h) la 1.ª respuesta · resolución mié 25, 09:10\n" in shown
    late = replace(OWED, owed={"resolution": NOW - timedelta(hours=1)})
    assert "| VENCIÓ hoy 08:10 (hace 1 h) la resolución" in card_of(late)
    assert "| Plazos en pausa" in card_of(replace(OWED, paused=True))
    assert replace(OWED, paused=True).soonest is None


def test_without_promises_the_card_is_as_it_was() -> None:
    for dues in (None, Dues(NOW)):
        assert "VENCE" not in card_of(dues)
        assert "\n\n\n" not in card_of(dues)


def test_several_reasons_stand_on_lines_of_the_card() -> None:
    shown = card_of(None, because="assignment.yaml:5 por-turno\nescalation.yaml:8 n1-n2")
    assert "| Por qué a ti: assignment.yaml:5 por-turno\n| escalation.yaml:8 n1-n2\n" in shown
