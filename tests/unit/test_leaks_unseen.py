"""The leak guard reads what a person reads: what cannot be seen hides no secret."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.leaks import Forbidden, leaks, leaks_bytes

SECRET = "hf2a" * 4
NOTE = "el cliente debe tres meses y miente sobre el pago"
ENGLISH = "the customer owes three months and lies about it"
KNOWN = Forbidden(handles=(SECRET,), addresses=("ana@acme.example",), notes=(NOTE, ENGLISH))


@pytest.mark.parametrize(
    "unseen",
    ["\u00ad", "\u200b", "\u2060", "\ufeff", "\ufe0f", "\u20e3", "\ufffc", "\U000e0061", "\U000e0100"],
)
def test_a_secret_with_an_unseen_character_in_it_is_found(unseen: str) -> None:
    for text in (f"soporte+{unseen}r-{SECRET}@acme.example", f"r-{SECRET[:5]}{unseen}{SECRET[5:]}"):
        assert leaks(text, KNOWN) == "a private reply address of the desk"
        assert leaks_bytes(b"To: x\r\n\r\n" + text.encode(), KNOWN) == "a private reply address of the desk"
    assert "ana@acme.example" in leaks(f"a{unseen}na@acme.example", KNOWN)
    for note in (NOTE, ENGLISH):
        assert leaks(note.replace("me", f"m{unseen}e").replace("mon", f"m{unseen}on"), KNOWN)


def test_an_unseen_character_alone_is_no_secret() -> None:
    assert leaks("Su pe\u00addido sale hoy \u200b☎️.", KNOWN) == ""
