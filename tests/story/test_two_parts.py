"""A mail whose two parts do not say the same: nobody would see that one said more, so its writer is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.parse_cell import ParseCell
from tests.story.rig.shop import shop, writes
from tests.story.rig.tap import tap
from tests.story.rig.tell import Told, customers_mail, tell
from tests.story.rig.world import World

SHORT = "Hola, ya está."
LONG = "<p>Hola, ya está.</p><p>Y además le devolvemos los 20 euros.</p>"


def answered(world: World, text: str, html: str) -> Told:
    """Ana answers with both parts."""
    return tell(
        world,
        "Date: {date}\nMessage-ID: <two@acme.example>\nSubject: Re: Factura\n"
        "From: Ana <ana@acme.example>\nTo: {reply-to of notification to ana}\n"
        "In-Reply-To: {message-id of notification to ana}\n"
        'MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n\n--b\n'
        f"Content-Type: text/plain; charset=utf-8\n\n{text}\n\n--b\n"
        f"Content-Type: text/html; charset=utf-8\n\n{html}\n\n--b--\n",
        "ana",
        "pass",
    )


@pytest.mark.parametrize(
    ("text", "html", "line"),
    [
        (SHORT, LONG, "Y además le devolvemos los 20 euros."),
        ("Hola.\n\nY además le devolvemos los 20 euros.", "<p>Hola.</p>", "Y además le devolvemos"),
        ("Use un programa que muestre HTML.", LONG, "Use un programa que muestre HTML."),
    ],
)
def test_what_only_one_part_says_is_not_lost(
    text: str, html: str, line: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Factura")
        told = answered(world, text, html)
        assert (told.outcome, told.reason) == ("held", "command-differs")
        assert customers_mail(told, world) == []
        [receipt] = [one for one in told.sent if one.kind == "receipt"]
        assert line in receipt.text and "no dicen lo mismo" in receipt.text
        assert tap(world, "ana", "Reintentar con lo que se ve (HTML)").mails == ["reply to lucia"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (SHORT, "<p>Hola, ya est&aacute;.</p>"),
        ("Hola:\n1. Apague\n2. Encienda", "<p>Hola:</p><ol><li>Apague</li><li>Encienda</li></ol>"),
        (
            "Vea aquí<https://acme.example/x>\n[cid:logo.png]",
            '<p>Vea <a href="https://acme.example/x">aquí</a></p><img src="cid:logo.png" alt="Logo">',
        ),
    ],
)
def test_what_both_say_in_their_own_way_goes_out(
    text: str, html: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Factura")
        assert answered(world, text, html).mails == ["reply to lucia"]
