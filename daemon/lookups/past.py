"""What a mail to a ticket's customer may refer to and must not show: found in the ticket's messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Opened
from itertools import chain

from helpdesk.mailflow import compose, htmltext
from helpdesk.mailflow.addresses import fold, same
from helpdesk.mailflow.evidence import Past
from helpdesk.mailflow.marks import drawn, of_card
from helpdesk.mailflow.why_words import spoken
from helpdesk.mailflow.words import LANGUAGES
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Message, Ticket
from helpdesk.tickets.store import Store

LOOKED_BACK = 40  # messages whose words show that a line is quoted
ANSWERED = 5  # of an In-Reply-To that names several, as many are looked up


def shared_ids(past: Sequence[Message], readers: Sequence[Address]) -> list[str]:
    """Ids that every reader sent or was sent: an id of a mail somebody never saw is history given away."""
    wanted = {fold(person.address) for person in readers}
    ids: list[str] = []
    for message in past:
        # What a guest or an unproved mail says of its own readers is only said.
        proved = message.direction == "out" or message.standing == "full"
        if not proved or not message.message_id:
            continue
        knew = {fold(person.address) for person in (*message.to, *message.cc)}
        if wanted <= knew | {fold(message.sender.address)}:
            ids.append(message.message_id)
    return ids


def forbidden(
    agents: Iterable[Agent],
    ticket: Ticket,
    past: Sequence[Message],
    readers: Sequence[Address],
    because: str = "",
    cards: Sequence[str] = (),
) -> compose.Forbidden:
    """What `readers` must not see: agents' addresses but their own, words of notes that were never public, and
    `because`, why the ticket is its agent's, which her card says a reason a line. `cards`: texts of mails to agents
    that this one may quote."""
    own = {fold(person.address) for person in readers}  # an agent who asked the desk knows her own address
    return compose.Forbidden(
        protocol=ticket.protocol,
        addresses=tuple(
            address for agent in agents for address in agent.addresses if fold(address) not in own
        ),
        card_lines=(*_in_every_language(because), *(line for text in cards for line in drawn(text))),
        notes=tuple(message.own_words for message in past if message.direction == "note"),
        public=tuple(message.own_words for message in past if message.direction != "note"),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What the desk wrote to an agent before her mail: the two parts of the mails that it answers, the HTML as it is
    read; and the ticket's public answers that she had a copy of."""

    mails: tuple[tuple[str, str], ...]
    answers: tuple[str, ...]

    @property
    def not_hers(self) -> list[str]:
        """What is none of her own words: answers, and the cards below mails."""
        return [*self.answers, *(card for text, _ in self.mails if (card := of_card(text)))]


def told(store: Store, ticket: Ticket, parents: Sequence[str], agent: Agent) -> Told:
    """Looked up and read once for all that is asked of it."""
    opened = map(message_from_bytes, _raw_told(store, parents, agent))
    parts = [(_part(mail, "text/plain"), htmltext.text_of(_part(mail, "text/html"))) for mail in opened]
    return Told(tuple(parts), tuple(store.sent_texts(ticket.protocol, agent.address, ANSWERED)))


def answered(store: Store, parents: Sequence[str], agent: Agent) -> list[str]:
    """The texts of the desk's mails to `agent` that hers answers: what she may have left of them in it."""
    return [text_of(raw) for raw in _raw_told(store, parents, agent)]


def _raw_told(store: Store, parents: Sequence[str], agent: Agent) -> Iterator[bytes]:
    for parent in parents[:ANSWERED]:
        sent = store.find_sent(parent)
        if sent is not None and sent.outgoing.to_agent == agent.id:
            yield sent.outgoing.raw


def past_of(store: Store, own: frozenset[str], ticket: Ticket, before: Told, raw_key: str) -> Past:
    """What an agent who was told so much may quote in a mail about `ticket`; `own` are the desk's addresses, `raw_key`
    is that mail's: filed as a note it proves nothing about itself."""
    stored = store.messages(ticket.protocol, after_n=max(0, ticket.message_count - LOOKED_BACK))
    messages = [one for one in stored if one.raw_key != raw_key]
    said = [text for one in reversed(messages) for text in (one.own_words, one.text)]
    customers = [ticket.requester.address, *(one.address for one in store.participants(ticket.protocol))]
    return Past(
        texts=(
            # Programs quote either part, and what stands beside what differs between the two.
            *chain.from_iterable(before.mails),
            *before.answers,
            *dict.fromkeys(said),
        ),
        desk=own,
        customers=frozenset(fold(one) for one in customers),
        protocol=ticket.protocol,
        subject=ticket.subject,
    )


def sent_to_customer(store: Store, ticket: Ticket, parents: Sequence[str], address: str) -> list[str]:
    """Texts of the desk's mails to a customer that hers may quote: receipts and notices she answers, and answers."""
    texts = []
    for parent in parents[-ANSWERED:]:
        sent = store.find_sent(parent)
        if sent is not None and not sent.outgoing.to_agent:
            texts.append(text_of(sent.outgoing.raw))
    return [*texts, *store.sent_texts(ticket.protocol, address, 5)]


def text_of(raw: bytes) -> str:
    """The text part of a mail that the desk itself made."""
    return _part(message_from_bytes(raw), "text/plain")


def _part(mail: Opened, kind: str) -> str:
    for part in mail.walk():
        if part.get_content_type() == kind:
            payload = part.get_payload(decode=True)
            return (
                payload.decode("utf-8", "replace").replace("\r\n", "\n") if isinstance(payload, bytes) else ""
            )
    return ""


def _in_every_language(because: str) -> Iterator[str]:
    """The reason's lines as the card of any agent may say them."""
    for language in LANGUAGES:
        yield from (spoken(line, language) for line in because.split("\n"))


def proven(ticket: Ticket, past: Sequence[Message]) -> bool:
    """Whether the requester's address is known to be the writer's: a mail of hers passed authentication or came with
    the proof of this ticket, or an agent has written to her. Else it may be anybody's, put there by a forger (A19)."""
    for message in past:
        if message.direction == "out" and any(
            same(reader.address, ticket.requester.address) for reader in (*message.to, *message.cc)
        ):  # in a ticket that another went into, answers went to others too
            return True
        hers = message.direction == "in" and same(message.sender.address, ticket.requester.address)
        if hers and (message.authentication == "pass" or (message.n > 1 and message.standing == "full")):
            return True
    return False
