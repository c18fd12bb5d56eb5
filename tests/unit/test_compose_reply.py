"""The relayed answer: the desk's mail, with nothing of the agent's own in any byte (threats A13, D, E5)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import replace

import pytest

from helpdesk.mailflow import marks
from helpdesk.mailflow.compose import BadAddress, File, Forbidden, Leak, Original, Written, reply
from helpdesk.mailflow.leaks import leaks, leaks_bytes, refuse_leaks
from helpdesk.mailflow.preview import LUCIA, MARTA, NOW, PROTOCOL, CountingMint, agent, desk, previews, ticket
from helpdesk.tickets.mail import Address
from tests.unit.compose_kit import html, mailbox, read, text
from tests.unit.test_headers import EVIL

ANA = agent()
SECRET = "soporte+r-aaaabbbbccccdddd@acme.example"
OWN_ID = "<r.aaaabbbbccccddddeeeeffff@acme.example>"
NOTE = "Ojo con este cliente porque ya amenazó dos veces con ir a juicio por lo mismo."
KNOWN = Forbidden(
    PROTOCOL, addresses=(ANA.address, "luis@acme.example", "o'brien@acme.example"), notes=(NOTE,)
)


def answer(
    text: str = "Ya está devuelto.",
    to: Sequence[Address] = (LUCIA,),
    cc: Sequence[Address] = (),
    files: Sequence[File] = (),
    original: Original | None = None,
    references: Sequence[str] = (),
    forbidden: Forbidden = KNOWN,
    subject: str = "Factura duplicada",
) -> Written:
    return reply(
        desk(),
        CountingMint(),
        NOW,
        ticket=replace(ticket(), subject=subject),
        agent=ANA,
        text=text,
        to=to,
        cc=cc,
        files=files,
        in_reply_to="<parent@cliente.example>",
        references=references,
        original=original,
        forbidden=forbidden,
    )


def test_the_answer_is_the_desks_and_a_persons() -> None:
    written = answer(cc=[MARTA])
    mail = written.outgoing
    message = read(mail)
    assert mailbox(message, "From") == ("Ana · Soporte Acme", "soporte@acme.example")
    assert mailbox(message, "Cc") == (MARTA.name, MARTA.address)
    assert mail.recipients == (LUCIA.address, MARTA.address)
    assert "Auto-Submitted" not in message
    assert "Reply-To" not in message
    assert message["Message-ID"].startswith("<r.")
    (bounce,) = written.handles
    assert bounce.kind == "b"
    assert bounce.outgoing_message_id == mail.message_id
    assert mail.envelope_from == f"soporte+b-{bounce.secret}@acme.example"
    assert bounce.secret.encode() not in mail.raw
    assert mail.agent == "ana"
    assert not mail.once


def test_the_thread_is_what_the_customer_knows() -> None:
    ids = [f"<{n}.{'A' * 90}@outlook.example>" for n in range(30)]
    message = read(answer(references=ids).outgoing)
    assert message["References"].split() == [ids[0], *ids[-19:], "<parent@cliente.example>"]
    assert message["In-Reply-To"] == "<parent@cliente.example>"


def test_the_first_answer_quotes_the_mail_to_its_writer_alone() -> None:
    original = Original(LUCIA, NOW, "\n".join(f"línea {n}" for n in range(60)))
    shown = text(read(answer(original=original).outgoing))
    assert "El 23 nov 2026, 09:10, Lucía Pérez escribió:\n\n> línea 0\n" in shown
    assert "línea 39" in shown
    assert "línea 40" not in shown
    for readers in ({"cc": [MARTA]}, {"to": [MARTA]}, {"to": [LUCIA, MARTA]}):
        assert "línea" not in text(read(answer(original=original, **readers).outgoing))  # type: ignore[arg-type]


def test_the_words_go_out_as_they_were_written() -> None:
    words = "Hola:\n\n  - uno\n  - dos\n\n> citado\n\n{{7*7}} <b>&amp;</b>\n-- \nAna"
    message = read(answer(words).outgoing)
    assert text(message) == words
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in html(message)


def test_an_address_in_the_answer_can_be_opened() -> None:
    words = "Abra **https://acme.example/reset?u=1&x=2**. Y (https://b.example/a_(b)), [aquí](https://c.example/) https://"
    message = read(answer(words, original=Original(LUCIA, NOW, "Vea https://evil.example/x")).outgoing)
    shown = html(message)
    for url in ("https://acme.example/reset?u=1&amp;x=2", "https://b.example/a_(b)", "https://c.example/"):
        assert f'href="{url}">{url}</a>' in shown
    assert shown.count("<a ") == 3, "what she wrote herself stays words"
    assert text(message).startswith(words)


@pytest.mark.parametrize(
    "words",
    [
        f"Escríbame a {ANA.address}",
        f"Escríbame a {ANA.address.upper()}.",
        f"<mailto:{ANA.address}>",
        "ana.ruiz%40acme.example",
        "ana.ruiz&#64;acme.example",
        "Hable con luis@acme.example, por favor",
        "o'brien@acme.example",
        f"Responda a {SECRET}",
        SECRET.replace("+", "%2B"),
        f"> In-Reply-To: {OWN_ID}",
        marks.separator(marks.TO_CUSTOMER["es"], "Lucía"),
        f"> {marks.separator(marks.EARLIER['en'])}",
        f"> | {PROTOCOL} · Facturación · normal",
        f"{PROTOCOL} · Facturación · normal",
        "> | Por qué a ti: assignment.yaml:5",
        "el cliente ya AMENAZÓ dos veces, con ir a juicio por lo mismo",
    ],
)
def test_the_leak_guard_holds(words: str) -> None:
    with pytest.raises(Leak) as caught:
        answer(f"Hola, Lucía:\n\n{words}\n\nAna")
    assert caught.value.reason
    assert "aaaabbbbccccdddd" not in caught.value.reason


@pytest.mark.parametrize(
    "words",
    [
        "Escriba a mariana.ruiz@acme.example o a soporte@acme.example",
        f"Escriba a {ANA.address}.ar",
        f"Su protocolo es {PROTOCOL}",
        "-- \nAna",
        "dos veces con ir a juicio",
        "a@b @ @@ @",
        "| tabla | de | datos |",
    ],
)
def test_the_leak_guard_lets_plain_words_pass(words: str) -> None:
    assert leaks(words, KNOWN) == ""
    answer(words)


def test_what_the_customer_wrote_is_no_secret_in_a_note() -> None:
    theirs = "me cobraron dos veces la misma factura de este mes"
    noted = replace(KNOWN, notes=(f"Dice que {theirs}, compruébalo",))
    assert leaks(f"Usted dijo: {theirs}", noted)
    assert leaks(f"Usted dijo: {theirs}", replace(noted, public=(theirs,))) == ""


def test_extra_card_lines_and_handles_are_found_too() -> None:
    known = Forbidden(card_lines=("| Etiquetas: vip, moroso",), handles=("zzzzyyyyxxxxwwww",))
    assert leaks("hola\n> Etiquetas: vip, moroso", known)
    assert leaks("hola ZZZZyyyyxxxxwwww", known)
    assert leaks("hola", known) == ""


@pytest.mark.parametrize(
    "words",
    [
        "Mire: Por qué a ti: agents.yaml:2: in turn, after Luis",
        "Le copio esto: agents.yaml:2: in turn,\n> After Luis. Saludos",
        f"Esto es lo que veo: {PROTOCOL} · Soporte · normal",
        "El motivo. Why you:\u00a0because",
    ],
)
def test_the_card_retyped_in_the_middle_of_a_line_is_found(words: str) -> None:
    known = replace(KNOWN, card_lines=("agents.yaml:2: in turn, after Luis", "answered first"))
    assert leaks(words, known).startswith("a line of the desk's card: ")
    with pytest.raises(Leak):
        answer(words, forbidden=known)


def test_a_short_reason_may_stand_in_an_answer() -> None:
    known = replace(KNOWN, card_lines=("answered first", ""))
    for words in ("My colleague answered first.", f"Su protocolo es {PROTOCOL}.", "Here is why you: see it"):
        assert leaks(words, known) == ""


@pytest.mark.parametrize(
    "encode",
    [
        lambda raw: raw,
        lambda raw: binascii.b2a_qp(b"x" * 60 + b" " + raw),
        lambda raw: raw.replace(b"@", b"=40"),
    ],
)
def test_the_last_look_reads_encoded_bytes(encode: object) -> None:
    assert callable(encode)
    head = b"Subject: x\r\nMessage-ID: " + OWN_ID.encode() + b"\r\n\r\n"
    assert leaks_bytes(head + b"hola\r\n", KNOWN) == ""
    for secret in (ANA.address, SECRET, OWN_ID):
        assert leaks_bytes(head + encode(secret.encode()) + b"\r\n", KNOWN), secret
    assert leaks_bytes(b"From: x\r\n <" + ANA.address.encode() + b">\r\n\r\nhola", KNOWN)


def test_attachments_are_kept_and_looked_into() -> None:
    pdf = File("factura año.pdf", "application/pdf", 5, b"%PDF-")
    message = read(answer(files=[pdf]).outgoing)
    (part,) = [one for one in message.walk() if one.get_content_disposition() == "attachment"]
    assert part.get_filename() == pdf.filename
    assert part.get_payload(decode=True) == b"%PDF-"
    forwarded = f"From: x\r\nReply-To: {SECRET}\r\n\r\nhola\r\n".encode()
    signed = f"From: {ANA.address}\r\n\r\nhola\r\n".encode()
    for data in (forwarded, signed):
        with pytest.raises(Leak, match=r"fwd\.eml"):
            answer(files=[File("fwd.eml", "message/rfc822", len(data), data)])
    # A document with a business card in it is a document.
    refuse_leaks("", [File("carta.doc", "application/msword", 9, ANA.address.encode())], KNOWN)


def test_a_signature_made_with_the_agents_key_stays_behind() -> None:
    signature = File("smime.p7s", "application/pkcs7-signature", 20, ANA.address.encode())
    message = read(answer(files=[signature]).outgoing)
    assert message.get_content_type() == "multipart/alternative"


def test_no_byte_shows_the_agent() -> None:
    written = answer(
        "Hola, ¿qué tal? " * 30, original=Original(LUCIA, NOW, "ñ " * 200), subject="日本語 " * 20
    )
    raw = written.outgoing.raw
    shown = [raw, binascii.a2b_qp(raw)]
    shown += [
        base64.b64decode(line)
        for line in raw.split(b"\r\n")
        if line and len(line) % 4 == 0 and line.isalnum()
    ]
    for bytes_seen in shown:
        assert b"ana.ruiz" not in bytes_seen.lower()
    assert b"+b-" not in raw
    assert b"+r-" not in raw


def test_a_plus_address_comes_where_the_mailbox_is_set_so() -> None:
    written = reply(
        replace(desk(), plus_for_customers=True),
        CountingMint(),
        NOW,
        ticket=ticket(),
        agent=ANA,
        text="hola",
        to=[LUCIA],
        forbidden=KNOWN,
    )
    own = next(one for one in written.handles if one.kind == "c")
    assert own.agent == ""
    assert own.outgoing_message_id == written.outgoing.message_id
    assert mailbox(read(written.outgoing), "Reply-To")[1] == f"soporte+c-{own.secret}@acme.example"


@pytest.mark.parametrize("evil", EVIL)
def test_a28_the_answer_goes_out_whatever_the_names_are(evil: str) -> None:
    good = read(answer(files=[File("x", "a/b", 1, b"x")]).outgoing)
    written = answer(
        evil or "x",
        to=[Address(LUCIA.address, evil)],
        subject=evil,
        files=[File(evil, "a/b", 1, b"x")],
        original=Original(Address(LUCIA.address, evil), NOW, evil),
    )
    message = read(written.outgoing)
    assert message.keys() == good.keys()
    assert [part.keys() for part in message.walk()][1:] == [part.keys() for part in good.walk()][1:]
    assert written.outgoing.recipients == (LUCIA.address,)


@pytest.mark.parametrize("address", ['"a@x> ORCPT=b"@y.example', '"quoted"@y.example', "señor@y.example"])
def test_a29_an_address_that_is_no_dot_atom_stops_the_answer(address: str) -> None:
    with pytest.raises(BadAddress):
        answer(to=[Address(address)])
    with pytest.raises(BadAddress):
        answer(cc=[Address(address)])


def test_every_notification_would_be_held_on_its_way_to_a_customer() -> None:
    for name, written in previews("es").items():
        if name.startswith(("notification", "not_sent:", "confirm")):
            shown = text(read(written.outgoing))
            assert leaks("\n".join(f"> {line}" for line in shown.split("\n")), Forbidden(PROTOCOL)), name
