"""From read strictly, other address headers tolerantly (threats A4, A8, A28, A29, A41)."""

from __future__ import annotations

import unicodedata
from email.utils import formataddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.mailflow.addresses import (
    clean_header,
    domain_of,
    dot_atom,
    fold,
    parse_many,
    same,
    strict_from,
    visible,
)
from helpdesk.tickets.mail import Address
from tests.unit.work_kit import Work

AGENT = "agent@corp.example"
EVIL = "evil@evil.example"

GOOD = [
    ("ana@x.example", "ana@x.example", ""),
    ("<ana@x.example>", "ana@x.example", ""),
    ("Ana <ana@x.example>", "ana@x.example", "Ana"),
    ('"Ruiz, Ana" <ana@x.example>', "ana@x.example", "Ruiz, Ana"),
    ('"Ana \\"A\\" Ruiz" <ana@x.example>', "ana@x.example", 'Ana "A" Ruiz'),
    ("Dr. Ana Ruiz <ana@x.example>", "ana@x.example", "Dr. Ana Ruiz"),
    ("Ana<ana@x.example>", "ana@x.example", "Ana"),
    ("Ana\r\n <ana@x.example>", "ana@x.example", "Ana"),
    ("=?utf-8?Q?Luc=C3=ADa?= <lucia@x.example>", "lucia@x.example", "Lucía"),
    ("=?utf-8?B?THVjw61h?= =?utf-8?Q?_P=C3=A9rez?= <lucia@x.example>", "lucia@x.example", "Lucía Pérez"),
    ("=?x-nonsense?Q?Ana?= <ana@x.example>", "ana@x.example", "Ana"),
    ("Lucía <lucia@x.example>", "lucia@x.example", "Lucía"),
    ("Ana <Ana.Ruiz@X.Example>", "Ana.Ruiz@x.example", "Ana"),
    ("ana+tag@x.example", "ana+tag@x.example", ""),
    ("Ana <ana@müller.example>", "ana@xn--mller-kva.example", "Ana"),
    ("Ana <ana@xn--mller-kva.example>", "ana@xn--mller-kva.example", "Ana"),
    ("ana@x.example <ana@x.example>", "ana@x.example", "ana@x.example"),
    ("root@localhost", "root@localhost", ""),
    # A name may pretend what it likes inside quotes or encoded words: the angle address is the identity.
    (f'"{AGENT}" <{EVIL}>', EVIL, AGENT),
    (f"=?utf-8?Q?agent=40corp.example?= <{EVIL}>", EVIL, AGENT),
    (f'"<{AGENT}>" <{EVIL}>', EVIL, f"<{AGENT}>"),
    (f'"{AGENT}," <{EVIL}>', EVIL, f"{AGENT},"),
    ("=?utf-8?Q?Ana=0D=0ABcc=3A_x=40y?= <ana@x.example>", "ana@x.example", "Ana Bcc: x@y"),
]

