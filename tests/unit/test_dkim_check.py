"""Our own DKIM check believes only what covers everything a reader believes (threats A3, A5, A6, A39, B28)."""

from __future__ import annotations

import base64
import re
from datetime import timedelta

import pytest

from helpdesk.mailflow.dkim_check import check
from helpdesk.mailflow.parse import read
from helpdesk.tickets.mail import Authentication, KeyLookup
from tests.unit.dkim_kit import ALL, DeadDns, Keys, modulus, sign
from tests.unit.trust_kit import NOW, raw

PLAIN = raw("Ana <ana@acme.example>", "Subject: Re: [ACM-2611-7K3MGX] Factura")


def judged(mail: bytes, keys: KeyLookup | None = None, days: float = 0) -> Authentication:
    return check(read(mail), mail, keys or Keys(), NOW + timedelta(days=days))


def test_an_aligned_full_signature_passes() -> None:
    found = judged(sign(PLAIN))
    assert (found.result, found.by) == ("pass", "dkim")
    assert set(found.signed_headers) == {name.decode() for name in ALL}
    assert len(found.replay_key) == 64


@pytest.mark.parametrize("canon", [(b"simple", b"simple"), (b"relaxed", b"simple"), (b"simple", b"relaxed")])
def test_every_canonicalisation_is_read(canon: tuple[bytes, bytes]) -> None:
    spaced = PLAIN + b"a  b \t\r\n  c   \r\n\r\n\r\n"
    assert judged(sign(spaced, canonicalize=canon)).result == "pass"


def test_line_feeds_alone_are_read_as_they_were_signed() -> None:
    assert judged(sign(PLAIN).replace(b"\r\n", b"\n")).result == "pass"


def test_no_signature_asks_no_dns() -> None:
    keys = Keys()
    assert judged(PLAIN, keys).result == "none"
    assert keys.asked == []


@pytest.mark.parametrize("changed", [(b"Hola", b"Adios"), (b"Factura", b"Otra"), (b"ana@acme", b"eva@acme")])
def test_a_changed_mail_is_unsigned_not_failed(changed: tuple[bytes, bytes]) -> None:
    assert judged(sign(PLAIN).replace(*changed)).result == "none"


@pytest.mark.parametrize(
    "domain", [b"evil.test", b"evil-acme.example", b"acme.example.evil.test", b"xacme.example"]
)
def test_a3_a_signature_of_another_domain_counts_for_nothing(domain: bytes) -> None:
    keys = Keys(domain)
    found = judged(sign(PLAIN, domain), keys)
    assert found.result == "none"
    assert keys.asked == []
    assert domain.decode() in found.because


def test_a3_a_subdomain_may_sign_for_its_parent_and_the_parent_for_it() -> None:
    assert judged(sign(PLAIN, b"mail.acme.example"), Keys(b"mail.acme.example")).result == "pass"
    below = raw("ana@mail.acme.example")
    assert judged(sign(below)).result == "pass"
    assert judged(sign(below, b"example"), Keys(b"example")).result == "none"


@pytest.mark.parametrize(
    "name", ["Subject", "From", "To", "Date", "Message-ID", "Reply-To", "In-Reply-To", "Content-Type"]
)
@pytest.mark.parametrize("on_top", [True, False])
def test_a5_a_singleton_header_twice_voids_the_signature(name: str, on_top: bool) -> None:
    mail = raw(
        "Ana <ana@acme.example>",
        "Reply-To: ana@acme.example",
        "In-Reply-To: <a@b>",
        "Content-Type: text/plain",
    )
    signed = sign(mail)
    assert judged(signed).result == "pass"
    extra = f"{name}: ana@acme.example\r\n".encode()
    twice = extra + signed if on_top else signed.replace(b"\r\n\r\n", b"\r\n" + extra + b"\r\n", 1)
    found = judged(twice)
    assert (found.result, found.signed_headers, found.replay_key) == ("none", frozenset(), "")


def test_a5_a_bare_carriage_return_hides_no_header() -> None:
    mail = raw("Ana <ana@acme.example>", "X-Note: x\rSubject: otro", "Subject: Factura")
    assert judged(sign(mail)).result == "none"
    assert judged(sign(raw("Ana <ana@acme.example>", "X-Note: x\0y"))).result == "none"


def test_a6_l_is_refused_with_and_without_appended_text() -> None:
    signed = sign(PLAIN, length=True)
    assert b"l=" in signed
    assert judged(signed).result == "none"
    assert judged(signed + b"Y transfiera 500 euros\r\n").result == "none"


@pytest.mark.parametrize("left_out", [name for name in ALL if name != b"from"])
def test_a6_what_a_reader_believes_must_be_signed(left_out: bytes) -> None:
    found = judged(sign(PLAIN, headers=tuple(name for name in ALL if name != left_out)))
    assert found.result == "none"
    assert left_out.decode() in found.because


def test_a6_a_new_to_breaks_it_and_an_added_in_reply_to_is_not_signed() -> None:
    signed = sign(PLAIN)
    assert judged(signed.replace(b"To: soporte@", b"To: ventas@")).result == "none"
    found = judged(b"In-Reply-To: <r.abc@acme.example>\r\n" + signed)
    assert found.result == "pass"
    assert "in-reply-to" not in found.signed_headers


