"""Threats D row by row: which signals make an agent's mail accepted, asked about, held or logged."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpdesk.mailflow.identity import (
    AgentAccepted,
    AgentAutomatic,
    AgentConfirm,
    AgentHold,
    Customer,
)
from helpdesk.tickets.mail import Authentication
from tests.unit.identity_kit import FROM_ANA, SECRET, T1, T2, Trust, held, who
from tests.unit.trust_kit import ANA, FAIL, LOGIN, LUIS, NONE, NOW, PASS, TEMPERROR, handle, mail

# -- row 1: S4, or S1+S2+S3 ------------------------------------------------------------------------


def test_d1_s1_s2_s3_is_accepted() -> None:
    for by_address, by_twin in (
        (handle(), None),
        (None, handle(via="message-id")),
        (handle(), handle(via="message-id")),
    ):
        found = who(FROM_ANA, PASS, by_address, by_twin)
        assert isinstance(found, AgentAccepted)
        assert (found.agent, found.kind, found.ticket) == (ANA, "r", T1)


def test_d1_s4_is_accepted_with_and_without_a_handle() -> None:
    assert who(FROM_ANA, LOGIN, handle(kind="n")) == AgentAccepted(ANA, LOGIN.because, "n", T1)
    assert who(FROM_ANA, LOGIN) == AgentAccepted(ANA, LOGIN.because, "", "")
    # It says who, not to whom: without a handle a ticket in Subject gets a note (product.md 2.8).
    assert who(FROM_ANA, LOGIN, subject=T1) == AgentAccepted(ANA, LOGIN.because, "", T1)
    dkim = replace(ANA, trust="dkim")
    assert who(FROM_ANA, LOGIN, subject=T1, agent=dkim) == AgentAccepted(dkim, LOGIN.because, "r", T1)


def test_d1_a_login_covers_the_agents_own_aliases_only() -> None:
    alias = "ana.ruiz@acme.example"
    assert isinstance(who(alias, NONE, handle(), login="ana@acme.example"), AgentAccepted)
    held(who("luis@acme.example", NONE, login="ana@acme.example"), "agent-unverified", LUIS)
    held(who("luis@acme.example", NONE, handle(), login="ana@acme.example"), "agent-unverified", LUIS)


def test_d1_an_alias_and_any_case_are_the_agent() -> None:
    assert isinstance(who("ANA.Ruiz@Acme.EXAMPLE", PASS, handle()), AgentAccepted)


# -- row 2: S2+S3, no token, protocol in Subject ---------------------------------------------------


def test_d2_s2_s3_with_a_protocol_is_confirmed() -> None:
    found = who(FROM_ANA, PASS, subject=T1)
    assert isinstance(found, AgentConfirm)
    assert (found.agent, found.ticket) == (ANA, T1)


def test_d2_trust_dkim_makes_it_a_reply() -> None:
    dkim = replace(ANA, trust="dkim")
    found = who(FROM_ANA, PASS, subject=T1, agent=dkim)
    assert isinstance(found, AgentAccepted)
    assert (found.kind, found.ticket) == ("r", T1)
    assert isinstance(who(FROM_ANA, PASS, subject=T1, agent=replace(ANA, trust="token")), AgentConfirm)


def test_d2_an_unsigned_subject_names_nothing() -> None:
    unsigned = Authentication("pass", "dkim", "DKIM", frozenset({"from", "date"}))
    held(
        who(FROM_ANA, unsigned, subject=T1, agent=replace(ANA, trust="dkim")),
        "agent-unverified",
        replace(ANA, trust="dkim"),
    )


def test_d2_new_mail_of_an_authenticated_agent_is_accepted_as_new() -> None:
    found = who(FROM_ANA, PASS)
    assert isinstance(found, AgentAccepted)
    assert (found.kind, found.ticket) == ("", "")


# -- row 3: S1+S2, S3 unknown ----------------------------------------------------------------------


def test_d3_s1_s2_without_a_result_is_confirmed() -> None:
    found = who(FROM_ANA, NONE, handle())
    assert isinstance(found, AgentConfirm)
    assert (found.agent, found.ticket) == (ANA, T1)
    assert isinstance(who(FROM_ANA, NONE, handle(), agent=replace(ANA, trust="dkim")), AgentConfirm)


def test_d3_trust_token_accepts_it() -> None:
    assert isinstance(who(FROM_ANA, NONE, handle(), agent=replace(ANA, trust="token")), AgentAccepted)


# -- row 4: S1+S2, S3 fail -------------------------------------------------------------------------


@pytest.mark.parametrize("trust", ["confirm", "dkim", "token"])
def test_d4_a_fail_is_held_with_no_opt_out(trust: Trust) -> None:
    agent = replace(ANA, trust=trust)
    for by_address, subject in ((handle(), ""), (None, T1), (None, "")):
        held(who(FROM_ANA, FAIL, by_address, subject=subject, agent=agent), "agent-unverified", agent)


def test_b28_dns_that_cannot_answer_makes_it_wait() -> None:
    held(who(FROM_ANA, TEMPERROR, handle()), "agent-unchecked", None)


# -- row 5: S1+S3, From not registered -------------------------------------------------------------


def test_d5_another_from_with_the_handle_is_held_and_the_registered_address_asked() -> None:
    found = who("ana@gmail.example", PASS, handle())
    held(found, "agent-alias")
    assert isinstance(found, AgentHold)
    assert "ana@gmail.example" in found.because
    assert found.ticket == T1


# -- row 6: S2 only, S1 only, or a token that does not fit -----------------------------------------


def test_d6_s2_only_is_held() -> None:
    held(who(FROM_ANA, NONE), "agent-unverified")
    held(who(FROM_ANA, NONE, subject=T1), "agent-unverified")
    held(
        who(FROM_ANA, NONE, subject=T1, agent=replace(ANA, trust="token")),
        "agent-unverified",
        replace(ANA, trust="token"),
    )


@pytest.mark.parametrize("auth", [NONE, FAIL, TEMPERROR])
def test_d6_s1_only_is_held_and_never_a_customers_message(auth: Authentication) -> None:
    held(who("lucia@cliente.example", auth, handle()), "agent-unverified")


@pytest.mark.parametrize("auth", [PASS, LOGIN, NONE])
@pytest.mark.parametrize(
    "changes",
    [
        {"revoked": True},
        {"expires_at": NOW},
        {"expires_at": NOW - timedelta(days=1)},
        {"agent": "luis"},
        {"agent": "gone"},
    ],
)
def test_d6_a_token_revoked_expired_or_another_agents_is_held(
    auth: Authentication, changes: dict[str, object]
) -> None:
    for by_address, by_twin in (
        (handle(**changes), None),
        (None, handle(**changes)),
        (handle(), handle(**changes)),
    ):
        held(who(FROM_ANA, auth, by_address, by_twin), "agent-unverified")


def test_d6_a_token_of_another_ticket_is_held() -> None:
    held(who(FROM_ANA, PASS, handle(), subject=T2), "agent-unverified")
    held(who(FROM_ANA, PASS, handle(), handle(ticket=T2)), "agent-unverified")
    assert isinstance(who(FROM_ANA, PASS, handle(), subject=T1), AgentAccepted)


def test_d6_a_token_one_character_off_is_held() -> None:
    letter = mail(FROM_ANA, f"To: soporte+r-{SECRET}@acme.example")
    held(who(letter, PASS), "agent-unverified")
    held(who(letter, PASS, by_twin=handle()), "agent-unverified")
    assert isinstance(who(letter, PASS, handle()), AgentAccepted)


def test_a_handle_of_an_agent_who_left_is_still_nobody_elses() -> None:
    held(who("x@gmail.example", PASS, handle(agent="gone")), "agent-unverified", None)


# -- row 7: automatic ------------------------------------------------------------------------------


@pytest.mark.parametrize("auth", [PASS, NONE, FAIL, LOGIN])
def test_d7_a16_an_agents_machine_is_only_logged(auth: Authentication) -> None:
    assert who(FROM_ANA, auth, handle(), automatic="Auto-Submitted: auto-replied") == AgentAutomatic(ANA)
    assert who(FROM_ANA, auth, automatic="x") == AgentAutomatic(ANA)
    assert who("x@y.example", auth, handle(), automatic="x") == AgentAutomatic(ANA)
    assert who("x@y.example", auth, automatic="x") == Customer()


# -- how visible -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "kind"), [("r", "n", "n"), ("n", "r", "n"), ("r", "c", "c"), ("n", "c", "c")]
)
def test_where_address_and_twin_disagree_the_more_private_wins(one: str, other: str, kind: str) -> None:
    found = who(FROM_ANA, PASS, handle(kind=one), handle(kind=other, via="message-id"))
    assert isinstance(found, AgentAccepted)
    assert found.kind == kind
