"""Why, and why not: a ticket's verdicts on the policy of their day, or what the rules would say of a mail in a file."""

from __future__ import annotations

from pathlib import Path

from helpdesk.daemon.commands.mail_files import find_mail
from helpdesk.daemon.commands.ticket import find
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.exits import DATA, DONE, Stop
from helpdesk.daemon.policy.files import read_policy, surroundings
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.sheet import NOTHING, Sheet
from helpdesk.daemon.verdicts.rulings import facts_of
from helpdesk.daemon.wiring import open_desk, open_store
from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.guard import guard
from helpdesk.mailflow.reading import reading_of
from helpdesk.rules.book import Book
from helpdesk.rules.customers import known_customer, language_named
from helpdesk.rules.engine import decide
from helpdesk.rules.explain import as_records, explain
from helpdesk.rules.load import load_policy
from helpdesk.rules.loading import Surroundings
from helpdesk.tickets.mail import Address, Envelope, Unreadable
from helpdesk.tickets.model import InboxRow, Ticket
from helpdesk.tickets.store import Store
from helpdesk.tickets.verdict import Facts, StoredVerdict, Verdict


def explain_ticket(config: Path | None, data: Path | None, wanted: str, json: bool) -> int:
    """Print every verdict of a ticket, the oldest first, decided again by the policy that decided it."""
    printer = Printer(json=json)
    with open_store(config, data) as (settings, store):
        protocol = find(store, wanted, settings.prefixes)
        taken = store.verdicts_of(protocol)
        if not taken:
            raise Stop(DATA, f"{wanted}: the rules were never asked about this ticket.")
        now = read_policy(settings)
        books: dict[str, Book | None] = {now.revision: now}
        for each in reversed(taken):
            if each.revision not in books:
                books[each.revision] = _book_of(store, each.revision, surroundings(settings))
            _print(printer, each.facts, _again(each, books[each.revision]), now)
    return DONE


def explain_file(config: Path | None, data: Path | None, file: Path, json: bool) -> int:
    """Print what the rules would say of the mail in `file`, were it to open a ticket now. Changes nothing."""
    with open_desk(config, data) as desk:
        found = next(iter(find_mail(str(file))), None)
        if found is None or found.problem:
            raise Stop(DATA, f"{file}: {found.problem if found else 'there is no mail in it'}.")
        facts = _facts_of_mail(desk, found.raw, file)
        _print(Printer(json=json), facts, decide(desk.policy, facts), desk.policy)
    return DONE


def fresh_facts(store: Store, wanted: str, prefixes: tuple[str, ...]) -> Facts:
    """The facts on which a ticket was opened. Raises Stop (65)."""
    taken = store.verdicts_of(find(store, wanted, prefixes), 10_000)
    opened = [each for each in taken if each.facts.happening == "opened"]
    if not opened:
        raise Stop(DATA, f"{wanted}: nothing is known of how the rules were asked when it was opened.")
    return opened[-1].facts


def _again(stored: StoredVerdict, book: Book | None) -> Verdict:
    """The verdict with its misses; where its policy is lost, with what was kept of it."""
    if book is not None:
        return decide(book, stored.facts)
    return Verdict(stored.actions, stored.lines, stored.revision)


def _book_of(store: Store, revision: str, around: Surroundings) -> Book | None:
    files = store.policy_files(revision)
    return load_policy(files, around)[0] if files else None


def _print(printer: Printer, facts: Facts, verdict: Verdict, now: Book) -> None:
    head = {
        "protocol": facts.ticket.protocol,
        "at": facts.at,
        "happening": facts.happening,
        "revision": verdict.revision,
    }
    title = (
        f"{facts.ticket.protocol}  {facts.at:%Y-%m-%d %H:%M} UTC  {facts.happening}  {facts.subject}".strip()
    )
    printer.line({**head, "rules": as_records(verdict)}, lambda _: f"{title}\n{explain(verdict, now)}")


def _facts_of_mail(desk: Desk, raw: bytes, file: Path) -> Facts:
    now = desk.clock.now()
    try:
        mail = desk.cell.read(raw)
    except Unreadable as fault:
        raise Stop(DATA, f"{file}: {fault.detail}.") from None
    recipients = [each.address for each in (*mail.to, *mail.cc)]
    box = next(
        (found for each in recipients if (found := desk.settings.mailbox_for(each))),
        desk.settings.mailboxes[0],
    )
    envelope = Envelope("ingest", mail.sender.address, tuple(recipients), box.name)
    row = InboxRow(0, f"explain {file}", "", "", envelope, now)
    guarded = guard(mail, envelope, desk.addresses, raw, prefixes=desk.prefixes)
    reading = reading_of(mail)
    sheet = Sheet(row, raw, now, reading, NOTHING, guarded, own_words(reading))
    sender = mail.sender if mail.sender.address else mail.shown_from
    customer = known_customer(desk.policy, sender.address)
    language = language_named(customer.get("language", "")) or desk.language(box.name)
    who = Address(sender.address, sender.name)
    ticket = Ticket(0, "(new)", mail.subject, "new", box.name, who, language, now, now)
    return facts_of(desk, ticket, "opened", now, sheet)
