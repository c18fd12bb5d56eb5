"""Mail made to break a reader: every charset, every encoding, any bytes; only Unreadable may come out."""

from __future__ import annotations

import encodings.aliases
import pkgutil
import socket
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.mailflow import htmltext
from helpdesk.mailflow.charsets import decoded
from helpdesk.mailflow.htmltext import DEEPEST, tame, text_of
from helpdesk.mailflow.parse import part_bytes, read
from helpdesk.tickets.mail import InboundMail, Unreadable
from tests.unit.mail_kit import letter, multipart
from tests.unit.work_kit import calls

_MODULES = {module.name for module in pkgutil.iter_modules(encodings.__path__)}
CODECS = sorted(_MODULES | encodings.aliases.aliases.keys() | set(encodings.aliases.aliases.values()))
WORDS = b"caf\xe9 \xff\xfe ab=C3=A9 --- xn--mxahbxey0c"


def test_a44_every_codec_name_as_charset() -> None:
    for name in (*CODECS, "utf-8\0", "", "x" * 10000, "'utf-8'", "utf-8;", "../../etc", "%s"):
        raw = letter(
            f'Content-Type: text/plain; charset="{name}"',
            f"Subject: =?{name[:60]}?B?{b64encode(WORDS).decode()}?=",
            body=WORDS,
        )
        mail = read(raw)
        assert mail.text and "\0" not in mail.text, name
        mail.text.encode()
        mail.subject.encode()


@pytest.mark.parametrize(
    "name", ["punycode", "idna", "rot13", "unicode_escape", "undefined", "zlib_codec", "x-nobody"]
)
def test_a44_a_charset_outside_the_list_is_latin_1_with_a_note(name: str) -> None:
    mail = read(letter(f"Content-Type: text/plain; charset={name}", body=b"caf\xe9"))
    assert mail.text == "café"
    assert any(f"{name!r} is not known: decoded as latin-1" in note for note in mail.notes)


@pytest.mark.parametrize(
    ("charset", "octets", "text"),
    [
        ("", "añ€".encode(), "añ€"),
        ("", "añ€".encode("cp1252"), "añ€"),
        ("us-ascii", "añ€".encode(), "añ€"),
        ("iso-8859-1", "añ€".encode("cp1252"), "añ€"),
        ("latin1", b"\x81", "\x81"),
        ("utf-8", "añ".encode(), "añ"),
        ("UTF8", "añ".encode(), "añ"),
        ("utf-8", "año y año".encode() + b"\xc3", "año y año\ufffd"),
        ("utf-8", b"a\xf1o", "año"),
        ("windows-1251", "Привет".encode("cp1251"), "Привет"),
        ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("gb2312", "你好".encode("gbk"), "你好"),
        ("big5", "你好".encode("big5"), "你好"),
        ("iso-2022-jp", "こんにちは".encode("iso2022_jp"), "こんにちは"),
        ("shift_jis", "こんにちは".encode("cp932"), "こんにちは"),
        ("ks_c_5601-1987", "안녕".encode("cp949"), "안녕"),
        ("iso-8859-8-i", "שלום".encode("iso8859-8"), "שלום"),
        ("utf-16", "año".encode("utf-16"), "año"),
        ("iso-8859-2", "łódź".encode("iso8859-2"), "łódź"),
        ("euc-jp", "año —".encode(), "año —"),
        ("utf-7", b"+2AA-", "?"),
    ],
)
def test_charsets(charset: str, octets: bytes, text: str) -> None:
    assert decoded(octets, charset).text == text


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        ("base64", b"SG9sYQ==", "Hola"),
        ("BASE64", b"SG9s\r\nYQ==\r\n\r\n", "Hola"),
        ("base64", b"SG9sYQ", "Hola"),
        ("base64", b"SG9sYQ=!=", "Hola"),
        ("base64", b"SG9sY", "Hol"),
        ("base64", b"\xf1!!", "ñ!!"),
        ("base64 ; x", b"SG9sYQ==", "Hola"),
        ("quoted-printable", b"Ho=6C=\r\na", "Hola"),
        ("quoted-printable", b"100 = =ZZ =", "100 = =ZZ"),
        ("x-uuencode", b"begin 644 a\r\n$2&]L80\r\n`\r\nend\r\n", "Hola"),
        ("x-uuencode", b"begin 644 a\r\n$2&]L80AAAA\r\n`\r\nend\r\n", "Hola"),
        ("x-uuencode", b"nothing", "nothing"),
        ("x-uuencode", b"begin 644 a\r\n\xff\xff", "\xff\xff"),
        ("nonsense", b"Hola", "Hola"),
        ("", b"Hola", "Hola"),
    ],
)
def test_a44_broken_transfer_encodings_are_never_an_exception(encoding: str, body: bytes, text: str) -> None:
    mail = read(letter(f"Content-Transfer-Encoding: {encoding}", body=body))
    assert mail.text.rstrip().endswith(text) or mail.notes


