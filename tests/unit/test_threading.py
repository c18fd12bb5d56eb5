"""Threats E row by row: evidence finds a ticket, authentication and role say what a mail may do there."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.protocol import check_character
from helpdesk.tickets.mail import Authentication, Hold, InboundMail, Joins, NewTicket
from helpdesk.tickets.model import KnownId
from tests.unit.threading_kit import (
    GUEST,
    LUCIA,
    MARTA,
    OURS,
    STRANGER,
    T1,
    T2,
    THEIRS,
    answer,
    closed,
    judged,
    named,
)
from tests.unit.trust_kit import FAIL, NONE, NOW, PASS, TEMPERROR, handle, mail

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
        assert (found.linked, found.meant) == ("", "")


def test_e8_a_mistyped_id_opens_a_ticket_with_a_hint_for_agents() -> None:
    typo = T1[:10] + ("4" if T1[10] != "4" else "5") + T1[11:]
    found = judged(named(LUCIA, typo))
    assert isinstance(found, NewTicket)
    assert found.meant == T1 and found.typed != T1
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
