"""Plays one letter on a desk: a customer writes, a colleague leaves a note, the agent does what the letter says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, unquote

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import InboxRow, Language
from tests.leaks.letters import Letter
from tests.leaks.programs import PROGRAMS, Asked, Body, encoded, forwarded
from tests.leaks.watch import outside, shown
from tests.story.rig.carrier import Sent
from tests.story.rig.post import MX
from tests.story.rig.tap import links
from tests.story.rig.template import _HANDLE, last
from tests.story.rig.world import World, open_world

BOX = "tienda@acme.example"
ANA, LUIS, FRIEND = "ana@acme.example", "luis@acme.example", "amigo@fuera.example"
WITH_IT = ("Enviar con esa parte", "Send with that part", "Enviar com essa parte")
_AGENTS = """agents:
  ana:   {{name: Ana Ruiz,   email: ana@acme.example,   teams: [n1-madrid], skills: [facturacion], langs: [{language}]}}
  luis:  {{name: Luis Gómez, email: luis@acme.example,  teams: [n1-bogota], langs: [{language}]}}
  marta: {{name: Marta Gil,  email: marta@acme.example, teams: [n2], role: lead, langs: [{language}]}}
"""


@contextmanager
def desk(data: Path, cell: ParseCell, language: Language) -> Iterator[World]:
    """The desk of the rules' stories in one language, with a macro and an article."""
    own = data / "own"
    texts = {"agents.yaml": _AGENTS.format(language=language)}
    for name in ("macros/aviso", "kb/ayuda"):
        texts |= {
            f"{name}.{one}.md": f"---\ntitle: Aviso\n---\nEl plazo del banco son tres días ({one}).\n"
            for one in ("es", "en", "pt")
        }
    for name, text in texts.items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(text, "utf-8")
    settings = {"ack.per_hour": 100_000, "mailbox.tienda.language": language}
    with open_world(data, cell, policy=own, settings=settings) as world:
        yield world


def play(world: World, letter: Letter) -> list[str]:
    """What is wrong with what came of it; nothing where all is well."""
    before = len(world.sent)
    customer = customer_of(letter)
    head = f"From: Lucía Pérez <{customer}>\r\nTo: {BOX}\r\nSubject: Factura {letter.n}\r\n"
    take(
        world,
        customer,
        head,
        f"Me cobran dos veces la factura {letter.n}.\n¿Lo pueden mirar?\nGracias, Lucía",
    )
    protocol = str(asked_of(world, "customer").mail["X-Helpdesk-Protocol"])
    head = f"From: Luis <{LUIS}>\r\nTo: {BOX}\r\nSubject: Re: [{protocol}] Factura {letter.n}\r\n"
    noted = take(world, LUIS, head, letter.secret, login=LUIS)
    if (noted.result or {}).get("outcome") != "note":
        return [f"the colleague's note is {noted.result}"]
    asked = Asked(asked_of(world, letter.deed.asked), letter.language)
    raw, rcpt = written(letter, asked)
    first = len(world.sent)
    row = accept(world, raw, ANA, rcpt)
    wrong = _as_expected(world, letter, row, world.sent[first:])
    wrong += _sent_with_all(world, letter, row)
    if letter.deed.way == "copy" or letter.deed.route == "exposed":
        wrong += _answers_all(world, FRIEND, raw, rcpt)
    if letter.deed.route == "all":
        wrong += _answers_all(world, customer, raw, rcpt)
    secrets = [*letter.secret.split(), *letter.deed.commands]
    return [f"{letter.name}: {one}" for one in wrong + shown(world, world.sent[before:], secrets)]


def asked_of(world: World, which: str) -> Sent:
    """The last mail to Ana about a customer's words or about a colleague's."""
    kinds = ("note",) if which == "note" else ("new", "customer")
    mails = [one for one in world.sent if one.to == ANA and one.kind == "notification"]
    return next(one for one in reversed(mails) if str(one.mail["X-Helpdesk-Reason"]) in kinds)


def written(letter: Letter, asked: Asked) -> tuple[bytes, str]:
    """Her mail as it stands on the wire, and the address of the desk's that it goes to."""
    deed = letter.deed
    # Reply-To leads to one of them, the card names the other.
    handles = list(_HANDLE.finditer(f"{asked.sent.mail['Reply-To']} {asked.sent.text}"))
    to = next(hit.group() for hit in handles if hit.group(1) == (deed.to or handles[0].group(1)))
    says, subject = asked.says, str(asked.sent.mail["Subject"])
    passes_on = deed.way in ("forward", "attach")
    short = letter.program in ("gmail", "gmail_app", "apple", "ios", "thunderbird", "samsung")
    start = (
        (says.forwarding if not short else "Fwd: ") if passes_on else (says.replying if not short else "Re: ")
    )
    files = (("message/rfc822", asked.sent.raw),) if deed.way == "attach" else ()
    body = _body(letter, asked)
    lines = [
        f"From: Ana Ruiz <{ANA}>",
        *_addressed(letter, asked, to),
        f"Subject: {start}{subject}",
        "Date: Mon, 23 Nov 2026 09:20:00 +0100",
        f"Message-ID: <{letter.n}.{letter.program}@acme.example>",
        *(() if passes_on else (f"In-Reply-To: {asked.sent.message_id}",)),
        f"References: {asked.sent.message_id}",
        *body.head,
        "MIME-Version: 1.0",
    ]
    rcpt = BOX if deed.route in ("colleague", "customer", "friend") else to
    return "".join(f"{line}\r\n" for line in lines).encode() + encoded(body, letter.parts, files), rcpt


