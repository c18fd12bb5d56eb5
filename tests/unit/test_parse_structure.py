"""Which part of a mail is its text, which is an attachment, and that none is lost."""

from __future__ import annotations

import random
from base64 import b64encode, encodebytes
from collections.abc import Callable
from hashlib import sha256

import pytest

from helpdesk.mailflow.parse import part_bytes, read, read_plain
from helpdesk.tickets.mail import Unreadable
from tests.unit.mail_kit import letter, multipart

PLAIN = "Content-Type: text/plain; charset=utf-8\n\nHola, señora"
HTML = "Content-Type: text/html; charset=utf-8\n\n<p>Hola, <b>señora</b></p>"
PDF = (
    "Content-Type: application/pdf; name=x.pdf\nContent-Transfer-Encoding: base64\n\n"
    + b64encode(b"%PDF-1").decode()
)
FORWARDED = (
    "From: a@b.example\r\nSubject: Antes: uno/dos\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n"
    "--in\r\n\r\nDentro\r\n--in--\r\n"
)


def test_plain_mail() -> None:
    mail = read(letter(body="Hola\r\nadiós\r\n"))
    assert mail.text == "Hola\nadiós"
    assert (mail.html, mail.attachments, mail.notes) == ("", (), ())
    assert mail.size == len(letter(body="Hola\r\nadiós\r\n"))


def test_an_alternative_is_read_once_and_its_html_kept_raw() -> None:
    mail = read(multipart(PLAIN, HTML, kind="alternative"))
    assert mail.text == "Hola, señora"
    assert mail.html == "<p>Hola, <b>señora</b></p>"
    assert mail.attachments == ()


def test_html_alone_is_rendered() -> None:
    html = "<p>Uno</p><p>Dos <a href='https://x.example/y'>aquí</a></p>"
    mail = read(letter("Content-Type: text/html; charset=utf-8", body=html))
    assert mail.text == "Uno\n\nDos aquí (https://x.example/y)"


def test_a_blank_plain_part_gives_way_to_html() -> None:
    assert read(multipart("Content-Type: text/plain\n\n \n", HTML, kind="alternative")).text == "Hola, señora"


def test_a_plain_footer_does_not_hide_the_html_it_follows() -> None:
    mail = read(multipart(HTML, "Content-Type: text/plain\n\n-- lista"))
    assert mail.text == "Hola, señora\n-- lista"


def test_text_parts_come_in_order() -> None:
    assert (
        read(multipart(PLAIN, PDF, "Content-Type: text/plain\n\nPD: algo")).text == "Hola, señora\nPD: algo"
    )


def test_attachments_have_path_size_and_digest_of_the_decoded_bytes() -> None:
    raw = multipart(PLAIN, PDF)
    (pdf,) = read(raw).attachments
    assert (pdf.part, pdf.filename, pdf.content_type, pdf.size) == ("2", "x.pdf", "application/pdf", 6)
    assert pdf.sha256 == sha256(b"%PDF-1").hexdigest()
    assert part_bytes(raw, "2") == b"%PDF-1"
    assert part_bytes(raw, "1") == "Hola, señora".encode()


def test_paths_are_imap_section_paths() -> None:
    logo = "Content-Type: image/png\nContent-ID: <logo@x>\n\nPNG"
    inner = f"Content-Type: multipart/related; boundary=in\n\n--in\n{HTML}\n--in\n{logo}\n--in--"
    raw = multipart(PLAIN, inner, PDF)
    mail = read(raw)
    assert [file.part for file in mail.attachments] == ["2.2", "3"]
    assert (mail.attachments[0].content_id, mail.attachments[0].inline) == ("logo@x", True)
    assert mail.attachments[0].filename == "image-2.2.png"
    assert part_bytes(raw, "2.2") == b"PNG"