@pytest.mark.parametrize(
    ("body", "delsp", "text"),
    [
        ("uno \r\ndos\r\n\r\ntres", "no", "uno dos\n\ntres"),
        ("uno \r\ndos", "yes", "unodos"),
        ("> cita \r\n> sigue\r\nyo", "no", "> cita sigue\nyo"),
        ("> cita \r\nyo", "no", "> cita \nyo"),
        ("fin \r\n-- \r\nAna", "no", "fin \n-- \nAna"),
        (" From aqui\r\n >no cita", "no", "From aqui\n>no cita"),
    ],
)
def test_flowed_text_is_unwrapped(body: str, delsp: str, text: str) -> None:
    assert read(letter(f"Content-Type: text/plain; format=flowed; delsp={delsp}", body=body)).text == text


def test_nul_is_taken_out_of_text() -> None:
    assert read(letter(body=b"ho\0la")).text == "hola"


def test_a37_a38_reading_opens_no_file_and_starts_no_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def forbidden(*_args: object, **_more: object) -> None:
        raise AssertionError("reading a mail touched the world")

    raw = multipart(
        "Content-Type: application/zip; name=../../42.zip\nContent-Transfer-Encoding: base64\n\nUEsDBA==",
        "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+Ig==",
        "Content-Type: application/vnd.ms-outlook; name=x.msg\n\nmsg",
    )
    monkeypatch.chdir(tmp_path)
    for module, name in ((subprocess, "Popen"), (socket, "socket")):
        monkeypatch.setattr(module, name, forbidden)
    monkeypatch.setattr("builtins.open", forbidden)
    files = read(raw).attachments
    assert [file.filename for file in files] == ["42.zip", "winmail.dat", "x.msg"]
    assert part_bytes(raw, "1") == b"PK\x03\x04"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.timeout(60)  # each is a moment's work without a tree, or with one of little nesting
@pytest.mark.parametrize(
    ("html", "grown"),
    [
        ("<div>" * 30000 + "hola", 0),
        ("".join(f"<p><font size={n}>" for n in range(390)) + "<p>hola" * 20000, 0),
        ("<b>hola" * 50000, 0),
        ("<p>hola" * 100000, 1),
        ("<" * 1_000_000 + "hola", 1),
        ("<!--" * 100000 + "-->hola", 1),
        ("hola " + " (http://x" * 90000, 1),
    ],
    ids=["deep", "formatting", "bold", "paragraphs", "brackets", "comments", "links"],
)
def test_a39_a43_html_that_takes_others_minutes(
    html: str, grown: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large or nested, no tree is made of it."""
    trees = calls(monkeypatch, htmltext, "extract_plain_text")
    text_of(html)
    assert len(trees) == grown


def test_html_depth() -> None:
    assert tame("<div>" * DEEPEST)
    assert not tame("<div>" * (DEEPEST + 1))
    assert "hola" in text_of("<script>x</script>" + "<div>" * 5000 + "hola</div>&amp;")


HEADERS = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b'Content-Type: multipart/alternative; boundary="b c"\r\n',
        b"Content-Type: message/rfc822\r\n",
        b"Content-Type: text/html; charset=",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: x-uuencode\r\n",
        b"Content-Disposition: attachment; filename*0*=utf-8''",
        b"From: =?utf-8?B?",
        b"Subject: ",
        b"Date: ",
        b"References: <",
        b"\r\n\r\n",
        b"--b\r\n",
        b"--b--\r\n",
        b"begin 644 x\r\n",
        b"\n\n",
        b"\r",
        b"From ",
        b"\0",
    ]
)


@pytest.mark.slow  # generated mails
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(HEADERS, st.binary(max_size=40)), max_size=25).map(b"".join))
def test_any_bytes_are_a_mail_or_unreadable(raw: bytes) -> None:
    try:
        mail = read(raw)
    except Unreadable:
        return
    assert isinstance(mail, InboundMail)
    shown = "".join((mail.text, mail.html, mail.subject, *(name + value for name, value in mail.headers)))
    shown.encode("utf-8")
    for file in mail.attachments:
        assert len(part_bytes(raw, file.part)) == file.size
