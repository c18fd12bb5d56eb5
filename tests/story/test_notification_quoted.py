"""An agent answers her notification, card and all quoted below, as each of the common mail programs does it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.replies import programs
from tests.replies.letters import both, broken, plain
from tests.replies.speech import SPEECH, Speech
from tests.story.rig.people import address_of
from tests.story.rig.shop import shop, ticket, writes
from tests.story.rig.tell import customers_mail, tell
from tests.story.rig.template import last
from tests.story.rig.world import World

ANSWER = "Buenos días:\n\nHe anulado el segundo cobro; lo verá el jueves."


def gmail_rich(says: Speech) -> bytes:
    """Gmail quotes the HTML part it was shown, styles and links included."""
    return both(
        f"{says.answer}\n\n{says.gmail}\n\n",
        f'<div dir="ltr">{broken(says.answer, "div")}</div><br><div class="gmail_quote">'
        '<div dir="ltr" class="gmail_attr">'
        f'{says.gmail.replace("<", "&lt;")}<br></div><blockquote class="gmail_quote">{says.ours}</blockquote></div>',
    )


def apple_rich(says: Speech) -> bytes:
    """Apple Mail does, too."""
    return both(
        f"{says.answer}\n\n> {says.apple}\n> \n> (…)\n",
        f"{broken(says.answer, 'div')}<div><blockquote type='cite'><div>{broken(says.apple)}</div>"
        f"<div>{says.ours}</div></blockquote></div>",
    )


def outlook_rich(says: Speech) -> bytes:
    """Outlook puts it below its headers, with no mark at all."""
    head = "<br>".join(f"<b>{label}</b> x" for label in says.labels[:1])
    return both(
        f"{says.answer}\n\n{says.labels[0]} Soporte Acme <soporte@acme.example>\n{says.labels[1]} {says.day}\n\n",
        f'<div class="WordSection1">{broken(says.answer, "div")}'
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt">'
        f"<p>{head} Soporte Acme</p></div>{says.ours}</div>",
    )


TEXT = (
    programs.gmail,
    programs.gmail_folded,
    programs.outlook,
    programs.outlook_plain,
    programs.outlook_web,
    programs.outlook_phone,
    programs.outlook_html,
    programs.apple,
    programs.iphone,
    programs.thunderbird,
    programs.samsung,
    programs.yahoo,
)
RICH = (gmail_rich, apple_rich, outlook_rich)


def quoting(raw: bytes, world: World) -> bytes:
    """The program's mail as Ana's answer to her last notification."""
    told = last(world, "notification", "ana")
    head, _, body = raw.partition(b"\r\n\r\n")
    fields = {
        "From": f"Ana Ruiz <{address_of('ana')}>",
        "To": re.sub(r"\s+", " ", str(told.mail["Reply-To"])).rpartition("<")[2].strip("<> "),
        "Subject": "Re: caso",
        "Message-ID": f"<m{world.arrivals + 1}@acme.example>",
        "In-Reply-To": told.message_id,
    }
    kept = [line for line in head.decode().split("\r\n") if line.partition(":")[0] not in fields]
    return (
        "\r\n".join([f"{name}: {value}" for name, value in fields.items()] + kept).encode()
        + b"\r\n\r\n"
        + body
    )


def inner(page: str) -> str:
    return re.sub(r"(?s)^.*<body[^>]*>|</body>.*$", "", page).replace("\r\n", "\n")


@pytest.mark.slow  # every quoting of every client
@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_of_the_notification_nothing_gets_out(language: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "La factura", "Me siguen cobrando dos veces.")
        told = last(world, "notification", "ana")
        html = told.mail.get_body(("html",))
        assert html is not None
        for program in (*TEXT, *RICH):
            answer = f"{ANSWER} ({program.__name__})"
            ours = inner(html.get_content()) if program in RICH else told.text.rstrip("\n")
            says = replace(SPEECH[language], answer=answer, ours=ours)
            after = tell(world, quoting(program(says), world), "ana", "pass")
            assert (after.outcome, after.mails) == ("threaded", ["reply to lucia"]), after.line
            assert world.store.messages(ticket(world).protocol)[-1].own_words == answer
            [sent] = customers_mail(after, world)
            assert (
                answer in sent.text and "de un toque" not in sent.everything and "+n-" not in sent.everything
            )


def test_a_card_line_left_in_the_answer_holds_it(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "La factura")
        told = last(world, "notification", "ana")
        for line in [one for one in told.text.split("\n") if one.startswith("| ")]:
            body = f"Le cuento:\n\n{line.removeprefix('| ')}\n\ny eso es todo."
            raw = plain(body)
            after = tell(world, quoting(raw, world), "ana", "pass")
            reason = (
                "command-error" if "#" in line else "leak"
            )  # what it tells her to write is held as a command is
            assert (after.reason, after.mails) == (reason, ["receipt to ana"]), line
