"""Lists, single tickets and search, in the shapes that scripts rely on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from peewee import Model

from helpdesk.tickets.mail import Address
from helpdesk.tickets.search import query_of
from helpdesk.tickets.store import Store
from helpdesk.tickets.tables import OutboxMails, Recipients, Tickets, TicketTags
from tests.unit.store_kit import NOW, message, raw_mail, take, ticket

pytest_plugins = ("tests.unit.store_fixtures",)
P, Q, R = "HD-2611-AAAAAA", "HD-2611-BBBBBB", "HD-2611-CCCCCC"


@pytest.fixture
def desk(store: Store) -> Store:
    """Three tickets, oldest first P, Q, R."""
    take(store, 1, P)
    vip = replace(ticket(Q), tags=("vip", "facturación"), folder="Facturación", assignee="ana", status="open")
    take(store, 2, Q, ticket=vip, messages=(message(Q, 1, raw_mail(2), text="El envío llegó roto"),))
    other = replace(ticket(R), requester=Address("Otro@Customer.example"), status="open")
    take(store, 3, R, ticket=other, messages=(message(R, 1, raw_mail(3), subject="Envio", text="nada"),))
    return store


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [R, Q, P]),
        ({"status": "open"}, [R, Q]),
        ({"folder": "Facturación"}, [Q]),
        ({"tag": "facturación"}, [R, Q, P]),
        ({"tag": "vip", "status": "open"}, [Q]),
        ({"tag": "vi"}, []),
        ({"assignee": "ana"}, [Q]),
        ({"requester": "OTRO@customer.example"}, [R]),
        ({"search": "envio"}, [R, Q]),
        ({"search": "envio", "assignee": "ana"}, [Q]),
        ({"search": "no-such-word"}, []),
        ({"limit": 1}, [R]),
        ({"before_id": 2}, [P]),
    ],
)
def test_lists(desk: Store, asked: dict[str, object], found: list[str]) -> None:
    assert [t.protocol for t in desk.tickets(**asked)] == found  # type: ignore[arg-type]
    if "before_id" not in asked:
        assert [shape["protocol"] for shape in desk.ticket_list(**asked)] == found  # type: ignore[arg-type]


def test_the_ticket_shape_is_the_promised_one(store: Store) -> None:
    take(store, 1, P, links=())
    take(store, 2, Q, links=((Q, P, "quotes"),))
    shown = store.ticket_show(P)
    assert shown is not None
    expected = {
        "protocol": P,
        "subject": "La factura",
        "status": "new",
        "folder": "",
        "tags": ["facturación"],
        "priority": "normal",
        "tier": "N1",
        "team": "",
        "assignee": "",
        "service": "",
        "language": "es",
        "requester": {"address": "lucia@customer.example", "name": "Lucía Pérez"},
        "linked": [Q],
        "created_at": "2026-11-21T10:00:00.123Z",
    }
    assert expected.items() <= shown.items()
    messages = shown["messages"]
    assert isinstance(messages, list)
    first = messages[0]
    assert {
        "n": 1,
        "direction": "in",
        "at": "2026-11-21T10:01:00.123Z",
        "message_id": f"<{P}.1@customer.example>",
        "from": {"address": "lucia@customer.example", "name": "Lucía Pérez"},
        "to": [{"address": "support@helpdesk.example", "name": "Soporte"}],
        "cc": [{"address": "carlos@customer.example", "name": ""}],
        "text": "La factura no llega.\n\n> antes\n",
        "reply_text": "La factura no llega.",
        "html": None,
        "because": "new",
    }.items() <= first.items()
    assert {
        "filename": "logo.png",
        "size": 5,
        "content_type": "image/png",
        "sha256": "ab" * 32,
    }.items() <= first["attachments"][0].items()
    assert [p["address"] for p in shown["participants"]] == ["lucia@customer.example"]
    assert [p["address"] for p in shown["guests"]] == ["carlos@customer.example"]
    assert shown["events"][0] == {
        "at": "2026-11-21T10:00:00.123Z",
        "actor": "customer",
        "kind": "opened",
        "before": "",
        "after": "new",
        "because": "a first mail",
    }
    assert store.ticket_show("HD-NOBODY") is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ENVÍO", [R, Q]),
        ("env*", [R, Q]),
        ('"envío llegó"', [Q]),
        ('"llegó envío"', []),
        ("roto envio", [Q]),
        (Q, [Q]),
        (Q.lower(), [Q]),
        ("carlos@customer.example", [R, Q, P]),
        ("pérez roto", [Q]),
        ("", []),
        ("* - ( OR", []),
        ('nada" OR "roto', []),
        ("subject:envio", []),
    ],
)
def test_search(desk: Store, words: str, found: list[str]) -> None:
    assert desk.tickets_with(words) == found


def test_the_index_is_written_in_batches(desk: Store) -> None:
    assert desk.counts(NOW).not_searchable == 3
    assert [desk.index_pending(2), desk.index_pending(2), desk.index_pending(2)] == [2, 1, 0]
    assert desk.counts(NOW).not_searchable == 0
    assert [(p, n) for p, n, _ in desk.search("roto")] == [(Q, 1)]


def test_a_reader_searches_what_is_indexed(desk: Store, database_url: str) -> None:
    desk.index_pending(2)
    reader = Store.open(database_url, mode="ro")
    assert reader.tickets_with("envio") == [Q]
    assert [t.protocol for t in reader.tickets()] == [R, Q, P]
    reader.close()


def test_nothing_typed_is_an_operator() -> None:
    assert query_of('a"b c* NEAR(x) "p q" -y ^z \0') == '"ab" "c"* "NEAR(x)" "p q" "-y" "^z"'


@pytest.mark.parametrize("model", [Tickets, TicketTags, OutboxMails, Recipients])
def test_peewee_sees_the_columns_that_the_migrations_made(store: Store, model: type[Model]) -> None:
    meta = model._meta
    sql = f"SELECT * FROM {meta.table_name} LIMIT 0"
    described = (
        store._db.engine.connect().cursor().execute(f"PRAGMA table_info({meta.table_name})").fetchall()
    )
    assert [row[1] for row in described] == [field.column_name for field in meta.sorted_fields], sql
