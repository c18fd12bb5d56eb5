"""The outline of a mail: every limit at its value and one past it, and nothing the parser opens goes uncounted."""

from __future__ import annotations

from email import message_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.mailflow.parts import Part
from helpdesk.mailflow.prescan import DEFAULT, ParseLimits, _Scan, lines_of, prescan
from helpdesk.tickets.mail import Unreadable
from tests.unit.mail_kit import letter, multipart
from tests.unit.work_kit import calls


def nested(depth: int) -> bytes:
    """A mail of `depth` multiparts, one in the other."""
    top = f"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n"
    inner = "".join(
        f"--b{n + 1}\r\nContent-Type: multipart/mixed; boundary=b{n}\r\n\r\n" for n in range(depth - 1, 0, -1)
    )
    return (top + inner + "--b1\r\n\r\nhola\r\n").encode()


def forwards(depth: int) -> bytes:
    """A mail in a mail in a mail."""
    return b"Content-Type: message/rfc822\r\n\r\n" * depth + b"Subject: x\r\n\r\nhola"


def limit_words(raw: bytes, limits: ParseLimits = DEFAULT) -> str:
    with pytest.raises(Unreadable) as caught:
        prescan(raw, limits)
    assert caught.value.reason == "parse-limit"
    return caught.value.detail


def test_an_ordinary_mail_is_plain() -> None:
    shape = prescan(multipart("\n\nuno", "\n\ndos"))
    assert (shape.parts, shape.depth, shape.plain) == (3, 1, True)


@pytest.mark.parametrize("make", [nested, forwards])
def test_a39_nesting(make: object) -> None:
    assert callable(make)
    assert prescan(make(DEFAULT.depth)).depth == DEFAULT.depth
    for depth in (DEFAULT.depth + 1, 1000, 10_000):
        assert "nested more than 50 deep" in limit_words(make(depth))


def test_a39_multiparts_inside_forwards_add_up() -> None:
    inner = b"Content-Type: message/rfc822\r\n\r\n" + nested(30)
    assert "nested" in limit_words(nested(30).replace(b"\r\n\r\nhola", b"\r\n" + inner))


def test_a40_parts() -> None:
    head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    assert prescan(head + b"--b\r\n\r\n" * 999).parts == 1000
    assert "more than 1000 parts" in limit_words(head + b"--b\r\n\r\n" * 1000)


def test_a40_parts_beyond_the_limit_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = calls(monkeypatch, _Scan, "_headers")
    limit_words(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\n\n" * 200_000)
    assert len(looked) == DEFAULT.parts + 1


@pytest.mark.parametrize("where", ["top", "part"])
def test_a41_one_header(where: str) -> None:
    for over in (0, 1):
        header = b"X-Long: " + b"a" * (DEFAULT.header - 8 + over)
        raw = header + b"\r\n\r\nhola" if where == "top" else multipart(header.decode() + "\n\nhola")
        if over:
            assert limit_words(raw) == "its header X-Long is larger than 16 kB"
        else:
            prescan(raw)


def test_a41_folding_counts_as_it_stands_on_the_wire() -> None:
    for over in (0, 1):
        header = b"To: " + b",\r\n ".join([b"a" * 78] * 190)
        header += b"b" * (DEFAULT.header - len(header) + over)
        if over:
            limit_words(header + b"\r\n\r\n")
        else:
            prescan(header + b"\r\n\r\n")


def test_a41_the_header_block() -> None:
    line = b"X-A: " + b"a" * 1000 + b"\r\n"
    block = line * (DEFAULT.header_block // len(line))
    block += b"Y: " + b"b" * (DEFAULT.header_block - len(block) - 5) + b"\r\n"
    assert len(block) == DEFAULT.header_block
    prescan(block + b"\r\nhola")
    assert limit_words(block.replace(b"Y: ", b"Y: c") + b"\r\nhola") == "its headers are larger than 256 kB"


def test_a41_smaller_limits_hold_too() -> None:
    limits = ParseLimits(depth=2, parts=3, header_block=200, header=100)
    prescan(b"A: " + b"a" * 97 + b"\r\n\r\n", limits)
    limit_words(b"A: " + b"a" * 98 + b"\r\n\r\n", limits)
    limit_words(b"A: aaaa\r\n" * 23 + b"\r\n", limits)
    limit_words(nested(3), limits)


@pytest.mark.parametrize(
    "raw",
    [
        letter(body="a" * 1_100_000),
        multipart(*["\n\nx"] * 40),
        nested(9),
        letter("From: " + "(" * 50 + ")" * 50 + "a@b.example"),
        letter("To: " + "a@b.example, " * 600),
        letter(*(f"X-{n}: " + "y" * 900 for n in range(60))),
    ],
    ids=["large", "parts", "deep", "comments", "recipients", "headers"],
)
def test_what_may_take_long_is_not_plain(raw: bytes) -> None:
    assert not prescan(raw).plain


def test_long_harmless_headers_stay_plain() -> None:
    assert prescan(letter("X-Microsoft-Antispam-Message-Info: " + "a" * 9000, *["X: (a) (b) (c)"] * 30)).plain


@pytest.mark.timeout(60)  # each is a moment's work; what grows with the square would take hours
@pytest.mark.parametrize(
    "filler",
    [
        b"--\n",
        b"--b",
        b"--bX\n",
        b"--b--\n",
        b"a:\n",
        b" \n",
        b"\n",
        b" ",
        b"From \n",
        b"Content-Type: multipart/x\n",
        b"\r",
    ],
)
def test_the_scan_of_hostile_megabytes_ends(filler: bytes) -> None:
    head = b"Content-Type: multipart/mixed; boundary=b\n\n"
    for raw in (filler * (3_000_000 // len(filler)), head + filler * (3_000_000 // len(filler))):
        try:
            found: object = prescan(raw).size
        except Unreadable as why:
            found = why.reason
        assert found in (len(lines_of(raw)), "parse-limit")


PIECES = st.sampled_from(
    [
        b"--a\n", b"--a--\n", b"--b\n", b"--b--\n", b"--a \t\n", b"--ab\n", b"--", b"\n", b"x\n", b"x", b" fold\n",
        b"Content-Type: multipart/mixed; boundary=a\n", b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: multipart/mixed; boundary=\"a--\"\n", b"content-type:\n multipart/digest;\n boundary=b\n",
        b"Content-Type: message/rfc822\n", b"Content-Type: text/plain\n", b"From x\n", b"Content-Type : multipart/x\n",
        b"Content-Type: multipart/mixed; boundary*=utf-8''a\n", b"Content-Type: multipart/mixed\n", b":\n",
    ]
)  # fmt: skip


@pytest.mark.slow  # a thousand generated mails
@settings(max_examples=1000, deadline=None)
@given(st.lists(PIECES, max_size=30).map(b"".join))
def test_what_the_parser_opens_was_counted(raw: bytes) -> None:
    shape = prescan(raw)
    message = message_from_bytes(lines_of(raw), _class=Part)
    parts = 0
    deepest = 0
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        parts += 1
        deepest = max(deepest, depth + bool(part.children()))
        waiting.extend((child, depth + 1) for child in part.children())
    assert shape.parts >= parts
    assert shape.depth >= deepest
