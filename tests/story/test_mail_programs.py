"""What mail programs write by themselves: none of it is an agent's answer, and none of it wakes a case."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import says
from tests.story.rig.shop import because, later, shop, ticket, writes, writes_again
from tests.story.rig.tell import tell
from tests.story.test_bad_input import BOTH, FILES, HTML, alternatives, mails


@pytest.mark.parametrize(
    ("words", "line", "command"),
    [
        ("Hola, Lucía: ya está devuelto.", "Enviado desde mi iPhone", "#resolver"),
        ("Hello, Lucía: it is returned.", "Get Outlook for iOS", "#solve"),
        ("Olá, Lucía: já foi devolvido.", "Enviado do meu Galaxy", "#resolver"),
    ],
)
@pytest.mark.parametrize("parts", ["text", "html", "both"])
def test_the_line_of_a_phone_above_her_commands_stays_here(
    parts: str, words: str, line: str, command: str, tmp_path: Path, cell: ParseCell
) -> None:
    """She types the command at the very end, below what her phone has written already: it went to the customer."""
    text = f"{words}\n\n{line}\n\n{command}\n\n{{quoted of notification to ana}}"
    html = f"<div>{words}<br><br><div>{line}</div><br>{command}</div>"
    body = {"text": text, "html": html, "both": alternatives(f"{words}\n\n{line}\n\n{command}", html)}[parts]
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = mails(world, body, {"text": "", "html": HTML, "both": BOTH}[parts])
        assert (told.outcome, told.mails) == ("threaded", ["reply to lucia"])
        assert ticket(world).status == "resolved" and line not in told.sent[0].everything
        assert world.store.messages(ticket(world).protocol)[-1].own_words == words


GMAIL = (
    "--b\nContent-Type: text/plain; charset=utf-8\n\n👍\n\n{name} reacted via Gmail\n<https://www.google.com/gmail/about/?x=1>"
    "\n\n{{quoted of {kind} to {who}}}\n--b\nContent-Type: text/vnd.google.email-reaction+json; charset=utf-8\n\n"
    '{{{{"emoji":"👍","version":1}}}}\n--b\nContent-Type: text/html; charset=utf-8\n\n<p>👍</p><p>{name} reacted via '
    '<a href="https://www.google.com/gmail/about/">Gmail</a></p>\n--b--'
)
OUTLOOK = (
    '<div><table><tr><td><img alt="like" src="cid:like" style="height:25px"> </td><td><span style="font-weight:bold">'
    "{name}</span> <span>{says}</span></td></tr></table></div><hr><div><b>From:</b> Tienda &lt;tienda@acme.example&gt;"
    "<br><b>Sent:</b> Monday, November 23, 2026 9:10 AM<br><b>To:</b> {name}<br><b>Subject:</b> La factura</div>"
    "<p>Tengo una pregunta.</p>"
)
OUTLOOK_TEXT = (
    "{name} reacted to your message:\n________________________________\nFrom: Tienda <tienda@acme.example>\n"
    "Sent: Monday, November 23, 2026 9:10 AM\nTo: {name}\nSubject: La factura\n\nTengo una pregunta."
)
SAYS = [
    "reacted to your message:",
    "reaccionó a tu mensaje:",
    "reagiu à sua mensagem:",
    "ha reaccionado a su mensaje:",
]
REACTIONS = {
    "gmail": (BOTH, GMAIL),
    **{f"outlook {says}": (HTML, OUTLOOK.replace("{says}", says)) for says in SAYS},
    "outlook as text": ("", OUTLOOK_TEXT),
    "gmail, its part lost": ("", "👍\n\n{name} reaccionó a través de Gmail\n\n{{quoted of {kind} to {who}}}"),
    "apple": ("", "Liked “Tengo una pregunta.”"),
    "apple in Spanish": ("", "Le encantó «Tengo una pregunta.»"),
    "apple in Portuguese": ("", "Reagiu com 👍 a “Tengo una pregunta.”"),
    "by its header": ("x-ms-reactions: like\n", "👍"),
    "RFC 9078": ("Content-Disposition: reaction\n", "👍"),
}


@pytest.mark.parametrize("program", REACTIONS)
def test_an_agents_reaction_is_no_answer(program: str, tmp_path: Path, cell: ParseCell) -> None:
    """She taps a thumb below the notification, and the customer read 'Ana reacted to your message'."""
    head, body = REACTIONS[program]
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = mails(world, body.format(name="Ana", kind="notification", who="ana"), head)
        assert (told.outcome, told.mails, world.store.held()) == ("auto_reply", [], [])
        now = ticket(world)
        assert (now.status, now.message_count) == ("new", 2)
        assert world.store.messages(now.protocol)[-1].direction == "note"
        assert "a reaction" in because(world, "automatic")
        assert mails(world, "Hola, Lucía: ya está.").mails == ["reply to lucia"], (
            "and its handle is good still"
        )


@pytest.mark.parametrize(
    "words",
    [
        "Su banco reaccionó a su mensaje.",
        "My boss reacted to your message:",
        "Me gustó «Tengo una pregunta.»",
        "👍",
        "Ana",
    ],
)
def test_what_an_agent_says_of_a_reaction_is_an_answer(words: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = mails(world, words, "x-ms-reactions: disallow\n")
        assert told.mails == ["reply to lucia"] and words in told.sent[0].text


def test_an_agents_reaction_to_a_question_of_the_desk_is_no_yes(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert says(world, "ana", "Sí.", head="Auto-Submitted: no\n").mails == ["reply to lucia"]
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <n1@acme.example>\nSubject: x\nFrom: Ana <ana@acme.example>\n"
            "To: {reply-to of notification to ana}\n\nYa.\n",
            "ana",
            "none",
        )
        assert told.mails == ["confirm to ana"]
        told = says(world, "ana", "Ana reacted to your message:\n\n{quoted of confirm to ana}", "confirm")
        assert (told.outcome, told.mails) == ("auto_reply", [])
        assert says(world, "ana", "Sí", "confirm").mails == ["reply to lucia"]


@pytest.mark.parametrize("program", REACTIONS)
def test_a_customers_reaction_does_not_reopen(program: str, tmp_path: Path, cell: ParseCell) -> None:
    head, body = REACTIONS[program]
    text = body.format(name="Lucia", kind="reply", who="lucia")
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert "reply to lucia" in mails(world, "Ya está.\n\n#resolver").mails
        told = writes_again(world, "lucia", text, "reply", head=head)
        assert (told.outcome, told.mails, ticket(world).status) == ("threaded", [], "resolved")
        assert because(world, "thanks").startswith("only a reaction, so the case stays resolved")
        later(world, "60d")
        told = writes_again(world, "lucia", text, "reply", head=head)
        assert (told.outcome, told.mails) == ("threaded", []) and len(world.store.tickets()) == 1
        assert writes_again(world, "lucia", "No funciona.", "reply").mails != []


def test_to_an_open_case_a_customers_reaction_may_be_an_answer(tmp_path: Path, cell: ParseCell) -> None:
    """'Shall I cancel it?' - a thumb."""
    head, body = REACTIONS["gmail"]
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        mails(world, "¿La anulo?")
        told = writes_again(
            world, "lucia", body.format(name="Lucia", kind="reply", who="lucia"), "reply", head=head
        )
        assert (told.outcome, told.mails) == ("threaded", ["notification to ana"])