@pytest.mark.parametrize(("days", "result"), [(6.9, "pass"), (7.1, "none"), (-6.9, "pass"), (-7.1, "none")])
def test_a6_a_date_more_than_a_week_off_is_a_replay(days: float, result: str) -> None:
    assert judged(sign(PLAIN), days=days).result == result


def test_a6_a_mail_without_a_date_proves_nothing() -> None:
    undated = re.sub(rb"Date: [^\r]*\r\n", b"", PLAIN)
    assert judged(sign(undated)).result == "none"


def test_a6_the_replay_key_is_the_same_however_b_is_written() -> None:
    signed = sign(PLAIN)
    head, _, value = signed.removesuffix(PLAIN).partition(b" b=")
    number = base64.b64decode(re.sub(rb"\s", b"", value))

    def with_b(b: bytes) -> Authentication:
        return judged(head + b" b=" + base64.b64encode(b) + b"\r\n" + PLAIN)

    key = judged(signed).replay_key
    assert with_b(number).replay_key == key
    assert with_b(b"\0\0\0" + number).replay_key == key
    assert with_b((int.from_bytes(number, "big") + modulus()).to_bytes(129, "big")).result == "none"
    assert judged(sign(raw("Ana <ana@acme.example>", "Subject: otro"))).replay_key != key


def test_weak_or_monstrous_keys_and_old_algorithms_are_refused() -> None:
    assert judged(sign(PLAIN, bits=768), Keys(bits=768)).result == "none"
    assert judged(sign(PLAIN, signature_algorithm=b"rsa-sha1")).result == "none"
    assert judged(sign(PLAIN), Keys(record=b"v=DKIM1; p=" + b"A" * 9000)).result == "none"


@pytest.mark.parametrize(
    "record", [b"", b"p=", b"v=DKIM1; p=", b"v=DKIM2; p=x", b"p=!!!!", b"\xff\xfe", b";;;", b"k=rsa"]
)
def test_unusable_key_records_are_no_key(record: bytes) -> None:
    assert judged(sign(PLAIN), Keys(record=record)).result == "none"


def test_a_key_in_test_mode_or_of_another_signer_counts_for_nothing() -> None:
    record = Keys()(b"s1._domainkey.acme.example.")
    assert record is not None
    assert judged(sign(PLAIN), Keys(record=record + b"; t=y")).result == "none"
    assert judged(sign(PLAIN), Keys(seed=2)).result == "none"
    assert judged(sign(PLAIN), Keys(b"other.example")).result == "none"


def test_b28_dns_that_cannot_answer_is_neither_pass_nor_fail() -> None:
    assert judged(sign(PLAIN), DeadDns()).result == "temperror"
    assert judged(PLAIN, DeadDns()).result == "none"


def test_the_second_signature_may_be_the_good_one() -> None:
    good = sign(PLAIN)
    assert judged(sign(good, b"list.test"), Keys(b"acme.example", b"list.test")).result == "pass"
    bad = good.removesuffix(PLAIN).replace(b"bh=", b"bh=AAAA")
    assert judged(bad + good).result == "pass"


def test_a_strangers_mail_makes_us_ask_for_three_keys_at_most() -> None:
    keys = Keys(b"none.example")
    signed = PLAIN
    for _ in range(6):
        signed = sign(PLAIN).replace(PLAIN, b"") + signed
    judged(signed, keys)
    assert len(keys.asked) <= 3


@pytest.mark.parametrize(
    "header",
    [
        b"x",
        b"v=1",
        b"v=1; a=rsa-sha256; d=acme.example; s=s1; h=" + b":".join(ALL) + b"; bh=x; b=" + b" " * 9000,
        b"v=1; a=rsa-sha256; d=acme.example; s=s1; h=" + b":".join(ALL) + b"; bh=x; b=!!!",
        b"v=1; a=rsa-sha256; d=acme.example; s=../x; h=" + b":".join(ALL) + b"; bh=x; b=AAAA",
        b"v=1; a=rsa-sha256; d=acme.example; s=s1; h=" + b":".join(ALL) + b":x" * 400 + b"; bh=x; b=AAAA",
        b"v=1; a=rsa-sha256; c=x/y; d=acme.example; s=s1; h=" + b":".join(ALL) + b"; bh=AAAA; b=AAAA",
        b"v=1; a=rsa-sha256; d=acme.example; d=acme.example; s=s1",
        b"v=9; a=rsa-sha256; d=acme.example; s=s1; h=" + b":".join(ALL) + b"; bh=AAAA; b=AAAA",
        b"v=1; a=rsa-sha256; d=acme.example; s=s1; x=5; h=" + b":".join(ALL) + b"; bh=AAAA; b=AAAA",
        b"v=1; a=ed25519-sha256; d=acme.example; s=s1; h=" + b":".join(ALL) + b"; bh=AAAA; b=AAAA",
        "v=1; a=rsa-sha256; d=acmé.example; s=s1; h=from; bh=A; b=A".encode(),
    ],
)
def test_hostile_signature_headers_are_no_signature(header: bytes) -> None:
    assert judged(b"DKIM-Signature: " + header + b"\r\n" + PLAIN).result == "none"


@pytest.mark.timeout(60)  # a moment's work; dkimpy's pattern alone would take hours over so many blanks
def test_a39_blanks_in_the_body_are_no_work() -> None:
    signed = sign(PLAIN)
    swollen = signed + b" " * 2_000_000 + b"x\r\n" + b" \t" * 500_000
    assert judged(swollen).result == "none"
