"""Handles and Message-IDs: random, found again in any case, and scrubbed from what others read (threats A12, A13)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.mailflow.tokens import (
    carries_secret,
    handle_address,
    message_id,
    new_handle,
    new_link,
    parse_handle,
    scrub,
)
from helpdesk.tickets.model import HandleKind

AT = datetime(2026, 11, 29, 6, 30, tzinfo=UTC)
BOX = "soporte@acme.example"
SECRET = "abcdefgh234567xy"
kinds = st.sampled_from(["r", "n", "c", "b"])


def test_a12_ids_and_handles_are_random_and_of_the_form() -> None:
    assert len({new_handle(AT) for _ in range(500)}) == 500
    assert re.fullmatch(r"[a-z2-7]{16}", new_handle(AT))
    assert re.fullmatch(r"<n\.[a-z2-7]{24}@acme\.example>", message_id("n", "acme.example", AT))
    assert len({message_id("r", "x", AT) for _ in range(500)}) == 500


def test_what_is_made_within_an_hour_lies_together_and_what_comes_later_behind() -> None:
    later = AT + timedelta(hours=1)
    assert message_id("r", "x", AT)[:7] == message_id("r", "x", AT + timedelta(minutes=29))[:7]
    assert new_handle(AT)[:3] == new_handle(AT)[:3] != new_handle(later)[:3]
    assert len({new_handle(AT)[3:] for _ in range(500)}) == 500


def test_a_handle_is_found_again_in_any_case() -> None:
    address = handle_address(BOX, "r", SECRET)
    assert address == f"soporte+r-{SECRET}@acme.example"
    assert parse_handle(address, BOX) == ("r", SECRET)
    assert parse_handle(address.upper(), "Soporte@ACME.example") == ("r", SECRET)


@pytest.mark.parametrize(
    "address",
    [
        BOX,
        f"ventas+r-{SECRET}@acme.example",
        f"soporte+r-{SECRET}@other.example",
        f"soporte+x-{SECRET}@acme.example",
        f"soporte+r{SECRET}@acme.example",
        f"soporte+r-{SECRET}a@acme.example",
        f"soporte+r-{SECRET[:-1]}@acme.example",
        f"soporte+r-{SECRET[:-1]}1@acme.example",
        f"soporte+r-{SECRET[:-1]}\u212a@acme.example",
        f"soporte+x+r-{SECRET}@acme.example",
        f"r-{SECRET}@acme.example",
        f"soporte+r-{SECRET}",
        "",
    ],
)
def test_anything_else_is_no_handle(address: str) -> None:
    assert parse_handle(address, BOX) is None


@given(kinds, st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16))
def test_every_handle_comes_back(kind: HandleKind, secret: str) -> None:
    assert parse_handle(handle_address(BOX, kind, secret), BOX) == (kind, secret)


@pytest.mark.parametrize("kind", ["r", "n", "c", "b"])
def test_a13_handles_and_ids_are_scrubbed_however_written(kind: HandleKind) -> None:
    address, own_id = handle_address(BOX, kind, SECRET), message_id(kind, "acme.example", AT)
    forms = [
        address,
        address.upper(),
        f"<{address}>",
        f"mailto:{quote(address)}?subject=x",
        quote(address, safe=""),
        address.replace("+", "&#43;"),
        address.replace("+", "=2B"),
        own_id,
        own_id.upper(),
        own_id.strip("<>"),
        quote(own_id, safe=""),
        own_id.replace("<", "&lt;").replace(">", "&gt;"),
    ]
    for form in forms:
        clean = scrub(f"De: x\n> Responder a: {form}, gracias")
        assert not carries_secret(clean)
        assert SECRET not in clean.lower()
        assert own_id[3:27] not in clean.lower()
        assert clean.startswith("De: x\n> Responder a: ")
        assert clean.endswith(", gracias")
    assert scrub(f"a {address} b") == f"a {BOX} b"


@pytest.mark.parametrize("slash", ["/", "%2F", "=2F", "&#47;"])
@pytest.mark.parametrize("kind", "qus")
def test_a13_secrets_of_pages_are_scrubbed_however_written(slash: str, kind: str) -> None:
    secret = new_link(AT)
    url = slash.join(["https://ayuda.acme.example", kind, secret, "5"])
    assert scrub(f"> 5: {url}, gracias") == f"> 5: {url.replace(secret, '[…]')}, gracias"
    assert scrub(url.upper()) == url.upper().replace(secret.upper(), "[…]")


@pytest.mark.parametrize(
    "text",
    ["Hola", "2+r-2 = x", "c++-r", "r.algo@x.example", "soporte+ventas@acme.example", "https://x/?q=a+b-c"],
)
def test_a13_other_text_stays(text: str) -> None:
    assert scrub(text) == text
    assert not carries_secret(text)


@pytest.mark.timeout(60)  # each is a moment's work; what grows with the square would take much longer
@pytest.mark.parametrize(
    "bomb", ["+r-", "+r-" + "a" * 15, "r." + "a" * 23, "r." + "a" * 24 + "@" + "a" * 300, "<r."]
)
def test_a13_scrubbing_hostile_text_ends(bomb: str) -> None:
    assert scrub(bomb * (2_000_000 // len(bomb)) + " hola").endswith(" hola")
