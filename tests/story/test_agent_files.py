"""What goes with an agent's answer: a file shows the customer no more than her words may, and a sealed mail nothing."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from helpdesk.daemon.parse_cell import ParseCell
from tests.story.rig.shop import shop, ticket, writes
from tests.story.rig.tap import tap
from tests.story.rig.template import fill
from tests.story.test_bad_input import ADDRESS, mails
from tests.story.test_commands import FILES

NOTE = "#nota\n\nEs morosa desde marzo y no hay que devolverle nada"
P7M = (
    'MIME-Version: 1.0\nContent-Type: application/{type}; smime-type=signed-data; name="{name}"\n'
    'Content-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n'
)
MIXED = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="m"\n'
CIPHER = 'MIME-Version: 1.0\nContent-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="m"\n'


def base64(data: bytes) -> str:
    return b64encode(data).decode()


def with_file(name: str, kind: str, data: bytes, text: str = "Le envío esto.") -> str:
    return (
        f"--m\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\n--m\nContent-Type: {kind}\n"
        f'Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="{name}"\n\n'
        f"{base64(data)}\n--m--"
    )


def mail_in_mail(text: str) -> str:
    inner = f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{base64(text.encode())}\n"
    return (
        "--m\nContent-Type: text/plain; charset=utf-8\n\nLe envío esto.\n\n--m\nContent-Type: message/rfc822\n"
        f'Content-Disposition: attachment; filename="a.eml"\n\nFrom: x@y.example\nSubject: x\n{inner}--m--'
    )


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (P7M.format(type="pkcs7-mime", name="smime.p7m"), base64(NOTE.encode())),
        (P7M.format(type="x-pkcs7-mime", name="smime.p7m"), base64(NOTE.encode())),
        (P7M.format(type="pkcs7-mime", name=""), base64(NOTE.encode())),
        (CIPHER, "--m\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--m\n\nnada\n--m--"),
        (MIXED, with_file("winmail.dat", "application/ms-tnef", NOTE.encode(), "")),
        (MIXED, with_file("winmail.dat", "application/octet-stream", b"x", "Ya está.")),
    ],
    ids=[
        "outlook signs in one piece",
        "old name",
        "no name",
        "pgp",
        "winmail.dat",
        "winmail.dat beside words",
    ],
)
def test_a54_a38_a_note_in_a_sealed_mail_goes_to_nobody(
    head: str, body: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = mails(world, body, head)
        assert (told.outcome, told.reason, told.mails) == ("held", "leak", ["receipt to ana"])
        assert tap(world, "ana", "Guardar como nota").mails == []
        assert world.store.messages(ticket(world).protocol)[-1].direction == "note"


@pytest.mark.parametrize("kind", ["application/pkcs7-mime", "application/octet-stream"])
def test_a_signed_document_is_a_document(kind: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = mails(world, with_file("factura.xml.p7m", kind, b"<factura/>"), MIXED)
        assert told.mails == ["reply to lucia"] and "factura.xml.p7m" in told.sent[0].everything


@pytest.mark.parametrize("kind", ["application/vnd.ms-outlook", "text/plain"])
def test_a13_a_handle_as_outlook_keeps_it_is_found(kind: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        kept = fill(f"A: {ADDRESS}", world).encode("utf-16-le")
        told = mails(world, with_file("aviso.msg", kind, kept), MIXED)
        assert (told.reason, told.mails) == ("leak", ["receipt to ana"])


@pytest.mark.parametrize(
    "secret", ["Escriba a " + ADDRESS, "Es morosa desde marzo y no hay que devolverle nada"]
)
@pytest.mark.parametrize("inside", ["a mail", "a text"])
def test_a13_a_file_shows_no_handle_and_no_note(
    inside: str, secret: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert mails(world, NOTE).outcome == "note"
        shown = fill(secret, world)
        body = mail_in_mail(shown) if inside == "a mail" else with_file("a.txt", "text/plain", shown.encode())
        told = mails(world, body, MIXED)
        assert (told.outcome, told.reason, told.mails) == ("held", "leak", ["receipt to ana"])
