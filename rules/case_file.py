"""tests/*.yaml: what a mail must come to, read and checked against the rulebook: every name in a case exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from helpdesk.rules import synonyms
from helpdesk.rules.address import plain_address
from helpdesk.rules.book import Book
from helpdesk.rules.case import SOMEBODY, USUALLY, Case, CaseMail, Step, rule_ids
from helpdesk.rules.durations import elapsed
from helpdesk.rules.faults import listed, top
from helpdesk.rules.nearest import suggestion
from helpdesk.rules.schema_cases import CaseEntry, GivenEntry, LaterEntry
from helpdesk.rules.yaml_text import Flaw, Path, Read, Value, read_yaml
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Language
from helpdesk.tickets.verdict import AgentFacts, Mean

EXPECTED = (
    "tags", "priority", "folder", "assignee", "team", "tier", "service", "language", "status", "rules", "not_rules",
    "reason", "notify", "macro", "ack", "due.first_response", "due.next_response", "due.resolution", "mail.customer",
)  # fmt: skip
_MAIL = (
    "mailbox", "from", "name", "to", "subject", "body", "attachments", "authenticated", "language",
)  # fmt: skip
_GIVEN_TICKET = ("tags", "priority", "folder", "assignee", "team", "service", "language", "status")
_GIVEN_CUSTOMER = ("tickets", "open_tickets", "last_agent")


def read_cases(
    files: Mapping[str, str], book: Book, mailboxes: Iterable[str] | None
) -> tuple[list[Case], list[Flaw]]:
    """Read every tests/*.yaml among `files`. What is wrong has its place; a case with flaws is left out."""
    cases: list[Case] = []
    flaws: list[Flaw] = []
    for name in sorted(files):
        if not name.startswith("tests/"):
            continue
        read = read_yaml(files[name], name)
        if read.value is None and not read.flaws:
            read.flaws.append(Flaw(name, 1, 1, "there are no cases here", "Begin with: tests:"))
        if not read.flaws:
            top(read, ("tests",), "tests")
            reader = _Reader(read, book, tuple(mailboxes) if mailboxes is not None else None)
            for index, entry in listed(read, "tests", CaseEntry):
                before = len(read.flaws)
                case = reader.case(entry, ("tests", index))
                if len(read.flaws) == before:
                    cases.append(case)
        flaws += read.flaws
    return cases, flaws


@dataclass(slots=True)
class _Reader:
    """One file of cases while it is read."""

    read: Read
    book: Book
    mailboxes: tuple[str, ...] | None

    def case(self, entry: CaseEntry, path: Path) -> Case:
        return Case(
            name=entry.name,
            place=self.read.place(path),
            at=self._moment(entry.at, (*path, "at")),
            mail=self._mail(entry.mail, (*path, "mail")),
            expect=self._expect(entry.expect, (*path, "expect")),
            agents=self._agents(entry.given, (*path, "given", "agents")),
            ticket=self._fields(entry.given.ticket, _GIVEN_TICKET, (*path, "given", "ticket")),
            customer=self._fields(entry.given.customer, _GIVEN_CUSTOMER, (*path, "given", "customer")),
            pins=frozenset(entry.given.pins),
            turns=entry.given.turns,
            later=tuple(self._step(each, (*path, "later", n)) for n, each in enumerate(entry.later)),
        )

    def _step(self, entry: LaterEntry, path: Path) -> Step:
        if entry.reply is not None:
            self._known("assignee", entry.reply, (*path, "reply"))
        fields = self._fields(entry.set, _GIVEN_TICKET, (*path, "set"))
        return Step(
            elapsed(entry.after),
            self._mail(entry.mail, (*path, "mail")) if entry.mail is not None else None,
            entry.reply or "",
            {key: str(value) for key, value in fields.items() if not isinstance(value, list | dict)},
            self._expect(entry.expect, (*path, "expect")),
        )

    def _moment(self, text: str | None, path: Path) -> datetime:
        if text is None:
            return USUALLY
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            what = f'"{text}" is not a moment with its offset from UTC'
            self._refuse(path, what, "at: 2026-11-20T09:10+01:00")
            return USUALLY
        return moment.astimezone(UTC)

    def _mail(self, given: Mapping[str, object], path: Path) -> CaseMail:
        headers: dict[str, tuple[str, ...]] = {}
        for key, value in given.items():
            if key.startswith("header."):
                headers[key.removeprefix("header.").lower()] = tuple(self._texts(value))
            elif key not in _MAIL:
                self._refuse((*path, key), f'unknown key "{key}"', suggestion(key, _MAIL), at_key=True)
        if "to" in given:
            headers.setdefault("to", tuple(self._texts(given["to"])))
        mailbox = str(given.get("mailbox", "")) or next(iter(self.mailboxes or ("",)))
        if self.mailboxes is not None and mailbox not in self.mailboxes:
            what = f'there is no mailbox "{mailbox}" in helpdesk.toml'
            self._refuse((*path, "mailbox"), what, suggestion(mailbox, self.mailboxes))
        language = str(given.get("language", ""))
        return CaseMail(
            mailbox,
            self._sender(given, path),
            str(given.get("subject", "")),
            str(given.get("body", "")),
            headers,
            tuple(self._texts(given.get("attachments", ()))),
            _authentication(given.get("authenticated", True)),
            next((each for each in get_args(Language) if each == language), None),
        )

    def _sender(self, given: Mapping[str, object], path: Path) -> Address:
        if "from" not in given:
            return SOMEBODY
        try:
            return Address(plain_address(str(given["from"])), str(given.get("name", "")))
        except ValueError as fault:
            self._refuse((*path, "from"), str(fault), "ana@example.com, or quotes")
            return SOMEBODY

    def _agents(self, given: GivenEntry, path: Path) -> dict[str, AgentFacts]:
        found = {}
        for who, entry in given.agents.items():
            self._known("assignee", who, (*path, who), at_key=True)
            written = entry.mean if isinstance(entry.mean, dict) else {"": entry.mean} if entry.mean else {}
            means = {}
            for key, text in written.items():
                try:
                    took = _hours(text)
                    means[key] = Mean(took, entry.samples, took)
                except ValueError as fault:
                    self._refuse((*path, who, "mean", key), str(fault), "2.1h, or 45m")
            found[who] = AgentFacts(who, entry.open, means)
        return found

    def _fields(self, given: Mapping[str, object], keys: tuple[str, ...], path: Path) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key, value in given.items():
            if key not in keys:
                self._refuse((*path, key), f'unknown key "{key}"', suggestion(key, keys), at_key=True)
                continue
            checked = [self._named(key, each, (*path, key)) for each in self._texts(value)]
            found[key] = list(checked) if key == "tags" else (checked[0] if checked else "")
        return found

    def _expect(self, given: Mapping[str, object], path: Path) -> dict[str, tuple[Value, str]]:
        found: dict[str, tuple[Value, str]] = {}
        for key, value in given.items():
            here: Path = (*path, key)
            if key not in EXPECTED:
                self._refuse(here, f'nothing is called "{key}" here', suggestion(key, EXPECTED), at_key=True)
                continue
            place = self.read.place(here)
            if key in ("ack", "mail.customer") or key.startswith("due."):
                found[key] = (_plain(value), place)
                continue
            named: list[Value] = [self._named(key, each, here) for each in self._texts(value)]
            many = key in ("tags", "rules", "not_rules", "notify")
            found[key] = (named if many else (named[0] if named else ""), place)
        return found

    def _named(self, key: str, text: str, path: Path) -> str:
        """The stored form of a value, checked against what the policy defines."""
        if key == "priority":
            meant: str | None = synonyms.priority(text)
        elif key == "status":
            meant = synonyms.status(text)
        else:
            self._known(key, text, path)
            return "" if text in ("none", "nobody") else text
        if meant is None:
            words = synonyms.PRIORITY_WORDS if key == "priority" else synonyms.STATUS_WORDS
            self._refuse(path, f'"{text}" is not a {key}', suggestion(text, words))
        return meant or text

    def _known(self, key: str, name: str, path: Path, *, at_key: bool = False) -> None:
        known = _names(self.book).get(key)
        if known is not None and name not in known and name not in ("", "none", "nobody"):
            kind = {"tags": "tag", "rules": "rule", "not_rules": "rule", "assignee": "agent"}.get(key, key)
            self._refuse(path, f'there is no {kind} "{name}"', suggestion(name, known), at_key=at_key)

    def _texts(self, value: object) -> Iterator[str]:
        items = value if isinstance(value, list | tuple) else [value]
        yield from (str(item) for item in items if item is not None)

    def _refuse(self, path: Path, what: str, fix: str = "", *, at_key: bool = False) -> None:
        self.read.flaws.append(self.read.flaw(path, what, fix, at_key=at_key))


def _names(book: Book) -> Mapping[str, Iterable[str]]:
    rules = rule_ids(book)
    services = [service.id for service in book.services]
    return {
        "tags": list(book.tags),
        "folder": [folder.name for folder in book.folders],
        "assignee": list(book.staff),
        "notify": list(book.staff),
        "team": list(book.teams),
        "service": services,
        "reason": list(book.reasons),
        "macro": list(book.macros),
        "rules": [*rules, *services],
        "not_rules": [*rules, *services],
        "language": get_args(Language),
    }


def _authentication(value: object) -> str:
    if isinstance(value, bool):
        return "pass" if value else "none"
    return str(value)


def _hours(text: str) -> float:
    """Seconds of '2.1h', '45m' or '1h30m'. Raises ValueError."""
    number, unit = text[:-1].replace(",", "."), text[-1:]
    if unit in ("h", "m") and number.replace(".", "", 1).isdigit():
        return float(number) * (3600 if unit == "h" else 60)
    return elapsed(text).total_seconds()


def _plain(value: object) -> Value:
    return value if isinstance(value, bool | int | float | str | list | dict) else None
