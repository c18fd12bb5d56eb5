"""A case from a real ticket that tells nobody who wrote it: names, addresses and numbers replaced, words kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from helpdesk.rules.book import Book, Condition
from helpdesk.rules.condition_tree import Atom, Either, Every, Never, atoms
from helpdesk.rules.fold import fold, words_of
from helpdesk.rules.replay import outcome
from helpdesk.tickets.verdict import Facts

PLACEHOLDER = "Nombre"
NOBODY = "correo.example"
_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:]+@[^\s<>()\[\]\",;:]+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"[+#]?\d[\d.,/\-]*\d|\d")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?:^|[.!?¿¡:;\n>\"(-])\s*$")
_LONGEST = 4000


def anonymised(facts: Facts, book: Book, name: str) -> str:
    """Return a case (the text of a file for tests/) made of a mail's facts, expecting what `book` says of it.

    What a rule names stays: its words, numbers, addresses and domains. Everybody else becomes somebody.
    """
    kept = _Kept(book)
    cover = _Cover(kept, facts, book)
    found = outcome(book, facts)
    domain = facts.sender.address.rpartition("@")[2].lower()
    sender = facts.sender.address if kept.address(facts.sender.address) else f"cliente@{kept.domain(domain)}"
    mail = {"mailbox": facts.mailbox, "from": sender, "subject": cover.text(facts.subject)}
    body = facts.text.removeprefix(facts.subject).strip()
    mail["body"] = cover.text(body[:_LONGEST])
    lines = [
        "# Made from a real ticket: read it before you keep it.",
        "tests:",
        f"  - name: {_quoted(name)}",
        f"    at: {_quoted(facts.at.isoformat(timespec='minutes'))}",
    ]
    given = [f"{who.id}: {{open: {who.open}}}" for who in facts.agents if who.open]
    if given:
        lines.append(f"    given: {{agents: {{{', '.join(given)}}}}}")
    lines.append("    mail:")
    lines += [f"      {key}: {_quoted(value)}" for key, value in mail.items()]
    lines += [
        f"      header.{header}: [{', '.join(_quoted(cover.text(value)) for value in values)}]"
        for header, values in facts.headers.items()
    ]
    if facts.attachments:
        kinds = [each.partition(" ")[0] + " adjunto." + each.rpartition(".")[2] for each in facts.attachments]
        lines.append(f"      attachments: [{', '.join(map(_quoted, kinds))}]")
    if facts.authentication != "pass":
        lines.append(f"      authenticated: {_quoted(facts.authentication)}")
    lines.append(f"      language: {facts.ticket.language}")
    lines.append("    expect:")
    lines.append(f"      tags: [{', '.join(sorted(found.tags))}]")
    lines += [f"      {key}: {_quoted(value)}" for key, value in found.fields.items() if value]
    return "\n".join(lines) + "\n"


class _Kept:
    """What the rules themselves say, which is no secret of the mail's."""

    def __init__(self, book: Book) -> None:
        self.words: set[str] = set()
        self.addresses: set[str] = set()
        for atom in _atoms(book):
            for value in atom.values:
                if atom.op == "addresses":
                    self.addresses.add(value)
                else:
                    self.words.update(words_of(fold(value)))

    def address(self, address: str) -> bool:
        """Whether a rule names this very address."""
        return address.lower() in self.addresses

    def domain(self, domain: str) -> str:
        """The domain, if a rule names it; else one that is nobody's."""
        return domain if f"@{domain}" in self.addresses else NOBODY


class _Cover:
    """Replaces what tells of somebody in the texts of one mail, the same by the same."""

    def __init__(self, kept: _Kept, facts: Facts, book: Book) -> None:
        self._kept = kept
        people: list[str] = [facts.sender.name, facts.ticket.requester.name, facts.customer.organisation]
        people += [staff.agent.name for staff in book.staff.values()]
        people += [re.sub(r"[\d._+-]+", " ", facts.sender.address.partition("@")[0])]
        self._names = {word for name in people for word in words_of(fold(name)) if len(word) > 1}

    def text(self, text: str) -> str:
        """The text with everybody's traces replaced."""
        text = _LINK.sub("https://correo.example/", text)
        text = _ADDRESS.sub(self._address, text)
        text = _NUMBER.sub(self._number, text)
        lines = [self._line(line) for line in text.split("\n")]
        return re.sub(rf"{PLACEHOLDER}(?:\s+{PLACEHOLDER})+", PLACEHOLDER, "\n".join(lines))

    def _address(self, found: re.Match[str]) -> str:
        if self._kept.address(found[0]):
            return found[0]
        return f"alguien@{self._kept.domain(found[0].rpartition('@')[2].lower().rstrip('.'))}"

    def _number(self, found: re.Match[str]) -> str:
        """Digits become other digits of the same shape, but for the numbers rules speak of."""
        parts = re.split(r"(\d+)", found[0])
        return "".join(
            part if not part.isdigit() or part in self._kept.words else "9" * len(part) for part in parts
        )

    def _line(self, line: str) -> str:
        words = _WORD.findall(line)
        signature = 0 < len(words) <= 4 and all(word[0].isupper() for word in words)
        shouted = len(words) > 1 and all(word.isupper() for word in words)

        def cover(found: re.Match[str]) -> str:
            word = found[0]
            plain = words_of(fold(word))
            if any(each in self._names for each in plain):
                return PLACEHOLDER
            known = all(each in self._kept.words for each in plain)
            if known or not word[0].isupper() or len(word) == 1 or (shouted and not signature):
                return word
            begins = bool(_SENTENCE_END.search(line[: found.start()]))
            return PLACEHOLDER if signature or not begins else word

        return _WORD.sub(cover, line)


def _atoms(book: Book) -> Iterable[Atom]:
    conditions: Sequence[Condition | None] = [
        *(rule.when for rule in book.tag_rules),
        *(folder.when for folder in book.folders),
        *(service.when for service in book.services),
        *(target.when for service in book.services for target in service.targets),
        *(rule.when for rule in book.assign_rules),
        *(rule.when for rule in book.escalation_rules),
    ]
    for condition in conditions:
        source = condition.source if condition else None
        if isinstance(source, Atom | Every | Either | Never):
            yield from atoms(source)


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar: JSON is one."""
    return json.dumps(text, ensure_ascii=False)