def _addressed(letter: Letter, asked: Asked, to: str) -> list[str]:
    """Her To and Cc. Whom she writes to beside the desk reads whatever address of it stands there."""
    match letter.deed.route:
        case "colleague":
            return [f"To: Luis <{LUIS}>", f"Cc: <{BOX}>"]
        case "customer":
            return [f"To: <{customer_of(letter)}>", f"Cc: <{BOX}>"]
        case "friend":
            return [f"To: Amigo <{FRIEND}>", f"Cc: <{BOX}>"]
        case "exposed":
            return [f"To: Amigo <{FRIEND}>", f"Cc: <{to}>"]
        case "all":
            return [f"To: <{customer_of(letter)}>, <{LUIS}>", f"Cc: <{to}>"]
        case _:
            return [f"To: <{to}>", *((f"Cc: Amigo <{FRIEND}>",) if letter.deed.way == "copy" else ())]


def customer_of(letter: Letter) -> str:
    """Who asked."""
    return f"c{letter.n}@cliente.example"


def _body(letter: Letter, asked: Asked) -> Body:
    card = "\n".join(line for line in asked.text.split("\n") if line.startswith("| "))
    pieces = [one.replace("«secret»", letter.secret).replace("«card»", card) for one in letter.pieces]
    if letter.deed.way == "attach":
        return Body("\n".join(pieces), "", "quoted-printable")
    if letter.deed.way == "forward":
        return forwarded(letter.program, asked, pieces)
    own = pieces if letter.posting == "inline" else ["\n\n".join(pieces)]
    body = PROGRAMS[letter.program](asked, own, letter.posting)
    text, html = body.text, body.html
    for old, new in letter.deed.bare:
        text = text.replace(old, new)
    for old, new in letter.deed.dress:
        html = html.replace(old, new)
    return replace(body, text=text, html=html)


def _as_expected(world: World, letter: Letter, row: InboxRow, new: list[Sent]) -> list[str]:
    out = outside(world, new)
    outcome = f"{row.state} {(row.result or {}).get('outcome')} {(row.result or {}).get('held_reason')}"
    if row.state == "held":
        if out:
            return [f"held, and yet {out[0].kind} went to {out[0].to}"]
        back = [one for one in new if one.to == ANA]
        return [] if back else [f"{outcome}, and she is not told"]
    match letter.deed.expected:
        case "held":
            return [f"not held but {outcome}"]
        case "inside" | "told":
            told = letter.deed.expected == "inside" or any(one.to == ANA for one in new)
            silent = [] if told else ["kept inside, and she is not told"]
            # That her case is solved the customer may hear from the desk itself.
            hers = [
                one for one in out if one.kind == "reply" or any(mark in one.text for mark in letter.marks)
            ]
            return silent + [f"{outcome}: {one.kind} to {one.to}" for one in hers]
        case "sent" | "any":
            answers = [one for one in out if one.kind == "reply"]
            if not answers and letter.deed.expected == "sent":
                return [f"{outcome}, and the customer got nothing"]
            return [
                f"{mark} is lost ({one.to} has {one.text[:200]!r})"
                for one in answers
                for mark in letter.marks
                if mark not in one.text
            ]


def _sent_with_all(world: World, letter: Letter, row: InboxRow) -> list[str]:
    """Where she is asked about a part of it, she says: with that part. What was to stay inside stays there."""
    if row.state != "held" or (row.result or {}).get("held_reason") != "written-into":
        return []
    link = next((url for one, url in links(last(world, "receipt", "ana")).items() if one in WITH_IT), "")
    if not link:
        return []
    address, _, query = link.removeprefix("mailto:").partition("?")
    said = parse_qs(query)
    first = len(world.sent)
    head = f"From: Ana Ruiz <{ANA}>\r\nTo: {unquote(address)}\r\nSubject: {said['subject'][0]}\r\n"
    take(world, ANA, head, said["body"][0])
    out = [one for one in outside(world, world.sent[first:]) if one.kind == "reply"]
    return [f"tapped: {one.kind} to {one.to}" for one in out if letter.deed.expected == "inside"]


def _answers_all(world: World, who: str, raw: bytes, handle: str) -> list[str]:
    """He has her mail with the handle in it, and answers to all it names."""
    first = len(world.sent)
    head = f"From: Amigo <{who}>\r\nTo: <{handle}>, {ANA}\r\nSubject: Re: Factura\r\n"
    quoted = raw.decode("utf-8", "replace")[:4000].replace("\r\n", "\n")
    take(world, who, head, "Y yo qué pinto aquí?\n\n" + quoted)
    return [
        f"his answer to all: {one.kind} to {one.to}"
        for one in outside(world, world.sent[first:])
        if one.kind != "ack"
    ]


def take(world: World, who: str, head: str, text: str, login: str = "") -> InboxRow:
    """A plain mail comes in and all that follows happens."""
    to = head.partition("To: ")[2].split("\r\n")[0].split(",")[0].strip("<> ")
    raw = (
        f"{head}Date: Mon, 23 Nov 2026 09:10:00 +0100\r\nMessage-ID: <{world.arrivals + 1}@{who.partition('@')[2]}>\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    ).encode() + text.replace("\n", "\r\n").encode()
    return accept(world, raw, who, to, login)


def accept(world: World, raw: bytes, who: str, to: str, login: str = "") -> InboxRow:
    """A mail comes in, its sender proved, and all that follows happens."""
    if not login:
        domain = who.partition("@")[2]
        raw = f"Authentication-Results: {MX}; dmarc=pass header.from={domain}\r\n".encode() + raw
    envelope = Envelope(
        "submission" if login else "lmtp",
        who,
        (to,),
        "tienda",
        "192.0.2.7",
        login=login,
        trusted_peer=not login,
    )
    return world.take(raw, envelope)
