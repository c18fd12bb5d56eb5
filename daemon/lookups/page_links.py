"""Links to the pages for customers: where a page is, and what is to be stored so that it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk.daemon.desk import Desk
from helpdesk.mailflow.tokens import new_link
from helpdesk.tickets.beside import LinkKind, PageLink
from helpdesk.tickets.model import Language

# In an address each kind is one letter: mail programs show the whole of it.
PATHS: dict[LinkKind, str] = {"survey": "q", "stop": "u", "status": "s"}
LIVES: dict[LinkKind, timedelta] = {
    "survey": timedelta(days=60),
    "stop": timedelta(days=730),  # who finds an old notice must still be able to end them
    "status": timedelta(days=30),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that is about to be written: its address, and the row by which it opens."""

    url: str
    link: PageLink


def open_page(
    desk: Desk, kind: LinkKind, address: str, language: Language, now: datetime, ticket: str = ""
) -> Opened | None:
    """A new link of this kind for this customer; None where the desk has no pages for customers."""
    home = desk.settings.public_url
    if not home:
        return None
    secret = new_link(now)
    link = PageLink(secret, kind, address, language, now + LIVES[kind], ticket)
    return Opened(f"{home}/{PATHS[kind]}/{secret}", link)
