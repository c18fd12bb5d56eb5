"""Threats E row by row: a protocol finds a ticket, evidence and authentication say what a mail may do there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.mailflow.protocol import check_character
from helpdesk.mailflow.threading import Found, TicketFacts, clues, thread, wanted
from helpdesk.tickets.mail import Authentication, Hold, InboundMail, Joins, NewTicket, Threading
from helpdesk.tickets.model import Handle, KnownId
from helpdesk.tickets.reasons import CODES, reason
from tests.unit.trust_kit import DESK, FAIL, NONE, NOW, PASS, TEMPERROR, envelope, facts, handle, mail

T1 = "ACM-2611-7K3MG" + check_character("26117K3MG")
T2 = "ACM-2611-00000" + check_character("261100000")
LUCIA, MARTA, STRANGER, GUEST = (
    "lucia@cliente.example",
    "marta@cliente.example",
    "x@otro.example",
    "pepe@otro.example",
)
OURS, THEIRS = "<r.aaaaaaaaaaaaaaaaaaaaaaaa@acme.example>", "<m0@cliente.example>"
WINDOW = timedelta(days=7)
SECRET = "abcdefgh234567xy"

SENT = KnownId(OURS, T1, "out", (LUCIA,), "", NOW)
RECEIVED = KnownId(THEIRS, T1, "in", (), "", NOW)


def judged(
    letter: InboundMail | str,
    auth: Authentication = PASS,
    *,
    words: str = "Hola",
    known: tuple[KnownId, ...] = (SENT, RECEIVED),
    token: Handle | None = None,
    tickets: dict[str, TicketFacts] | None = None,
    released: bool = False,
) -> Threading:
    letter = mail(letter) if isinstance(letter, str) else letter
    found = clues(letter, envelope(), {DESK}, ("ACM",), words)
    have = {T1: facts(T1, (GUEST,)), T2: facts(T2)} if tickets is None else tickets
    seen = tuple(one for one in known if one.message_id in found.parent_ids)
    asked = wanted(found, token, seen)
    store = Found(token, seen, {name: have[name] for name in asked if name in have})
    return thread(found, store, letter, auth, NOW, WINDOW, released=released)


def answer(sender: str, *lines: str) -> InboundMail:
    return mail(sender, f"In-Reply-To: {OURS}", *lines)


def named(sender: str, *protocols: str) -> InboundMail:
    return mail(sender, f"Subject: Re: Factura {' '.join(f'[{name}]' for name in protocols)}")


def closed(days: float, **changes: Any) -> dict[str, TicketFacts]:
    return {T1: facts(T1, (GUEST,), status="closed", resolved_at=NOW - timedelta(days=days), **changes)}


# -- row 1: participant, token valid ---------------------------------------------------------------


@pytest.mark.parametrize("auth", [PASS, NONE, TEMPERROR])
def test_e1_a_participants_token_joins(auth: Authentication) -> None:
    found = judged(answer(LUCIA), auth)
    assert isinstance(found, Joins)
    assert (found.protocol, found.standing, found.neutral_receipt) == (T1, "full", False)
    assert ("not checked" in found.because) == (auth is TEMPERROR)


def test_e1_references_from_the_end_are_a_token_too() -> None:
    found = judged(mail(LUCIA, f"References: <a@b> {THEIRS} {OURS} <z@z>"), NONE)
    assert isinstance(found, Joins)
    assert found.standing == "full"
    assert OURS in found.because


def test_e1_a_plus_handle_is_a_token() -> None:
    token = handle(kind="c", ticket=T1, agent="", customer=LUCIA)
    found = judged(LUCIA, NONE, token=token)
    assert isinstance(found, Joins)
    assert found.standing == "full"
    for dead in ({"expires_at": NOW}, {"revoked": True}):
        late = judged(LUCIA, NONE, token=handle(kind="c", ticket=T1, agent="", customer=LUCIA, **dead))
        assert isinstance(late, Joins)
        assert late.standing == "unverified"


# -- row 2: participant, ID or References only, pass -----------------------------------------------


@pytest.mark.parametrize(
    "letter",
    [named(LUCIA, T1), named(MARTA, T1), mail(LUCIA, f"In-Reply-To: {THEIRS}"), named(LUCIA, T1.lower())],
)
def test_e2_an_authenticated_participant_joins_by_id_or_references(letter: InboundMail) -> None:
    found = judged(letter, PASS)
    assert isinstance(found, Joins)
    assert (found.protocol, found.standing, found.neutral_receipt) == (T1, "full", False)


def test_e2_one_protocol_in_the_own_words_counts_for_participants_only() -> None:
    assert isinstance(judged(LUCIA, words=f"Sobre {T1.lower()}: ¿y?"), Joins)
    assert isinstance(judged(LUCIA, words=f"Sobre {T1} y {T2}"), NewTicket)
    outsider = judged(STRANGER, words=f"Sobre {T1}")
    assert isinstance(outsider, NewTicket)
    assert outsider.linked == ""
    quoted = mail(LUCIA, body=f"Hola\r\n> {T1}")
    assert isinstance(judged(quoted, words="Hola"), NewTicket)


def test_a6_what_leads_to_the_ticket_must_be_signed_where_a_signature_is_the_proof() -> None:
    signed = Authentication(
        "pass", "dkim", "DKIM", frozenset({"from", "to", "subject", "date", "message-id"})
    )
    by_subject = judged(named(LUCIA, T1), signed)
    assert isinstance(by_subject, Joins)
    assert by_subject.standing == "full"
    added = judged(mail(LUCIA, f"In-Reply-To: {THEIRS}"), signed)
    assert isinstance(added, Joins)
    assert added.standing == "unverified"


# -- row 3: participant, no token, no authentication -----------------------------------------------


@pytest.mark.parametrize("letter", [named(LUCIA, T1), mail(LUCIA, f"References: {THEIRS}")])
def test_e3_an_unproved_participant_joins_unverified(letter: InboundMail) -> None:
    found = judged(letter, NONE)
    assert isinstance(found, Joins)
    assert (found.standing, found.neutral_receipt) == ("unverified", True)


def test_e3_a_token_sent_to_somebody_else_is_none() -> None:
    found = judged(answer(MARTA), NONE)
    assert isinstance(found, Joins)
    assert found.standing == "unverified"
    notification = KnownId(OURS, T1, "out", ("ana@acme.example",), "ana", NOW)
    found = judged(answer(LUCIA), NONE, known=(notification,))
    assert isinstance(found, Joins)
    assert found.standing == "unverified"


# -- row 4: participant, fail ----------------------------------------------------------------------


@pytest.mark.parametrize("letter", [answer(LUCIA), named(LUCIA, T1), mail(LUCIA, f"In-Reply-To: {THEIRS}")])
def test_e4_a_failing_participant_is_held_and_the_address_on_file_asked(letter: InboundMail) -> None:
    found = judged(letter, FAIL)
    assert isinstance(found, Hold)
    assert (found.reason, found.protocol, found.ask_address_on_file) == ("spoof-suspect", T1, True)
    assert not found.neutral_receipt


# -- row 5: unknown, valid token -------------------------------------------------------------------


def test_e5_a11_a_stranger_on_a_token_is_held() -> None:
    found = judged(answer(STRANGER), PASS)
    assert isinstance(found, Hold)
    assert (found.reason, found.protocol, found.neutral_receipt) == ("foreign-on-token", T1, True)
    by_handle = judged(STRANGER, NONE, token=handle(kind="c", ticket=T1, agent="", customer=LUCIA))
    assert isinstance(by_handle, Hold)
    assert by_handle.reason == "foreign-on-token"
    failing = judged(answer(STRANGER), FAIL)
    assert isinstance(failing, Hold)
    assert not failing.neutral_receipt


# -- row 6: guest ----------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", [answer(GUEST), named(GUEST, T1), mail(GUEST, f"References: {THEIRS}")])
@pytest.mark.parametrize("auth", [PASS, NONE])
def test_e6_a_guest_joins_as_a_guest_before_being_a_stranger(
    letter: InboundMail, auth: Authentication
) -> None:
    found = judged(letter, auth)
    assert isinstance(found, Joins)
    assert (found.protocol, found.standing, found.neutral_receipt) == (T1, "guest", False)


def test_e6_a_failing_guest_is_held_and_nobody_asked() -> None:
    found = judged(answer(GUEST), FAIL)
    assert isinstance(found, Hold)
    assert (found.reason, found.ask_address_on_file, found.neutral_receipt) == ("spoof-suspect", False, False)


# -- row 7: unknown, known ID or a Message-ID we did not send --------------------------------------


@pytest.mark.parametrize("letter", [named(STRANGER, T1), mail(STRANGER, f"In-Reply-To: {THEIRS}")])
def test_e7_a9_a_stranger_who_quotes_gets_a_ticket_of_his_own(letter: InboundMail) -> None:
    found = judged(letter, PASS)
    assert isinstance(found, NewTicket)
    assert (found.linked, found.link_kind, found.doubtful) == (T1, "quotes", False)
    assert judged(letter, FAIL).doubtful  # type: ignore[union-attr]


# -- row 8: anyone, bad checksum or unknown ID -----------------------------------------------------


def test_e8_an_unknown_id_opens_a_ticket() -> None:
    other = "ACM-2611-ZZZZZ" + check_character("2611ZZZZZ")
    for sender in (LUCIA, STRANGER):
        found = judged(named(sender, other))
        assert isinstance(found, NewTicket)
        assert (found.linked, found.hint) == ("", "")


def test_e8_a_mistyped_id_opens_a_ticket_with_a_hint_for_agents() -> None:
    typo = T1[:10] + ("4" if T1[10] != "4" else "5") + T1[11:]
    found = judged(named(LUCIA, typo))
    assert isinstance(found, NewTicket)
    assert T1 in found.hint
    assert found.linked == ""


def test_new_mail_opens_a_ticket() -> None:
    found = judged(LUCIA)
    assert found == NewTicket("new mail")
    doubtful = judged(STRANGER, FAIL)
    assert isinstance(doubtful, NewTicket)
    assert doubtful.doubtful
    assert judged(mail(LUCIA, "In-Reply-To: <nobody@knows.example>")) == NewTicket(
        "answers a mail nobody here knows"
    )


# -- row 9: participant, closed too long -----------------------------------------------------------


@pytest.mark.parametrize("letter", [answer(LUCIA), named(LUCIA, T1)])
@pytest.mark.parametrize("auth", [PASS, NONE])
def test_e9_a_ticket_closed_too_long_is_followed_by_a_new_one(
    letter: InboundMail, auth: Authentication
) -> None:
    found = judged(letter, auth, tickets=closed(7.1))
    assert isinstance(found, NewTicket)
    assert (found.linked, found.link_kind) == (T1, "follows")
    assert isinstance(judged(letter, auth, tickets=closed(6.9)), Joins)
    assert isinstance(judged(letter, FAIL, tickets=closed(30)), Hold)


def test_e9_guests_of_a_closed_ticket_and_old_tokens() -> None:
    guest = judged(answer(GUEST), tickets=closed(30))
    assert isinstance(guest, NewTicket)
    assert guest.link_kind == "quotes"
    assert isinstance(judged(answer(STRANGER), tickets=closed(100)), Hold)
    expired = judged(answer(STRANGER), tickets=closed(200))
    assert isinstance(expired, NewTicket)
    assert expired.link_kind == "quotes"


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
