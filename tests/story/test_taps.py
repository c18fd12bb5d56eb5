"""One tap on a receipt: a held mail is sent, mended, kept or dropped, by its writer alone and once (product.md 2.4)."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.taps import Held
from helpdesk.mailflow.taps import offered as taps_of
from tests.story.rig.shop import answers, later, replies, shop, ticket, writes
from tests.story.rig.tap import links, tap
from tests.story.rig.tell import Told, tell
from tests.story.rig.template import last
from tests.story.rig.world import World
from tests.story.test_commands import FILES

WRONG = "#asignar luiz\n\nLe devolvemos el segundo cobro hoy mismo."


def held(world: World) -> list[str]:
    return [one.reason for one in world.store.held()]


def offered(world: World, agent: str = "ana") -> list[str]:
    return list(links(last(world, "receipt", agent)))


def said(world: World) -> str:
    return world.store.messages(ticket(world).protocol)[-1].own_words


def wrong(world: World, body: str = WRONG) -> Told:
    writes(world, "lucia", "La factura")
    told = replies(world, "ana", body)
    assert (told.outcome, told.mails) == ("held", ["receipt to ana"])
    return told


def test_a_retry_puts_the_nearest_in_place_and_all_of_it_happens(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        wrong(world)
        assert offered(world) == [
            "Reintentar con luis",
            "Enviar sin órdenes",
            "Guardar como nota",
            "Descartar",
        ]
        told = tap(world, "ana", "Reintentar con luis")
        assert (told.outcome, told.mails) == ("command", ["reply to lucia", "notification to luis"])
        assert (ticket(world).assignee, ticket(world).status, held(world)) == ("luis", "open", [])
        assert said(world) == "Le devolvemos el segundo cobro hoy mismo."


@pytest.mark.slow  # every tap in every language
@pytest.mark.parametrize(
    ("language", "taps"),
    [
        ("en", ["Retry with luis", "Send without commands", "Keep as note", "Discard"]),
        ("pt", ["Repetir com luis", "Enviar sem comandos", "Guardar como nota", "Descartar"]),
    ],
)
def test_in_her_language_the_words_are_hers_and_do_the_same(
    language: str, taps: list[str], tmp_path: Path, cell: ParseCell
) -> None:
    files = {"agents.yaml": FILES["agents.yaml"].replace("langs: [es, en]", f"langs: [{language}, es]")}
    with shop(tmp_path, cell, files) as world:
        for n, label in enumerate(taps):
            writes(world, "lucia", f"La factura {n}")
            assert replies(world, "ana", f"{WRONG} ({n})").mails == ["receipt to ana"]
            assert offered(world) == taps
            told = tap(world, "ana", label)
            sent = [["reply to lucia", "notification to luis"], ["reply to lucia"], [], []][n]
            assert (told.outcome, told.mails, held(world)) == ("command", sent, [])


def test_several_faults_are_shown_together_and_mended_by_one_tap(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        wrong(world, "#asingar luis\n#prioridad altta\n#equipo\n\nHoy mismo.\n\n#plazo 3")
        shown = last(world, "receipt", "ana").text
        for line in ("1 | #asingar luis", "2 | #prioridad altta", "3 | #equipo", "7 | #plazo 3"):
            assert line in shown
        assert [one for one in offered(world) if one.startswith("Reintentar")] == [], (
            "lines 3 and 7 are for her to say"
        )
        assert tap(world, "ana", "Descartar").mails == []
        replies(world, "ana", "#asignar luiz\n#unir ACM-2611-ZZZZZZ")
        shown = last(world, "receipt", "ana").text
        assert "1 | #asignar luiz" in shown and "2 | #unir ACM-2611-ZZZZZZ" in shown, "what comes after, too"
        assert tap(world, "ana", "Descartar").mails == []
        replies(world, "ana", "#asingar luis\n#prioridad altta\n\nHoy mismo.")
        told = tap(world, "ana", "Reintentar con #asignar, alta")
        assert told.mails == ["reply to lucia", "notification to luis"]
        assert (ticket(world).assignee, ticket(world).priority, held(world)) == ("luis", "high", [])


@pytest.mark.parametrize(
    "body",
    [
        WRONG,
        "Le devolvemos el segundo cobro hoy mismo.\n#resolver\nUn saludo.",
        "Le devolvemos el segundo cobro hoy mismo.\n\n#silenciarr",
    ],
)
def test_without_commands_the_words_go_out_alone(body: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        wrong(world, body)
        told = tap(world, "ana", "Enviar sin órdenes")
        assert (told.outcome, told.mails) == ("command", ["reply to lucia"])
        assert "#" not in said(world) and said(world).startswith("Le devolvemos")
        assert (ticket(world).assignee, ticket(world).status, held(world)) == ("ana", "open", [])


def test_where_the_parts_differ_what_came_back_to_her_is_what_goes_out(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <x@acme.example>\nSubject: Re: x\nFrom: Ana <ana@acme.example>\n"
            "To: {reply-to of notification to ana}\nIn-Reply-To: {message-id of notification to ana}\n"
            'MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
            "#resolver\nSin negrita.\n\n--b\nContent-Type: text/html\n\n<p>Con <b>negrita</b>.</p>\n\n--b--\n",
            "ana",
            "pass",
        )
        assert told.reason == "command-differs"
        assert tap(world, "ana", "Enviar sin órdenes").mails == ["reply to lucia"]
        assert said(world) == "Sin negrita."


def test_kept_as_a_note_it_reaches_nobody_outside(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        wrong(world)
        told = tap(world, "ana", "Guardar como nota")
        assert (told.outcome, told.mails, held(world)) == ("command", [], [])
        last_one = world.store.messages(ticket(world).protocol)[-1]
        assert (last_one.direction, last_one.author, last_one.own_words) == ("note", "ana", WRONG)
        assert (ticket(world).assignee, ticket(world).status) == ("ana", "new")


def test_dropped_it_is_gone_and_its_bytes_stay(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        wrong(world)
        row = world.store.held()[0]
        assert tap(world, "ana", "Descartar").mails == []
        assert held(world) == [] and world.store.raw(row.raw_key)
        event = world.store.events(ticket(world).protocol)[-1]
        assert (event.actor, event.kind, event.after) == ("agent:ana", "discarded", str(row.id))


@pytest.mark.parametrize(
    "again", ["Reintentar con luis", "Enviar sin órdenes", "Guardar como nota", "Descartar"]
)
def test_a_second_tap_does_nothing(again: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        wrong(world)
        assert tap(world, "ana", "Reintentar con luis").mails == ["reply to lucia", "notification to luis"]
        told = tap(world, "ana", again)
        assert (told.outcome, told.mails) == ("command", ["receipt to ana"])
        assert "ya está decidido" in last(world, "receipt", "ana").text
        assert len(world.store.messages(ticket(world).protocol)) == 2


def test_a_colleagues_answer_is_shown_with_its_hour_and_hers_goes_out_by_one_word(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert replies(world, "ana", "#nota\n#asignar nico").mails == ["notification to nico"]
        assert answers(world, "nico", "Ya está devuelto, se lo confirmo.").mails == ["reply to lucia"]
        later(world, "4m")
        told = replies(world, "ana", "Le devolvemos el cobro hoy mismo.")
        assert (told.reason, told.mails) == ("stale", ["receipt to ana"])
        shown = last(world, "receipt", "ana").text
        assert "Nico Sanz ya respondió hace 4 min (hoy 09:10):\n\nYa está devuelto, se lo confirmo." in shown
        assert tap(world, "ana", "Enviar igualmente").mails == ["reply to lucia"]
        assert said(world) == "Le devolvemos el cobro hoy mismo."


def test_a_mended_answer_that_crosses_a_colleagues_waits_once_more(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert replies(world, "ana", "#asignar nico").mails == ["notification to nico"]
        assert answers(world, "nico", "Ya está devuelto.").mails == ["reply to lucia"]
        assert replies(world, "ana", "#prioridad altta\n\nHoy mismo.").reason == "command-error"
        assert tap(world, "ana", "Reintentar con alta").mails == ["receipt to ana"]
        assert held(world) == ["stale"] and ticket(world).priority == "normal"
        assert tap(world, "ana", "Enviar igualmente").mails == ["reply to lucia"]
        assert (ticket(world).priority, held(world)) == ("high", [])


def test_what_leaks_is_kept_or_dropped_but_never_sent_by_a_tap(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        wrong(world, "Escríbame a ana@acme.example y lo vemos.")
        taps = ["Reintentar con tienda@acme.example", "Guardar como nota", "Descartar"]
        assert offered(world) == taps, "never as it is"
        assert "1 | Escríbame a ana@acme.example y lo vemos." in last(world, "receipt", "ana").text
        word = "From: Ana <ana@acme.example>\nTo: {reply-to of receipt to ana}\nSubject: x\nMessage-ID: <w@x.example>\n"
        told = tell(world, f"{word}Date: {{date}}\n\nENVIAR\n", "ana", "pass")
        assert (told.mails, held(world)) == (["receipt to ana"], ["leak"])
        assert tap(world, "ana", "Guardar como nota", n=1).mails == []
        assert held(world) == []


def test_a_word_typed_above_the_quoted_receipt_is_a_tap_as_well(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        wrong(world)
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <w@acme.example>\nSubject: Re: NO ENVIADO\nFrom: Ana <ana@acme.example>\n"
            "To: {reply-to of receipt to ana}\nIn-Reply-To: {message-id of receipt to ana}\n\n"
            "Nota.\n\nEl lun, 23 nov 2026 a las 9:10, Soporte Acme <tienda@acme.example> escribió:\n\n"
            "{quoted of receipt to ana}\n",
            "ana",
            "pass",
        )
        assert (told.outcome, held(world)) == ("command", [])
        assert world.store.messages(ticket(world).protocol)[-1].direction == "note"


def test_only_she_herself_can_tap_and_what_nothing_proves_is_asked_about(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        wrong(world)
        for who, proof in (("nico", "pass"), ("mallory", "pass"), ("lucia", "pass"), ("ana", "fail")):
            told = tap(world, who, "Enviar sin órdenes", to="ana", n=1, proof=proof)
            assert told.outcome == "held" and "reply to lucia" not in told.mails, who
        assert "command-error" in held(world)
        told = tap(world, "ana", "Enviar sin órdenes", n=1, proof="none")
        assert (told.reason, told.mails) == ("agent-confirm", ["confirm to ana"])
        assert tap(world, "ana", "Sí, enviar", "confirm", proof="none").mails == ["reply to lucia"]
        assert "command-error" not in held(world)


def test_who_did_not_write_it_says_no_and_it_is_dropped(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        body = "Le devolvemos el cobro."
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <w@acme.example>\nSubject: Re: x\nFrom: Ana <ana@acme.example>\n"
            f"To: {{reply-to of notification to ana}}\nIn-Reply-To: {{message-id of notification to ana}}\n\n{body}\n",
            "ana",
            "none",
        )
        assert told.reason == "agent-confirm"
        assert tap(world, "ana", "Descartar", "confirm", proof="none").mails == []
        assert held(world) == [] and len(world.store.messages(ticket(world).protocol)) == 1


def test_after_two_days_she_is_reminded_once_and_the_taps_are_over(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        wrong(world)
        assert "receipt to ana" not in later(world, "47h")
        assert later(world, "2h").count("receipt to ana") == 1
        assert "Pasaron 48 horas" in last(world, "receipt", "ana").text and not offered(world)
        told = tap(world, "ana", "Reintentar con luis", n=1)
        assert (told.mails, held(world)) == (["receipt to ana"], ["command-error"])
        assert "receipt to ana" not in later(world, "10d")
        assert held(world) == ["command-error"], "it stays where an admin finds it"


@pytest.mark.parametrize("proof", ["pass", "none"])
@pytest.mark.parametrize("body", ["REINTENTAR luis", "Hola, envíalo ya, por favor."])
def test_an_answer_after_two_days_is_told_so_and_how_to_go_on(
    body: str, proof: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        wrong(world)
        number = world.store.held()[0].id
        later(world, "49h")
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <w@acme.example>\nSubject: Re: NO ENVIADO\nFrom: Ana <ana@acme.example>\n"
            f"To: {{reply-to of receipt 1 to ana}}\nIn-Reply-To: {{message-id of receipt 1 to ana}}\n\n{body}\n",
            "ana",
            proof,
        )
        text = last(world, "receipt", "ana").text
        assert "Pasaron las 48 horas" in text and f"sigue retenido con el número {number}" in text
        assert "helpdesk held list" in text and "confirm to ana" not in told.mails and body in text
        assert "+r-" in text and "+n-" in text, "the addresses to write it to again"
        assert held(world).count("command-error") == 1
        if body.startswith("Hola"):
            assert "taps-over" in held(world) and offered(world)[0] == "Enviar al cliente"
            assert ("alert to admin" in told.mails) == (proof == "none")
            assert tap(world, "ana", "Enviar al cliente").mails == ["reply to lucia"]
        else:
            assert (told.outcome, told.mails) == ("command", ["receipt to ana"])


def test_who_tapped_in_time_is_not_reminded(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        wrong(world)
        tap(world, "ana", "Guardar como nota")
        assert "receipt to ana" not in later(world, "4d")


def test_a_program_of_hers_that_answers_by_itself_taps_nothing(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        wrong(world)
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <w@acme.example>\nSubject: Automatic reply\nFrom: Ana <ana@acme.example>\n"
            "To: {reply-to of receipt to ana}\nAuto-Submitted: auto-replied\n\nENVIAR\n",
            "ana",
            "pass",
        )
        assert told.outcome == "auto_reply" and held(world) == ["command-error"]


def filed(world: World, body: str = "Ya está devuelto el segundo cobro, se lo confirmo por escrito.") -> Told:
    """Ana answers from another program, signed in: her mail names the case and has no handle."""
    writes(world, "lucia", "La factura")
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <f@acme.example>\nSubject: [{{protocol}}] La factura\n"
        f"From: Ana <ana@acme.example>\nTo: tienda@acme.example\n\n{body}\n",
        "ana",
        via="submission",
        login="ana",
    )


def test_what_became_a_note_is_sent_after_all_by_one_tap_and_once(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = filed(world)
        assert (told.outcome, told.mails) == ("note", ["notification to ana"])
        told = tap(world, "ana", "Enviar al cliente", "notification")
        assert (told.outcome, told.mails) == ("command", ["reply to lucia"])
        assert said(world) == "Ya está devuelto el segundo cobro, se lo confirmo por escrito."
        assert [one.direction for one in world.store.messages(ticket(world).protocol)] == [
            "in",
            "note",
            "out",
        ]
        told = tap(world, "ana", "Enviar al cliente", "notification")
        assert (told.outcome, told.mails) == ("command", ["receipt to ana"])
        assert replies(world, "ana", "Otra cosa.").outcome == "note", "the note's own address lives on"


def test_what_became_a_note_stays_one_where_it_would_leak(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        filed(world, "Escríbame a ana@acme.example.")
        told = tap(world, "ana", "Enviar al cliente", "notification")
        assert (told.outcome, told.mails, held(world)) == ("command", ["receipt to ana"], [])
        assert "Retenido con" not in last(world, "receipt", "ana").text
        assert [one.direction for one in world.store.messages(ticket(world).protocol)] == ["in", "note"]


def test_nobody_else_sends_it(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        filed(world)
        for who in ("nico", "mallory"):
            told = tap(world, who, "Enviar al cliente", "notification", to="ana")
            assert told.outcome == "held" and "reply to lucia" not in told.mails


def test_answers_between_unmarked_lines_can_be_kept_inside_whole(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura", "Me siguen cobrando dos veces.\nAdjunto el extracto.")
        text = last(world, "notification", "ana").text.replace(
            "el extracto.", "el extracto.\nYa lo tengo delante."
        )
        told = replies(
            world,
            "ana",
            "Contesto abajo.\n\nDe: Tienda Acme <tienda@acme.example>\n"
            "Enviado el: lunes, 23 de noviembre de 2026 9:10\n"
            f"Para: Ana Ruiz\nAsunto: La factura\n\n{text}",
        )
        assert told.reason == "written-into"
        parts = ["Enviar con esa parte", "Enviar sin esa parte"]
        assert offered(world) == [*parts, "Guardar como nota", "Descartar"]
        assert tap(world, "ana", "Guardar como nota").mails == [] and held(world) == []
        note = world.store.messages(ticket(world).protocol)[-1]
        assert note.direction == "note" and "Ya lo tengo delante." in note.own_words


def test_answers_between_unmarked_lines_go_out_without_those_lines(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(
            world, "lucia", "La factura", "Me siguen cobrando dos veces.\nAdjunto el extracto de mi cuenta."
        )
        text = last(world, "notification", "ana").text.replace("de mi cuenta.", "de mi cuenta.\nYa lo tengo.")
        replies(world, "ana", f"Contesto abajo.\n\n-----Mensaje original-----\n{text}")
        assert tap(world, "ana", "Enviar con esa parte").mails == ["reply to lucia"]
        said = world.store.messages(ticket(world).protocol)[-1].own_words
        assert said == "Contesto abajo.\n\nYa lo tengo."


def test_what_is_wrong_in_a_new_mail_is_mended_by_a_tap_too() -> None:
    found = taps_of(Held("command-error", "", on_ticket=False, fixes=["luis"]))
    assert found == [("retry", "luis"), ("discard", "")]


def test_words_of_a_note_are_left_out_by_a_tap_and_the_guard_looks_again(
    tmp_path: Path, cell: ParseCell
) -> None:
    first, second = "Este cliente ya nos ha engañado", "dos veces con el mismo cuento"
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert replies(world, "ana", f"#nota\n\n{first} {second}.").outcome == "note"
        told = replies(world, "ana", f"Hola, Lucía:\n\n{first}\n{second}.\n\nUn saludo.\nana@acme.example")
        assert told.reason == "leak"
        while held(world):
            fix = next(one for one in offered(world) if one.startswith("Reintentar"))
            told = tap(world, "ana", fix)
        assert told.mails == ["reply to lucia"]
        assert said(world) == "Hola, Lucía:\n\n\nUn saludo.\ntienda@acme.example"
