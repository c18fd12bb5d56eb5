"""How a story is told and checked: a letter is sent, everything settles, and only who should have got mail has."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Mapping, Sequence

from helpdesk.daemon.demo.cast import Person
from helpdesk.daemon.demo.letters import Letter, Received
from helpdesk.daemon.demo.stage import Delivered, Stage, Stuck
from helpdesk.daemon.demo.teller import Teller
from helpdesk.daemon.errors import OperatorError, TryLater
from helpdesk.tickets.errors import StoreError
from helpdesk.tickets.model import InboxRow, Outcome

Step = Callable[[], None]


class CutShort(Exception):
    """The story cannot go on from here."""


class Script:
    """Plays steps one after the other and keeps what did not come out as scripted in `flaws`."""

    def __init__(self, stage: Stage, teller: Teller) -> None:
        self.stage = stage
        self.teller = teller
        self.flaws: list[str] = []
        self.step = ""

    def play(self, steps: Sequence[tuple[str, Step]]) -> None:
        """Every step, in order. One that cannot go on ends the story: those after it stand on it."""
        for number, (name, step) in enumerate(steps, 1):
            self.step = f"{number}. {name}"
            self.teller.say(f"\n{self.step}")
            try:
                step()
            except (
                CutShort,
                Stuck,
                OSError,
                smtplib.SMTPException,
                StoreError,
                TryLater,
                OperatorError,
            ) as end:
                self.wrong(f"la historia se corta aquí: {end}")
                return

    def exchange(
        self,
        letter: Letter,
        why: str,
        *,
        outcome: Outcome,
        reach: Mapping[Person, tuple[str, str]],
        past_the_provider: bool = False,
    ) -> tuple[InboxRow, dict[Person, Received]]:
        """Send `letter`, wait, tell what happened, and check it.

        `reach`: who gets exactly one mail from it, of which kind, and how that is told; nobody else may get any.
        Returns its journal row and what each got. Raises CutShort where the row or one of those mails is missing.
        """
        reply = self.stage.send(letter, past_the_provider=past_the_provider)
        self.check("el servidor aceptó el correo", reply.startswith("250"), reply)
        self.stage.settle()
        rows = self.stage.new_rows()
        if len(rows) != 1:
            raise CutShort(f"un correo enviado, {len(rows)} tramitados ({reply})")
        self.teller.came(rows[0], why)
        found = (rows[0].result or {}).get("outcome")
        self.check(f"el correo debía quedar como {outcome}", found == outcome, f"quedó como {found}")
        got = self._deliveries(reach)
        missing = [person.id for person in reach if person not in got]
        if missing:
            raise CutShort(f"no le llegó nada a {', '.join(missing)}")
        return rows[0], got

    def _deliveries(self, reach: Mapping[Person, tuple[str, str]]) -> dict[Person, Received]:
        got: dict[Person, Received] = {}
        for delivered in sorted(self.stage.new_deliveries(), key=lambda one: one.person.is_agent):
            kind, told = reach.get(delivered.person, ("nada", ""))
            expected = delivered.person not in got and delivered.kind == kind
            self.teller.went(delivered, told if expected else "")
            self.check(f"{delivered.person.id} debía recibir {kind}", expected, self._what(delivered))
            got.setdefault(delivered.person, delivered.mail)
        return got

    def check(self, what: str, good: bool, instead: str = "") -> None:
        """Hold the story to its script."""
        if not good:
            self.wrong(f"{what}; {instead}" if instead else what)

    def wrong(self, what: str) -> None:
        """Keep and tell a flaw."""
        self.flaws.append(f"{self.step}: {what}")
        self.teller.wrong(what)

    @staticmethod
    def _what(delivered: Delivered) -> str:
        return f"recibió {delivered.kind or 'un correo'} «{delivered.mail.subject}»"
