"""Bodies: 7-bit clean, CRLF only, text first, file names that Outlook and Gmail both read."""

from __future__ import annotations

import email
import email.header
import email.policy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpdesk.mailflow.mime import File, Part, build, file_part, safe_filename, text_part


def whole(part: Part) -> email.message.Message:
    raw = part.whole()
    assert raw.isascii()
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    assert not message.defects
    return message


def content(message: email.message.Message) -> bytes:
    payload = message.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


def encoding_of(text: str) -> str:
    return dict(text_part("plain", text).fields)["Content-Transfer-Encoding"]


def test_each_text_takes_the_lightest_encoding() -> None:
    assert encoding_of("plain words\n") == "7bit"
    assert encoding_of("x" * 79) == "quoted-printable"
    assert encoding_of("Facturación duplicada") == "quoted-printable"
    assert encoding_of("これは日本語です。よろしくお願いします。") == "base64"


@given(st.text(max_size=400))
@example("\r\x08\n0")
@example("\r\x00\n")
def test_a_text_comes_back_as_it_went(text: str) -> None:
    message = whole(text_part("plain", text))
    got = content(message).decode("utf-8").replace("\r\n", "\n").rstrip("\n")
    wanted = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        c for c in wanted if c in "\n\t\x0b\x0c" or (ord(c) >= 0x20 and c != "\x7f") or ord(c) in range(9, 14)
    )
    assert got == kept.rstrip("\n")


@pytest.mark.parametrize("eod", ["\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r\n", "\r\n.\n", "\r.\r\n", "\n.\r"])
def test_a27_no_bare_line_end_survives(eod: str) -> None:
    for text in (f"uno{eod}MAIL FROM:<a@x>{eod}dos", f"ñ{eod}dos", f"日本{eod}語語語語"):
        whole(text_part("plain", text))


@pytest.mark.parametrize(
    "name",
    [
        "extracto.pdf",
        "extracto de año.pdf",
        "日本語の長い長い長い長い長い長い長い長い長い長い長い長い長い長い名前.pdf",
        "ñ" * 119 + ".docx",
        'quo"ted.txt',
        "semi;colon=.txt",
        "100% \u20ac*'.txt",
    ],
)
def test_a_file_name_comes_back(name: str) -> None:
    part = whole(file_part(File(name, "application/pdf", 3, b"abc")))
    assert content(part) == b"abc"
    assert part.get_content_disposition() == "attachment"
    assert part.get_filename() == safe_filename(name)
    old_outlook = part.get_param("name")
    assert isinstance(old_outlook, str)
    spelled = "".join(
        piece.decode(charset or "ascii") if isinstance(piece, bytes) else piece
        for piece, charset in email.header.decode_header(old_outlook)
    )
    assert spelled == safe_filename(name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/cron.d/x", "_.._etc_cron.d_x"),
        ("..\\..\\x", "_.._x"),
        ("", "attachment"),
        ("...", "attachment"),
        ("a\r\nBcc: v@x.example.txt", "a Bcc: v@x.example.txt"),
        ("fdp.\u202egpj.exe", "fdp. gpj.exe"),
        ("x\0y", "x y"),
    ],
)
def test_a37_a_file_name_is_no_path_and_no_field(name: str, shown: str) -> None:
    assert safe_filename(name) == shown
    part = whole(file_part(File(name, "text/plain", 1, b"x")))
    assert part.keys() == ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"]


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_filename("x" * 400 + ".tar.gz").endswith(".gz")
    assert len(safe_filename("x" * 400 + "." + "y" * 50)) <= 120


@pytest.mark.parametrize(
    "kind", ["text/html; x=y\r\nBcc: a@b", "multipart/mixed", "message/partial", "", "x", "a/b/c", "TEXT/ñ"]
)
def test_an_odd_type_becomes_plain_bytes(kind: str) -> None:
    part = whole(file_part(File("x", kind, 1, b"x")))
    assert part.get_content_type() == "application/octet-stream"


def test_text_files_say_their_charset_only_where_it_is_known() -> None:
    assert whole(file_part(File("x.txt", "text/plain", 1, "ñ".encode()))).get_content_charset() == "utf-8"
    assert whole(file_part(File("x.txt", "text/plain", 1, b"\xf1"))).get_content_charset() is None


def test_a_mail_inside_a_mail_is_a_mail_where_it_may_be() -> None:
    inner = b"Subject: uno\nFrom: a@x.example\n\nhola\n"
    part = whole(file_part(File("fwd", "message/rfc822", len(inner), inner)))
    assert part.get_content_type() == "message/rfc822"
    assert part.get_filename() == "fwd.eml"
    payload = part.get_payload()
    assert isinstance(payload, list)
    assert isinstance(payload[0], email.message.Message)
    assert payload[0]["Subject"] == "uno"
    eight_bit = inner.replace(b"hola", b"\xf1")
    part = whole(file_part(File("fwd", "message/rfc822", len(eight_bit), eight_bit)))
    assert part.get_content_type() == "application/octet-stream"
    assert content(part) == eight_bit


def test_parts_stand_in_order_text_first() -> None:
    message = whole(
        build("hola", "<p>hola</p>", [File("a", "a/b", 1, b"1"), File("named only", "a/b", 9)], "r.seed")
    )
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "a/b"]
    alone = whole(build("hola", "", [], "r.seed"))
    assert alone.get_content_type() == "text/plain"


def test_a_boundary_in_the_text_is_harmless() -> None:
    text = "--=_a.r.other\r\n\r\nContent-Type: text/html\r\n--=_a\r\n--"
    message = whole(build(text, "<p>x</p>", [], "r.seed"))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