@pytest.mark.parametrize("path", ["", "0", "4", "1.1", "2", "x", "-1", "²"])
def test_a_part_that_is_not_there_is_a_lookup_error(path: str) -> None:
    inner = "Content-Type: multipart/mixed; boundary=in\n\n--in\n\nx\n--in--"
    with pytest.raises(LookupError):
        part_bytes(multipart(PLAIN, inner), path)


def test_a_forwarded_mail_is_an_attachment_and_not_text() -> None:
    raw = multipart(PLAIN, "Content-Type: message/rfc822\n\n" + FORWARDED)
    mail = read(raw)
    assert mail.text == "Hola, señora"
    (forwarded,) = mail.attachments
    assert (forwarded.filename, forwarded.content_type) == ("Antes: uno-dos.eml", "message/rfc822")
    assert part_bytes(raw, forwarded.part) == FORWARDED.removesuffix("\r\n").encode() + b"\r\n"


def test_a_mail_that_is_a_forwarded_mail() -> None:
    raw = letter("Content-Type: message/rfc822", body=FORWARDED)
    mail = read(raw)
    assert (mail.text, [file.part for file in mail.attachments]) == ("", ["1"])
    assert part_bytes(raw, "1") == FORWARDED.encode()


def test_report_calendar_and_winmail_parts_are_files() -> None:
    mail = read(
        multipart(
            PLAIN,
            "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b",
            "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR",
            "Content-Type: application/ms-tnef; name=winmail.dat\n\nTNEF",
            "Content-Type: text/rfc822-headers\n\nSubject: x",
            kind="report",
        )
    )
    assert [file.filename for file in mail.attachments] == [
        "message-2.txt",
        "text-3.ics",
        "winmail.dat",
        "text-5.txt",
    ]
    assert mail.text == "Hola, señora"


@pytest.mark.parametrize(
    ("headers", "in_text", "is_file"),
    [
        ("Content-Disposition: inline", True, False),
        ("Content-Disposition: inline; filename=a.txt", True, True),
        ("Content-Disposition: attachment; filename=a.txt", False, True),
        ("Content-Disposition: attachment", False, True),
        ("X: y", True, False),
    ],
)
def test_text_parts_with_a_disposition(headers: str, in_text: bool, is_file: bool) -> None:
    mail = read(multipart(PLAIN, f"Content-Type: text/plain\n{headers}\n\nsegunda"))
    assert ("segunda" in mail.text, bool(mail.attachments)) == (in_text, is_file)


def test_the_only_part_is_the_text_even_with_a_name() -> None:
    assert read(letter("Content-Type: text/plain; name=carta.txt")).text == "Hola"


@pytest.mark.parametrize("boundary", ["", "; boundary=never"])
def test_a_multipart_that_cannot_be_taken_apart_is_shown(boundary: str) -> None:
    mail = read(letter(f"Content-Type: multipart/mixed{boundary}", body="Hola a todos"))
    assert mail.text == "Hola a todos"
    assert len(mail.notes) == 1


