"""From `when` in a file to a quick test: a map wants all of it, a list any of it; all, any and not say it aloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from helpdesk.rules import match_moment, match_score, match_state, match_text
from helpdesk.rules.book import Answer, Condition
from helpdesk.rules.condition_tree import Either, Every, Never
from helpdesk.rules.matching import Node, Spot, Test
from helpdesk.rules.names import Names
from helpdesk.rules.nearest import did_you_mean
from helpdesk.rules.yaml_text import Flaw, Path, Read, Value
from helpdesk.tickets.verdict import Facts

Maker = Callable[[Spot, Value], Node | None]

MATCHERS: Mapping[str, Maker] = {
    "subject": match_text.words,
    "text": match_text.words,
    "from": match_text.addresses,
    "to": match_text.addresses,
    "tag": match_state.tag,
    **dict.fromkeys(match_state.FIELDS, match_state.field),
    "organisation": match_state.organisation,
    "age": match_moment.waiting,
    "idle": match_moment.waiting,
    "time": match_moment.hours,
    "authenticated": match_moment.authenticated,
    "automatic": match_moment.automatic,
    "attachment": match_moment.attachment,
    "spam": match_score.spam,
}
FAMILIES: Mapping[str, Maker] = {
    "header.": match_text.header,
    "customer.": match_state.customer,
    "sla.": match_moment.clock,
}
SLA_KEYS = tuple(f"sla.{clock}" for clock in match_moment.CLOCKS)
KEYS = (*MATCHERS, *SLA_KEYS, "all", "any", "not")
_NEVER = Condition(lambda facts: Answer(False, "not understood"), frozenset())


def compile_when(value: Value, path: Path, read: Read, names: Names) -> Condition:
    """Compile the `when` at `path` of `read`. What is wrong goes to `read.flaws`; it then never holds."""
    node = _compile(value, path, read, names)
    if node is None:
        return _NEVER
    return Condition(node.test, node.needs, node.tree, node.gate, node.miss, node.constants)


def _compile(value: Value, path: Path, read: Read, names: Names) -> Node | None:
    if isinstance(value, list):
        return _any_of(value, path, read, names)
    if not isinstance(value, dict):
        read.flaws.append(read.flaw(path, "a condition is keys and values", "{subject: factura}"))
        return None
    if not value:
        read.flaws.append(
            read.flaw(path, "this condition is empty", "Leave it out where it should always hold")
        )
        return None
    parts = [_matcher(key, each, (*path, key), read, names) for key, each in value.items()]
    good = [part for part in parts if part is not None]
    return _every(good) if len(good) == len(parts) else None


def _matcher(key: str, value: Value, path: Path, read: Read, names: Names) -> Node | None:
    match key:
        case "all":
            if isinstance(value, list):
                parts = [_compile(each, (*path, index), read, names) for index, each in enumerate(value)]
                good = [part for part in parts if part is not None]
                if not parts:
                    read.flaws.append(read.flaw(path, '"all" is empty', "Leave it out"))
                return _every(good) if good and len(good) == len(parts) else None
        case "any":
            if isinstance(value, list):
                return _any_of(value, path, read, names)
        case "not":
            inner = _compile(value, path, read, names)
            return _negated(inner) if inner else None
        case _:
            maker = MATCHERS.get(key) or next(
                (each for family, each in FAMILIES.items() if key.startswith(family)), None
            )
            if maker:
                return maker(Spot(key, path, read, names), value)
            read.flaws.append(_unknown(key, path, read))
            return None
    read.flaws.append(read.flaw(path, f'"{key}" wants a list of conditions', f"{key}: [{{...}}, {{...}}]"))
    return None


def _unknown(key: str, path: Path, read: Read) -> Flaw:
    """Say that there is no such matcher; a broken /regex/ is a key by accident."""
    if key.endswith("/") or key.startswith("/"):
        fix = "In { } a /regex/ goes in single quotes: '/a, b/'"
        return read.flaw(path, f'this "{key}" has come loose', fix, at_key=True)
    fix = did_you_mean(key, KEYS)
    return read.flaw(path, f'unknown condition "{key}"', fix, at_key=True)


def _any_of(value: Sequence[Value], path: Path, read: Read, names: Names) -> Node | None:
    parts = [_compile(each, (*path, index), read, names) for index, each in enumerate(value)]
    if not parts:
        read.flaws.append(
            read.flaw(path, "this list of conditions is empty: it would never hold", "Leave it out")
        )
    good = [part for part in parts if part is not None]
    return _either(good) if good and len(good) == len(parts) else None


def _every(parts: Sequence[Node]) -> Node:
    if len(parts) == 1:
        return parts[0]
    tests = tuple(part.test for part in parts)
    if len(tests) == 2:
        test = _both(*tests)
    else:

        def test(facts: Facts) -> Answer:
            words = []
            for each in tests:
                answer = each(facts)
                if not answer.holds:
                    return answer
                words.append(answer.words)
            return Answer(True, " · ".join(words))

    tree = Every(tuple(part.tree for part in parts))
    # The first part alone decides what a trace says, so only its words may stand for the whole.
    gated = bool(parts[0].gate)
    constants = tuple(answer for part in parts for answer in part.constants)
    return Node(test, tree, _needs(parts), parts[0].gate, parts[0].miss if gated else None, constants)


def _both(first: Test, second: Test) -> Test:
    def test(facts: Facts) -> Answer:
        one = first(facts)
        if not one.holds:
            return one
        two = second(facts)
        return Answer(True, f"{one.words} · {two.words}") if two.holds else two

    return test


def _either(parts: Sequence[Node]) -> Node:
    if len(parts) == 1:
        return parts[0]
    tests = tuple(part.test for part in parts)
    misses = [part.miss for part in parts if part.miss is not None]
    miss = Answer(False, "; ".join(each.words for each in misses)) if len(misses) == len(parts) else None

    def test(facts: Facts) -> Answer:
        failed = []
        for each in tests:
            answer = each(facts)
            if answer.holds:
                return answer
            failed.append(answer.words)
        return miss or Answer(False, "; ".join(failed))

    gates = [part.gate for part in parts]
    gate = frozenset[str]().union(*gates) if miss and all(gates) else frozenset()
    return Node(test, Either(tuple(part.tree for part in parts)), _needs(parts), gate, miss)


def _negated(part: Node) -> Node:
    inner = part.test

    def test(facts: Facts) -> Answer:
        answer = inner(facts)
        if answer.holds:
            return Answer(False, f"not: {answer.words}")
        return Answer(True, answer.words.removeprefix("not: "))

    return Node(test, Never(part.tree), part.needs)


def _needs(parts: Sequence[Node]) -> frozenset[str]:
    return frozenset[str]().union(*(part.needs for part in parts))
