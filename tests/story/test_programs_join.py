"""A participant's answer joins her case as mail programs write it, whatever a relay does to ids and subject."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable

import pytest

from tests.leaks.programs import PROGRAMS, Asked, encoded
from tests.story.rig.agents import shell
from tests.story.rig.people import address_of
from tests.story.rig.tell import Told, tell
from tests.story.rig.template import SLIPS, last, protocols_of
from tests.story.rig.world import World

WORDS = "Todavía no lo veo en mi cuenta del banco."
LUCIA = "=?UTF-8?Q?Luc=C3=ADa_P=C3=A9rez?= <lucia.perez@gmail.example>"


def kept(world: World) -> str:
    """Both headers as programs write them."""
    sent = last(world, "reply", "lucia")
    above = f"{sent.mail['References'] or ''} {sent.message_id}".strip()
    return f"In-Reply-To: {sent.message_id}\r\nReferences: {above}\r\n"


def rewritten(world: World) -> str:
    """A relay gave our mail another id on its way, so that the answer names one nobody here knows."""
    other = "<0102018f.relay@eu-west-1.amazonses.example>"
    return f"In-Reply-To: {other}\r\nReferences: {other}\r\n"


def dropped(world: World) -> str:
    """No header of the thread at all."""
    return ""


def outlook_ids(world: World) -> str:
    """Outlook's own threading beside it; In-Reply-To alone."""
    index = "Thread-Index: AQHbPfQ0Y5Yb0m0kK0y2mS3s2g9p7g==\r\nThread-Topic: Factura duplicada\r\n"
    return f"{index}In-Reply-To: {last(world, 'reply', 'lucia').message_id}\r\n"


def answer(
    world: World,
    program: str,
    subject: bytes,
    ids: str,
    proof: str = "pass",
    parts: str = "both",
    kind: str = "reply",
) -> Told:
    """Lucía answers the last mail of this kind from this program; `subject` as it stands in the header."""
    asked = Asked(last(world, kind, "lucia"), "es")
    body = PROGRAMS[program](asked, [WORDS], "top")
    head = "".join(f"{line}\r\n" for line in body.head)
    raw = (
        f"Date: Mon, 23 Nov 2026 11:30:00 +0100\r\nMessage-ID: <a{world.arrivals}@gmail.example>\r\n"
        f"MIME-Version: 1.0\r\n"
        f"From: {LUCIA}\r\nTo: Ana =?utf-8?Q?=C2=B7?= Soporte Acme <soporte@acme.example>\r\n{ids}{head}"
    ).encode() + b"Subject: " + subject + b"\r\n"  # fmt: skip
    return tell(world, raw + encoded(body, "html" if parts == "html" else "both"), "lucia", proof)


def joined(world: World, told: Told, *, passed_on: bool = False) -> None:
    """It is a message of her case, with her own words found; what she passes on is hers to show."""
    [protocol] = protocols_of(world)
    assert (told.outcome, told.line["protocol"]) == ("threaded", protocol), told.line
    message = world.store.messages(protocol)[-1]
    assert message.standing == "full" and message.sender.address == address_of("lucia")
    assert message.own_words.startswith(WORDS)
    assert passed_on or len(message.own_words) < len(WORDS) + 60, message.own_words


