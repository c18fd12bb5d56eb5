"""An agent's mail of a million short lines is held before it is looked through: it keeps no other waiting (A42)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.reading import Reading
from helpdesk.mailflow.strip import Strip
from helpdesk.mailflow.two_versions import apart
from tests.story.rig.agents import says
from tests.story.rig.invariant import check
from tests.story.rig.shop import later, shop, ticket, writes, writes_again
from tests.story.rig.tell import Told, tell
from tests.story.rig.world import World

AGENTS = "agents:\n  ana: {name: Ana Ruiz, email: ana@acme.example, teams: [n1-madrid], langs: [%s]}\n"
LINES = 120_000


def answers(world: World, body: str, to: str = "{reply-to of notification to ana}", head: str = "") -> Told:
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <m{world.arrivals + 1}@acme.example>\n"
        f"Subject: Re: La factura\n{head}From: Ana <ana@acme.example>\nTo: {to}\n\n{body}",
        "ana",
        "pass",
    )


def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here no line of any long mail is looked at for a quote."""

    def looked_at(lines: list[str], **how: bool) -> Strip:
        assert len(lines) < LINES // 2, "it was looked through"
        return Strip(lines, **how)

    monkeypatch.setattr("helpdesk.mailflow.body.Strip", looked_at)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "Tu mensaje es demasiado largo para buscar en él lo citado."),
        ("en", "Your message is too long to look for quotes in."),
        ("pt", "A sua mensagem é longa demais para procurar nela as citações."),
    ],
)
def test_a42_an_answer_of_too_many_lines_is_held_and_comes_back_whole(
    language: str, said: str, tmp_path: Path, cell: ParseCell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shop(tmp_path, cell, {"agents.yaml": AGENTS % language}) as world:
        writes(world, "lucia", "La factura")
        unread(monkeypatch)
        told = answers(world, "a\n" * LINES + "El final.\n")
        assert (told.outcome, told.reason, told.mails) == ("held", "too-long", ["receipt to ana"])
        receipt = told.sent[0]
        assert said in receipt.text and str(receipt.mail["From"]).count("Acme")
        (file,) = receipt.mail.iter_attachments()
        assert file.get_content().count("a\n") == LINES and "El final." in file.get_content()
        (row,) = world.store.held()
        assert world.store.raw(row.raw_key).count(b"a\r\n") >= LINES
        assert [one.direction for one in world.store.messages(ticket(world).protocol)] == ["in"]
        monkeypatch.undo()
        says(world, "ana", "DISCARD", "receipt")
        assert world.store.held() == []
        check(world, [], "")


@pytest.mark.parametrize(
    ("to", "body", "head"),
    [
        ("{reply-to of notification to ana}", "<p>a</p>" * LINES, "Content-Type: text/html\n"),
        ("{reply-to of notification to ana}", "#nota\n" + "a\n" * LINES, ""),
        ("{reply-to of notification to ana}", "Recibimos su mensaje.\n" + "a\n" * LINES, ""),
        ("{reply-to of notification to ana}", "Ana reaccionó a su mensaje\n" + "a\n" * LINES, ""),
        ("tienda+comandos@acme.example", "#cola\n" * LINES, ""),
        ("tienda@acme.example", "#para x@y.example\n" + "a\n" * LINES, ""),
    ],
)
def test_a42_so_is_every_other_mail_of_hers(
    to: str, body: str, head: str, tmp_path: Path, cell: ParseCell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shop(tmp_path, cell, {"agents.yaml": AGENTS % "es"}) as world:
        writes(world, "lucia", "La factura")
        unread(monkeypatch)
        told = answers(world, body, to, head)
        assert (told.outcome, told.reason, told.mails) == ("held", "too-long", ["receipt to ana"])
        later(world, "1m")
        check(world, [], "")


def test_an_answer_of_many_lines_goes_out(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {"agents.yaml": AGENTS % "es"}) as world:
        writes(world, "lucia", "La factura")
        told = answers(world, "una línea\n" * 10_000)
        assert "reply to lucia" in told.mails
        check(world, [], "")


def test_a42_a_customers_of_two_versions_is_not_taken_for_a_word(
    tmp_path: Path, cell: ParseCell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it says one word alone was asked of all its lines, by comparing them three times."""

    def compared(reading: Reading, of: Callable[[Reading], str]) -> tuple[list[str], list[str]]:
        assert reading.mail.text.count("\n") < LINES // 2, "its versions were compared"
        return apart(reading, of)

    with shop(tmp_path, cell, {"agents.yaml": AGENTS % "es"}) as world:
        writes(world, "lucia", "La factura")
        unread(monkeypatch)
        monkeypatch.setattr("helpdesk.mailflow.customer_words.apart", compared)
        body = "--b\nContent-Type: text/plain\n\n" + "a\n" * LINES
        body += "--b\nContent-Type: text/html\n\n<p>a</p>\n--b--\n"
        head = 'MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n'
        told = writes_again(world, "lucia", body, head=head)
        assert (told.outcome, told.mails) == ("threaded", ["notification to ana"])
        assert world.store.messages(ticket(world).protocol)[-1].own_words.split() == ["a"] * LINES
