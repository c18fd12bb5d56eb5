"""Where a customer's mail belongs: what it says about that, and what the store found; the table is in authorise.py.

Finding order (threats E2): customer's token in a recipient address, Message-IDs of In-Reply-To then References from
the end, protocol in Subject, exactly one protocol in the sender's own words. Never quotes, never attachments.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from helpdesk.mailflow import protocol
from helpdesk.mailflow.addresses import same
from helpdesk.mailflow.authorise import Evidence, authorise, open_new, person_claimed
from helpdesk.mailflow.claims import repeated
from helpdesk.mailflow.tokens import parse_handle
from helpdesk.tickets.mail import Authentication, Clues, Envelope, Hold, InboundMail, NewTicket, Threading
from helpdesk.tickets.model import Handle, KnownId, Participant, Ticket

TOKEN_LIFE = timedelta(days=180)

_WORDS_READ = 65_536
_IDS_READ = 51
_DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To")


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """A ticket and its people: requester, those agents added, and guests (role 'guest')."""

    ticket: Ticket
    participants: tuple[Participant, ...]

    def role(self, address: str) -> Literal["participant", "guest", "unknown"]:
        """What `address` is to this ticket, compared as ASCII bytes (A8)."""
        roles = {person.role for person in self.participants if same(person.address, address)}
        if roles - {"guest"}:
            return "participant"
        return "guest" if roles else "unknown"


@dataclass(frozen=True, slots=True)
class Found:
    """What the store knows of the clues. `handle`: the customer's handle in a recipient address; `known`: the ids of
    `parent_ids` it knows, any order; `tickets`: by protocol, all that `wanted` names and the store has; `notice`: the
    subject of the notice without a case that the mail answers, '' for none."""

    handle: Handle | None = None
    known: tuple[KnownId, ...] = ()
    tickets: Mapping[str, TicketFacts] = field(default_factory=dict)
    notice: str = ""


def clues(
    mail: InboundMail,
    envelope: Envelope,
    desk_addresses: Collection[str],
    prefixes: Sequence[str],
    own_words: str,
) -> Clues:
    """All that the mail itself says, before anything is looked up. `own_words`: without quotes and signature."""
    recipients = [*envelope.recipients, *(person.address for person in (*mail.to, *mail.cc))]
    recipients += [value.strip().strip("<>") for name in _DELIVERED for value in mail.all(name)[:5]]
    handles = [
        parse_handle(address, own) for address in recipients if "+" in address for own in desk_addresses
    ]
    parents = dict.fromkeys((*mail.in_reply_to, *reversed(mail.references)))
    _, near_subject = protocol.find(mail.subject, prefixes)
    in_subject = protocol.find_broken(mail.subject, prefixes)
    in_body, near_body = protocol.find(own_words[:_WORDS_READ], prefixes)
    return Clues(
        handles=tuple(dict.fromkeys(handle for handle in handles if handle is not None)),
        parent_ids=tuple(parents)[:_IDS_READ],
        subject_protocols=in_subject,
        body_protocols=in_body[:10],
        near_misses=tuple(dict.fromkeys((*near_subject, *near_body)))[:3],
    )


def wanted(known: Clues, handle: Handle | None, ids: Sequence[KnownId]) -> tuple[str, ...]:
    """The protocols whose tickets `thread` wants in Found.tickets, each once; a handful, whatever the mail says."""
    near = [guess for miss in known.near_misses for guess in protocol.suggestions(miss)]
    named = [handle.ticket if handle else "", *(seen.ticket for seen in ids[:20])]
    named += [*known.subject_protocols[:3], *known.body_protocols[:3], *near[:60]]
    return tuple(name for name in dict.fromkeys(named) if name)


def thread(
    clues: Clues,
    found: Found,
    mail: InboundMail,
    auth: Authentication,
    now: datetime,
    reopen_window: timedelta,
    *,
    released: bool = False,
) -> Threading:
    """The verdict of threats E for a mail that is nobody of the desk's. `released`: a person has released it from its
    hold, so that doubt about the sender holds it no more."""
    evidence = next(_evidence(clues, found, mail, now), None)
    if not released:
        held = _odd(clues, found, mail, evidence)
        if held is not None:
            return held
    if mail.sender_problem:
        why = f"From cannot be used: {mail.sender_problem}"
        return NewTicket(
            why, evidence.protocol if evidence else "", "quotes" if evidence else "", doubtful=True
        )
    if evidence is None:
        typed, meant = _meant(clues, found)
        wrong = bool(clues.subject_protocols or clues.body_protocols or clues.near_misses)
        return open_new(_why_new(clues, found), auth, typed=typed, meant=meant, wrong=wrong)
    facts = found.tickets[evidence.protocol]
    evidence = replace(evidence, words=evidence.words + _remarks(clues, evidence, auth))
    role = facts.role(mail.sender.address)
    return authorise(facts.ticket, role, evidence, mail, auth, now, reopen_window, released=released)


def _odd(clues: Clues, found: Found, mail: InboundMail, evidence: Evidence | None) -> Hold | None:
    """Mail that two readers would read differently is held where it would count as somebody's (A4, A5)."""
    where = evidence.protocol if evidence else ""
    known = [person.address for facts in found.tickets.values() for person in facts.participants]
    claimed = person_claimed(mail, known)
    if mail.sender_problem and (claimed or (evidence is not None and evidence.token_of) or found.handle):
        return Hold(
            "from-malformed", f"{mail.sender_problem}; it claims to be {claimed or 'on a ticket'}", where
        )
    twice = repeated(mail)
    if twice and claimed:
        return Hold("dup-headers", f"{', '.join(twice)} stand more than once, and it claims {claimed}", where)
    if len(clues.subject_protocols) > 1 and (evidence is None or evidence.source in ("subject", "words")):
        return Hold("ambiguous", f"the subject names {' and '.join(clues.subject_protocols[:3])}")
    return None


