"""Matchers of the moment: SLA clocks, age, hours of a calendar, and what kind of mail this is."""

from __future__ import annotations

import re
from typing import get_args

from helpdesk.rules import durations
from helpdesk.rules.book import Answer
from helpdesk.rules.calendars import is_open
from helpdesk.rules.condition_tree import Atom, Every
from helpdesk.rules.match_state import holds
from helpdesk.rules.matching import Node, Spot, listing, texts
from helpdesk.rules.names import check_name
from helpdesk.rules.nearest import suggestion
from helpdesk.rules.yaml_text import Value
from helpdesk.tickets.verdict import Clock, Facts

CLOCKS: tuple[Clock, ...] = get_args(Clock)
_SHARE = re.compile(r"(>=|<=|>|<)\s*([0-9]{1,4}(?:\.[0-9]{1,2})?)\s*%")
_TIME = re.compile(r"(>=|<=|>|<)\s*(\S+)")
_AUTHENTICATIONS = ("pass", "none", "fail", "temperror")


def clock(spot: Spot, value: Value) -> Node | None:
    """sla.resolution: ">= 80%" of the promised time used; false while the clock does not run, or was met."""
    name = spot.key.removeprefix("sla.")
    kind = next((each for each in CLOCKS if each == name), None)
    if kind is None:
        near = suggestion(spot.key, [f"sla.{each}" for each in CLOCKS])
        spot.refuse(f'there is no clock "{name}"', near, at_key=True)
        return None
    found = _SHARE.fullmatch(value) if isinstance(value, str) else None
    if not found:
        spot.refuse(f'"{value}" does not say when', 'Write ">= 80%", in quotes')
        return None
    sign, percent = found[1], float(found[2])
    share, shown = percent / 100, f"{found[1]} {percent:g}%"
    idle = Answer(False, f"{spot.key} does not run")
    met = Answer(False, f"{spot.key} was met")

    def test(facts: Facts) -> Answer:
        running = facts.clocks.get(kind)
        if running is None or (running.due is None and not running.paused):
            return idle
        if running.met:
            return met
        return Answer(holds(sign, running.used, share), f"{spot.key} at {running.used * 100:.0f}% ({shown})")

    return Node(test, Atom(spot.key, sign, bound=share), frozenset({spot.key}))


def waiting(spot: Spot, value: Value) -> Node | None:
    """age: since the ticket was opened; idle: since its last message. "> 3d": here a day is 24 hours."""
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if not found:
        spot.refuse(f'"{value}" does not say how long', 'Write "> 3d" or "> 2h", in quotes')
        return None
    sign = found[1]
    try:
        seconds = durations.elapsed(found[2]).total_seconds()
    except ValueError as fault:
        spot.refuse(str(fault))
        return None
    label, shown = spot.key, f"{found[1]} {found[2]}"
    aged = label == "age"

    def test(facts: Facts) -> Answer:
        now = (facts.at - facts.ticket.created_at).total_seconds() if aged else facts.idle_seconds
        return Answer(holds(sign, now, seconds), f"{label} is {spoken(now)} ({shown})")

    return Node(test, Atom(label, sign, bound=seconds), frozenset({label}))


def spoken(seconds: float) -> str:
    """Return a time as a trace says it: 3d 4h, 2h 10m, 45m, 12s."""
    left, pieces = int(seconds), []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            pieces.append(f"{count}{unit}")
    return " ".join(pieces[:2]) or "0s"


def hours(spot: Spot, value: Value) -> Node | None:
    """time: {CALENDAR: open} or {CALENDAR: closed}; several must all hold."""
    if not isinstance(value, dict) or not value:
        spot.refuse('"time" wants a calendar and open or closed', "{madrid: open}")
        return None
    nodes = [_hour(spot, name, state) for name, state in value.items()]
    good = [node for node in nodes if node is not None]
    if len(good) < 2:
        return good[0] if good else None

    def test(facts: Facts) -> Answer:
        answers = [node.test(facts) for node in good]
        failed = next((answer for answer in answers if not answer.holds), None)
        return failed or Answer(True, ", ".join(answer.words for answer in answers))

    return Node(test, Every(tuple(node.tree for node in good)), frozenset({"time"}))


def _hour(spot: Spot, name: str, state: Value) -> Node | None:
    path = (*spot.path, name)
    if not check_name("calendar", name, spot.names, spot.read, path):
        return None
    if state not in ("open", "closed"):
        spot.read.flaws.append(spot.read.flaw(path, f'"{state}" is neither open nor closed'))
        return None
    calendar = spot.names.calendars.get(name)
    if calendar is None:  # its own flaws are told already
        return None
    wanted = state == "open"
    answers = {
        is_: Answer(is_ is wanted, f"{name} is {'open' if is_ else 'closed'}") for is_ in (True, False)
    }
    tree = Atom(f"time.{name}", "is", frozenset({str(state)}))
    return Node(lambda facts: answers[is_open(calendar, facts.at)], tree, frozenset({"time"}))


def authenticated(spot: Spot, value: Value) -> Node | None:
    """authenticated: true (the sender is proven), false, or pass, none, fail, temperror."""
    if isinstance(value, bool):
        wanted = frozenset({"pass"}) if value else frozenset(_AUTHENTICATIONS) - {"pass"}
    elif isinstance(value, str) and value in _AUTHENTICATIONS:
        wanted = frozenset({value})
    else:
        spot.refuse(f'"{value}" is not one of true, false, {", ".join(_AUTHENTICATIONS)}')
        return None

    def test(facts: Facts) -> Answer:
        return Answer(facts.authentication in wanted, f"authentication is {facts.authentication}")

    return Node(test, Atom("authenticated", "is", wanted), frozenset({"authenticated"}))


def automatic(spot: Spot, value: Value) -> Node | None:
    """automatic: true for mail no person wrote (RFC 3834), false for the rest."""
    if not isinstance(value, bool):
        spot.refuse(f'"{value}" is neither true nor false')
        return None
    answers = {is_: Answer(is_ is value, "automatic" if is_ else "not automatic") for is_ in (True, False)}
    tree = Atom("automatic", "is", frozenset({str(value)}))
    return Node(lambda facts: answers[facts.automatic], tree, frozenset({"automatic"}))


def attachment(spot: Spot, value: Value) -> Node | None:
    """attachment: present, an extension (pdf), a type (image/png, image/*), or a list of which one is enough."""
    wanted = [text.casefold() for _, text in texts(spot, value)]
    if not wanted:
        return None
    miss = Answer(False, "no attachment" if "present" in wanted else f"no attachment is {listing(wanted)}")

    def test(facts: Facts) -> Answer:
        for each in facts.attachments:
            kind, _, name = each.casefold().partition(" ")
            if any(_is_kind(one, kind, name) for one in wanted):
                return Answer(True, f"attachment {each.partition(' ')[2] or kind}")
        return miss

    tree = Atom("attachment", "in", frozenset(wanted))
    return Node(test, tree, frozenset({"attachment"}), miss=miss)


def _is_kind(wanted: str, kind: str, name: str) -> bool:
    if wanted == "present":
        return True
    if "/" in wanted:
        return kind.startswith(wanted[:-1]) if wanted.endswith("/*") else kind == wanted
    return name.endswith("." + wanted.lstrip("*").lstrip("."))
