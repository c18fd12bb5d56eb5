"""Matchers of text: words and phrases, /regex/, headers, addresses and domains."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpdesk.rules import match_score
from helpdesk.rules.address import folded as folded_address
from helpdesk.rules.address import plain_address
from helpdesk.rules.book import Answer
from helpdesk.rules.condition_tree import Atom, Either, Tree
from helpdesk.rules.fold import Looked, fold, look, stands_in, words_of
from helpdesk.rules.matching import Node, Spot, listing, texts
from helpdesk.rules.regex import Refused, Regex, compile_regex, written_as_regex
from helpdesk.rules.yaml_text import Value
from helpdesk.tickets.verdict import Facts

# Of a field with one address that is none, the standard library gives all or nothing, by its release.
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]+@[^\s<>()\[\],;:\"@]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a text is searched for: single words, phrases, and regexes, each with how it was written."""

    words: dict[str, str]
    phrases: tuple[tuple[str, str], ...]
    regexes: tuple[tuple[Regex, str], ...]

    def find(self, looked: Looked) -> str:
        """Return what was found, in words for the trace; '' for nothing."""
        if self.words and not looked.words.isdisjoint(self.words):
            return next(f'∋ "{shown}"' for word, shown in self.words.items() if word in looked.words)
        for phrase, shown in self.phrases:
            if phrase in looked.text and stands_in(phrase, looked.text):
                return f'∋ "{shown}"'
        for regex, shown in self.regexes:
            found = regex.search(looked)
            if found:
                return f'~ {shown} "{found}"'
        return ""

    @property
    def gate(self) -> frozenset[str]:
        """What a text must have one of (see book.Condition); empty where that cannot be said."""
        tokens = [*self.words, *(max(words_of(phrase), key=len, default="") for phrase, _ in self.phrases)]
        tokens += [regex.needle and f"/{regex.needle}" for regex, _ in self.regexes]
        return frozenset(tokens) if all(tokens) else frozenset()

    def tree(self, key: str) -> Tree:
        """What it looks for in `key`, as a tree that lint can compare with another rule's."""
        phrases = frozenset({*self.words, *(phrase for phrase, _ in self.phrases)})
        parts: list[Tree] = [Atom(key, "words", frozenset({phrase})) for phrase in sorted(phrases)]
        parts += [Atom(key, "regex", frozenset({shown})) for _, shown in self.regexes]
        return parts[0] if len(parts) == 1 else Either(tuple(parts))


def wanted(spot: Spot, value: Value) -> tuple[Wanted, list[str]]:
    """Read what to search for, and how it was written, from a matcher's value."""
    words: dict[str, str] = {}
    phrases: list[tuple[str, str]] = []
    regexes: list[tuple[Regex, str]] = []
    shown: list[str] = []
    for index, text in texts(spot, value):
        shown.append(text)
        try:
            if written_as_regex(text):
                regexes.append((compile_regex(text), text))
                continue
        except Refused as fault:
            spot.refuse(str(fault), fault.fix, index=index)
            continue
        plain = " ".join(fold(text).split())
        if plain.isalnum():
            words.setdefault(plain, text)
        else:
            phrases.append((plain, text))
    return Wanted(words, tuple(phrases), tuple(regexes)), shown


def _subject(facts: Facts) -> str:
    return facts.subject


def _text(facts: Facts) -> str:
    return facts.text


def words(spot: Spot, value: Value) -> Node | None:
    """subject: and text: words, phrases, or /regex/; one of them is enough."""
    search, shown = wanted(spot, value)
    if not shown or not (search.words or search.phrases or search.regexes):
        return None
    label, of = spot.key, _subject if spot.key == "subject" else _text
    miss = Answer(False, f"{label} has none of: {listing(shown)}")

    def test(facts: Facts) -> Answer:
        found = search.find(look(of(facts)))
        return Answer(True, f"{label} {found}") if found else miss

    return Node(test, search.tree(label), frozenset({label}), search.gate, miss)


def header(spot: Spot, value: Value) -> Node | None:
    """header.NAME: present, words, phrases, /regex/ or "> 5" in any header of that name."""
    name = spot.key.removeprefix("header.").lower()
    if not name or not all(33 <= ord(character) < 127 and character != ":" for character in name):
        spot.refuse(f'"{spot.key}" names no header', "header.list-id", at_key=True)
        return None
    needs = frozenset({f"header.{name}"})
    if value == "present":
        there, miss = Answer(True, f"header {name} present"), Answer(False, f"no header {name}")
        tree = Atom(f"header.{name}", "present")
        return Node(lambda facts: there if facts.headers.get(name) else miss, tree, needs, miss=miss)
    if isinstance(value, str) and match_score.COMPARED.fullmatch(value.strip()):
        return match_score.number(spot, value)
    search, shown = wanted(spot, value)
    if not shown or not (search.words or search.phrases or search.regexes):
        return None
    other = Answer(False, f"header {name} has none of: {listing(shown)}")

    def test(facts: Facts) -> Answer:
        for line in facts.headers.get(name, ()):
            found = search.find(look(line))
            if found:
                return Answer(True, f"header {name} {found}")
        return other

    return Node(test, search.tree(f"header.{name}"), needs, miss=other)


def _sender(facts: Facts) -> Sequence[str]:
    return (facts.sender.address,)


def _recipients(facts: Facts) -> Sequence[str]:
    fields = [*facts.headers.get("to", ()), *facts.headers.get("cc", ())]
    return [found for field in fields for found in _ADDRESS.findall(_QUOTED.sub("", field))]


def addresses(spot: Spot, value: Value) -> Node | None:
    """from: and to: (To and Cc): an address, "@domain", or a list of both."""
    exact: dict[str, str] = {}
    for index, text in texts(spot, value):
        try:
            plain = plain_address(f"x{text}")[1:] if text.startswith("@") else plain_address(text)
        except ValueError:
            fix = 'Write ana@acme.example, or "@acme.example" for everyone there'
            spot.refuse(f'"{text}" is neither an address nor an "@domain"', fix, index=index)
            continue
        exact.setdefault(folded_address(plain), text)
    if not exact:
        return None
    of: Callable[[Facts], Sequence[str]] = _sender if spot.key == "from" else _recipients
    hits = {plain: Answer(True, f"{spot.key} {text}") for plain, text in exact.items()}
    miss = Answer(False, f"{spot.key} is not {listing(exact.values())}")

    def test(facts: Facts) -> Answer:
        for email in of(facts):
            address = folded_address(email)
            found = hits.get(address) or hits.get(address[address.rfind("@") :])
            if found:
                return found
        return miss

    needs = frozenset({"from"}) if spot.key == "from" else frozenset({"header.to", "header.cc"})
    gate = frozenset(exact) if spot.key == "from" else frozenset[str]()
    return Node(test, Atom(spot.key, "addresses", frozenset(exact)), needs, gate, miss)
