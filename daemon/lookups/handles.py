"""The handles a mail carries: in a recipient address, or as the Message-ID it answers; and burning them (A14)."""

from __future__ import annotations

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.passed_by import forwards
from helpdesk.tickets.model import Handle, HandleKind

PARENTS = 5  # of an In-Reply-To that names several, as many are looked up


def find_handles(desk: Desk, sheet: Sheet) -> tuple[Handle | None, Handle | None]:
    """The handle in a recipient address, the more private of several, and the one whose twin this answers.

    Only In-Reply-To carries a twin: References grow by other people's replies and prove nothing about this one.
    """
    found = (desk.store.handle(kind, secret, sheet.now) for kind, secret in _secrets(desk, sheet))
    by_address = sorted(
        (handle for handle in found if handle is not None), key=lambda handle: "cnr".index(handle.kind)
    )
    twins = (
        desk.store.handle_of_message_id(parent, sheet.now) for parent in sheet.mail.in_reply_to[:PARENTS]
    )
    return (by_address[0] if by_address else None), next((handle for handle in twins if handle), None)


def handles_in_addresses(desk: Desk, sheet: Sheet) -> list[Handle]:
    """The handles of all addresses a mail was written to."""
    found = (desk.store.handle(kind, secret, sheet.now) for kind, secret in _secrets(desk, sheet))
    return [handle for handle in found if handle is not None]


def kind_of(desk: Desk, sheet: Sheet) -> str:
    """What the handles of a mail make of its words: where two disagree, the more private (product.md 2.1)."""
    found = [handle.kind for handle in find_handles(desk, sheet) if handle is not None and handle.agent]
    kind = min(found, key="cnrb".index, default="")
    return "" if kind == "r" and talks_past(desk, sheet) else kind


def talks_past(desk: Desk, sheet: Sheet) -> bool:
    """Whether a mail that carries a handle answers nobody at the desk: it passes the mail on, or the desk only gets a
    copy of what she writes to somebody else. No word of it goes to a customer by itself (A14).

    Where plus-addresses are not to be had a program answers our plain address: then that stands in To.
    """
    if forwards(sheet.mail):
        return True
    return not _secrets(desk, sheet) and not any(desk.is_own(person.address) for person in sheet.mail.to)


def to_the_customer(desk: Desk, sheet: Sheet) -> bool:
    """Whether the mail goes to the address by which a customer is answered."""
    return any(kind == "r" for kind, _ in _secrets(desk, sheet))


def is_batch(desk: Desk, sheet: Sheet) -> bool:
    """Whether the mail was sent to the command address, to whom else be it: then nothing of it is words."""
    mail = sheet.mail
    to = (*sheet.row.envelope.recipients, *(person.address for person in (*mail.to, *mail.cc)))
    return any(desk.settings.is_command_address(address) for address in to)


def burn_exposed(desk: Desk, sheet: Sheet) -> None:
    """Burns the handles in an agent's mail that outsiders got too, in the transaction at hand.

    Whoever stands in To or Cc beside the desk and its agents has read the handle there, and its twin in
    In-Reply-To.
    """
    people = (*sheet.mail.to, *sheet.mail.cc)
    if all(desk.is_own(person.address) or desk.agent_of(person.address) for person in people):
        return
    burn_all(desk, sheet)


def burn_all(desk: Desk, sheet: Sheet) -> None:
    """Burns whatever handle a mail carries, in the transaction at hand: somebody has it who is no agent."""
    for _, secret in _secrets(desk, sheet):
        desk.store.revoke(secret)
    desk.store.revoke_messages(sheet.mail.in_reply_to[:PARENTS])


def burn_used(desk: Desk, sheet: Sheet) -> None:
    """Burns the command handles that a mail was written to, in the transaction at hand: they were good for one use."""
    for kind, secret in _secrets(desk, sheet):
        if kind == "c":
            desk.store.revoke(secret)


def _secrets(desk: Desk, sheet: Sheet) -> list[tuple[HandleKind, str]]:
    """Kind and secret of every handle in a recipient address; VERP handles are no one's to answer."""
    mail = sheet.mail
    recipients = (*sheet.row.envelope.recipients, *(person.address for person in (*mail.to, *mail.cc)))
    parsed = (desk.parse_handle(recipient) for recipient in dict.fromkeys(recipients))
    return [one for one in parsed if one is not None and one[0] != "b"]
