"""The one function that decides whether a mail is an agent's, and whether it is believed (threats D, A1, A14-A16).

Whatever claims to be an agent's - From is a registered address, or it carries an agent's handle - is accepted, asked
about, held or logged; it never goes on as a customer's mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from helpdesk.mailflow.addresses import same
from helpdesk.mailflow.claims import claimed_addresses, repeated, shows_handle
from helpdesk.mailflow.release import release_of
from helpdesk.tickets.mail import Authentication, InboundMail
from helpdesk.tickets.model import Agent, Handle

Visibility = Literal["", "r", "n", "c"]


@dataclass(frozen=True, slots=True)
class Customer:
    """Not an agent and not claiming to be one."""


@dataclass(frozen=True, slots=True)
class AgentAccepted:
    """Believed. `kind`: what the text becomes ('r' public reply, 'n' note, 'c' commands only, '' nothing said:
    a note on `ticket`, or new mail where that is ''); `how` in plain words."""

    agent: Agent
    how: str
    kind: Visibility = ""
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class AgentConfirm:
    """Held until the registered address says yes."""

    agent: Agent
    ticket: str
    because: str


@dataclass(frozen=True, slots=True)
class AgentHold:
    """Held with an alert. `reason` is a code of tickets.reasons; `agent` whose name is used, `tell` whom to tell."""

    agent: Agent | None
    reason: str
    because: str
    tell: Agent | None = None
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class AgentAutomatic:
    """An agent's machine wrote it: logged, relayed to nobody, obeyed by nothing (A16)."""

    agent: Agent


Identity = Customer | AgentAccepted | AgentConfirm | AgentHold | AgentAutomatic


@dataclass(frozen=True, slots=True)
class _Signals:
    """S1 is `handle`, S2 is `author`, S3 is `auth`; S4 is auth by 'smtp-auth', S5 is not built."""

    author: Agent | None
    handle: Handle | None
    owner: Agent | None
    auth: Authentication
    subject: str

    @property
    def ticket(self) -> str:
        return (self.handle.ticket if self.handle else "") or self.subject


def identify(
    mail: InboundMail,
    auth: Authentication,
    agents: Sequence[Agent],
    by_address: Handle | None,
    by_twin: Handle | None,
    subject_protocol: str,
    now: datetime,
    *,
    automatic: str = "",
    released_by: str = "",
    login: str = "",
) -> Identity:
    """Who wrote `mail`, as far as agents go.

    `by_address` and `by_twin` are the stored handles found by recipient address and by In-Reply-To; those of
    customers (`agent` '') are no agent's. `subject_protocol` is the one valid protocol in Subject, or ''.
    `automatic` is the guard's reason. `released_by` is who released the mail from its hold: its agent, or an
    admin, vouches for it; a customer's word counts for nothing here. `login` is the agent address SMTP AUTH proved,
    where From may be another address of the same agent.
    """
    handles = [handle for handle in (by_address, by_twin) if handle is not None and handle.agent]
    author = _agent_of(mail.sender.address, agents)
    owner = next((agent for agent in agents if handles and agent.id == handles[0].agent), None)
    claimed = author or _claimed(mail, agents)
    if claimed is None and not handles:
        return Customer()
    agent = author or owner or claimed
    if automatic and agent is not None:
        return AgentAutomatic(agent)
    signed_in = _agent_of(login, agents)
    if author is not None and signed_in is author and not mail.sender_problem:
        auth = Authentication("pass", "smtp-auth", f"signed in as {login}")
    vouched = _vouched(released_by, agent)
    handle = _more_private(handles)
    signals = _Signals(author, handle, owner, auth, subject_protocol)
    if vouched and agent is not None:
        # The question put to the agent showed the text as an answer; an admin who releases says no such thing.
        silent: Visibility = "r" if released_by.startswith("agent:") else ""
        return AgentAccepted(agent, vouched, _visibility(handle) or silent, signals.ticket)
    return (
        _odd_headers(mail, signals, claimed)
        or _odd_handle(signals, handles, now, unknown=by_address is None and shows_handle(mail))
        or (_without_author(mail, signals) if author is None else _by_signals(author, signals))
    )


