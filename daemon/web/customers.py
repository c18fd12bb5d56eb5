"""Customers' pages over a desk: what a link opens, and what its buttons hand on to intake."""

from __future__ import annotations

from helpdesk.daemon.customers.page_acts import SCORE, STOP
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.web.limits import Limits
from helpdesk.daemon.web.status import status_page
from helpdesk.mailflow.render import clean
from helpdesk.mailflow.survey import ASKED
from helpdesk.tickets.beside import LinkKind, PageLink, Survey
from helpdesk.tickets.model import Timer
from helpdesk.web_min.for_customers import StatusPage, StopPage, SurveyPage

LONGEST = 64  # of a secret: what is longer is none of ours and is not looked up


class DeskCustomers:
    """`web_min.for_customers.Customers` over a desk. Nothing a page does changes a ticket here: it becomes a timer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.allow = Limits(desk.clock.now).allow

    def survey(self, secret: str) -> SurveyPage | None:
        """None too for a question whose ticket is gone."""
        found = self._question(secret)
        if found is None:
            return None
        link, asked = found
        ticket = self._desk.store.ticket(link.ticket)
        return SurveyPage(
            desk=self._desk.mailbox(ticket.mailbox if ticket else "").display_name,
            protocol=link.ticket,
            kind=asked.kind,
            scores=tuple(ASKED[asked.kind]),
            language=link.language,
            score=asked.score,
            review_url=self._desk.settings.surveys.review_url,
        )

    def survey_opened(self, secret: str) -> None:
        """Written once for each question, whatever opens its page again."""
        found = self._question(secret)
        if found is not None and found[1].opened_at is None and found[1].score is None:
            self._desk.store.survey_opened(found[1].message_id, self._desk.clock.now())

    def answer(self, secret: str, score: int, comment: str) -> None:
        """Intake takes it in a moment (page_acts.py)."""
        found = self._question(secret)
        if found is not None:
            link, asked = found
            said = {"survey": asked.message_id, "score": score, "comment": clean(comment).strip()}
            waiting = [one.payload for one in self._desk.store.timers(link.ticket) if one.kind == SCORE]
            if said not in waiting:  # a button pressed twice
                self._desk.store.add_timer(Timer(SCORE, self._desk.clock.now(), said, link.ticket))

    def stop(self, secret: str) -> StopPage | None:
        """A link may be in hands it was not sent to: the address is only hinted at."""
        link = self._link(secret, "stop")
        if link is None:
            return None
        return StopPage(
            _hint(link.address), link.language, not self._desk.store.contact(link.address).surveys
        )

    def stopped(self, secret: str, by: str) -> bool:
        """Once is enough: what is ended already is not ended again."""
        link = self._link(secret, "stop")
        if link is None:
            return False
        if self._desk.store.contact(link.address).surveys:
            said = {"address": link.address, "by": by}
            self._desk.store.add_timer(Timer(STOP, self._desk.clock.now(), said, link.ticket))
        return True

    def status(self, secret: str) -> StatusPage | None:
        """None too once she takes no part any more, or a person said that it is no case."""
        link = self._link(secret, "status")
        return status_page(self._desk, link) if link else None

    def _question(self, secret: str) -> tuple[PageLink, Survey] | None:
        link = self._link(secret, "survey")
        asked = self._desk.store.survey(link.message_id) if link else None
        return (link, asked) if link and asked else None

    def _link(self, secret: str, kind: LinkKind) -> PageLink | None:
        if not secret.isascii() or len(secret) > LONGEST:
            return None
        return self._desk.store.page_link(secret, kind, self._desk.clock.now())


def _hint(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
