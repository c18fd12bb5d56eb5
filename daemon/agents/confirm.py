"""The answer to a question "was this you?": releases exactly the stored bytes, once (threats D)."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.agents.tap import over, told
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.addresses import clean_header, fold, same
from helpdesk.mailflow.command_words import plain
from helpdesk.mailflow.release import Release
from helpdesk.mailflow.taps import first_line, read_tap, says_whose
from helpdesk.mailflow.words import say
from helpdesk.tickets.decide import hold
from helpdesk.tickets.model import Agent, Alert, Changes, Handle

_BUT = frozenset({"no", "not", "nao", "pero", "but", "mas"})
# A customer's answer with more words than this says something beside yes: it is filed as well.
YES_WORDS = 4


def take_confirmation(desk: Desk, letters: Letters, sheet: Sheet, *handles: Handle | None) -> Changes | None:
    """Takes an answer to a question that carries its one-use handle; None for mail that is no such answer.

    A machine's answer is none: it goes on as what it is and releases nothing (A56).
    """
    handle = next((h for h in handles if h is not None and h.held), None)
    if handle is None or sheet.automatic or sheet.row.released_by:
        return None
    if handle.agent and not _asks(desk, handle):
        return _late_tap(desk, letters, sheet, handle)
    refusal = _refusal(desk, sheet, handle)
    if handle.agent:
        refusal = refusal or _unclear(sheet.words.text)
        return _refused(desk, letters, sheet, handle, refusal) if refusal else _decided(desk, sheet, handle)
    # A customer's mail that confirms nothing (any more) is mail like any other; so is her "No, that was not me".
    return (
        None
        if refusal or _disowns(sheet.words.text)
        else _release(desk, sheet, handle, f"customer:{fold(handle.customer)}")
    )


def _asks(desk: Desk, handle: Handle) -> bool:
    """Whether the handle is a question's; a receipt's answers are to be proved like any mail of hers."""
    sent = desk.store.find_sent(handle.message_id)
    return sent is not None and sent.outgoing.kind == "confirm"


def _late_tap(desk: Desk, letters: Letters, sheet: Sheet, handle: Handle) -> Changes | None:
    """An answer to a receipt that was answered before, or is too old: she hears so and how to go on, and nobody is
    alarmed. A word of hers that comes too late does nothing; what else she wrote is held, and comes back to her."""
    agent = desk.agent(handle.agent)
    over = handle.revoked or handle.expires_at <= sheet.now
    if (
        agent is None
        or not over
        or not _is_hers(desk, sheet, handle)
        or sheet.authentication.result == "fail"
    ):
        return None
    ticket = desk.store.ticket(handle.ticket) if handle.ticket else None
    row = desk.store.inbox(handle.held)
    waits = row is not None and row.state == "held" and not handle.revoked
    if read_tap(sheet.words.text) is not None or says_whose(sheet.words.text):
        if not waits:
            proved = sheet.authentication.result == "pass"
            return told(letters, sheet, agent, ticket, "dealt-with") if proved else None
        return told(letters, sheet, agent, ticket, "taps-over", _still(handle, agent))
    if not waits:
        return None
    because = f"an answer to the receipt of held mail {handle.held}, whose 48 hours are over"
    changes = hold(sheet.arrived(), "taps-over", because, ticket=ticket, agent=agent.id)
    if sheet.authentication.result != "pass":
        changes = replace(changes, alerts=(*changes.alerts, Alert("taps-over", because, handle.ticket)))
    return letters.receipt(sheet, changes, agent, ticket, _still(handle, agent))


def _still(handle: Handle, agent: Agent) -> str:
    return say(agent.languages[0], "held_still", n=str(handle.held))


def _unclear(words: str) -> str:
    """Why an agent's answer is neither yes nor no: "No, I did not write that" releases nothing, nor does an empty mail.
    "Yes, it was me" is yes."""
    line = first_line(words).split()
    first = read_tap(line[0]) if line else None
    yes = first is not None and first[0] == "send" and len(line) <= YES_WORDS
    if read_tap(words) is not None or (yes and not _BUT & {plain(each).strip(".,:;!") for each in line}):
        return ""
    return f"it says neither yes nor no to held mail: {clean_header(first_line(words), 60)}"


def _disowns(words: str) -> bool:
    first = read_tap(first_line(words).partition(" ")[0])
    return first is not None and first[0] == "discard"


def _decided(desk: Desk, sheet: Sheet, handle: Handle) -> Changes | None:
    """An agent's word on mail in her name. Who answers NO did not write it, and it goes nowhere."""
    by = f"agent:{handle.agent}"
    tap = read_tap(sheet.words.text)
    if tap is not None and tap[0] == "discard":
        because = f"disowned from the registered address: held mail {handle.held} is discarded"
        desk.store.discard(handle.held, by)
        return over(sheet, handle, by, "discarded", because)
    release = Release(by, note=tap is not None and tap[0] == "note")
    return _release(desk, sheet, handle, str(release))


def _release(desk: Desk, sheet: Sheet, handle: Handle, by: str) -> Changes | None:
    because = f"confirmed from the registered address: held mail {handle.held} is released"
    desk.store.release(handle.held, by)
    if not handle.agent and len(sheet.words.text.split()) > YES_WORDS:
        desk.store.revoke_messages([handle.message_id])
        return None
    return over(sheet, handle, by, "confirmed", because)


def _refused(desk: Desk, letters: Letters, sheet: Sheet, handle: Handle, refusal: str) -> Changes:
    """Held. Her own answer that came too late is explained to her (A15); anybody else's is the admin's to know."""
    changes = hold(sheet.arrived(), "confirm-refused", refusal, agent=handle.agent)
    agent = desk.agent(handle.agent)
    if agent is None or not _is_hers(desk, sheet, handle) or sheet.authentication.result == "fail":
        alert = Alert("confirm-refused", f"{handle.agent}: {refusal}", handle.ticket)
        return replace(changes, alerts=(alert,))
    ticket = desk.store.ticket(handle.ticket) if handle.ticket else None
    return letters.receipt(sheet, changes, agent, ticket)


def _refusal(desk: Desk, sheet: Sheet, handle: Handle) -> str:
    if not _is_hers(desk, sheet, handle):
        return "it does not come from the registered address"
    if sheet.authentication.result == "fail":
        return "the sender's domain disowns it"
    if handle.revoked or handle.expires_at <= sheet.now:
        return "this confirmation was used or has expired"
    row = desk.store.inbox(handle.held)
    if row is None or row.state != "held":
        return "the mail it would release is not held any more"
    return ""


def _is_hers(desk: Desk, sheet: Sheet, handle: Handle) -> bool:
    agent = desk.agent(handle.agent)
    registered = agent.addresses if agent else (handle.customer,)
    return any(same(sheet.mail.sender.address, address) for address in registered if address)