@pytest.mark.slow
@pytest.mark.parametrize("ids", [kept, rewritten, dropped, outlook_ids], ids=lambda ids: ids.__name__)
@pytest.mark.parametrize("parts", ["both", "html"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_through_every_relay(
    answered: World, program: str, parts: str, ids: Callable[[World], str]
) -> None:
    subject = f"Re: {last(answered, 'reply', 'lucia').mail['Subject']}".encode()
    joined(answered, answer(answered, program, subject, ids(answered), parts=parts))


@pytest.mark.parametrize("program", ["gmail", "outlook", "apple"])
def test_with_its_id_it_needs_no_proof(answered: World, program: str) -> None:
    subject = b"Re: Factura duplicada"
    joined(answered, answer(answered, program, subject, kept(answered), proof="none"))


@pytest.mark.slow  # every program in every language
@pytest.mark.parametrize("front", ["RE: ", "RV: "])
@pytest.mark.parametrize("parts", ["both", "html"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_who_answers_the_receipt_is_no_machine(answered: World, program: str, parts: str, front: str) -> None:
    """Outlook marks nothing of what it quotes: her mail then holds all the words of a desk's receipt."""
    shell(answered, "ana", "#resolver")
    [protocol] = protocols_of(answered)
    subject = f"{front}Factura duplicada [{protocol}]".encode()
    told = answer(answered, program, subject, dropped(answered), parts=parts, kind="ack")
    assert (told.outcome, told.line["protocol"]) == ("threaded", protocol)
    assert answered.desk.ticket(protocol).status == "open", "it is as the mail said: who answers reopens it"


# What stands before the subject, by programs and languages; in the header as it is, or encoded by its program.
IN_FRONT = [
    "RV: ", "AW: ", "Enc: ", "ENC: ", "TR: ", "R: ", "SV: ", "VS: ", "Antw: ", "RES: ", "Fwd: ", "FW: ", "WG: ", "I: ",
    "Re[2]: ", "RE: RV: RE: ", "回复: ", "回复：", "Odp: ", "YNT: ", "Rép : ", "[EXTERNO] RV: ", "[EXT] Re: ", "",
]  # fmt: skip


@pytest.mark.slow  # every prefix there is
@pytest.mark.parametrize("front", IN_FRONT)
def test_a_translated_subject(answered: World, front: str) -> None:
    subject = f"{front}Factura duplicada [{protocols_of(answered)[0]}]"
    header = subject.encode() if subject.isascii() else word("b", subject)
    joined(answered, answer(answered, "outlook", header, dropped(answered)), passed_on=True)


def word(how: str, text: str, charset: str = "utf-8") -> bytes:
    """An encoded word (RFC 2047 2)."""
    data = text.encode(charset)
    if how.lower() == "b":
        body = base64.b64encode(data)
    else:
        body = quopri.encodestring(data, header=True).replace(b"=\n", b"").replace(b"?", b"=3F")
    return b"=?" + charset.encode() + b"?" + how.encode() + b"?" + body + b"?="


def halves(how: str, text: str, at: int, between: bytes = b"\r\n ") -> bytes:
    """Two words that meet in the midst of it (RFC 2047 6.2: what is between them is not shown)."""
    return word(how, text[:at]) + between + word(how, text[at:])


HEADERS: dict[str, Callable[[str], bytes]] = {
    "folded before it": lambda p: f"Re: Factura duplicada de\r\n noviembre\r\n [{p}]".encode(),
    "folded within it, at a dash": lambda p: f"Re: Factura duplicada [{p[:9]}\r\n {p[9:]}]".encode(),
    "folded within it, by a tab": lambda p: f"Re: Factura duplicada [{p[:4]}\r\n\t{p[4:]}]".encode(),
    "broken hard in its midst": lambda p: f"Re: Factura duplicada [{p[:12]}\r\n {p[12:]}]".encode(),
    "broken hard in its date": lambda p: f"Re: Factura duplicada [{p[:6]}\r\n\t{p[6:]}]".encode(),
    "in base64": lambda p: word("B", f"Re: Facturación duplicada [{p}]"),
    "in q": lambda p: word("Q", f"Re: Facturación duplicada [{p}]"),
    "in latin-1": lambda p: word("q", f"Re: Facturación duplicada [{p}]", "iso-8859-1"),
    "in base64, cut in its midst": lambda p: halves("B", f"Re: Facturación [{p}]", 27),
    "in q, cut in its midst": lambda p: halves("Q", f"Re: Facturación [{p}]", 28),
    "in q, cut at every letter": lambda p: b"\r\n ".join(word("q", one) for one in f"Re: [{p}]"),
    "cut and not folded": lambda p: halves("b", f"Re: Facturación [{p}]", 26, b" "),
    "words and plain text": lambda p: word("q", "Re: Facturación") + f"\r\n duplicada [{p}]".encode(),
    "plain text and a word": lambda p: b"Re: Factura " + word("b", f"[{p}]"),
    "dashes encoded": lambda p: b"=?us-ascii?Q?Re:_Factura_[" + p.encode().replace(b"-", b"=2D") + b"]?=",
    "lower case": lambda p: f"re: factura duplicada [{p.lower()}]".encode(),
    "no dashes": lambda p: f"Factura {p.replace('-', '')}".encode(),
    "blanks for dashes": lambda p: f"Factura {p.replace('-', ' ')}".encode(),
    "typographic dashes": lambda p: word("q", f"Factura {p.replace('-', chr(0x2013))}"),
    "no-break hyphens": lambda p: word("b", f"Factura {p.replace('-', chr(0x2011))}"),
    "O for 0 and l for 1": lambda p: f"Factura {p.translate(str.maketrans('01', 'Ol'))}".encode(),
    "o for 0 and I for 1": lambda p: f"factura {p.lower().translate(str.maketrans('01', 'oI'))}".encode(),
    "no brackets, and a full stop": lambda p: f"Sobre {p}.".encode(),
    "raw utf-8": lambda p: f"Re: Facturación duplicada [{p}]".encode(),
    "twice": lambda p: f"Re: [{p}] Factura [{p}]".encode(),
    "cut behind it": lambda p: f"Re: Factura duplicada [{p}".encode(),
}  # fmt: skip


@pytest.mark.slow  # every form of a header
@pytest.mark.parametrize("form", HEADERS)
def test_the_number_in_every_form_of_header(answered: World, form: str) -> None:
    header = HEADERS[form](protocols_of(answered)[0])
    joined(answered, answer(answered, "gmail", header, rewritten(answered)))


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("form", ["plain", "base64", "broken"])
def test_a_mistyped_number_files_nothing_and_only_the_agent_is_asked(
    answered: World, slip: str, form: str
) -> None:
    first = protocols_of(answered)[0]
    typed = SLIPS[slip](first)
    subject = f"Factura [{typed}]"
    header = {
        "plain": subject.encode(),
        "base64": word("b", subject),
        "broken": subject.replace(typed, f"{typed[:12]}\r\n {typed[12:]}").encode(),
    }[form]
    told = answer(answered, "gmail", header, dropped(answered))
    assert told.outcome == "opened" and told.line["protocol"] != first
    assert len(answered.store.messages(first)) == 2
    for sent in told.sent:
        asked = f"¿Quiso decir {first}?" in sent.text
        assert asked == (sent.kind == "notification" and form != "broken"), sent.text
