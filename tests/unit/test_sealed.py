"""Armour in an agent's mail: what seals it, and words signed in the clear without theirs (RFC 9580 7)."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.sealed import freed, sealed_words

HEAD = "-----BEGIN PGP SIGNED MESSAGE-----"
TAIL = "-----BEGIN PGP SIGNATURE-----\n\nwsBzBAEB\n=aBcD\n-----END PGP SIGNATURE-----"


@pytest.mark.parametrize(
    ("signed", "words"),
    [
        ("Hash: SHA512\n\nHola", "Hola"),
        ("\nHola", "Hola"),  # no header: RFC 9580 has done away with them
        ("Hash: SHA256\nHash: SHA512\n\nHola", "Hola"),
        ("Hash: SHA256,SHA512\n\n- - uno\n- -- \nAna", "- uno\n-- \nAna"),
        ("\n- From ayer\n> - citado\n - sangrado", "From ayer\n> - citado\n - sangrado"),
        ("\n- -----BEGIN PGP SIGNED MESSAGE-----\n\nHola", "-----BEGIN PGP SIGNED MESSAGE-----\n\nHola"),
    ],
)
def test_words_signed_in_the_clear_are_as_they_were_written(signed: str, words: str) -> None:
    lines, called = freed(f"Arriba\n{HEAD}\n{signed}\n{TAIL}\nAbajo".split("\n"))
    assert "\n".join(lines).strip() == f"Arriba\n{_gap(signed)}{words}\n\n\n\n\n\nAbajo" and called


def _gap(signed: str) -> str:
    """Lines keep their numbers: one blank for each of the armour's above the words."""
    return "\n" * (signed.partition("\n\n")[0].count("Hash:") + 2)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\nCharset: x\n\nHola\n{TAIL}",
        f"{HEAD}\nHola\n{TAIL}",
        f"{HEAD}\n\nHola\n-no escapado\n{TAIL}",
        f"{HEAD}\n\nHola\n{HEAD}\n\nHola",
        f"{HEAD}\n\nHola\n-----BEGIN PGP SIGNATURE-----\n\nwsBzBAEB",
        HEAD,
    ],
)
def test_what_is_not_as_the_rfc_has_it_stays_and_is_found(text: str) -> None:
    assert freed(text.split("\n")) == (text.split("\n"), [])
    assert sealed_words(text) == HEAD


def test_hostile_armour_costs_no_more_than_its_length() -> None:
    text = f"{HEAD}\n\n" * 100_000
    lines, called = freed(text.split("\n"))
    assert len(lines) == 200_001 and not called


@pytest.mark.parametrize(
    ("text", "seals"),
    [
        ("Hola\n-----BEGIN PGP MESSAGE-----", True),
        ("-----BEGIN PGP MESSAGE, PART 2/3-----", True),
        ("> > -----BEGIN PGP MESSAGE-----", True),
        ("> -----BEGIN PGP SIGNED MESSAGE-----", False),
        ("-----BEGIN PGP PUBLIC KEY BLOCK-----", False),
        ("Vea -----BEGIN PGP MESSAGE----- y siga", False),
    ],
)
def test_only_a_line_of_its_own_seals(text: str, seals: bool) -> None:
    assert bool(sealed_words(text)) is seals