def _by_signals(author: Agent, signals: _Signals) -> Identity:
    """Threats D, row by row; From is `author`'s, and a handle, where there is one, is valid and hers."""
    auth, handle, ticket = signals.auth, signals.handle, signals.ticket
    kind = _visibility(handle)
    if auth.result == "fail":
        because = f"From is {author.name}'s, but its domain disowns it ({auth.because})"
        return AgentHold(author, "agent-unverified", because, author, ticket)
    if auth.result == "temperror":
        because = f"whether {author.name} wrote it cannot be told for now ({auth.because})"
        return AgentHold(author, "agent-unchecked", because, None, ticket)
    if auth.by == "smtp-auth" and auth.result == "pass":
        if not handle and signals.subject and author.trust == "dkim":
            kind = "r"
        return AgentAccepted(author, auth.because, kind, ticket)
    if handle and auth.result == "pass":
        return AgentAccepted(author, f"handle, From and {auth.because}", kind, ticket)
    if handle:
        if author.trust == "token":
            return AgentAccepted(author, "handle and From (trust: token)", kind, ticket)
        return AgentConfirm(author, ticket, f"handle and From fit, but nothing proves From ({auth.because})")
    if auth.result == "pass" and not signals.subject:
        return AgentAccepted(author, f"new mail: From and {auth.because}")
    if auth.result == "pass" and _subject_proved(auth):
        if author.trust == "dkim":
            return AgentAccepted(
                author, f"protocol in Subject, From and {auth.because} (trust: dkim)", "r", ticket
            )
        return AgentConfirm(author, ticket, f"it names {ticket}, but carries no handle")
    because = f"From is {author.name}'s and nothing else speaks for it ({auth.because or 'no result'})"
    return AgentHold(author, "agent-unverified", because, author, ticket)


def _without_author(mail: InboundMail, signals: _Signals) -> AgentHold:
    """An agent's handle under somebody else's From: never hers, and never a customer's message either."""
    owner, sender = signals.owner, mail.sender.address
    whose = owner.name if owner else "an agent who left"
    if owner is not None and signals.auth.result == "pass":
        because = f"the handle is {whose}'s, but it came from {sender}: add that address as an alias?"
        return AgentHold(owner, "agent-alias", because, owner, signals.ticket)
    because = (
        f"the handle is {whose}'s, but From is {sender or 'nobody'} ({signals.auth.because or 'unproved'})"
    )
    return AgentHold(owner, "agent-unverified", because, owner, signals.ticket)


def _odd_headers(mail: InboundMail, signals: _Signals, claimed: Agent | None) -> AgentHold | None:
    agent = claimed or signals.owner
    if repeated(mail):
        because = f"headers that stand once stand twice: {', '.join(repeated(mail))}"
        return AgentHold(agent, "dup-headers", because, agent, signals.ticket)
    if mail.sender_problem:
        return AgentHold(agent, "from-malformed", mail.sender_problem, agent, signals.ticket)
    return None


def _odd_handle(
    signals: _Signals, handles: Sequence[Handle], now: datetime, *, unknown: bool
) -> AgentHold | None:
    """Expired, revoked, another agent's or another ticket's handles give nothing, not even with S4 (D, row 6)."""
    author, owner = signals.author, signals.owner
    agent = author or owner
    because = ""
    if any(handle.revoked for handle in handles):
        because = "the handle has been revoked or was used"
    elif any(handle.expires_at <= now for handle in handles):
        because = "the handle has expired"
    elif len({handle.agent for handle in handles}) > 1 or (author and handles and owner is not author):
        because = f"the handle is another agent's, not {author.name if author else 'hers'}"
    elif (
        len({handle.ticket for handle in handles if handle.ticket} | ({signals.subject} - {""})) > 1
        and handles
    ):
        because = "the handle is of another ticket than the one named"
    elif author and unknown:
        because = "the address it was sent to looks like a handle, but is none of ours"
    if not because:
        return None
    return AgentHold(agent, "agent-unverified", because, agent, signals.ticket)


def _more_private(handles: Sequence[Handle]) -> Handle | None:
    """Where address and twin disagree the more private wins: commands, then note, then reply (product.md 2.1)."""
    return min(handles, key=lambda handle: "cnrb".index(handle.kind), default=None)


def _visibility(handle: Handle | None) -> Visibility:
    return handle.kind if handle is not None and handle.kind != "b" else ""


def _subject_proved(auth: Authentication) -> bool:
    # Our own check names what was signed; a trusted server's pass speaks for the mail as it handed it over.
    return not auth.signed_headers or "subject" in auth.signed_headers


def _vouched(released_by: str, agent: Agent | None) -> str:
    if not released_by or released_by.startswith("customer:"):
        return ""
    if released_by.startswith("agent:"):
        own = agent is not None and release_of(released_by).by == f"agent:{agent.id}"
        return "confirmed from the registered address" if own else ""
    return f"released by {released_by}"


def _claimed(mail: InboundMail, agents: Sequence[Agent]) -> Agent | None:
    return next((agent for address in claimed_addresses(mail) if (agent := _agent_of(address, agents))), None)


def _agent_of(address: str, agents: Sequence[Agent]) -> Agent | None:
    return next((agent for agent in agents if any(same(address, own) for own in agent.addresses)), None)
