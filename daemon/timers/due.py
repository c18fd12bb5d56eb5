"""What falls due: a timer comes into intake as a journal row like any mail, there is no second way in."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.agent import QUEUE_TOLD
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rule_mail import mail_of_rules
from helpdesk.daemon.lookups.queue_people import queue_people
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.timers.digests import take_digest
from helpdesk.daemon.timers.life import LIFE, of_life
from helpdesk.daemon.timers.warnings import take_warnings
from helpdesk.daemon.timers.weekly import take_report
from helpdesk.daemon.verdicts.recalc import promised_anew
from helpdesk.daemon.verdicts.rulings import ruled
from helpdesk.mailflow import compose
from helpdesk.mailflow.words import say
from helpdesk.tickets.decide_verbs import wake
from helpdesk.tickets.model import Alert, Changes, Event, Timer
from helpdesk.tickets.sla_state import ENDED

MORNINGS = {"digest": take_digest, "report": take_report}


def take_timer(desk: Desk, letters: Letters, sheet: Sheet) -> Changes:
    """Acts on a due timer; one whose occasion has gone is done with a word and nothing else."""
    timer = sheet.row.timer
    if timer is None:
        raise LookupError(f"journal row {sheet.row.id} is no timer")
    if timer.ticket:  # that of a mail still on its way when its ticket was merged
        timer = replace(timer, ticket=desk.store.survivor(timer.ticket))
    match timer.kind:
        case "confirm-reminder" | "held-reminder":
            return _remind(desk, letters, sheet, timer)
        case "recheck-sender":
            return _recheck(desk, timer)
        case "undeliverable":
            return _undeliverable(desk, letters, sheet, timer)
        case "rules":
            return _look_again(desk, letters, sheet, timer)
        case "warn-agent":
            return take_warnings(desk, letters, sheet, timer)
        case "wake":
            return _wake(desk, letters, sheet, timer)
        case kind if kind in LIFE:
            return of_life(desk, letters, sheet.now, timer)
        case kind if kind in MORNINGS:
            return MORNINGS[kind](desk, letters, sheet, timer)
        case "recalc":
            return _promise_again(desk, sheet, timer)
        case _:
            raise LookupError(f"timer of unknown kind {timer.kind!r}")


def _remind(desk: Desk, letters: Letters, sheet: Sheet, timer: Timer) -> Changes:
    """Not confirmed in 24 h, or no tap on its receipt in 48: one reminder; the mail stays held, where an admin finds
    it, and of one that waited to be confirmed the ticket says that its answer was not sent."""
    held_id, confirming = int(timer.payload["held"]), timer.kind == "confirm-reminder"
    row = desk.store.inbox(held_id)
    agent = desk.agent(str(timer.payload["agent"]))
    if row is None or row.state != "held" or agent is None:
        return _nothing("the mail was confirmed or dealt with")
    if not confirming and row.released_by != timer.payload["by"]:
        return _nothing("the mail is held for something else by now")
    because = f"held mail {held_id} was not " + (
        "confirmed in 24 h" if confirming else "decided about in 48 h"
    )
    changes = Changes(inbox_state="done", outcome="command", because=because, protocol=timer.ticket)
    if timer.ticket and confirming:
        event = Event(timer.ticket, sheet.now, "desk", "answer-not-sent", "", str(held_id), because)
        changes = replace(changes, events=(event,))
    reason = "not-confirmed" if confirming else "not-decided"
    return letters.remind(sheet, changes, agent, row, desk.store.ticket(timer.ticket), reason)


def _recheck(desk: Desk, timer: Timer) -> Changes:
    """DNS could not answer when this mail came: look again (B28)."""
    held_id = int(timer.payload["held"])
    row = desk.store.inbox(held_id)
    if row is None or row.state != "held":
        return _nothing("the mail was dealt with")
    desk.store.release(held_id, "")
    return _nothing(f"held mail {held_id} goes through intake again: its sender can perhaps be verified now")


def _undeliverable(desk: Desk, letters: Letters, sheet: Sheet, timer: Timer) -> Changes:
    """The relay refused a mail for good, or it stands for hours: the agent gets her text back (B8, B9)."""
    row = desk.store.outbox(int(timer.payload["outbox"]))
    address, error, final = (
        str(timer.payload["address"]),
        str(timer.payload["error"]),
        bool(timer.payload["final"]),
    )
    ticket = desk.store.ticket(timer.ticket) if timer.ticket else None
    if row is None:
        return _nothing("the mail is gone from the outbox")
    because = f"{address}: {error}"
    changes = Changes(inbox_state="done", outcome="command", because=because, protocol=timer.ticket)
    if ticket is None or row.outgoing.to_agent:
        return replace(changes, alerts=(Alert("not-delivered", because, timer.ticket),))
    kind = "not-delivered" if final else "delayed"
    event = Event(ticket.protocol, sheet.now, "desk", kind, "", address, because)
    changes = replace(
        changes, ticket=replace(ticket, not_delivered=ticket.not_delivered or final), events=(event,)
    )
    agent = desk.agent(row.outgoing.agent) or desk.agent(ticket.assignee)
    sent = desk.store.sent_message(ticket.protocol, row.outgoing.message_id)
    if agent is None or sent is None:
        # A receipt of the desk's own is no answer of hers: the ticket and the admin know.
        return replace(changes, alerts=(Alert("not-delivered", because, timer.ticket),))
    return letters.not_delivered(sheet, changes, ticket, agent, sent, address, error, still_trying=not final)


def _look_again(desk: Desk, letters: Letters, sheet: Sheet, timer: Timer) -> Changes:
    """A share of a promise is used up, or an age is reached: the rules look, and the next look is set (B30, B31)."""
    ticket = desk.store.ticket(timer.ticket)
    if ticket is None:
        return _nothing("the ticket is gone")
    changes = Changes(
        inbox_state="done",
        outcome="command",
        because="the rules look again",
        ticket=ticket,
        protocol=ticket.protocol,
    )
    return mail_of_rules(desk, letters, sheet.now, ruled(desk, changes, "timer", sheet.now))


def _wake(desk: Desk, letters: Letters, sheet: Sheet, timer: Timer) -> Changes:
    """A snooze is over: the ticket is as it was, and whoever has it hears of it; its queue, where nobody has."""
    ticket = desk.store.ticket(timer.ticket)
    changes = wake(ticket, timer.payload, sheet.now) if ticket else None
    if changes is None:
        return _nothing("the ticket was woken before")
    changes = ruled(desk, changes, "changed", sheet.now, changed=frozenset({"status"}))
    changes = mail_of_rules(desk, letters, sheet.now, changes)
    after = changes.ticket
    if after is None:
        return changes
    owner, hushed = desk.agent(after.assignee), letters.hushed(changes)
    queue = [one for one in queue_people(desk, after) if one.id not in hushed][:QUEUE_TOLD]
    for agent in [owner] if owner else queue:
        warned = compose.Warned(
            after, about=say(agent.languages[0], "woken"), why=changes.because, kind="woken"
        )
        changes = letters.warn(sheet.now, changes, agent, [(warned, ("snooze",))])
    return changes


def _promise_again(desk: Desk, sheet: Sheet, timer: Timer) -> Changes:
    """An admin has the promises made anew. Nobody is written to: what is due then, the next look finds."""
    ticket = desk.store.ticket(timer.ticket)
    if ticket is None or ticket.status in ENDED:
        return _nothing("the ticket has ended")
    return promised_anew(desk, ticket, str(timer.payload["by"]), sheet.now)


def _nothing(because: str) -> Changes:
    return Changes(inbox_state="done", outcome="command", because=because)