def _evidence(clues: Clues, found: Found, mail: InboundMail, now: datetime) -> Iterator[Evidence]:
    """What leads to a ticket, in the order of E2: the first one is taken."""
    sender = mail.sender.address
    handle = found.handle
    if handle is not None and handle.ticket in found.tickets and not handle.agent and handle.kind != "b":
        alive = not handle.revoked and handle.expires_at > now
        yield Evidence(handle.ticket, "handle", f"handle in the recipient address{'' if alive else ' (expired)'}",
                       (handle.customer,) if alive else ())  # fmt: skip
    for parent in clues.parent_ids:
        matches = [seen for seen in found.known if seen.message_id == parent and seen.ticket in found.tickets]
        # The same id may stand on two tickets (A48): one where the sender is known wins, else what we sent.
        matches.sort(key=lambda seen: (_stranger(found, seen, sender), seen.direction != "out"))
        for seen in matches[:1]:
            where = "In-Reply-To" if parent in mail.in_reply_to else "References"
            words = (
                f"an answer to {parent} came before it" if parent == mail.message_id else f"{where} {parent}"
            )
            yield Evidence(seen.ticket, "reply" if where == "In-Reply-To" else "references",
                           words, _token(seen, found.tickets[seen.ticket].ticket, now))  # fmt: skip
    for name in clues.subject_protocols[:1]:
        if name in found.tickets:
            yield Evidence(name, "subject", f"protocol {name} in Subject")
    if len(clues.body_protocols) == 1 and clues.body_protocols[0] in found.tickets:
        name = clues.body_protocols[0]
        if found.tickets[name].role(sender) == "participant":
            yield Evidence(name, "words", f"protocol {name} in the sender's own words")


def _token(seen: KnownId, ticket: Ticket, now: datetime) -> tuple[str, ...]:
    """Whom this Message-ID of ours was sent to as their token (E3); () where it is none, or too old."""
    ended = (
        ticket.status in ("closed", "resolved")
        and (ticket.resolved_at or ticket.updated_at) + TOKEN_LIFE < now
    )
    return () if ended or seen.direction != "out" or seen.to_agent else seen.sent_to


def _stranger(found: Found, seen: KnownId, sender: str) -> bool:
    return found.tickets[seen.ticket].role(sender) == "unknown"


def _remarks(clues: Clues, evidence: Evidence, auth: Authentication) -> str:
    """What people should see beside the evidence: a subject that says otherwise (E2), a sender not checked (B28)."""
    others = [name for name in clues.subject_protocols if name != evidence.protocol]
    remark = f", though the subject names {' and '.join(others[:3])}" if others else ""
    return f"{remark}, sender not checked for now" if auth.result == "temperror" else remark


def _why_new(clues: Clues, found: Found) -> str:
    if clues.subject_protocols or clues.body_protocols:
        return "names a protocol that leads nowhere"
    if found.notice:
        subject = found.notice.replace('"', "'")  # within quotes nothing is taken for a phrase of ours
        return f'answers the notice "{subject}"'
    return "answers a mail nobody here knows" if clues.parent_ids else "new mail"


def _meant(clues: Clues, found: Found) -> tuple[str, str]:
    """A mistyped protocol, and the ticket's that is one slip away; two times '' for none."""
    for miss in clues.near_misses:
        for guess in protocol.suggestions(miss):
            if guess in found.tickets:
                return miss, guess
    return "", ""