BAD = [
    "",
    " ",
    "Ana",
    "Ana Ruiz",
    "<>",
    "Ana <>",
    f"{AGENT} <{EVIL}>",
    f"{AGENT}\t<{EVIL}>",
    f"x {AGENT} <{EVIL}>",
    f"{AGENT}, <{EVIL}>",
    f"<{AGENT}>, <{EVIL}>",
    f"<{AGENT}> <{EVIL}>",
    f"{AGENT}, {EVIL}",
    f"{AGENT},",
    f",{AGENT}",
    f"{AGENT} {EVIL}",
    f"{AGENT}; {EVIL}",
    f"<{AGENT}> {EVIL}",
    f"<{AGENT}>(x)",
    f"{AGENT} (Ana)",
    f"(Ana) {AGENT}",
    f"Ana (x) <{AGENT}>",
    f"<{AGENT}(x)>",
    f"(<{AGENT}>) <{EVIL}>",
    f"group: {AGENT};",
    f"group:;, {AGENT}",
    f"undisclosed-recipients:; <{AGENT}>",
    f"<@evil.example:{AGENT}>",
    f"<@a,@b:{AGENT}>",
    f"<{AGENT}",
    f"{AGENT}>",
    f"<<{AGENT}>>",
    f"< {AGENT}>",
    f"<{AGENT} >",
    f"<{AGENT}.>",
    f'"<{AGENT}>',
    f'"a" {AGENT}',
    f'"{AGENT}"@evil.example',
    f'"{AGENT}> ORCPT=b"@evil.example',
    '"agent"@corp.example',
    '<"agent"@corp.example>',
    'Ana <"agent"@corp.example>',
    '"Ana" <"agent"@corp.example>',
    '"a b"@x.example',
    '" ana"@x.example',
    "a..b@x.example",
    ".a@x.example",
    "a.@x.example",
    "a@x..example",
    "a@-x.example",
    "a@[192.0.2.1]",
    "a@b@x.example",
    "añá@x.example",
    "=?utf-8?Q?agent?=@corp.example",
    "=?utf-8?Q?agent=40corp.example?=",
    f"<=?utf-8?Q?{AGENT}?=>",
    f"{AGENT}\x00",
    f"{AGENT}\r{EVIL}",
    f"Ana\x07 <{AGENT}>",
    f"Ana\x9b <{AGENT}>",
    "<agent@corp\u200b.example>",
    "agent@corp\u3002example",
    "agent@\u202ecorp.example",
    "a" * 65 + "@x.example",
    "a@" + "x" * 64 + ".example",
    "a@" + "x." * 130 + "example",
    "Ana " * 5000 + "<a@x.example>",
]


@pytest.mark.parametrize(("value", "address", "name"), GOOD)
def test_a4_one_mailbox_is_read(value: str, address: str, name: str) -> None:
    assert strict_from([value]) == (Address(address, name), "")


@pytest.mark.parametrize("value", BAD)
def test_a4_what_can_be_read_twice_is_nobody(value: str) -> None:
    address, problem = strict_from([value])
    assert address == Address("")
    assert problem


def test_a4_corpus_is_large_enough() -> None:
    assert len(GOOD) + len(BAD) >= 40


def test_a4_no_from_or_two_is_nobody() -> None:
    assert strict_from([])[1]
    assert strict_from([f"<{AGENT}>", f"<{EVIL}>"]) == (Address(""), "there are 2 From headers")


@given(st.text(alphabet='a@.<>",;:()\\ =?\t\r\n\x00ñ', max_size=60))
def test_a4_nothing_raises_and_the_answer_reads_back(value: str) -> None:
    address, problem = strict_from([value])
    assert bool(problem) != bool(address.address)
    if not problem:
        assert dot_atom(address.address)
        assert strict_from([formataddr((address.name, address.address))])[0].address == address.address
    parse_many([value])


@given(st.text(max_size=40), st.sampled_from([EVIL, "x@y.example"]))
def test_a4_only_the_angle_address_is_an_identity(name: str, address: str) -> None:
    found, problem = strict_from([f"{name} <{address}>"])
    assert problem or found.address == address


@pytest.mark.parametrize("char", ["\u212a", "\uff4b", "\u017f", "\u0131"])
def test_a8_look_alikes_are_other_addresses(char: str) -> None:
    assert not same(f"{char}ai@x.example", "kai@x.example")
    assert not same(f"a@{char}.example", "a@k.example")
    assert strict_from([f"<a@{char}orp.example>"])[0].address not in ("a@korp.example", "a@sorp.example")
    assert strict_from([f"<{char}@corp.example>"])[1]


def test_a8_fold_touches_ascii_letters_only() -> None:
    assert fold("AbÑ\u212a") == "abÑ\u212a"
    assert same("Ana@X.example", "ana@x.EXAMPLE")
    assert not same("", "")
    assert domain_of("a@X.Example") == "x.example"
    assert domain_of("nobody") == ""


