"""The gate for header fields going out: nothing of others can make, break or hide a field (A28, A29)."""

from __future__ import annotations

import email
import email.header
import email.policy
import email.utils
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.mailflow.addresses import clean_header
from helpdesk.mailflow.headers import (
    REFERENCES_KEPT,
    BadAddress,
    BrokenHeader,
    Head,
    check_block,
    encoded_words,
    safe_address,
    thread,
)
from helpdesk.tickets.mail import Address

EVIL = [
    "x\r\nBcc: victim@evil.example",
    "x\nBcc: victim@evil.example",
    "x\rBcc: victim@evil.example",
    "x\r\n\r\nbody",
    "x\0y",
    "x\u2028Bcc: v@evil.example\u2029y",
    "x\x85y\x0b\x0cz",
    "=?utf-8?Q?=0D=0ABcc:_v@evil.example?=",
    "año =?utf-8?b?DQpCY2M6IHZAZXZpbC5leGFtcGxl?= fin",
    "\ud800 half a character",
    "a" * 5000,
    "ñ" * 5000,
    "é " * 2000,
    '"; <evil@evil.example>',
    "",
    " ",
]


def parsed(block: bytes) -> Message:
    return email.message_from_bytes(block + b"\r\n", policy=email.policy.compat32)


def decoded(value: str) -> str:
    return str(email.header.make_header(email.header.decode_header(value.replace("\r\n", ""))))


@pytest.mark.parametrize("evil", EVIL)
def test_a28_text_of_others_never_makes_a_field(evil: str) -> None:
    head = Head()
    head.text("Subject", evil)
    head.mailboxes("From", [Address("a@x.example", evil)])
    head.mailboxes("To", [Address("b@x.example", evil), Address("c@x.example", "")])
    block = head.block()
    message = parsed(block)
    assert message.keys() == ["Subject", "From", "To"]
    assert not message.defects
    assert block.isascii()
    assert max(map(len, block.split(b"\r\n"))) <= 998
    assert "\n" not in decoded(message["Subject"])
    pairs = email.utils.getaddresses([message["To"]])
    assert [address for _, address in pairs] == ["b@x.example", "c@x.example"]


@given(st.text(max_size=300))
def test_a_subject_says_what_it_was_given(text: str) -> None:
    head = Head()
    head.text("Subject", text)
    message = parsed(head.block())
    clean = decoded(message["Subject"]).split()
    assert message.keys() == ["Subject"]
    assert clean == clean_header(text).split()


@given(st.text(max_size=120))
def test_a_name_says_what_it_was_given(text: str) -> None:
    head = Head()
    head.mailboxes("From", [Address("a@x.example", text)])
    value = parsed(head.block())["From"]
    name, address = email.utils.parseaddr(value.replace("\r\n", ""))
    assert address == "a@x.example"
    assert decoded(name).split() == clean_header(text, 100).split()


def test_encoded_words_are_short_and_cut_no_character() -> None:
    for text in ("ñandú " * 20, "日本語の件名です。" * 10, "👩‍💻" * 30):
        words = encoded_words(text)
        assert all(len(word) <= 75 for word in words)
        assert decoded(" ".join(words)) == text


@pytest.mark.parametrize("length", [60, 90, 200, 800])
def test_long_ids_are_folded_never_encoded(length: int) -> None:
    long_id = f"<{'A' * (length - 30)}@mail.gmail.namprd04.example>"
    ids = [f"<root.{n}@x.example>" for n in range(3)] + [long_id]
    head = Head()
    head.ids("Message-ID", [long_id])
    head.ids("In-Reply-To", [long_id])
    head.ids("References", ids)
    block = head.block()
    assert b"=?" not in block
    assert f"In-Reply-To: {long_id}\r\n".encode() in block
    assert parsed(block)["References"].split() == ids


def test_what_is_no_id_is_left_out() -> None:
    head = Head()
    head.ids(
        "References",
        ["<a b@x>", "<a@x>\r\nBcc: v@x", "no brackets", "<ñ@x>", "<a><b>", "", f"<{'a' * 2000}@x>", "<ok@x>"],
    )
    assert parsed(head.block())["References"] == "<ok@x>"


def test_references_keep_the_root_and_the_last_twenty() -> None:
    ids = [f"<{n}@x>" for n in range(50)]
    kept = thread(ids, "<49@x>")
    assert kept == ("<0@x>", *ids[-REFERENCES_KEPT:])
    assert thread(ids[:5], "<2@x>") == ("<0@x>", "<1@x>", "<3@x>", "<4@x>", "<2@x>")
    assert thread([], "") == ()
    assert thread(["<a@x>", "<a@x>"], "rubbish") == ("<a@x>",)


@pytest.mark.parametrize(
    "address",
    [
        '"a@x> ORCPT=b"@y.example',
        '"quoted"@y.example',
        "a b@y.example",
        "a@y.example\r\nRCPT TO:<v@x>",
        "a@y.example>",
        "<a@y.example",
        "a..b@y.example",
        ".a@y.example",
        "a@",
        "@y.example",
        "a",
        "",
        "señor@y.example",
        "a@[127.0.0.1]",
        "a@y..example",
        "a@-y.example",
        "a@b@c.example",
        "a" * 65 + "@y.example",
        "a@\u2028y.example",
        "a@xn--\u00fc.example",
    ],
)
def test_a29_only_dot_atoms_stand_in_an_envelope(address: str) -> None:
    with pytest.raises(BadAddress):
        safe_address(address)
    with pytest.raises(BadAddress):
        Head().mailboxes("To", [Address(address, "x")])


def test_a29_foreign_domains_go_out_as_a_labels() -> None:
    assert safe_address("lucia@bücher.example") == "lucia@xn--bcher-kva.example"
    assert safe_address("lucia+tag@x.example") == "lucia+tag@x.example"


@pytest.mark.parametrize(
    "block",
    [
        b"A: 1\r\nBcc: 2\r\n",
        b"A: 1\nB: 2\r\n",
        b"A: 1\rB: 2\r\n",
        b"A: 1\r\n\r\nB: 2\r\n",
        b"A: 1",
        b"A: \xc3\xb1\r\n",
        b"A: \0\r\n",
        b"A: 1\r\n \r\n",
        b" A: 1\r\n",
        b"A: " + b"x" * 1000 + b"\r\n",
    ],
)
def test_the_last_look_finds_every_damage(block: bytes) -> None:
    with pytest.raises(BrokenHeader):
        check_block(block, ["A"])


def test_a_field_stands_once() -> None:
    with pytest.raises(BrokenHeader):
        check_block(b"A: 1\r\na: 2\r\n", ["A", "a"])
    check_block(b"A: 1\r\n 2\r\nB: 3\r\n", ["A", "B"])
