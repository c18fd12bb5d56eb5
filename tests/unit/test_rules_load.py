"""The rulebook as it is read: every field of the worked example, customers from a table, and any text at all."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.rules.book import Fastest, Shift, Span
from helpdesk.rules.customers_csv import read_csv
from helpdesk.rules.durations import elapsed, shift, span
from helpdesk.rules.load import Surroundings, load_policy, revision_of
from helpdesk.rules.synonyms import priority, status
from tests.unit.acme_kit import SHOP, acme, acme_files, checked

NINE_TO_SIX = ((time(9), time(18)),)
NAMES = (*acme_files(), "customers.csv")


def test_people() -> None:
    """Agents, what assignment knows of them, and teams with their members."""
    book = acme()
    assert [agent.id for agent in book.agents] == ["ana", "luis", "marta"]
    ana, luis = book.staff["ana"], book.staff["luis"]
    assert (ana.skills, ana.max_open, ana.place, ana.shift) == (("facturacion",), 25, "agents.yaml:2", None)
    assert luis.away == ((date(2026, 12, 1), date(2026, 12, 15)),)
    assert book.teams["n1"].follow_the_sun == ("n1-madrid", "n1-bogota")
    assert book.teams["n1-madrid"].members == ("ana",) and book.teams["n1"].members == ()
    assert (book.teams["n0"].kb_suggest, book.teams["n0"].kb_min_score, book.teams["n0"].tier) == (
        2,
        0.6,
        "N0",
    )
    assert book.teams["n3"].vendor == "ayuda@pasarela.example"
    assert book.customers == {
        "@bancodelsur.example": {"organisation": "Banco del Sur", "language": "es", "plan": "oro"}
    }


def test_time() -> None:
    """Calendars, services, targets."""
    book = acme()
    madrid, bogota = book.calendars["madrid"], book.calendars["bogota"]
    assert madrid.shift == Shift(dict.fromkeys(range(5), NINE_TO_SIX))
    assert madrid.holidays == {date(2026, 12, 25)} and bogota.shift.week[5] == ((time(9), time(13)),)
    [tienda] = book.services
    assert tienda.pause == {"waiting"}
    assert (tienda.tell_customer, tienda.calendar) == (True, "madrid")
    assert tienda.exceptions == {date(2026, 12, 24): "Cierre de Navidad"}
    assert tienda.targets[0].first_response == Span(seconds=1800, source="30m")
    assert tienda.targets[1].resolution == Span(days=3, source="3d")
    assert tienda.targets[1].when is None


def test_rules() -> None:
    """Tags, folders, assignment, escalation; and what the daemon sets timers for."""
    book = acme()
    assert book.tags["facturacion"] == ("Facturación", "topic") and book.tags["boletin"] == (
        "boletin",
        "topic",
    )
    assert book.tags["tecnico"] == ("Problemas técnicos", "cause")
    assert book.tag_rules[4].priority == "urgent"
    assert [folder.name for folder in book.folders if folder.when is None] == ["Soporte por correo"]
    assert book.assign_rules[0].fastest == Fastest(
        ("tag", "service"), timedelta(days=90), 8, "business", "least_open"
    )
    assert book.escalation_rules[1].handoff == ("summary", "notes", "history")
    assert (book.escalation_rules[0].notify, book.escalation_rules[0].to) == (("assignee", "lead"), "")
    assert book.reasons["permisos"]["pt"] == "exige uma permissão do segundo nível"
    assert book.thresholds == (("first_response", 0.8), ("resolution", 0.6))
    assert {"header.list-unsubscribe", "customer.plan", "sla.resolution", "text"} <= book.needs
    idle = acme_files()["escalation.yaml"].replace('sla.first_response: ">= 80%"', 'idle: "> 3d"')
    assert acme(escalation=idle).waits == (("idle", 259200),)


def test_the_revision_is_that_of_the_rules() -> None:
    """Cases under tests/ change nothing that is decided."""
    files = dict(acme_files())
    assert revision_of(files) == revision_of({**files, "tests/a.yaml": "tests: []"}) == acme().revision
    assert revision_of(files) != revision_of({**files, "macros/a.es.md": ""})


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_customers_from_a_table(delimiter: str) -> None:
    """As spreadsheets write it, with whatever delimiter and a byte order mark."""
    text = '\ufeffEmail,organisation,plan\r\nana@uno.example,"Uno, S.A.",oro\r\n\r\n@Dos.example,Dos,\r\n'
    text = text.replace('"Uno, S.A."', "Uno").replace(",", delimiter)
    book, flaws = load_policy({**acme_files(), "customers.csv": text}, SHOP)
    assert book is not None, flaws
    assert book.customers["ana@uno.example"] == {"organisation": "Uno", "plan": "oro"}
    assert book.customers["@dos.example"] == {"organisation": "Dos"}
    assert "@bancodelsur.example" in book.customers


def test_quoted_cells() -> None:
    """May hold the delimiter and line ends."""
    read = read_csv('address,organisation\na@b.example,"Uno,\nDos"\nc@d.example,x\n', "c.csv")
    assert read.flaws == []
    assert read.keys[("customers", "c@d.example")] == (4, 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("30m", Span(1800, 0, "30m")),
        ("4h", Span(14400, 0, "4h")),
        ("1h30m", Span(5400, 0, "1h30m")),
        ("3d", Span(0, 3, "3d")),
    ],
)
def test_durations(text: str, found: Span) -> None:
    """m and h are open time, d working days."""
    assert span(text) == found


@pytest.mark.parametrize(
    "text", ["", "0h", "0d", "30", "h", "1d4h", "30s", "-4h", "4 h", "4H", "٣h", "99999d"]
)
def test_no_durations(text: str) -> None:
    """Everything else is refused."""
    with pytest.raises(ValueError, match="is not a duration"):
        span(text)


def test_elapsed() -> None:
    """By the clock on the wall."""
    assert elapsed("1d12h") == timedelta(hours=36)
    with pytest.raises(ValueError, match="is not a duration"):
        elapsed("1w")


def test_hours() -> None:
    """Lists, closed days, midnight; days not named are closed."""
    found, troubles = shift(
        {"mon-fri": ["15:00-24:00", "09:00-14:00"], "sat": "closed", "sun": ["00:00-24:00"]}
    )
    assert troubles == []
    assert found.week[0] == ((time(9), time(14)), (time(15), time.max))
    assert found.week[6] == ((time(0), time.max),) and 5 not in found.week
    assert shift({"daily": "9:00 - 17:00"})[0].week.keys() == set(range(7))


def test_synonyms() -> None:
    """Three languages in, English stored."""
    assert [priority(word) for word in ("URGENTE", "Baixa", "alta", "normal", "x")] == [
        "urgent",
        "low",
        "high",
        "normal",
        None,
    ]
    words = ("En espera", "aguardando", "Resuelto", "fechado", "pospuesto", "novo", "x")
    assert [status(word) for word in words] == [
        "waiting",
        "waiting",
        "resolved",
        "closed",
        "snoozed",
        "new",
        None,
    ]


def answers(files: dict[str, str]) -> None:
    """A rulebook, or at least one error; every place is in a file."""
    book, flaws = load_policy(files, SHOP)
    assert (book is None) == any(flaw.severity == "error" for flaw in flaws)
    for flaw in flaws:
        assert flaw.line <= files.get(flaw.file, "").count("\n") + files.get(flaw.file, "").count("\r") + 1


@pytest.mark.slow  # generated files
@settings(deadline=None)
@given(st.sampled_from(NAMES), st.text(max_size=60))
def test_any_text(name: str, text: str) -> None:
    """Mostly syntax errors."""
    answers({**acme_files(), name: text})


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from(["x", "", "> 3", "/a/", "2026-01-01", "4h", "@x"]),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "when",
                    "to",
                    "add",
                    "text",
                    "not",
                    "all",
                    "time",
                    "tag",
                    "hours",
                    "mon",
                    "name",
                    "sla.x",
                ]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)


@pytest.mark.slow  # generated files
@given(
    st.sampled_from(list(acme_files())),
    st.sampled_from(
        [
            "agents",
            "teams",
            "calendars",
            "customers",
            "tags",
            "rules",
            "folders",
            "services",
            "assign",
            "reasons",
        ]
    ),
    TREES,
)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_tree(name: str, key: str, tree: object) -> None:
    """Any shape under any key."""
    import json

    answers({**acme_files(), name: json.dumps({key: tree})})


@pytest.mark.slow  # generated files
@given(st.data())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=150)
def test_the_example_damaged(data: st.DataObject) -> None:
    """Bits cut out, doubled, or put elsewhere."""
    name = data.draw(st.sampled_from([*acme_files()]))
    text = acme_files()[name]
    for _ in range(data.draw(st.integers(1, 3))):
        first, last = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
        text = (
            text[:first]
            + data.draw(st.sampled_from(["", text[first:last] * 2, "\n", "{", "[x", ": ", "'", "- "]))
            + text[last:]
        )
    answers({**acme_files(), name: text})


def test_nothing_but_agents() -> None:
    """A small desk is a whole desk."""
    book, flaws = load_policy(
        {"agents.yaml": "agents:\n  ana: {name: Ana, email: ana@x.test, team: a}\n"}, Surroundings()
    )
    assert book is not None and flaws == ()
    assert book.places == {"ana": "agents.yaml:2"}


def test_empty_files_are_no_rules() -> None:
    """A file of comments says nothing, and that is allowed."""
    book, flaws = checked(
        tags="# later\n",
        folders="",
        assignment="assign: []\n",
        escalation="# none\n",
        sla="",
        agents="agents:\n  ana: {name: Ana, email: ana@x.test, team: n1}\n",
    )
    assert book is not None, flaws
    assert book.tag_rules == () and book.folders == ()
