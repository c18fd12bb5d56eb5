"""Macros looked over for what may not go to a customer, and for languages in which they are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from helpdesk.rules.book import Book
from helpdesk.rules.fold import fold, stands_in
from helpdesk.rules.loading import Surroundings
from helpdesk.rules.macros import LANGUAGES, variant
from helpdesk.rules.yaml_text import Flaw

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_NUMBER = re.compile(r"(?<![\w.])\+?\(?\d(?:[ .()/-]{0,2}\d){7,18}(?![\w])")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_SHORTEST_NAME = 4


def lint_macros(book: Book, files: Mapping[str, str], around: Surroundings) -> list[Flaw]:
    """Warnings about private data in the files of macros, and about missing languages."""
    private = _private(book)
    found: list[Flaw] = []
    for name in sorted(files):
        if name.startswith("macros/"):
            for number, line in enumerate(files[name].splitlines(), start=1):
                found += (
                    Flaw(name, number, column, what, fix, "warning")
                    for column, what, fix in _in_line(line, private, around)
                )
    return [*found, *_missing(book)]


def _private(book: Book) -> dict[str, str]:
    """Folded words that belong to somebody, and whose they are."""
    found = {}
    for who, facts in book.customers.items():
        found[fold(who)] = "a customer's"
        organisation = fold(facts.get("organisation", ""))
        if len(organisation) >= _SHORTEST_NAME:
            found[organisation] = "a customer's name"
    for staff in book.staff.values():
        for address in staff.agent.addresses:
            found[fold(address)] = f"{staff.agent.id}'s own address"
    return found


def _in_line(line: str, private: Mapping[str, str], around: Surroundings) -> Iterator[tuple[int, str, str]]:
    own = {fold(address) for address in around.own_addresses}
    told: set[str] = set()
    for match in _ADDRESS.finditer(line):
        address = fold(match[0])
        whose = private.get(address) or private.get(address[address.find("@") :])
        if whose and address not in own:
            told.add(address)
            yield (
                match.start() + 1,
                f"{match[0]} is {whose}: every customer would read it",
                "Write the desk's",
            )
    folded = fold(line)
    for word, whose in private.items():
        if "@" not in word and stands_in(word, folded):
            column = max(folded.find(word), 0) + 1
            yield column, f'"{word}" is {whose}: other customers would read it', "{{ organisation }}"
    for match in _NUMBER.finditer(line):
        if _DATE.fullmatch(match[0].strip()):
            continue
        digits = re.sub(r"\D", "", match[0])
        kind = "a card's number" if _is_card(digits) else "somebody's telephone or account number"
        yield match.start() + 1, f"{match[0].strip()} looks like {kind}", "Is it the desk's own?"


def _is_card(digits: str) -> bool:
    """Thirteen to nineteen digits that agree with their check digit (Luhn, ISO/IEC 7812)."""
    if not 13 <= len(digits) <= 19:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _missing(book: Book) -> Iterator[Flaw]:
    """Macros that lack a language which other macros have, told where there is a text to translate."""
    spoken = {language for macro in book.macros.values() for language, _ in macro.variants}
    for macro in book.macros.values():
        here = {language for language, _ in macro.variants}
        for language in LANGUAGES:
            if language in spoken - here:
                used = variant(macro, language)[0][0]
                what = f'the macro "{macro.id}" is missing in {language}: {used} would be used'
                file, _, line = macro.place.rpartition(":")
                fix = f"Write macros/{macro.id}.{language}.md"
                yield Flaw(file, int(line), 1, what, fix, "warning")
