"""What mail programs write in an agent's name by themselves: none of it is hers, and none of it goes to a customer."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.parse_cell import ParseCell
from tests.story.rig.shop import shop, ticket, writes
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
