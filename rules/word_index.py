"""Which tag rules a mail wakes, by its words, its sender, and pieces of its text: the others' answers are known."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.rules.address import folded
from helpdesk.rules.book import TagRule, WordIndex
from helpdesk.rules.fold import look
from helpdesk.tickets.verdict import Facts, Line


def word_index(rules: Sequence[TagRule]) -> WordIndex:
    """Return the index of `rules` by what they wait for."""
    by_word: dict[str, list[int]] = {}
    by_piece: dict[str, list[int]] = {}
    always: list[int] = []
    lines: list[Line | None] = []
    known: dict[int, Line] = {}
    for number, rule in enumerate(rules):
        when = rule.when
        for answer in when.misses:
            known[id(answer)] = Line("tags", rule.id, rule.place, False, answer.words)
        if when.gate and when.miss is not None:
            for each in when.gate:
                if each.startswith("/"):
                    by_piece.setdefault(each[1:], []).append(number)
                else:
                    by_word.setdefault(each, []).append(number)
            lines.append(Line("tags", rule.id, rule.place, False, when.miss.words))
        else:
            always.append(number)
            lines.append(None)
    return WordIndex(
        {word: tuple(numbers) for word, numbers in by_word.items()},
        tuple((piece, tuple(numbers)) for piece, numbers in by_piece.items()),
        tuple(always),
        tuple(lines),
        known,
    )


def awake(index: WordIndex, facts: Facts) -> list[int]:
    """Return the numbers of the rules to be asked about this mail, in order."""
    found = set(index.always)
    subject, text = look(facts.subject), look(facts.text)
    sender = folded(facts.sender.address)
    for words in (text.words, subject.words - text.words, {sender, sender[sender.rfind("@") :]}):
        for word in words & index.by_word.keys():
            found.update(index.by_word[word])
    for piece, numbers in index.by_piece:
        if piece in text.text or piece in subject.text:
            found.update(numbers)
    return sorted(found)
