"""Which tag rules a mail's words wake: the others need not be asked, their answer is known."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.rules.book import TagRule, WordIndex
from helpdesk.rules.fold import look
from helpdesk.tickets.verdict import Facts, Line


def word_index(rules: Sequence[TagRule]) -> WordIndex:
    """Return the index of `rules` by the words they wait for."""
    by_word: dict[str, list[int]] = {}
    always: list[int] = []
    misses: list[Line | None] = []
    for number, rule in enumerate(rules):
        gate, miss = rule.when.gate, rule.when.miss
        if gate and miss is not None:
            for word in gate:
                by_word.setdefault(word, []).append(number)
            misses.append(Line("tags", rule.id, rule.place, False, miss.words))
        else:
            always.append(number)
            misses.append(None)
    numbers = {word: tuple(found) for word, found in by_word.items()}
    return WordIndex(numbers, tuple(always), tuple(misses))


def awake(index: WordIndex, facts: Facts) -> list[int]:
    """Return the numbers of the rules to be asked about this mail, in order."""
    found = set(index.always)
    subject = look(facts.subject).words
    text = look(facts.text).words
    for words in (text, subject - text):
        for word in words if len(words) < len(index.by_word) else words & index.by_word.keys():
            found.update(index.by_word.get(word, ()))
    return sorted(found)
