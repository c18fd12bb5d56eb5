"""The viewer's search: newest first, each message held against the filters once, few questions, pages that lead on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpdesk.tickets import finding
from helpdesk.tickets.finding import Sought
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Status
from helpdesk.tickets.queues import Asked
from helpdesk.tickets.saving_mail import add_messages
from helpdesk.tickets.saving_ticket import Protocols, put_ticket
from helpdesk.tickets.store import Store
from tests.unit.store_kit import MINUTE, NOW, message, ticket
from tests.unit.test_store_rules_plans import traced

pytest_plugins = ("tests.unit.store_fixtures",)
STATUSES: tuple[Status, ...] = ("new", "closed", "open", "closed", "closed")
TICKETS, EACH = 30, 4


@pytest.fixture
def full(store: Store) -> Store:
    """Thirty tickets of four messages, written in turn, every other one about a contract."""
    with store.write():
        known = Protocols(store._db)
        for n in range(TICKETS):
            one = replace(
                ticket(protocol(n)), status=STATUSES[n % 5], mailbox="ab"[n % 2], message_count=EACH
            )
            put_ticket(store._db, one, known)
        for each in range(EACH):
            for n in range(TICKETS):
                text = "La factura" + (" y el contrato" if (n + each) % 2 else "")
                who = Address("tomás@x.example" if n % 3 else "ana@x.example", "Tomás" if n % 3 else "Ana")
                at = NOW + (each * TICKETS + n) * MINUTE
                made = message(
                    protocol(n), each + 1, b"x", text=text, own_words=text, sender=who, at=at, raw_key=""
                )
                add_messages(store._db, [made], known, set())
    while store.index_pending():
        pass
    return store


def protocol(n: int) -> str:
    return f"HD-2611-{n:06d}"


def every(store: Store, sought: Sought, limit: int) -> list[list[str]]:
    """The tickets of all pages, page by page."""
    found: list[list[str]] = []
    before = 0
    for _ in range(300):
        hits, more = store.find(sought, before, limit)
        assert len(hits) <= limit
        found.append([hit.ticket.protocol for hit in hits])
        if not more:
            return found
        assert not before or more < before, "a page leads on"
        before = more
    raise AssertionError("the search has no end")


@pytest.mark.parametrize("looked_at", [2_000, 7])
@pytest.mark.parametrize("limit", [30, 4, 1])
def test_all_that_fit_are_found_and_nothing_else(
    full: Store, monkeypatch: pytest.MonkeyPatch, looked_at: int, limit: int
) -> None:
    monkeypatch.setattr(finding, "LOOKED_AT", looked_at)
    for status in ("*", "", "closed", "waiting"):
        for mailboxes in (None, ("a",)):
            for words in ("factura", "contrato", "factura contrato", ""):
                asked = Asked(mailboxes, status=status)
                pages = every(full, Sought(words, asked=asked), limit)
                wanted = {
                    protocol(n)
                    for n in range(TICKETS)
                    if (mailboxes is None or n % 2 == 0)
                    and (status == "*" or (STATUSES[n % 5] == status) or (not status and n % 5 in (0, 2)))
                }
                assert {one for page in pages for one in page} == wanted, (status, mailboxes, words)
                assert all(len(page) == len(set(page)) for page in pages), "a ticket once a page"


def test_the_newest_message_of_a_ticket_speaks_for_it(full: Store) -> None:
    hits, more = full.find(Sought("factura"), limit=TICKETS)
    assert [hit.ticket.protocol for hit in hits] == [protocol(n) for n in reversed(range(TICKETS))]
    assert {hit.message.n for hit in hits} == {EACH} and not more, "the rest are older mails of the same"
    hits, _ = full.find(Sought("contrato"), limit=2)
    assert [(hit.ticket.protocol, hit.message.n) for hit in hits] == [(protocol(28), 4), (protocol(26), 4)]


def test_by_sender_accents_aside_and_by_day(full: Store) -> None:
    assert {hit.message.sender.name for hit in full.find(Sought("factura", sender="tomas"))[0]} == {"Tomás"}
    early = Sought("factura", before=NOW + timedelta(minutes=TICKETS))
    assert {hit.message.n for hit in full.find(early, limit=TICKETS)[0]} == {1}


def test_it_asks_few_questions_and_no_more_for_more_hits(full: Store) -> None:
    few = traced(full, lambda: full.find(Sought("factura"), limit=2))
    many = traced(full, lambda: full.find(Sought("factura"), limit=TICKETS))
    assert len(few) == 3, few
    assert len(many) <= 5, "the words once more, not each message by itself"
