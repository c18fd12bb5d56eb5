"""The letter of a notice to an address of a list."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from helpdesk.daemon.letters.gate import ADDRESS_WINDOW, TO_ONE_ADDRESS, RuleGate, address_key, counted
from helpdesk.daemon.letters.speaker import owed
from helpdesk.daemon.lookups.page_links import open_page
from helpdesk.mailflow import compose
from helpdesk.rules.macros import Expanded
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Alert, Changes


class ListReader(Protocol):
    """Whom it goes to."""

    @property
    def address(self) -> str:
        """Theirs."""
        ...

    @property
    def name(self) -> str:
        """As they are called, '' where nobody said."""
        ...


class CircularLetters(RuleGate):
    """Counted with the mail of rules: nobody gets more of both than a day allows."""

    def circular(
        self, now: datetime, changes: Changes, reader: ListReader, mailbox: str, text: Expanded
    ) -> Changes:
        """The changes with the notice; without it, and with why, where it must not go out."""
        key = address_key(reader.address)
        if self._counted(changes, key, now - ADDRESS_WINDOW, TO_ONE_ADDRESS) >= TO_ONE_ADDRESS:
            why = f"{TO_ONE_ADDRESS} mails went to this address in a day"
            return replace(changes, because=f"{changes.because}: {why}")
        box, mint = self.speaker(mailbox)
        stop = open_page(self._desk, "stop", reader.address, text.language, now)
        secret = compose.Forbidden(
            addresses=tuple(one for each in self._desk.agents for one in each.addresses)
        )

        def write() -> compose.Written:
            return compose.announcement(
                box,
                mint,
                now,
                to=Address(reader.address, reader.name),
                language=text.language,
                subject=text.title,
                text=text.text,
                forbidden=secret,
                plus=self._desk.mailbox(mailbox).plus_addressing,
                stop_page=stop.url if stop else "",
            )

        try:
            sent = owed(changes, write)
        except compose.Leak as leak:
            alert = Alert("leak", f"{changes.because}: {leak.reason}")
            return replace(changes, alerts=(*changes.alerts, alert))
        if len(sent.outgoing) == len(changes.outgoing):
            return sent
        links = (*sent.page_links, *([stop.link] if stop else []))
        return counted(replace(sent, page_links=links), now, [key])
