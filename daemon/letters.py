"""The letters a decision owes: facts of the desk put to `mailflow.compose`, and what it wrote added to the changes."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.daemon.letters_agent import AgentLetters
from helpdesk.daemon.letters_customer import CustomerLetters
from helpdesk.mailflow import compose
from helpdesk.mailflow.letter import Written
from helpdesk.tickets.model import Alert
from helpdesk.tickets.reasons import reason as reason_of


class Letters(CustomerLetters, AgentLetters):
    """Writes for the desk. Each method that takes changes returns them with the mail that is owed, or unchanged."""

    def alerts(self, news: Iterable[Alert]) -> list[Written]:
        """A mail for each alert, to the address of the settings or to every admin; none where there is neither."""
        admins = [agent for agent in self._desk.agents if agent.role == "admin"]
        told = self._desk.settings.desk.alert_address
        to = [told] if told else [agent.address for agent in admins]
        language = admins[0].languages[0] if admins else self._desk.settings.desk.language
        speaker, mint = self.speaker("")
        if not to:
            return []
        now = self._desk.clock.now()
        return [
            compose.alert(
                speaker,
                mint,
                now,
                to=to,
                language=language,
                news=one,
                reason_words=reason_of(one.reason, language).words,
            )
            for one in news
        ]
