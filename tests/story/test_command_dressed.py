"""A note that is asked for in a way that is not obeyed is held, and no tap sends it to the customer."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.shop import replies, shop, ticket, writes
from tests.story.rig.tap import tap
from tests.story.rig.tell import tell
from tests.story.rig.world import World
from tests.story.test_bad_input import BOTH, HTML, alternatives, mails
from tests.story.test_command_for import new_mail
from tests.story.test_commands import FILES
from tests.story.test_taps import held, offered


@pytest.mark.parametrize(
    ("body", "head", "reason"),
    [
        ("#para c@c9.example\n#nota\n\nsecreto", "", "command-error"),
        ("#for c@c9.example\n\nsecret\n\n#note", "", "command-error"),
        ("<p>#para c@c9.example</p><p>#nota</p><p>secreto</p>", HTML, "command-error"),
        (
            alternatives(
                "#para c@c9.example\n\nsecreto", "<p>#para c@c9.example</p><p>#nota</p><p>secreto</p>"
            ),
            BOTH,
            "command-differs",
        ),
    ],
)
def test_a_note_with_for_goes_out_to_nobody(
    body: str, head: str, reason: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = new_mail(world, body, head=head.rstrip("\n") + "\n" if head else "")
        assert (told.outcome, told.reason, told.mails) == ("held", reason, ["receipt to ana"])
        assert reason == "command-differs" or "no va junto con «#para»" in told.sent[0].text


def no_send(world: World) -> None:
    assert "Enviar sin órdenes" not in offered(world) and "Guardar como nota" in offered(world)
    reason = held(world)
    word = "From: Ana <ana@acme.example>\nTo: {reply-to of receipt to ana}\nSubject: x\nMessage-ID: <w@x.example>\n"
    told = tell(world, f"{word}Date: {{date}}\n\nENVIAR\n", "ana", "pass")
    assert (told.mails, held(world)) == (["receipt to ana"], reason)


@pytest.mark.parametrize(
    "body",
    [
        "“#nota”\n\nsecreto",
        "(#note)\nsecret",
        "Luis, ojo. #nota",
        "- #nota\nsecreto",
        "secreto\n\n#ntoa",
        "@nota\nsecreto",
        "secreto\n\n/note",
    ],
)
def test_a_dressed_note_is_held_and_never_sent_by_a_tap(body: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = replies(world, "ana", body)
        assert (told.outcome, told.reason, told.mails) == ("held", "command-error", ["receipt to ana"])
        no_send(world)
        assert tap(world, "ana", "Guardar como nota", n=1).mails == []
        assert world.store.messages(ticket(world).protocol)[-1].direction == "note"


def test_a_note_in_bold_is_held_for_its_stars_and_one_tap_makes_it_a_note(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = mails(world, alternatives("*#nota*\n\nsecreto", "<p><b>#nota</b></p><p>secreto</p>"), BOTH)
        assert (told.reason, told.mails) == ("command-error", ["receipt to ana"])
        assert offered(world) == ["Reintentar con #nota", "Guardar como nota", "Descartar"]
        assert "reply to lucia" not in tap(world, "ana", "Reintentar con #nota").mails and held(world) == []
        last = world.store.messages(ticket(world).protocol)[-1]
        assert (last.direction, last.own_words) == ("note", "secreto")


def test_a_note_in_one_part_alone_is_never_sent_by_a_tap(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = mails(world, alternatives("#nota\nsecreto", "<p>secreto</p>"), BOTH)
        assert told.reason == "command-differs"
        no_send(world)


@pytest.mark.parametrize("line", ["@nota", "/note"])
def test_what_other_desks_call_a_note_becomes_one_by_a_tap(
    line: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert replies(world, "ana", f"{line}\n\nsecreto").mails == ["receipt to ana"]
        assert tap(world, "ana", f"Reintentar con #{line[1:]}").mails == []
        last = world.store.messages(ticket(world).protocol)[-1]
        assert (last.direction, last.own_words) == ("note", "secreto")
