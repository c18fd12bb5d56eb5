"""Text as rules compare it: case, accents, spaces and invisible characters never count."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.rules.fold import LONGEST, fold, look, stands_in
from helpdesk.rules.regex import Refused, compile_regex, fold_pattern, written_as_regex


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("CAÍDO", "caido"),
        ("Straße", "strasse"),
        ("ﬁn", "fin"),
        ("fac\u00adtura", "factura"),
        ("İstanbul", "istanbul"),
        ("año", "ano"),
        ("ano\u0303", "ano"),
        ("ΆΛΦΑ", "αλφα"),
        ("ＦＵＬＬ", "full"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    """The same word, however it is written."""
    assert fold(text) == folded


@given(st.text(max_size=80))
def test_folding_twice_is_folding_once(text: str) -> None:
    """And a text is found in itself."""
    once = fold(text)
    assert fold(once) == once
    looked = look(text)
    assert all(word in looked.text for word in looked.words)
    assert not looked.text or stands_in(looked.text, looked.text)


def test_whole_words() -> None:
    """A word is no part of another; what is no letter parts words."""
    text = look("No\n  funciona: el e-mail_nuevo (C++) cuesta 5 €").text
    for found in ("no funciona", "e-mail", "nuevo", "c++", "5 €", "€", "el e"):
        assert stands_in(found, text), found
    for missing in ("funcion", "o funciona", "mai", "c+ +", "15"):
        assert not stands_in(missing, text), missing


def test_only_so_much_is_looked_at() -> None:
    """64 KB, whatever comes."""
    assert "fin" not in look("x " * LONGEST + "fin").words


def test_a_regex_ignores_case_accents_and_line_ends() -> None:
    """It sees the folded text in one line."""
    search = compile_regex("/Reembolso.*MÁS de 500/").search
    assert search(look("un REEMBOLSO de\nmas  de 500 euros")) == "reembolso de mas de 500"
    assert search(look("un reembolso de 400")) == ""
    assert compile_regex("/^$/").search(look("")) == " "
    assert compile_regex(r"/\bAÑO\S/").search(look("año1")) == "ano1"


def test_escapes_keep_their_case() -> None:
    r"""\S is not \s."""
    assert fold_pattern(r"\S\W\D\B Á \p{Lu}\\X") == r"\S\W\D\B a \p{Lu}\\x"


@pytest.mark.slow  # hostile expressions
@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(.*)*x", "((a{1,30}){1,30})x"])
def test_no_regex_is_slow(pattern: str) -> None:
    """The classics, on 64 KB: linear, or refused (A42)."""
    try:
        search = compile_regex(f"/{pattern}/").search
    except Refused:
        return
    search(look("a" * LONGEST + "!"))


@given(st.text(max_size=30))
def test_any_pattern_is_taken_or_refused(pattern: str) -> None:
    """Never anything else."""
    with suppress(Refused):
        if written_as_regex(f"/{pattern}/"):
            compile_regex(f"/{pattern}/").search(look("la factura de año nuevo"))
