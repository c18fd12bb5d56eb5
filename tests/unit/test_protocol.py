"""Protocols: every slip is caught, every habit of typing is read, nothing else is (product.md 1.1, threats A8)."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.mailflow.protocol import (
    ALPHABET,
    canonical,
    check_character,
    find,
    find_broken,
    new,
    of_another_desk,
    suggestions,
)

AT = datetime(2026, 11, 20, tzinfo=UTC)
GOOD = "ACM-2611-7K3MG" + check_character("26117K3MG")
PREFIXES = ("ACM", "OLD")

bodies = st.tuples(
    st.integers(0, 99), st.integers(1, 12), st.text(alphabet=ALPHABET, min_size=5, max_size=5)
).map(lambda t: f"{t[0]:02d}{t[1]:02d}{t[2]}")


def valid(full: str) -> bool:
    return check_character(full[:9]) == full[9]


def test_the_check_is_linear_so_slips_need_only_be_tried_against_zero() -> None:
    # c(a) xor c(b) = c(a xor b): what follows for all errors of one pattern holds for every code.
    rng = random.Random(1)
    value = {char: n for n, char in enumerate(ALPHABET)}
    for _ in range(2000):
        one, two = ("".join(rng.choices(ALPHABET, k=9)) for _ in range(2))
        both = "".join(ALPHABET[value[a] ^ value[b]] for a, b in zip(one, two, strict=True))
        assert value[check_character(both)] == value[check_character(one)] ^ value[check_character(two)]


def test_every_one_character_slip_is_caught() -> None:
    for at in range(9):
        for char in ALPHABET[1:]:
            assert check_character("0" * at + char + "0" * (8 - at)) != "0"


def test_every_swap_of_two_characters_is_caught_the_check_character_too() -> None:
    # A swap of u and v is the error d at both places, d = u xor v: caught unless both weights are equal.
    for one, other in combinations(range(9), 2):
        for char in ALPHABET[1:]:
            error = ["0"] * 9
            error[one] = error[other] = char
            assert check_character("".join(error)) != "0"
    for at in range(9):
        for char in ALPHABET[1:]:
            assert check_character("0" * at + char + "0" * (8 - at)) != char


@given(bodies, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_slips_in_real_codes(body: str, at: int, char: str) -> None:
    full = body + check_character(body)
    slipped = full[:at] + char + full[at + 1 :]
    assert valid(slipped) == (slipped == full)


@given(bodies, st.integers(0, 8))
def test_adjacent_swaps_in_real_codes(body: str, at: int) -> None:
    full = body + check_character(body)
    swapped = full[:at] + full[at + 1] + full[at] + full[at + 2 :]
    assert valid(swapped) == (swapped == full)


def test_a_known_code_never_changes() -> None:
    # Stored protocols depend on these.
    assert check_character("26117K3MG") == GOOD[-1]
    assert check_character("000000001") == ALPHABET[0b11010]  # alpha^9 modulo x^5+x^2+1
    assert check_character("100000000") == "2"


def test_new_protocols_are_of_the_form_and_random() -> None:
    made = {new("ACM", AT) for _ in range(200)}
    assert len(made) > 195
    assert all(
        code.startswith("ACM-2611-") and len(code) == 15 and canonical(code, PREFIXES) == code
        for code in made
    )


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        GOOD.lower(),
        GOOD.replace("-", ""),
        GOOD.replace("-", " "),
        GOOD.replace("-", " - "),
        GOOD.replace("-", "\u2011"),
        GOOD.replace("-", "\u2013"),
        GOOD.replace("-", "\u2212"),
        GOOD.replace("-", "-\r\n"),
        GOOD.replace("-", "\u00a0"),
        GOOD.replace("-", "-\u200b"),
        GOOD.replace("11", "ll"),
        GOOD.replace("11", "II"),
        f"[{GOOD}]",
        f"Re: Factura ({GOOD}).",
        f"«{GOOD}»,",
        f"protocolo:{GOOD}",
        f"Caso-{GOOD}",
        f"nº{GOOD}",
        GOOD.replace("-", "_"),
    ],
)
def test_habits_of_typing_are_read(typed: str) -> None:
    assert find(f"x {typed} y", PREFIXES) == ((GOOD,), ())


def test_o_is_zero_and_i_and_l_are_one() -> None:
    body = "26101O0IL".translate(str.maketrans("OIL", "011"))
    code = f"ACM-2610-10011{check_character('261010011')}"
    assert body == "261010011"
    assert canonical(f"acm-26IO-lOoIi{code[-1]}", PREFIXES) == code


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("2", "\uff12"),
        GOOD.replace("1", "\u0661"),
        GOOD.replace("K", "\u212a"),
        GOOD.replace("A", "\u0410", 1),
        "X" + GOOD,
        GOOD + "XX",
        "ñ" + GOOD,
        GOOD + "ñ",
        "_" + GOOD,
        GOOD.replace("ACM", "BCM"),
        GOOD.replace("-", "--"),
        GOOD.replace("-", "/"),
        "ACM",
        "",
    ],
)
def test_a8_nothing_else_is_a_protocol(text: str) -> None:
    assert find(text, PREFIXES) == ((), ())
    assert canonical(text, PREFIXES) is None


def test_old_prefixes_and_several_codes() -> None:
    old = new("OLD", AT)
    assert find(f"{old.lower()} y {GOOD} y {old}", PREFIXES) == ((old, GOOD), ())
    assert find(old, ("ACM",)) == ((), ())
    assert find(GOOD, ()) == ((), ())


def test_a_prefix_with_o_and_i_is_read_both_ways() -> None:
    code = new("OIL", AT)
    assert canonical("0i1" + code[3:], ("OIL",)) == code


def test_canonical_takes_the_whole_text_only() -> None:
    assert canonical(f"  {GOOD} ", PREFIXES) == GOOD
    assert canonical(f"{GOOD} x", PREFIXES) is None
    assert canonical(GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1"), PREFIXES) is None


def test_mistyped_codes_are_near_misses_with_the_right_one_suggested() -> None:
    for at in (4, 5, 7, 9, 13, 14):
        wrong = GOOD[:at] + ("2" if GOOD[at] != "2" else "3") + GOOD[at + 1 :]
        found, near = find(f"caso {wrong}", PREFIXES)
        assert found == ()
        assert GOOD in suggestions(near[0])
    swapped = GOOD[:9] + GOOD[10] + GOOD[9] + GOOD[11:]
    assert GOOD in suggestions(find(swapped, PREFIXES)[1][0])
    assert GOOD in suggestions(find(GOOD[:-1], PREFIXES)[1][0])
    assert GOOD in suggestions(find(GOOD[:10] + "Z" + GOOD[10:], PREFIXES)[1][0])


@given(bodies, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_suggestions_are_few_and_hold_the_right_one(body: str, at: int, char: str) -> None:
    full = body + check_character(body)
    near = full[:at] + char + full[at + 1 :]
    guesses = suggestions(f"ACM-{near[:4]}-{near[4:]}")
    assert len(guesses) <= 20
    assert f"ACM-{full[:4]}-{full[4:]}" in guesses
    assert all(canonical(guess, PREFIXES) == guess for guess in guesses)


def test_an_impossible_month_is_no_protocol() -> None:
    body = "26137K3MG"
    assert find(f"ACM-2613-7K3MG{check_character(body)}", PREFIXES)[0] == ()


@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    find(text, PREFIXES)


@pytest.mark.slow  # hostile text
@pytest.mark.timeout(60)  # each is a moment's work; what grows with the square would take hours
@pytest.mark.parametrize(
    "bomb", ["ACM-", "ACM 2611 ", "ACM" + " " * 3, "ACM" + " " * 200_000, "ACM-2611-", "1" * 9, GOOD]
)
def test_hostile_text_is_read_to_its_end(bomb: str) -> None:
    valid, _ = find(f"{bomb * (1_000_000 // len(bomb))} {GOOD}", PREFIXES)
    assert valid == (GOOD,)


@pytest.mark.parametrize("at", range(4, 15))
@pytest.mark.parametrize("blank", [" ", "\t"])
def test_a_header_line_folded_in_its_midst(at: int, blank: str) -> None:
    made = new("ACM", datetime(2026, 11, 23, tzinfo=UTC))
    assert find_broken(f"Re: x [{made[:at]}{blank}{made[at:]}]", ["ACM"]) == (made,)


def test_two_words_are_no_protocol_because_one_could_be_made_of_them() -> None:
    assert find_broken("ACM factura 2611 de noviembre 4711", ["ACM"]) == ()
    assert find_broken("Re: " + "ACM-2611- " * 500, ["ACM"]) == ()


@pytest.mark.parametrize("prefix", ["OTR", "hd"])
def test_the_number_of_another_desk(prefix: str) -> None:
    made = new(prefix, datetime(2026, 11, 23, tzinfo=UTC))
    assert of_another_desk(f"Re: Un pedido [{made}] [ACM-2611-AAAAAA]", ["ACM"]) == made
    assert of_another_desk(f"Re: Un pedido [{made}]", ["ACM", prefix.upper()]) == "", "it is ours"
    assert of_another_desk(f"Re: {made}", ["ACM"]) == "", "a customer may name any"
    wrong = made[:-1] + ("7" if made[-1] != "7" else "8")
    assert of_another_desk(f"Re: Un pedido [{wrong}]", ["ACM"]) == ""
