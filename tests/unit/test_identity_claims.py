"""Nothing that claims to be an agent passes for a customer; no one signal makes an agent (threats A1, A4, A5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.mailflow.identity import (
    AgentAccepted,
    Customer,
)
from helpdesk.tickets.mail import Authentication
from helpdesk.tickets.model import Handle
from tests.unit.identity_kit import FROM_ANA, T1, T2, Trust, held, who
from tests.unit.trust_kit import ANA, FAIL, NONE, NOW, PASS, TEMPERROR, handle, mail

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
