"""The articles that an acknowledgement offers, and their record on the ticket; a person answers all the same."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.sheet import Sheet
from helpdesk.rules.suggest import Suggested, suggestions
from helpdesk.tickets.model import Changes, Event, Language, Ticket

WHOLE = 600  # characters of an article that has no page of its own: longer ones are not put into a receipt


def suggested(
    desk: Desk, sheet: Sheet, changes: Changes, ticket: Ticket
) -> tuple[Changes, list[dict[str, str]]]:
    """The changes with an event for each article offered, and the articles, in the customer's language alone."""
    found = suggestions(
        desk.policy, ticket.language, f"{sheet.mail.subject}\n{sheet.words.text}", ticket.tags
    )
    home = desk.settings.public_url
    if home:
        found = tuple(replace(one, link=one.link or _page(home, one, ticket.language)) for one in found)
    found = tuple(one for one in found if one.link or len(one.text) <= WHOLE)
    events = tuple(
        Event(
            ticket.protocol,
            sheet.now,
            "desk",
            "suggested",
            "",
            one.id,
            f"{one.score:.2f}: {one.because} (policy {desk.policy.revision})",
        )
        for one in found
    )
    shown = [{"title": one.title, "link": one.link, "text": "" if one.link else one.text} for one in found]
    return replace(changes, events=(*changes.events, *events)), shown


def _page(home: str, article: Suggested, language: Language) -> str:
    return f"{home}/kb/{quote(article.id)}?lang={language}"