def test_a8_invisible_characters_are_shown() -> None:
    assert visible("a\x00b\x9bc\u202ed\u200be\ufeff\n\tf") == r"a\x00b\x9bc\u202ed\u200be\ufeff" + "\n\tf"
    assert visible("\u2028\ud800\U000e0041") == r"\u2028\ud800\U000e0041"
    assert visible("Lucía ñandú 你好 🙂") == "Lucía ñandú 你好 🙂"


def test_a8_joiners_stay_where_a_script_is_written_with_them() -> None:
    """A family of emoji, a Persian or Hindi word; between letters that could hide behind one it is shown."""
    for written in (
        "👨\u200d👩\u200d👧 y ❤\ufe0f\u200d🔥",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
    ):
        assert visible(written) == written
    assert visible("an\u200da \u0430\u200c\u0430 \u200d\u0645 \u0645\u200da 🙂\u200d") == (
        "an\\u200da \u0430\\u200c\u0430 \\u200d\u0645 \u0645\\u200da 🙂\\u200d"
    )


@pytest.mark.parametrize("breaker", ["\r\n", "\r", "\n", "\x00", "\x0b", "\x85", "\u2028", "\u2029"])
def test_a28_a_header_stays_one_line(breaker: str) -> None:
    assert clean_header(f"Hola{breaker}Bcc: x@y") == "Hola Bcc: x@y"


@given(st.text())
def test_a28_cleaned_text_is_fit_for_a_header(text: str) -> None:
    clean = clean_header(text)
    assert len(clean) <= 200
    assert clean == unicodedata.normalize("NFC", clean)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in clean)
    clean.encode()


def test_a28_long_text_is_cut_and_composed() -> None:
    assert clean_header("x" * 300) == "x" * 199 + "…"
    assert clean_header("e\u0301") == "é"


@pytest.mark.parametrize("address", ["a@b.example", "a.b+c@b-c.example", "O'Neil@x.example", "_@x_y.example"])
def test_a29_dot_atoms_may_stand_in_an_envelope(address: str) -> None:
    assert dot_atom(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "@b",
        "a@",
        '"a@x> ORCPT=b"@y',
        "a b@c",
        "a@b c",
        "a@b>",
        "a\r\n@b",
        "ñ@b",
        "a@ñ",
        "a@b@c",
        "a@[1]",
    ],
)
def test_a29_other_forms_may_not(address: str) -> None:
    assert not dot_atom(address)


def test_many_mailboxes_are_read_tolerantly() -> None:
    found = parse_many(
        ['"Ruiz, Ana" <ana@x.example>, luis@x.example (Luis)', f"{AGENT} <{EVIL}>; Equipo: a@b.c, d@e.f;"]
    )
    assert [person.address for person in found] == ["ana@x.example", "luis@x.example", EVIL, "a@b.c", "d@e.f"]
    assert found[0].name == "Ruiz, Ana"
    assert parse_many(["undisclosed-recipients:;", ", ,", ""]) == ()
    assert parse_many(['"a b"@x.example']) == (Address("", '"a b"@x.example'),)


def test_a41_at_most_a_hundred_are_read() -> None:
    assert len(parse_many(["a@b.example," * 1000])) == 100
    assert len(parse_many(["a@b.example"] * 1000, limit=7)) == 7


@pytest.mark.slow  # hostile text
@pytest.mark.parametrize("bomb", ["(", '"', "<", "\\", ",", "=?", "=?utf-8?Q?", "a@b,", "(\\", ";:", " \t"])
def test_a39_of_a_bomb_four_times_as_large_the_work_is_four_times_as_much(
    bomb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(size: int) -> None:
        strict_from([bomb * (size // len(bomb))])
        parse_many([bomb * (size // len(bomb))] * 10)

    work = Work(monkeypatch, taken=True)
    assert work.of(lambda: read(16_000)) < 4.5 * work.of(lambda: read(4_000))
