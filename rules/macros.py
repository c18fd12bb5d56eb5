"""Macros: answers written once, in several languages and tones, with variables and with what they do to the ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast, get_args
from zoneinfo import ZoneInfo

from helpdesk.rules import sla
from helpdesk.rules.book import Book, Macro
from helpdesk.rules.fold import fold
from helpdesk.rules.macro_text import CannotExpand, write_out
from helpdesk.rules.macro_then import Then, parse_then
from helpdesk.rules.nearest import did_you_mean
from helpdesk.tickets.greeting import given_name
from helpdesk.tickets.model import Language
from helpdesk.tickets.verdict import Facts

__all__ = ["STANDARD", "CannotExpand", "Expanded", "expand", "expand_alone", "search", "standard_values"]

LANGUAGES: tuple[Language, ...] = cast("tuple[Language, ...]", get_args(Language))

# What every macro may name, with what it is. Those that are not known are missing, as any other.
STANDARD: Mapping[str, str] = {
    "customer_name": "the customer's name, as they write it",
    "first_name": "the customer's given name, as receipts greet, where the name is a person's",
    "customer_address": "the customer's address",
    "organisation": "the customer's organisation, from customers.yaml",
    "protocol": "the ticket's protocol",
    "subject": "the ticket's subject",
    "agent_name": "the name of the agent who has the ticket",
    "desk_name": "the desk's name, from helpdesk.toml",
    "may_offer": "yes where an offer of more is fit: not in an urgent case, a complaint, or after a low survey",
    "service": "what the ticket's service is described as",
    "first_response_due": "until when an answer is promised, in local time",
    "next_response_due": "until when the next answer is promised",
    "resolution_due": "until when a solution is promised",
}


@dataclass(frozen=True, slots=True)
class Expanded:
    """A macro written out: Markdown and what it does. `note` says which variant stood in for the wanted one, ''."""

    text: str
    then: tuple[Then, ...]
    title: str
    language: Language
    tone: str
    note: str = ""


def expand(
    book: Book,
    macro_id: str,
    language: Language,
    values: Mapping[str, str],
    facts: Facts,
    *,
    tone: str = "",
) -> Expanded:
    """Write a macro out in `language` and `tone`, with `values` and what `facts` know of the ticket.

    Raises CannotExpand: no such macro, a value missing or unknown, its condition does not hold, too long. Nothing may
    be sent then. The tone falls back to the plain one, the language to one the macro has; the note says so.
    """
    macro = _named(book, macro_id, values)
    if macro.when is not None:
        answer = macro.when.test(facts)
        if not answer.holds:
            raise CannotExpand(f"{macro_id} is not for this ticket: {answer.words}")
    return _written(macro, language, {**standard_values(book, facts), **values}, tone)


def expand_alone(book: Book, macro_id: str, language: Language, values: Mapping[str, str]) -> Expanded:
    """As `expand`, for a customer who has no ticket: `values` are all that is known, and a macro that asks about a
    ticket is for nobody. Raises CannotExpand."""
    macro = _named(book, macro_id, values)
    if macro.when is not None:
        raise CannotExpand(f"{macro_id} has a condition, and there is no ticket to test it on")
    return _written(macro, language, {name: value for name, value in values.items() if value}, "")


def _named(book: Book, macro_id: str, values: Mapping[str, str]) -> Macro:
    macro = book.macros.get(macro_id)
    if macro is None:
        raise CannotExpand(f'there is no macro "{macro_id}". {did_you_mean(macro_id, book.macros)}'.rstrip())
    for name in values:
        if name not in macro.variables and name not in STANDARD:
            near = did_you_mean(name, (*macro.variables, *STANDARD))
            raise CannotExpand(f'{macro_id} has no variable "{name}". {near}'.rstrip())
    return macro


def _written(macro: Macro, language: Language, known: Mapping[str, str], tone: str) -> Expanded:
    macro_id = macro.id
    chosen, note = variant(macro, language, tone)
    try:
        text = write_out(macro.variants[chosen], known)
    except CannotExpand as fault:
        raise CannotExpand(f"{macro_id}: {fault}", fault.missing) from None
    then = tuple(each for line in macro.then for each in parse_then(line))
    return Expanded(text, then, macro.titles.get(chosen, macro.title), *chosen, note)


def variant(macro: Macro, language: Language, tone: str = "") -> tuple[tuple[Language, str], str]:
    """The variant that stands for (language, tone), and a note where it is another one."""
    order = (language, *(each for each in LANGUAGES if each != language))
    chosen = min(
        macro.variants,
        key=lambda key: (order.index(key[0]), key[1] != tone, key[1] != "", key[1]),
    )
    notes = []
    if chosen[0] != language:
        notes.append(f"{macro.id} is not there in {language}: {chosen[0]} is used")
    if chosen[1] != tone:
        notes.append(f"{macro.id} has no tone {tone or 'plain'}: {chosen[1] or 'plain'} is used")
    return chosen, "; ".join(notes)


def standard_values(book: Book, facts: Facts) -> dict[str, str]:
    """The values every macro may use, of this ticket, less those not known. The desk's name is the caller's to give."""
    ticket = facts.ticket
    agent = book.staff.get(ticket.assignee)
    service = next((each for each in book.services if each.id == ticket.service), None)
    found = {
        "customer_name": ticket.requester.name,
        "first_name": given_name(ticket.requester.name),
        "customer_address": ticket.requester.address,
        "organisation": facts.customer.organisation,
        "protocol": ticket.protocol,
        "subject": ticket.subject,
        "agent_name": agent.agent.name if agent else "",
        "service": service.describe if service else "",
    }
    if service is not None:
        cal = sla.calendar_of(book, service)
        for clock, state in facts.clocks.items():
            if state.due is not None and not state.met:
                here = state.due.astimezone(ZoneInfo(cal.zone))
                found[f"{clock}_due"] = f"{here:%d/%m/%Y %H:%M}"
    return {name: value for name, value in found.items() if value}


def search(book: Book, words: str = "", tag: str = "", facts: Facts | None = None) -> list[Macro]:
    """The macros with this tag (or whose own tags are among the ticket's), and with all `words` in id, title or tags.

    With `facts`, those whose condition does not hold are left out, and those that share the ticket's tags come first.
    """
    wanted = fold(words).split()
    found = []
    for macro in book.macros.values():
        text = fold(" ".join((macro.id, macro.title, *macro.titles.values(), *macro.tags)))
        if tag and tag not in macro.tags:
            continue
        if not all(word in text for word in wanted):
            continue
        if facts is not None and macro.when is not None and not macro.when.test(facts).holds:
            continue
        found.append(macro)
    here = frozenset(facts.ticket.tags) if facts is not None else frozenset[str]()
    return sorted(found, key=lambda macro: (-len(here & frozenset(macro.tags)), macro.id))
