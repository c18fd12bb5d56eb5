"""One-tap actions: mails that a link writes beforehand, with a command in them (RFC 6068; product.md 2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from helpdesk.mailflow.command_words import VERBS
from helpdesk.mailflow.render import Plain
from helpdesk.mailflow.words import say
from helpdesk.tickets.model import Language, Ticket

# Outlook truncates what is longer than this, and the command with it (product.md 2.2).
URL_LIMIT = 1_900
BODY_LIMIT = 400
SUBJECT_SHOWN = 120
MACROS_OFFERED = 2


@dataclass(frozen=True, slots=True)
class Offers:
    """What the policy lets a notification offer besides what every ticket can have done to it: macros by id, with the
    names of the values they ask for; and where it is escalated to, as `#escalar` reads it ('n2 complejidad')."""

    macros: Sequence[tuple[str, Sequence[str]]] = ()
    up: str = ""


def mailto(address: str, subject: str, body: str = "") -> str:
    """A link that writes a mail to `address`; '' where it would be longer than every program takes whole.

    Lines end in CRLF, spelled %0D%0A (RFC 6068 5); the last one too, so that a signature stands on a line of its own.
    """
    url = f"mailto:{quote(address, safe='@+.-')}?subject={quote(subject[:SUBJECT_SHOWN], safe='')}"
    if body:
        if len(body) >= BODY_LIMIT:
            return ""
        written = "".join(f"{line}\r\n" for line in body.split("\n"))
        url = f"{url}&body={quote(written, safe='')}"
    return url if len(url) < URL_LIMIT else ""


def tapped(label: str, address: str, subject: str, body: str) -> dict[str, Plain] | None:
    """One action as templates have it: `[Resolver]`, its link, and the command, which is printed beside it. None where
    no link can carry it."""
    url = mailto(address, subject, body)
    return {"label": f"[{label}]", "url": url, "body": body.replace("\n", " ")} if url else None


def on_ticket(
    ticket: Ticket, language: Language, offers: Offers, inside: str, customer: str, subject: str
) -> list[Plain]:
    """What can be done to `ticket` with one tap. Commands go to the address `inside`, where nothing that stands beside
    them gets out; a macro to the `customer`, for whom its words are."""
    known = set(VERBS.values())
    found = []
    for name, value in _verbs(ticket, offers):
        to, label = inside, say(language, f"tap_{name}", about=value)
        found.append(tapped(label, to, subject, say(language, f"do_{name}", about=value)))
    for macro, values in offers.macros[:MACROS_OFFERED] if "macro" in known and not _ended(ticket) else ():
        asked = " ".join([f"#macro {macro}", *(f"{value}=" for value in values)])
        found.append(tapped(say(language, "tap_macro", about=macro), customer, subject, asked))
    return list(_those(found))


def _verbs(ticket: Ticket, offers: Offers) -> Iterable[tuple[str, str]]:
    if ticket.aside:
        return [("restore", "")]
    if _ended(ticket):
        return [("reopen", "")]
    verbs = [] if ticket.assignee else [("take", "")]
    if offers.up:
        verbs.append(("escalate", offers.up))
    return [*verbs, ("snooze", ""), ("solve", "")]


def _ended(ticket: Ticket) -> bool:
    return ticket.status in ("resolved", "closed")


def _those(found: Iterable[dict[str, Plain] | None]) -> Iterable[Plain]:
    return (one for one in found if one is not None)
