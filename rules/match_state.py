"""Matchers of what is known: mailbox, tag, folder, priority, status, tier, team, assignee, customer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from helpdesk.rules import synonyms
from helpdesk.rules.book import Answer
from helpdesk.rules.condition_tree import Atom
from helpdesk.rules.fold import fold
from helpdesk.rules.matching import Node, Spot, listing, texts
from helpdesk.rules.names import check_name
from helpdesk.rules.nearest import suggestion
from helpdesk.rules.yaml_text import Value
from helpdesk.tickets.verdict import Facts

NONE = ("none", "nobody")
_TIERS = ("N0", "N1", "N2", "N3")
_OWN_KEYS = ("address", "organisation", "language", "tickets", "open_tickets", "last_agent")
_COMPARED = re.compile(r"(>=|<=|>|<)\s*(.+)")

Getter = Callable[[Facts], str]

FIELDS: Mapping[str, Getter] = {
    "mailbox": lambda facts: facts.mailbox,
    "folder": lambda facts: facts.ticket.folder,
    "priority": lambda facts: facts.ticket.priority,
    "status": lambda facts: facts.ticket.status,
    "tier": lambda facts: facts.ticket.tier,
    "team": lambda facts: facts.ticket.team,
    "assignee": lambda facts: facts.ticket.assignee,
    "service": lambda facts: facts.ticket.service,
    "language": lambda facts: facts.ticket.language,
}
_KIND = {"assignee": "agent"}
_CHECKED = ("mailbox", "folder", "team", "assignee", "service")
_EMPTY = ("folder", "team", "assignee", "service")


def field(spot: Spot, value: Value) -> Node | None:
    """A field of the ticket: one value, or a list of which one is enough; priority and tier also ">= high"."""
    order = {"priority": synonyms.PRIORITIES, "tier": _TIERS}.get(spot.key)
    if order and isinstance(value, str) and _COMPARED.fullmatch(value):
        return _ordered(spot, value, order)
    wanted = [_meant(spot, index, text) for index, text in texts(spot, value)]
    good = [each for each in wanted if each is not None]
    return _one_of(spot.key, FIELDS[spot.key], good) if good else None


def _meant(spot: Spot, index: int | None, text: str) -> str | None:
    """Return the stored form of a value, None where it is refused."""
    known: Sequence[str] = ()
    found: str | None = text
    match spot.key:
        case "priority":
            found, known = synonyms.priority(text), tuple(synonyms.PRIORITY_WORDS)
        case "status":
            found, known = synonyms.status(text), tuple(synonyms.STATUS_WORDS)
        case "tier":
            found, known = (text.upper() if text.upper() in _TIERS else None), _TIERS
        case "language":
            found, known = (text if text in ("es", "en", "pt") else None), ("es", "en", "pt")
        case key if key in _EMPTY and text in NONE:
            found = ""
        case key if key in _CHECKED:
            kind = _KIND.get(key, key)
            found = text if check_name(kind, text, spot.names, spot.read, spot.item(index)) else None
    if found is None and known:
        spot.refuse(f'"{text}" is not a {spot.key}', suggestion(text, known), index=index)
    return found


def _one_of(label: str, of: Getter, values: Sequence[str]) -> Node:
    shown = listing(value or "none" for value in values)
    hits = {value: Answer(True, f"{label} is {value or 'none'}") for value in values}
    wanted = shown if len(values) == 1 else f"one of {shown}"

    def test(facts: Facts) -> Answer:
        value = of(facts)
        return hits.get(value) or Answer(False, f"{label} is {value or 'none'}, not {wanted}")

    return Node(test, Atom(label, "in", frozenset(values)), frozenset({label}))


def _ordered(spot: Spot, value: str, order: Sequence[str]) -> Node | None:
    """priority: ">= high"."""
    found = _COMPARED.fullmatch(value)
    sign, text = (found[1], found[2]) if found else ("", value)
    meant = _meant(spot, None, text.strip())
    if meant is None:
        return None
    bound, of = order.index(meant), FIELDS[spot.key]
    numbers = {name: float(number) for number, name in enumerate(order)}

    def test(facts: Facts) -> Answer:
        current = of(facts)
        return Answer(
            holds(sign, numbers.get(current, -1.0), bound), f"{spot.key} is {current} ({sign} {meant})"
        )

    return Node(test, Atom(spot.key, sign, bound=bound), frozenset({spot.key}))


def holds(sign: str, value: float, bound: float) -> bool:
    """Whether `value` stands to `bound` as `sign` says."""
    match sign:
        case ">=":
            return value >= bound
        case ">":
            return value > bound
        case "<=":
            return value <= bound
    return value < bound


def tag(spot: Spot, value: Value) -> Node | None:
    """tag: a tag, or a list of which one is enough."""
    named = [
        text
        for index, text in texts(spot, value)
        if check_name("tag", text, spot.names, spot.read, spot.item(index))
    ]
    if not named:
        return None
    hits = [(name, Answer(True, f"tag {name}")) for name in named]
    miss = Answer(False, f"no tag {named[0]}" if len(named) == 1 else f"none of the tags {listing(named)}")

    def test(facts: Facts) -> Answer:
        tags = facts.ticket.tags
        if tags:
            for name, hit in hits:
                if name in tags:
                    return hit
        return miss

    return Node(test, Atom("tag", "in", frozenset(named)), frozenset({"tag"}), miss=miss)


def organisation(spot: Spot, value: Value) -> Node | None:
    """organisation: its name, case and accents ignored."""
    return _folded(spot, value, lambda facts: facts.customer.organisation)


def customer(spot: Spot, value: Value) -> Node | None:
    """customer.KEY: what customers.yaml says under KEY; tickets and open_tickets also "> 3"."""
    key = spot.key.removeprefix("customer.")
    if key not in _OWN_KEYS and key not in spot.names.customer_keys:
        fix = suggestion(key, {*_OWN_KEYS, *spot.names.customer_keys})
        spot.warn(f'no customer has "{key}" in customers.yaml, so this never matches', fix)
    of = _customer_getter(key)
    if isinstance(value, str) and _COMPARED.fullmatch(value):
        return _number(spot, value, of)
    return _folded(spot, value, of)


def _customer_getter(key: str) -> Getter:
    if key in _OWN_KEYS:
        return lambda facts: str(getattr(facts.customer, key) or "")
    return lambda facts: facts.customer.facts.get(key, "")


def _folded(spot: Spot, value: Value, of: Getter) -> Node | None:
    wanted = {fold(text): text for _, text in texts(spot, value)}
    if not wanted:
        return None
    label = spot.key
    hits = {plain: Answer(True, f"{label} is {text}") for plain, text in wanted.items()}
    shown = listing(wanted.values())

    def test(facts: Facts) -> Answer:
        current = of(facts)
        return hits.get(fold(current)) or Answer(False, f"{label} is {current or 'not known'}, not {shown}")

    return Node(test, Atom(label, "is", frozenset(wanted)), frozenset({label}))


def _number(spot: Spot, value: str, of: Getter) -> Node | None:
    found = _COMPARED.fullmatch(value)
    try:
        sign, bound = (found[1], float(found[2])) if found else ("", float("nan"))
    except ValueError:
        spot.refuse(f'"{value}" compares with no number', '"> 3"')
        return None

    def test(facts: Facts) -> Answer:
        current = of(facts)
        number = float(current) if re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,6})?", current) else None
        met = number is not None and holds(sign, number, bound)
        return Answer(met, f"{spot.key} is {current or 'not known'} ({sign} {bound:g})")

    return Node(test, Atom(spot.key, sign, bound=bound), frozenset({spot.key}))
