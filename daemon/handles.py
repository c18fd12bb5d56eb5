"""The handles a mail carries: in a recipient address, or as the Message-ID it answers; and burning them (A14)."""

from __future__ import annotations

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.sheet import Sheet
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
    return min(found, key="cnrb".index, default="")


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
