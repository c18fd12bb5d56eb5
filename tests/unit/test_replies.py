"""The project's own replies: no case loses its sender's words, and nearly all are exact."""

from __future__ import annotations

import pytest

from bench.replies import words_of
from helpdesk.mailflow.attributions import Grade, attribution
from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.parse import read
from helpdesk.mailflow.quotes import forward_subject, header_block, reply_subject
from helpdesk.mailflow.signature import phone_line
from tests.replies import (
    below,
    corpus_words,
    doubtful,
    inline,
    later,
    others,
    outside,
    outside_habits,
    outside_last,
    outside_later,
    outside_others,
    outside_ours,
    outside_plain,
    programs,
    tongues,
    unseen,
)
from tests.replies.letters import folded, lost
from tests.unit.mail_kit import CORPUS, needs_corpus

CASES = [
    *programs.cases(),
    *others.cases(),
    *inline.cases(),
    *doubtful.cases(),
    *below.cases(),
    *later.cases(),
    *unseen.cases(),
    *tongues.cases(),
    *outside.cases(),
    *outside_others.cases(),
    *outside_habits.cases(),
    *outside_later.cases(),
    *outside_last.cases(),
    *outside_plain.cases(),
    *outside_ours.cases(),
]
FLOOR = 0.98


def test_the_set_is_as_large_as_it_says() -> None:
    assert len(CASES) >= 150
    assert len({case.name for case in CASES}) == len({(case.raw, case.sent) for case in CASES}) == len(CASES)


@pytest.fixture(scope="module")
def found() -> dict[str, str]:
    """The words taken from each case, and that the mail is as it was."""
    words: dict[str, str] = {}
    for case in CASES:
        mail = read(case.raw)
        before = mail.text
        words[case.name] = own_words(mail, case.sent).text
        assert mail.text == before and lost(case.words, before) == [], f"{case.name}: the original is changed"
    return words


def test_a49_no_word_of_the_senders_is_lost(found: dict[str, str]) -> None:
    gone = {case.name: lost(case.words, found[case.name]) for case in CASES}
    assert {name: words for name, words in gone.items() if words} == {}


def test_nearly_all_are_exact(found: dict[str, str]) -> None:
    more = [case.name for case in CASES if folded(found[case.name]) != folded(case.words)]
    assert len(more) <= len(CASES) * (1 - FLOOR), more


@needs_corpus
def test_real_replies_of_others_are_exact() -> None:
    cases = list(corpus_words.cases(CORPUS / "replies"))
    assert [case.name for case in cases if folded(words_of(case)) != folded(case.words)] == []


def test_a_lost_word_is_seen() -> None:
    assert lost("uno dos tres", "uno > tres dos") == ["tres"]
    assert lost("uno dos", "cero uno y dos") == []


@pytest.mark.parametrize(
    ("line", "grade"),
    [
        ("On Mon, Nov 16, 2026 at 10:20 AM Ana <ana@acme.example> wrote:", Grade.SURE),
        ("El 16/11/26 a las 10:20, Ana escribió:", Grade.SURE),
        ("El lunes, Ana escribió:", Grade.NONE),
        ("El 3 de abril de 2026 a las 10:20 vuestro técnico escribió:", Grade.DATED),
        ("El 3 de abril de 2026 a las 10:20 Ana me escribió:", Grade.NONE),
        ("Ana Ruiz wrote:", Grade.BESIDE_MARKS),
        ("Los pasos son estos:", Grade.NONE),
    ],
)
def test_what_an_attribution_proves(line: str, grade: Grade) -> None:
    assert attribution([line], 0) == (0, grade)


def test_a_header_block_needs_its_address_or_its_hour() -> None:
    assert header_block(["De: Ana <a@b.example>", "Para: x", "Asunto: y"], 0) == 3
    assert header_block(["Fecha: lun, 16 nov 2026 10:20", "De: Ana", "Asunto: y", "", "Hola"], 0) == 3
    assert header_block(["De: Madrid", "A: Barcelona", "Fecha: 3 de mayo"], 0) == 0


def test_subjects_of_replies_and_forwards() -> None:
    assert all(
        reply_subject(one)
        for one in ("Re: x", "RES: x", "AW: x", "[a] Re[2]: x", "RE : x", "回复：x", "答复: x", "答覆：x")
    )
    assert all(forward_subject(one) for one in ("Fwd: x", "RV: x", "ENC: x", "WG: x", "TR : x"))
    assert not any(
        reply_subject(one) or forward_subject(one) for one in ("Reservas: x", "Respuesta", "Trenes: 3")
    )


def test_a_phones_line_names_its_program() -> None:
    assert phone_line("Enviado desde mi Moto G") and phone_line("*Sent from my iPad*")
    assert not phone_line("Enviado desde Zaragoza el lunes") and not phone_line("Sent with love")
