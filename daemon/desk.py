"""The desk as intake sees it: settings, agents, store and clock in one hand, with the look-ups all steps share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk.daemon.clock import Clock
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.settings.values import Mailbox, Settings
from helpdesk.mailflow import protocol, tokens
from helpdesk.mailflow.addresses import fold
from helpdesk.mailflow.authenticity import TrustSettings
from helpdesk.mailflow.receipt import ReceiptRules
from helpdesk.rules.book import Book
from helpdesk.tickets.mail import KeyLookup
from helpdesk.tickets.model import Agent, HandleKind, Language, Ticket
from helpdesk.tickets.store import Store


@dataclass
class Desk:
    """Everything a step of intake may ask for. The policy alone is ever replaced, by `adopt`."""

    settings: Settings
    policy: Book
    store: Store
    cell: ParseCell
    keys: KeyLookup | None
    clock: Clock
    log: MailLog

    def __post_init__(self) -> None:
        self.adopt(self.policy)
        self.addresses: frozenset[str] = self.settings.own_addresses
        self.prefixes: tuple[str, ...] = self.settings.prefixes
        self.trust = TrustSettings(
            authserv_ids=self.settings.trust.authserv_ids,
            trust_header=self.settings.trust.trust_header,
            own_dkim_check=self.settings.trust.own_dkim_check,
        )
        ack = self.settings.ack
        self.receipts = ReceiptRules(ack.enabled, ack.gap, ack.per_day, ack.unproven_per_day, ack.per_hour)

    def adopt(self, policy: Book) -> None:
        """Put another policy in force, whole (reload)."""
        self.policy = policy
        self._by_id = {agent.id: agent for agent in policy.agents}
        self._by_address = {fold(address): agent for agent in policy.agents for address in agent.addresses}

    @property
    def agents(self) -> tuple[Agent, ...]:
        """The agents of the policy in force."""
        return self.policy.agents

    @property
    def reopen_window(self) -> timedelta:
        """How long after its end a reply reopens a ticket."""
        return self.settings.desk.reopen_window

    def agent(self, agent_id: str) -> Agent | None:
        """The agent called `agent_id`, None where the policy has none (any more)."""
        return self._by_id.get(agent_id)

    def agent_of(self, address: str) -> Agent | None:
        """The agent with this address, byte for byte but ASCII case (A8)."""
        return self._by_address.get(fold(address))

    def is_own(self, address: str) -> bool:
        """Whether mail to `address` comes to this desk, tags included."""
        return self.settings.mailbox_for(address) is not None

    def also_to(self, addresses: Iterable[str], mailbox: str) -> tuple[str, ...]:
        """The names of the mailboxes among `addresses` beside this one, in their order."""
        boxes = [self.settings.mailbox_for(address) for address in addresses]
        return tuple(dict.fromkeys(box.name for box in boxes if box is not None and box.name != mailbox))

    def mailbox(self, name: str) -> Mailbox:
        """The mailbox called `name`, the first where it is gone from the settings."""
        return self.settings.mailbox(name) or self.settings.mailboxes[0]

    def language(self, mailbox: str) -> Language:
        """The language of a customer of `mailbox` who is not known yet."""
        return self.settings.language_of(mailbox)

    def ticket(self, wanted: str) -> Ticket:
        """The ticket `wanted`, which must exist: a decision named it in this same transaction."""
        ticket = self.store.ticket(wanted)
        if ticket is None:
            raise LookupError(f"ticket {wanted} is gone")
        return ticket

    def new_protocol(self, at: datetime) -> str:
        """A protocol no ticket has."""
        while True:
            made = protocol.new(self.settings.desk.prefix, at)
            if self.store.ticket(made) is None:
                return made

    def parse_handle(self, address: str) -> tuple[HandleKind, str] | None:
        """Kind and secret where `address` is a handle of any of the desk's mailboxes."""
        if "+" not in address:
            return None
        for box in self.settings.mailboxes:
            for own in (box.address, *box.aliases):
                parsed = tokens.parse_handle(address, own)
                if parsed is not None:
                    return parsed
        return None
