"""What is believed first, senders nobody can be sure of, released mail, and the properties of threats E."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.mailflow.threading import TicketFacts, clues
from helpdesk.tickets.mail import Authentication, Hold, InboundMail, Joins, NewTicket
from helpdesk.tickets.model import KnownId
from helpdesk.tickets.reasons import CODES, reason
from tests.unit.threading_kit import (
    GUEST,
    LUCIA,
    MARTA,
    OURS,
    SECRET,
    STRANGER,
    T1,
    T2,
    THEIRS,
    answer,
    closed,
    judged,
    named,
)
from tests.unit.trust_kit import DESK, FAIL, NONE, NOW, PASS, TEMPERROR, envelope, facts, mail

# -- finding order, disagreement -------------------------------------------------------------------


def test_two_different_protocols_in_subject_are_ambiguous() -> None:
    for sender in (LUCIA, STRANGER):
        found = judged(named(sender, T1, T2))
        assert isinstance(found, Hold)
        assert found.reason == "ambiguous"
    assert isinstance(judged(named(LUCIA, T1, T1.lower())), Joins)
    assert isinstance(judged(named(LUCIA, T1, T2), released=True), Joins)


def test_token_wins_over_subject_and_it_is_said() -> None:
    found = judged(mail(LUCIA, f"In-Reply-To: {OURS}", f"Subject: [{T2}]"))
    assert isinstance(found, Joins)
    assert found.protocol == T1
    assert T2 in found.because
    both = judged(mail(LUCIA, f"In-Reply-To: {OURS}", f"Subject: [{T2}] [{T1}]"))
    assert isinstance(both, Joins)
    assert both.protocol == T1


def test_in_reply_to_comes_before_references_and_those_from_the_end() -> None:
    letter = mail(LUCIA, "References: <a@x> <b@x> <c@x>", "In-Reply-To: <d@x>")
    assert clues(letter, envelope(), {DESK}, ("ACM",), "").parent_ids == ("<d@x>", "<c@x>", "<b@x>", "<a@x>")


def test_handles_are_found_in_every_recipient_header_and_the_envelope() -> None:
    address = f"Soporte+C-{SECRET.upper()}@acme.example"
    for line in (
        f"To: x@y, <{address}>",
        f"Cc: {address}",
        f"Delivered-To: {address}",
        f"X-Original-To: <{address}>",
    ):
        assert clues(mail(LUCIA, line), envelope(), {DESK}, ("ACM",), "").handles == (("c", SECRET),)
    by_envelope = envelope(recipients=(address, address))
    assert clues(mail(LUCIA), by_envelope, {DESK, "ventas@acme.example"}, ("ACM",), "").handles == (
        ("c", SECRET),
    )


def test_a48_the_same_id_on_two_tickets_leads_to_the_senders_own() -> None:
    attackers = TicketFacts(facts(T2).ticket, ())
    for order in ((T2, T1), (T1, T2)):
        known = tuple(KnownId(THEIRS, name, "in", (), "", NOW) for name in order)
        found = judged(
            mail(LUCIA, f"In-Reply-To: {THEIRS}"), known=known, tickets={T1: facts(T1), T2: attackers}
        )
        assert isinstance(found, Joins)
        assert found.protocol == T1


# -- odd senders -----------------------------------------------------------------------------------


def test_a4_a_malformed_from_that_claims_a_participant_or_carries_a_token_is_held() -> None:
    for letter in (named(f"{LUCIA} <{STRANGER}>", T1), answer(f"{STRANGER} (x)")):
        found = judged(letter)
        assert isinstance(found, Hold)
        assert (found.reason, found.protocol) == ("from-malformed", T1)


def test_a4_any_other_malformed_from_opens_a_doubtful_ticket() -> None:
    found = judged(f"{STRANGER} (x)")
    assert isinstance(found, NewTicket)
    assert found.doubtful
    quoting = judged(named(f"{STRANGER} (x)", T1))
    assert isinstance(quoting, NewTicket)
    assert (quoting.doubtful, quoting.linked) == (True, T1)
    let_in = judged(answer(f"{STRANGER} (x)"), released=True)
    assert isinstance(let_in, NewTicket)
    assert let_in.doubtful


def test_a5_headers_twice_that_claim_a_participant_are_held() -> None:
    twice = mail(LUCIA, f"Subject: [{T1}]", "Subject: otra")
    found = judged(twice)
    assert isinstance(found, Hold)
    assert (found.reason, found.protocol) == ("dup-headers", T1)
    assert isinstance(judged(mail(STRANGER, "Subject: a", "Subject: b")), NewTicket)
    assert isinstance(judged(twice, released=True), Joins)


def test_a8_look_alikes_find_nothing() -> None:
    wide = T1.replace("2", "\uff12")
    assert judged(named(LUCIA, wide)) == NewTicket("new mail")
    kelvin = judged(named("\u212alucia@cliente.example", T1))
    assert isinstance(kelvin, NewTicket)
    assert kelvin.doubtful


# -- released --------------------------------------------------------------------------------------


def test_a_released_mail_is_held_no_more() -> None:
    confirmed = judged(answer(LUCIA), FAIL, released=True)
    assert isinstance(confirmed, Joins)
    assert confirmed.standing == "full"
    admitted = judged(answer(STRANGER), released=True)
    assert isinstance(admitted, Joins)
    assert admitted.standing == "guest"


# -- properties ------------------------------------------------------------------------------------

_LETTERS = [
    mail(sender, *lines)
    for sender in (LUCIA, MARTA, GUEST, STRANGER, f"{LUCIA} <{STRANGER}>")
    for lines in (
        (),
        (f"In-Reply-To: {OURS}",),
        (f"In-Reply-To: {THEIRS}",),
        (f"Subject: [{T1}]",),
        (f"Subject: [{T1}] [{T2}]",),
        (f"In-Reply-To: {OURS}", f"Subject: [{T2}]"),
    )
]


@given(
    st.sampled_from(_LETTERS),
    st.sampled_from([PASS, NONE, FAIL, TEMPERROR]),
    st.sampled_from([0.0, 30.0, 400.0]),
)
def test_nobody_outside_a_ticket_ever_joins_it(
    letter: InboundMail, auth: Authentication, days: float
) -> None:
    tickets = {**closed(days), T2: facts(T2)} if days else None
    found = judged(letter, auth, tickets=tickets)
    if isinstance(found, Joins):
        assert letter.sender.address in (LUCIA, MARTA, GUEST)
        assert (found.standing == "guest") == (letter.sender.address == GUEST)
        assert auth is not FAIL
        assert found.standing != "full" or auth.result == "pass" or letter.sender.address == LUCIA
    if isinstance(found, Hold):
        assert found.reason in CODES
    if isinstance(found, NewTicket) and auth is FAIL:
        assert found.doubtful


def test_every_reason_has_words_and_advice_in_three_languages() -> None:
    for code in CODES:
        said = [reason(code, language) for language in ("es", "en", "pt")]
        assert len({one.words for one in said}) == 3
        assert all(one.words.endswith(".") and one.advice.endswith(".") for one in said)
    assert reason("of-a-newer-version", "es").words == "of-a-newer-version"
