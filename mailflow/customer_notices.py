"""What the desk itself tells a customer: a case moved and why, a promise that will fail, what a rule answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk.mailflow.acknowledgement import Opening, other_languages
from helpdesk.mailflow.leaks import Forbidden, leaks, leaks_bytes, refuse
from helpdesk.mailflow.letter import Desk, Draft, Mint, Written, bounce_handle, seal_for_customer
from helpdesk.mailflow.render import Plain, render
from helpdesk.mailflow.subjects import received, to_customer
from helpdesk.tickets.greeting import given_name
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import OutgoingKind, Ticket


@dataclass(frozen=True, slots=True)
class Delay:
    """A promise that will not be kept: `old` and `new` as words.promise says them, `new` '' where none is made.

    `solve`: the promise was to solve the case, not to answer. `late`: it is broken already.
    """

    old: str
    new: str = ""
    solve: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """Where the mail hangs: ids the requester sent or was sent, oldest first. `proven` False: nothing proves that
    the requester wrote; then nothing of that mail, name and subject included, is repeated to the address (A19)."""

    in_reply_to: str = ""
    references: Sequence[str] = ()
    proven: bool = True


def escalated(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    ticket: Ticket,
    team: str,
    reason: str,
    delay: Delay | None = None,
    thread: Thread = Thread(),
) -> Written:
    """ "Su caso pasó al equipo de Pagos porque ...; no tiene que repetir nada", in the ticket's language.

    `team`: its name, '' for "another team"; `reason`: the sentence of escalation.yaml, '' for none. With `delay` the
    broken promise is told in the same mail. Raises BadAddress.
    """
    values: dict[str, Plain] = {
        "team": team,
        "reason": reason.strip().rstrip("."),
        **_late(delay or Delay("")),
    }
    return notice(desk, mint, now, ticket, thread, "escalated", values)


def delay(
    desk: Desk, mint: Mint, now: datetime, *, ticket: Ticket, missed: Delay, thread: Thread = Thread()
) -> Written:
    """ "No llegaremos a responderle hoy antes de las 13:10 ... Nueva hora: ...". Raises BadAddress."""
    return notice(desk, mint, now, ticket, thread, "delay", _late(missed))


def macro(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    ticket: Ticket,
    text: str,
    forbidden: Forbidden,
    thread: Thread = Thread(),
    opening: Opening | None = None,
) -> Written:
    """A rule's answer with the macro's expanded `text`, in the desk's own name. With an `opening` it is the receipt
    of a new case as well: one mail in, one mail out.

    Guarded as an agent's reply is: raises Leak where something internal would show, and BadAddress.
    """
    refuse(leaks(text, forbidden))
    values: dict[str, Plain] = {
        "text": text.strip("\n"),
        "signature": desk.signature,
        "protocol": ticket.protocol if opening else "",
        "other_languages": other_languages(desk, ticket.language) if opening else [],
        **(opening or Opening()).values(),
    }
    written = _write(desk, mint, now, ticket, thread, "macro", values, kind="macro")
    refuse(leaks_bytes(written.outgoing.raw, forbidden))
    return written


def _late(missed: Delay) -> dict[str, Plain]:
    return {"old": missed.old, "new": missed.new, "solve": missed.solve, "late": missed.late}


def notice(
    desk: Desk,
    mint: Mint,
    now: datetime,
    ticket: Ticket,
    thread: Thread,
    template: str,
    values: dict[str, Plain],
) -> Written:
    """A notice of the template `template` to the ticket's requester. Raises BadAddress."""
    common: dict[str, Plain] = {
        "name": given_name(ticket.requester.name) if thread.proven else "",
        "protocol": ticket.protocol,
        "desk": desk.name,
    }
    return _write(desk, mint, now, ticket, thread, template, {**common, **values}, kind="sla")


def _write(
    desk: Desk,
    mint: Mint,
    now: datetime,
    ticket: Ticket,
    thread: Thread,
    template: str,
    values: dict[str, Plain],
    *,
    kind: OutgoingKind,
) -> Written:
    language, place = ticket.language, desk.subject_protocol
    if thread.proven:
        to, subject = ticket.requester, to_customer(ticket.subject, ticket.protocol, language, place)
    else:
        to, subject = Address(ticket.requester.address), received(ticket.protocol, language, place)
    message_id = mint.message_id("r")
    bounce = bounce_handle(mint, ticket, message_id, now)
    draft = Draft(
        kind=kind,
        message_id=message_id,
        sender=desk.itself,
        to=(to,),
        subject=subject,
        language=language,
        words=render(template, language, values, subject, desk.mails),
        envelope_from=desk.plus("b", bounce.secret),
        auto="auto-generated",
        in_reply_to=thread.in_reply_to,
        references=thread.references,
        protocol=ticket.protocol,
        once=kind != "macro",  # a promise told twice alarms; an answer told twice does not
    )
    return seal_for_customer(desk, mint, ticket, draft, now, bounce)
