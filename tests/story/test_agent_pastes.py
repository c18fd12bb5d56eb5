"""What an agent pastes or marks with '>' is hers unless something shows that it is quoted: nothing vanishes unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.shop import shop, ticket, writes
from tests.story.rig.tap import tap
from tests.story.rig.tell import Told, tell
from tests.story.rig.world import World

FILES = {
    "agents.yaml": """
agents:
  ana:   {name: Ana Ruiz,   email: ana@acme.example,   teams: [n1-madrid], langs: [es]}
"""
}
CUSTOMERS = "Me siguen cobrando dos veces.\nAdjunto el extracto de mi cuenta."
PROMPT = "Hola otra vez\n\n> pip install acme\n\nUn saludo"
BANK = (
    "Hola:\n\nLe copio lo del banco.\n\nDe: Banco <b@banco.example>\nEnviado: jueves\nPara: Acme\nAsunto: cargo\n\n"
    "El cargo es correcto.\n\nUn saludo, Ana"
)


def mails(tmp_path: Path, cell: ParseCell, body: str, parent: bool = True) -> tuple[str, str, list[str], str]:
    """Ana answers with `body`: what became of it, why it is held, the mails that followed, her words as filed."""
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura", CUSTOMERS)
        return _answer(world, body, parent)


def _answer(world: World, body: str, parent: bool) -> tuple[str, str, list[str], str]:
    answers = "In-Reply-To: {message-id of notification to ana}\n" if parent else ""
    told = tell(
        world,
        "Date: {date}\nMessage-ID: <own1@acme.example>\nSubject: {subject of notification to ana}\n"
        f"From: Ana Ruiz <ana@acme.example>\nTo: {{reply-to of notification to ana}}\n{answers}\n{body}\n",
        "ana",
        "pass",
    )
    words = world.store.messages(ticket(world).protocol)[-1].own_words
    return told.outcome, told.reason or "", list(told.mails), words


@pytest.mark.parametrize("body", [PROMPT, "Pruebe esto:\n\n>>> import acme\n>>> acme.version()", BANK])
def test_what_quotes_nothing_goes_out_whole(tmp_path: Path, cell: ParseCell, body: str) -> None:
    assert mails(tmp_path, cell, body) == ("threaded", "", ["reply to lucia"], body)


def test_it_stays_in_a_note_too(tmp_path: Path, cell: ParseCell) -> None:
    outcome, _, _, words = mails(tmp_path, cell, f"#nota\n\n{PROMPT}")
    assert (outcome, words) == ("note", PROMPT)


@pytest.mark.parametrize(
    "quote",
    [
        "> Me siguen cobrando dos veces.\n> Adjunto el extracto de mi cuenta.",
        "{quoted of notification to ana}",
        f"El lun, 23 nov 2026 a las 9:10, Lucía escribió:\n\n{CUSTOMERS}",
        f"De: Tienda\nEnviado: lunes 23/11/2026 9:10\nPara: Ana\nAsunto: x\n\n{CUSTOMERS}",
        f"De: x\nEnviado: 23/11/2026 9:10\nPara: y\nAsunto: z\n\nEXTERNAL: do not click on links.\n\n{CUSTOMERS}",
    ],
)
@pytest.mark.parametrize("parent", [True, False], ids=["answers", "answers nothing"])
def test_what_is_shown_to_be_quoted_is_cut(tmp_path: Path, cell: ParseCell, quote: str, parent: bool) -> None:
    found = mails(tmp_path, cell, f"Hecho.\n\n{quote}", parent)
    words = (
        ("note", "", [], "Hecho.") if "Forwarded" in quote else ("threaded", "", ["reply to lucia"], "Hecho.")
    )
    assert (found[0], found[1], found[3]) == (words[0], words[1], words[3])
    assert found[2] == words[2] or "reply to lucia" not in found[2]


HEADS = {
    "es": "El lun, 23 nov 2026 a las 9:10, Lucía escribió:",
    "en": "On Mon, Nov 23, 2026 at 9:10 AM Lucía <lucia.perez@gmail.example> wrote:",
    "pt": "Em seg., 23 de nov. de 2026 às 9:10, Tienda <tienda@acme.example> escreveu:",
    "original": "-----Mensaje original-----\nDe: Banco <b@banco.example>\nEnviado: jueves\nPara: Acme\nAsunto: cargo",
    "nameless": "De: Banco\nEnviado: jueves 26/11/2026 9:10\nPara: Acme\nAsunto: cargo",
    "customer's": "De: Lucía <lucia@cliente.example>\nEnviado: lunes\nPara: A <tienda@acme.example>\nAsunto: x",
    "subject's": "De: Alguien <x@y.example>\nEnviado: lunes\nPara: Acme\nAsunto: Re: La factura",
}
PART = "El cargo es correcto.\n\nUn saludo del banco"
CITES = {
    "gmail": '<div class="gmail_quote"><div class="gmail_attr">{head}</div><blockquote class="gmail_quote">{part}'
    "</blockquote></div>",
    "apple": '<blockquote type="cite"><div>{head}</div>{part}</blockquote>',
    "outlook": '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>De:</b> Banco<br><b>Enviado:</b> jueves'
    " 26/11/2026 9:10<br><b>Para:</b> Acme<br><b>Asunto:</b> cargo</p></div><p>{part}</p>",
    "bare": "<p>{head}</p><blockquote>{part}</blockquote>",
    "unmarked": "<p>{head}</p><p>{part}</p>",
}


@pytest.mark.parametrize("mark", ["", "> "])
@pytest.mark.parametrize("head", HEADS)
def test_a49_what_nobody_wrote_on_the_ticket_is_held_and_she_is_asked(
    head: str, mark: str, tmp_path: Path, cell: ParseCell
) -> None:
    part = "\n".join(f"{mark}{line}" for line in PART.split("\n"))
    outcome, why, sent, _ = mails(tmp_path, cell, f"Le copio lo del banco.\n\n{HEADS[head]}\n\n{part}")
    assert (outcome, why, sent) == ("held", "written-into", ["receipt to ana"])


@pytest.mark.parametrize("cite", CITES)
def test_so_it_is_behind_the_marks_of_programs(cite: str, tmp_path: Path, cell: ParseCell) -> None:
    html = CITES[cite].format(head=HEADS["es"], part=PART.replace("\n", "<br>"))
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura", CUSTOMERS)
        told = _as_html(world, f"<p>Le copio lo del banco.</p>{html}")
        assert (told.outcome, told.reason, told.mails) == ("held", "written-into", ["receipt to ana"])


@pytest.mark.parametrize("cite", CITES)
def test_behind_those_marks_a_quote_is_cut(cite: str, tmp_path: Path, cell: ParseCell) -> None:
    html = CITES[cite].format(head=HEADS["es"], part=CUSTOMERS.replace("\n", "<br>"))
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura", CUSTOMERS)
        assert _as_html(world, f"<p>Ya está.</p>{html}").mails == ["reply to lucia"]
        assert world.store.messages(ticket(world).protocol)[-1].own_words == "Ya está."


def test_indented_without_a_line_above_it_is_hers(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura", CUSTOMERS)
        told = _as_html(world, "<p>Pruebe esto:</p><blockquote>pip install acme</blockquote><p>Un saludo</p>")
        assert told.mails == ["reply to lucia"] and "pip install acme" in told.sent[0].text


@pytest.mark.parametrize("mark", ["", "> "])
@pytest.mark.parametrize(
    "head",
    [
        "El jue, 19 nov 2026 a las 9:10, Banco <b@banco.example> escribió:",
        "On Thu, Nov 19, 2026 at 9:10 AM Bank <b@banco.example> wrote:",
        "Em qui., 19 de nov. de 2026 às 9:10, Banco <b@banco.example> escreveu:",
    ],
)
def test_somebody_elses_mail_that_she_pastes_goes_out(
    head: str, mark: str, tmp_path: Path, cell: ParseCell
) -> None:
    pasted = f"{head}\n\n{mark}El cargo es correcto."
    whole = f"Le copio lo del banco.\n\n{pasted}\n\nUn saludo, Ana"
    asked = f"{whole}\n\n{{quoted of notification to ana}}"
    assert mails(tmp_path, cell, asked) == ("threaded", "", ["reply to lucia"], whole)


@pytest.mark.parametrize(
    "parent", ["In-Reply-To: <x@banco.example>\n", "References: <x@banco.example>\n", ""]
)
def test_what_her_program_quotes_of_a_mail_the_desk_never_saw_is_held(
    parent: str, tmp_path: Path, cell: ParseCell
) -> None:
    """She answers somebody's private mail and puts the customer's address in: his words are not hers to give away."""
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura", CUSTOMERS)
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <own1@acme.example>\nSubject: Re: precios\n"
            f"{parent}From: Ana Ruiz <ana@acme.example>\nTo: {{reply-to of notification to ana}}\n\nYa está.\n\n"
            "On Thu, Nov 19, 2026 at 9:10 AM Bank <b@banco.example> wrote:\n\nNos cuesta la mitad.\n",
            "ana",
            "pass",
        )
        assert (told.outcome, told.reason, told.mails) == ("held", "written-into", ["receipt to ana"])


@pytest.mark.parametrize(
    "between",
    [
        "Me siguen cobrando dos veces. -> Sí, lo hemos visto.\nAdjunto el extracto de mi cuenta.",
        "Me siguen cobrando dos veces.\nNo.\nAdjunto el extracto de mi cuenta.",
        "Me siguen cobrando dos veces.\nAdjunto el extracto de mi cuenta.\nYa lo tenemos, gracias.",
        "Me siguen cobrando dos veces.\nAdjunto el extracto de mi cuenta.\n| a | b |",
    ],
    ids=["in the line", "no", "below", "a table"],
)
def test_words_of_hers_in_a_quote_that_nothing_marks_are_asked_about(
    between: str, tmp_path: Path, cell: ParseCell
) -> None:
    head = "De: Tienda\nEnviado: lunes 23/11/2026 9:10\nPara: Ana\nAsunto: x"
    outcome, why, sent, _ = mails(tmp_path, cell, f"Le respondo:\n\n{head}\n\n{between}")
    assert (outcome, why, sent) == ("held", "written-into", ["receipt to ana"])


ASKED = f"Le copio lo del banco.\n\n{HEADS['es']}\n\n{PART}\n\n-- \nAna Ruiz"


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Enviar con esa parte", f"Le copio lo del banco.\n\n{HEADS['es']}\n\n{PART}"),
        ("Enviar sin esa parte", "Le copio lo del banco."),
    ],
)
def test_one_tap_sends_it_with_that_part_or_without(
    label: str, words: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura", CUSTOMERS)
        _answer(world, ASKED, parent=True)
        receipt = [one for one in world.sent if one.kind == "receipt"][-1]
        assert "El cargo es correcto." in receipt.text.split("--")[0]
        assert tap(world, "ana", label).mails == ["reply to lucia"]
        assert world.store.messages(ticket(world).protocol)[-1].own_words == words
        assert world.store.held() == []


def test_one_tap_keeps_all_of_it_inside_or_throws_it_away(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura", CUSTOMERS)
        _answer(world, ASKED, parent=True)
        assert tap(world, "ana", "Guardar como nota").mails == []
        note = world.store.messages(ticket(world).protocol)[-1]
        assert note.direction == "note" and "El cargo es correcto." in note.own_words


def test_with_that_part_nothing_of_the_desks_goes_out(tmp_path: Path, cell: ParseCell) -> None:
    """A colleague's words to her, with his address: held again, by the guard."""
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura", CUSTOMERS)
        _answer(world, f"Ya.\n\n{HEADS['es']}\n\nPregunta a ana@acme.example", parent=True)
        assert tap(world, "ana", "Enviar con esa parte").mails == ["receipt to ana"]
        assert [one.reason for one in world.store.held()] == ["leak"]


@pytest.mark.parametrize("note", ["#nota", "#note"])
def test_a_note_keeps_what_she_pasted(note: str, tmp_path: Path, cell: ParseCell) -> None:
    outcome, _, _, words = mails(tmp_path, cell, f"{note}\n\n{ASKED}")
    assert outcome == "note" and "El cargo es correcto." in words


def test_a_note_among_it_is_no_mail_to_the_customer_whatever_she_taps(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura", CUSTOMERS)
        _answer(world, f"Ya.\n\n{HEADS['es']}\n\n#nota\nEso no se lo digas.", parent=True)
        receipt = [one for one in world.sent if one.kind == "receipt"][-1]
        assert "Guardar como nota" in receipt.text and "Enviar" not in receipt.text


def _as_html(world: World, html: str) -> Told:
    return tell(
        world,
        "Date: {date}\nMessage-ID: <own1@acme.example>\nSubject: {subject of notification to ana}\n"
        "In-Reply-To: {message-id of notification to ana}\nFrom: Ana Ruiz <ana@acme.example>\n"
        "To: {reply-to of notification to ana}\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n"
        f"Content-Transfer-Encoding: 8bit\n\n{html}\n",
        "ana",
        "pass",
    )
