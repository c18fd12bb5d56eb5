"""What goes with an agent's answer: a file shows the customer no more than her words may, and a sealed mail nothing."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.shop import shop, ticket, writes
from tests.story.rig.tap import tap
from tests.story.rig.tell import tell
from tests.story.rig.template import fill
from tests.story.test_bad_input import ADDRESS, HTML, mails
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
        assert (told.outcome, told.reason, told.mails) == ("held", "sealed", ["receipt to ana"])
        assert "sin cifrar y como texto sin formato" in told.sent[0].text
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


ARMOUR = "-----BEGIN PGP MESSAGE-----\n\nhQEMA5vJ\n=aBcD\n-----END PGP MESSAGE-----"
WORDS = "Hola, Lucía:\n\n- el cobro ya está devuelto\n- lo verá mañana"
CLEAR = (
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{words}\n-----BEGIN PGP SIGNATURE-----\n\n"
    "iQEzBAEBCgAdFiEE\n=aBcD\n-----END PGP SIGNATURE-----"
)
ESCAPED = WORDS.replace("\n-", "\n- -")
SPEAKS = {"en": "unencrypted and as plain text", "pt": "sem cifrar e como texto sem formatação"}


def plain_html(text: str) -> str:
    return "<div>" + text.replace("\n", "<br>") + "</div>"


@pytest.mark.parametrize(
    "body",
    [
        ARMOUR,
        f"Hola:\n\n{ARMOUR}",
        f"#resolver\n\n{ARMOUR}",
        ARMOUR.replace("PGP MESSAGE", "PGP MESSAGE, PART 1/2"),
        "\u200b" + ARMOUR.replace("-----\n", "-----  \n"),
    ],
)
@pytest.mark.parametrize("html", [False, True], ids=["text", "html"])
def test_a54_a_mail_enciphered_in_its_text_goes_to_nobody(
    html: bool, body: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = mails(world, plain_html(body), HTML) if html else mails(world, body)
        assert (told.outcome, told.reason, told.mails) == ("held", "sealed", ["receipt to ana"])
        assert "sin cifrar y como texto sin formato" in told.sent[0].text
        assert ticket(world).status == "new"


@pytest.mark.parametrize("language", ["en", "pt"])
def test_why_a_sealed_mail_is_held_is_said_in_her_language(
    language: str, tmp_path: Path, cell: ParseCell
) -> None:
    agents = "agents:\n  ana: {name: Ana Ruiz, email: ana@acme.example, teams: [n1-madrid], langs: [LANG]}\n"
    with shop(tmp_path, cell, {"agents.yaml": agents.replace("LANG", language)}) as world:
        writes(world, "lucia", "La factura")
        told = mails(world, ARMOUR)
        assert told.reason == "sealed" and SPEAKS[language] in told.sent[0].text


@pytest.mark.parametrize(
    "below", ["", "\n\n#resolver", "\n\nEnviado desde mi iPhone", "\n\n{quoted of notification to ana}"]
)
@pytest.mark.parametrize("html", [False, True], ids=["text", "html"])
def test_of_words_signed_in_the_clear_no_armour_goes_out(
    html: bool, below: str, tmp_path: Path, cell: ParseCell
) -> None:
    """The text is hers; 'Hash: SHA512' and the signature, which names her key, are not."""
    body = CLEAR.format(words=f"{ESCAPED}\n\n- -- \nAna Ruiz") + below
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = mails(world, plain_html(body), HTML) if html else mails(world, body)
        assert told.mails == ["reply to lucia"]
        assert world.store.messages(ticket(world).protocol)[-1].own_words == WORDS
        assert "PGP" not in told.sent[0].everything and "iQEzBAEBCgAdFiEE" not in told.sent[0].everything


def test_a_command_signed_in_the_clear_is_obeyed(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = mails(world, CLEAR.format(words=f"#nota\n\n{ESCAPED}"))
        assert (told.outcome, told.mails) == ("note", [])
        assert world.store.messages(ticket(world).protocol)[-1].own_words == WORDS


@pytest.mark.parametrize(
    "body",
    [
        CLEAR.format(words="Hola").partition("-----END")[0],
        CLEAR.format(words="Hola").replace("Hash: SHA512", "NotDashEscaped: You need GnuPG"),
        CLEAR.format(words="Hola\n-- no escapado"),
        CLEAR.format(words="Hola").replace("-----BEGIN PGP SIGNATURE-----\n", ""),
    ],
    ids=["cut off", "another header", "a dash", "no signature"],
)
def test_what_is_not_signed_as_the_rfc_has_it_is_held(body: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = mails(world, body)
        assert (told.outcome, told.reason, told.mails) == ("held", "sealed", ["receipt to ana"])


def test_words_about_armour_are_words(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = mails(world, "Copie desde -----BEGIN PGP MESSAGE----- hasta el final, por favor.")
        assert told.mails == ["reply to lucia"]


def test_a_sealed_new_mail_goes_to_nobody_either(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <n2@acme.example>\nSubject: Su pedido\nFrom: Ana <ana@acme.example>\n"
            f"To: tienda@acme.example\n\n#para lucia.perez@gmail.example\n\n{ARMOUR}\n",
            "ana",
            "pass",
        )
        assert (told.outcome, told.reason, told.mails) == ("held", "sealed", ["receipt to ana"])