def test_a_mail_cut_off_in_the_middle() -> None:
    raw = multipart(PLAIN, PDF)
    mail = read(raw[: raw.index(b"--b1--")])
    assert mail.text == "Hola, señora"
    assert "cut off" in mail.notes[0]


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: x",
        b"Subject: x\r\n\r\n",
        b"X-Anything: x\r\n\r\nhola",
        b">From x\r\n y\r\nX-A: x\r\n",
        b"a line of noise\r\nSubject: x\r\n\r\nhola",
        b"\r\n\r\nDate: x\r\n\r\nhola",
        b"To  : x@y.example\r\n\r\nhola",
    ],
)
def test_mail_with_one_header_and_no_sender(raw: bytes) -> None:
    mail = read(raw)
    assert mail.sender.address == ""
    assert mail.sender_problem == "there is no From header"
    assert mail.date is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n",
        b"\n\n\n",
        b"\0" * 4096,
        random.Random(7).randbytes(20_000),
        b"no header at all\r\n",
        b"Un texto.\r\n\r\nSubject: de otra cosa\r\n",
        b"GET / HTTP/1.1\nHost: acme.example\n",
        b"<html>\n<style>\n p { color: red }\n</style>\n</html>\n",
        b": no name\n\nhola",
        b"From lucia@cliente.example Mon Nov 16 10:00:00 2026\n",
        b"\xff\xd8\xff\xe0\0\x10JFIF: a picture",
    ],
)
def test_a45_what_is_no_mail_is_unreadable(raw: bytes) -> None:
    for reading in (read, read_plain):
        with pytest.raises(Unreadable) as caught:
            reading(raw)
        assert (caught.value.reason, caught.value.detail) == (
            "unparseable",
            "it is no mail: it has not one header line",
        )


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace(b"\r\n", b"\n"),
        lambda raw: raw.replace(b"\r\n", b"\r"),
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: b"From lucia@cliente.example Mon Nov 16 10:00:00 2026\r\n" + raw,
    ],
    ids=["lf", "cr", "bom", "mbox"],
)
def test_a25_line_ends_bom_and_mbox_line_make_no_difference(change: Callable[[bytes], bytes]) -> None:
    raw = multipart(PLAIN, PDF)
    plain, changed = read(raw), read(change(raw))
    assert (changed.subject, changed.text, changed.attachments) == (
        plain.subject,
        plain.text,
        plain.attachments,
    )
    assert changed.content_key == plain.content_key


def test_a48_the_content_key_is_blind_to_transport_and_sees_content() -> None:
    raw = letter("Content-Type: text/plain; charset=utf-8", body="Hola, señora\r\n")
    encoded = letter(
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "Received: from elsewhere",
        body="Hola, se=C3=B1ora=\r\n\r\n",
    )
    assert read(raw).content_key == read(encoded).content_key
    for other in (
        raw.replace(b"Hola,", b"Adios,"),
        raw.replace(b"duplicada", b"triplicada"),
        raw.replace(b"10:00:00", b"10:00:01"),
        raw.replace(b"lucia@", b"lucio@"),
    ):
        assert read(other).content_key != read(raw).content_key
    assert (
        read(multipart(PLAIN, PDF)).content_key
        != read(multipart(PLAIN, PDF.replace("JVBE", "JVBF"))).content_key
    )


def test_a54_a_signed_mail_is_read_like_any_other() -> None:
    mail = read(multipart(PLAIN, "Content-Type: application/pgp-signature\n\nsig", kind="signed"))
    assert mail.text == "Hola, señora"
    assert [file.content_type for file in mail.attachments] == ["application/pgp-signature"]


def test_large_bodies_pass_the_parser_by_and_come_back_whole() -> None:
    data = bytes(range(256)) * 200
    raw = multipart(
        PLAIN + "\n" + "línea larga\n" * 2000 + "fin",
        b"Content-Type: application/x; name=a.bin\nContent-Transfer-Encoding: base64\n\n" + encodebytes(data),
        "Content-Type: message/rfc822\n\n" + FORWARDED.replace("Dentro", "Dentro " * 3000),
        "Content-Type: text/plain\n\n\0large 0\0 no es una marca nuestra",
    )
    for mail in (read(raw), read(raw.replace(b"\0", b" "))):
        assert mail.text.count("línea larga") == 2000
        assert "fin\n" in mail.text
        assert mail.attachments[0].sha256 == sha256(data).hexdigest()
        assert part_bytes(raw, "3").count(b"Dentro") == 3000
        assert mail.text.endswith("no es una marca nuestra")
    single = letter("Content-Transfer-Encoding: base64", "Content-Type: image/png", body=encodebytes(data))
    assert read(single).attachments[0].size == len(data)
    cut = raw[: raw.index(b"Dentro Dentro") + 12000]
    assert read(cut).attachments[1].size > 12000
