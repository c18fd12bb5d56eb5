"""Threats D row by row, and A1: who is an agent, and that nothing claiming to be one is taken for a customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.mailflow.identity import (
    AgentAccepted,
    AgentAutomatic,
    AgentConfirm,
    AgentHold,
    Customer,
    Identity,
    identify,
)
from helpdesk.tickets.mail import Authentication, InboundMail
from helpdesk.tickets.model import Agent, Handle
from tests.unit.trust_kit import ANA, FAIL, LOGIN, LUIS, NONE, NOW, PASS, TEMPERROR, handle, mail

Trust = Literal["confirm", "dkim", "token"]
T1, T2 = "ACM-2611-T1", "ACM-2611-T2"
FROM_ANA = "Ana <ana@acme.example>"
SECRET = "abcdefgh234567xy"


def who(
    found: InboundMail | str,
    auth: Authentication,
    by_address: Handle | None = None,
    by_twin: Handle | None = None,
    subject: str = "",
    *,
    agent: Agent = ANA,
    automatic: str = "",
    released_by: str = "",
    login: str = "",
) -> Identity:
    letter = mail(found) if isinstance(found, str) else found
    return identify(
        letter, auth, (agent, LUIS), by_address, by_twin, subject, NOW,
        automatic=automatic, released_by=released_by, login=login,
    )  # fmt: skip


def held(found: Identity, reason: str, tell: Agent | None = ANA) -> None:
    assert isinstance(found, AgentHold)
    assert (found.reason, found.tell) == (reason, tell)
    assert found.because


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


# -- customers, and odd headers --------------------------------------------------------------------


@pytest.mark.parametrize("auth", [PASS, NONE, FAIL, TEMPERROR])
def test_everybody_else_is_a_customer(auth: Authentication) -> None:
    assert who("lucia@cliente.example", auth, subject=T1) == Customer()
    assert (
        who("lucia@cliente.example", auth, handle(agent="", customer="lucia@cliente.example")) == Customer()
    )
    assert who('"ana@acme.example" <lucia@cliente.example>', auth) == Customer()


@pytest.mark.parametrize(
    "sender", ["an\u0430@acme.example", "ana@acme.example.evil.test", "xana@acme.example", "ana@acme.exampl"]
)
def test_a1_a_from_one_character_off_is_no_agent(sender: str) -> None:
    assert who(sender, PASS) == Customer()
    held(who(sender, PASS, handle()), "agent-alias" if mail(sender).sender.address else "from-malformed")


@pytest.mark.parametrize(
    "sender",
    [
        "ana@acme.example <evil@evil.test>",
        "Ana <ana@acme.example> (x)",
        "ana@acme.example, evil@evil.test",
        "=?utf-8?Q?ana=40acme.example?=",
        "<@evil.test:ana@acme.example>",
        "ana@acme.example\x00",
    ],
)
def test_a4_a_malformed_from_that_shows_an_agent_is_held(sender: str) -> None:
    held(who(sender, PASS), "from-malformed")
    held(who(sender, PASS, handle()), "from-malformed")


def test_a5_headers_twice_in_an_agents_name_are_held() -> None:
    held(who(mail(FROM_ANA, "Subject: a", "Subject: b"), PASS, handle()), "dup-headers")
    held(who(mail(FROM_ANA, f"From: {FROM_ANA}", "From: x@evil.test"), PASS), "dup-headers")
    assert who(mail("lucia@cliente.example", "Subject: a", "Subject: b"), PASS) == Customer()


def test_a8_an_agents_address_with_a_kelvin_sign_is_a_stranger() -> None:
    kai = replace(ANA, addresses=("kai@acme.example",))
    assert who("\u212aai@acme.example", PASS, agent=kai) == Customer()


# -- released --------------------------------------------------------------------------------------


def test_confirmed_by_the_agent_it_is_accepted_as_an_answer() -> None:
    for by_address, subject, ticket in ((handle(), "", T1), (None, T1, T1), (handle(expires_at=NOW), "", T1)):
        found = who(FROM_ANA, NONE, by_address, subject=subject, released_by="agent:ana")
        assert isinstance(found, AgentAccepted)
        assert (found.kind, found.ticket) == ("r", ticket)
    found = who(FROM_ANA, NONE, handle(kind="n"), released_by="agent:ana")
    assert isinstance(found, AgentAccepted)
    assert found.kind == "n"


def test_another_agent_or_a_customer_vouches_for_nobody() -> None:
    held(who(FROM_ANA, NONE, released_by="agent:luis"), "agent-unverified")
    held(who(FROM_ANA, NONE, released_by="customer:lucia@cliente.example"), "agent-unverified")
    assert who("lucia@cliente.example", NONE, released_by="customer:lucia@cliente.example") == Customer()


def test_released_by_an_admin_goes_out_only_where_a_handle_says_so() -> None:
    found = who(FROM_ANA, FAIL, handle(), released_by="admin")
    assert isinstance(found, AgentAccepted)
    assert found.kind == "r"
    found = who(FROM_ANA, FAIL, subject=T1, released_by="admin")
    assert isinstance(found, AgentAccepted)
    assert found.kind == ""


# -- the property ----------------------------------------------------------------------------------

_TRUSTS: st.SearchStrategy[Trust] = st.sampled_from(["confirm", "dkim", "token"])
_AUTHS = st.sampled_from([PASS, NONE, FAIL, TEMPERROR])
_HANDLES = st.none() | st.builds(
    handle,
    kind=st.sampled_from(["r", "n", "c"]),
    agent=st.sampled_from(["ana", "luis", "gone", ""]),
    ticket=st.sampled_from([T1, T2, ""]),
    revoked=st.booleans(),
    expires_at=st.sampled_from([NOW - timedelta(1), NOW + timedelta(1)]),
)
_FROM = {
    name: mail(name)
    for name in (FROM_ANA, "luis@acme.example", "x@y.example", "ana@acme.example <x@y.example>")
}


@given(
    st.sampled_from(sorted(_FROM)),
    _AUTHS,
    _HANDLES,
    _HANDLES,
    st.sampled_from(["", T1]),
    _TRUSTS,
)
def test_a1_no_single_signal_ever_makes_an_answer(
    sender: str, auth: Authentication, one: Handle | None, two: Handle | None, subject: str, trust: Trust
) -> None:
    agent = replace(ANA, trust=trust)
    letter = _FROM[sender]
    found = who(letter, auth, one, two, subject, agent=agent)
    agents_handles = [h for h in (one, two) if h is not None and h.agent]
    claims = agents_handles or sender != "x@y.example"
    assert isinstance(found, Customer) == (not claims)
    if isinstance(found, AgentAccepted):
        assert letter.sender.address in found.agent.addresses
        assert auth.result == "pass" or (found.agent.trust == "token" and agents_handles)
        assert all(h.agent == found.agent.id and not h.revoked and h.expires_at > NOW for h in agents_handles)
        if found.kind == "r":
            assert agents_handles or found.agent.trust == "dkim"
        if found.ticket and agents_handles:
            assert {h.ticket for h in agents_handles} <= {found.ticket, ""}
