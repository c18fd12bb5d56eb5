"""The letters a decision owes: facts of the desk put to `mailflow.compose`, and what it wrote added to the changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from helpdesk.daemon.letters.alerted import alert_addresses
from helpdesk.daemon.letters.answers import AnswerLetters
from helpdesk.daemon.letters.circulars import CircularLetters
from helpdesk.daemon.letters.customer import CustomerLetters
from helpdesk.daemon.letters.life import LifeLetters
from helpdesk.daemon.letters.macro import MacroLetters
from helpdesk.daemon.letters.notes import NoteLetters
from helpdesk.daemon.letters.notices import NoticeLetters
from helpdesk.daemon.letters.queue import QueueLetters
from helpdesk.daemon.letters.surveys import SurveyLetters
from helpdesk.daemon.letters.undelivered import UndeliveredLetters
from helpdesk.daemon.letters.vendor import VendorLetters
from helpdesk.daemon.letters.warnings import WarningLetters
from helpdesk.daemon.letters.words import WordLetters
from helpdesk.mailflow import compose
from helpdesk.mailflow.letter import Written
from helpdesk.mailflow.why_words import spoken_alert
from helpdesk.tickets.model import Alert
from helpdesk.tickets.reasons import reason as reason_of


class Letters(
    CustomerLetters,
    NoteLetters,
    UndeliveredLetters,
    LifeLetters,
    MacroLetters,
    SurveyLetters,
    NoticeLetters,
    CircularLetters,
    WordLetters,
    WarningLetters,
    AnswerLetters,
    QueueLetters,
    VendorLetters,
):
    """Writes for the desk. Each method that takes changes returns them with the mail that is owed, or unchanged."""

    def alerts(self, news: Iterable[Alert]) -> list[Written]:
        """A mail for each alert, to whoever the settings or the policy name for it; none where there is nobody."""
        to = alert_addresses(self._desk.settings, self._desk.agents)
        if not to:
            return []
        reader = self._desk.agent_of(to[0])
        language = reader.languages[0] if reader else self._desk.settings.desk.language
        speaker, mint = self.speaker("")
        now = self._desk.clock.now()
        return [
            compose.alert(
                speaker,
                mint,
                now,
                to=to,
                language=language,
                news=replace(one, detail=spoken_alert(one, language)),
                reason_words=reason_of(one.reason, language).words,
            )
            for one in news
        ]
