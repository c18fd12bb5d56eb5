"""What a condition says, as a tree: from which it is shown that a rule can never have its turn."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.rules.fold import stands_in, words_of


@dataclass(frozen=True, slots=True)
class Atom:
    """One matcher. `op`: 'in' (the fact is one of `values`), 'words', 'regex', 'addresses', 'is',
    or a comparison ('>=', '>', '<=', '<') with the number `bound`."""

    key: str
    op: str
    values: frozenset[str] = frozenset()
    bound: float = 0.0


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Never:
    """The part does not hold."""

    part: Tree


Tree = Atom | Every | Either | Never

# Facts with one value at a time: two different values contradict each other.
SINGLE = frozenset(
    {"mailbox", "priority", "status", "tier", "team", "assignee", "service", "language", "folder"}
)


def implies(one: Tree, other: Tree) -> bool:
    """Whether `other` holds wherever `one` does. False where that cannot be shown."""
    if one == other:
        return True
    if isinstance(one, Either):
        return all(implies(part, other) for part in one.parts)
    if isinstance(other, Every):
        return all(implies(one, part) for part in other.parts)
    if isinstance(one, Every) and any(implies(part, other) for part in one.parts):
        return True
    if isinstance(other, Either):
        return any(implies(one, part) for part in other.parts)
    if isinstance(one, Never) and isinstance(other, Never):
        return implies(other.part, one.part)
    if isinstance(one, Atom) and isinstance(other, Never):
        return excludes(one, other.part)
    return isinstance(one, Atom) and isinstance(other, Atom) and _atom_implies(one, other)


def excludes(one: Tree, other: Tree) -> bool:
    """Whether both can never hold at once. False where that cannot be shown."""
    if isinstance(other, Never):
        return implies(one, other.part)
    if isinstance(one, Never):
        return implies(other, one.part)
    if isinstance(one, Either):
        return all(excludes(part, other) for part in one.parts)
    if isinstance(other, Either):
        return all(excludes(one, part) for part in other.parts)
    if isinstance(one, Every):
        return any(excludes(part, other) for part in one.parts)
    if isinstance(other, Every):
        return any(excludes(one, part) for part in other.parts)
    if one.key != other.key:
        return False
    if one.op in ("in", "is") and other.op == one.op and (one.op == "is" or one.key in SINGLE):
        return one.values.isdisjoint(other.values)
    return _apart(one, other) or _apart(other, one)


def contradiction(tree: Tree) -> tuple[Tree, Tree] | None:
    """Return two parts of a condition that can never both hold, None where none is found."""
    if isinstance(tree, Every):
        for index, part in enumerate(tree.parts):
            found = next((other for other in tree.parts[index + 1 :] if excludes(part, other)), None)
            if found is not None:
                return part, found
        return next(filter(None, map(contradiction, tree.parts)), None)
    return None


def atoms(tree: Tree | None) -> list[Atom]:
    """Return every matcher of a condition."""
    match tree:
        case Atom():
            return [tree]
        case Never():
            return atoms(tree.part)
        case Every() | Either():
            return [atom for part in tree.parts for atom in atoms(part)]
    return []


def _atom_implies(one: Atom, other: Atom) -> bool:
    if one.op == "words" and other.op == "words":
        wider = other.key == one.key or (one.key == "subject" and other.key == "text")
        return wider and all(any(_contains(phrase, each) for each in other.values) for phrase in one.values)
    if one.key != other.key:
        return False
    if one.op == "addresses" and other.op == "addresses":
        return all(_covered(address, other.values) for address in one.values)
    if one.op in (">=", ">") and other.op in (">=", ">"):
        return one.bound > other.bound or (one.bound == other.bound and (one.op == ">" or other.op == ">="))
    if one.op in ("<=", "<") and other.op in ("<=", "<"):
        return one.bound < other.bound or (one.bound == other.bound and (one.op == "<" or other.op == "<="))
    return one.op == other.op and one.op in ("in", "is", "regex") and one.values <= other.values


def _contains(phrase: str, other: str) -> bool:
    """Whether every text with `phrase` has `other`, too."""
    return phrase == other or (bool(words_of(other)) and stands_in(other, phrase))


def _covered(address: str, wider: frozenset[str]) -> bool:
    return address in wider or ("@" + address.rpartition("@")[2]) in wider


def _apart(low: Atom, high: Atom) -> bool:
    """Whether `low` bounds from above what `high` bounds from below, with nothing between."""
    if low.op not in ("<", "<=") or high.op not in (">", ">="):
        return False
    return low.bound < high.bound or (low.bound == high.bound and not (low.op == "<=" and high.op == ">="))
