"""The engine: fixed order, facts that evolve, pins that stand, and every rule's answer in the trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.rules.book import Book
from helpdesk.rules.engine import decide
from helpdesk.rules.explain import as_records, explain
from helpdesk.rules.load import Surroundings, load_policy
from helpdesk.tickets.mail import Address
from helpdesk.tickets.verdict import (
    STAGES,
    AddTag,
    AssignTo,
    ClockFacts,
    Escalate,
    Facts,
    MoveTo,
    Notify,
    SendMacro,
    SetPriority,
    SetService,
    Verdict,
)
from tests.unit.acme_kit import FRIDAY, a_ticket, acme, acme_files, mail

GOLDEN = Path(__file__).parent / "policies/explained.txt"
TAGS = "tags: {a: {}, b: {}, c: {}}\nrules:\n"
ANYBODY = Address("uno@otro.example")


def did(verdict: Verdict, *kinds: type) -> list[object]:
    """The actions of some kinds."""
    return [action for action, _ in verdict.actions if isinstance(action, kinds or (object,))]


def line(verdict: Verdict, rule: str) -> str:
    """One rule's mark and words."""
    found = next(each for each in verdict.trace if each.rule == rule)
    return f"{'+' if found.hit else '~' if found.skipped else '-'} {found.matched}"


def tagged(rules: str, facts: Facts) -> Verdict:
    """The verdict of a desk whose only rules are these of tags.yaml."""
    agents = "agents:\n  ana: {name: Ana, email: ana@acme.example}\n"
    book, flaws = load_policy({"agents.yaml": agents, "tags.yaml": TAGS + rules}, Surroundings())
    assert book is not None, flaws
    return decide(book, facts)


def test_the_worked_example() -> None:
    """An urgent invoice of a VIP goes to Ana within half an hour."""
    verdict = decide(acme(), mail())
    assert did(verdict, AddTag, SetPriority, MoveTo, AssignTo) == [
        AddTag("facturacion"),
        AddTag("vip"),
        SetPriority("urgent"),
        MoveTo("Clientes VIP"),
        AssignTo("ana", "n1", tier="N1"),
    ]
    [service] = did(verdict, SetService)
    assert isinstance(service, SetService)
    assert (service.service, service.target, service.tell_customer) == ("tienda", 0, True)
    assert service.due["first_response"] == FRIDAY + timedelta(minutes=30)
    assert verdict.revision == acme().revision


def test_explained() -> None:
    """Every rule with ✓, ✗ or –, its id, its place and the reason; the words are held by a file."""
    text = explain(decide(acme(), mail()), acme())
    assert text == GOLDEN.read_text("utf-8")
    places = [path for path in acme_files() if path in text]
    assert places == ["assignment.yaml", "escalation.yaml", "folders.yaml", "sla.yaml", "tags.yaml"]


def test_as_records() -> None:
    """The same for programs."""
    records = as_records(decide(acme(), mail()))
    assert len(records) == len(decide(acme(), mail()).trace)
    assert records[1] == {
        "stage": "tags",
        "rule": "factura",
        "place": "tags.yaml:4",
        "hit": True,
        "skipped": False,
        "matched": 'subject ∋ "factura"',
        "actions": [{"action": "AddTag", "tag": "facturacion"}],
    }
    [service] = [record["actions"] for record in records if record["rule"] == "tienda[0]"]
    assert isinstance(service, list) and service[0]["due"]["first_response"] == "2026-11-20T08:40:00+00:00"


def test_a_notice_stands_beside_every_rule_that_gives_it() -> None:
    """Not only beside the last of them."""
    book = acme(
        escalation="""
rules:
  - {id: aviso-80, when: {sla.first_response: ">= 80%"}, notify: assignee}
  - {id: vip-80, when: {tag: vip, sla.first_response: ">= 80%"}, notify: assignee}
  - {id: roto, when: {sla.first_response: ">= 100%"}, notify: assignee}
"""
    )
    ticket = a_ticket(service="tienda", assignee="ana", team="n1", tags=("vip",))
    late = {"first_response": ClockFacts(FRIDAY, 0.85)}
    verdict = decide(book, mail("", "", happening="timer", ticket=ticket, clocks=late))
    tells = [line.split()[-5:] for line in explain(verdict, book).splitlines() if "→ tell ana" in line]
    assert tells == [["→", "tell", "ana:", "sla.first_response", "80%"]] * 2
    told = {record["rule"] for record in as_records(verdict) if record["actions"]}
    assert {"aviso-80", "vip-80"} <= told and "roto" not in told


def test_a_newsletter_is_not_urgent() -> None:
    """A rule sees the tags of the rules before it."""
    verdict = decide(acme(), mail("Oferta urgente", sender=ANYBODY, headers={"list-unsubscribe": ("<x>",)}))
    assert did(verdict, AddTag, SetPriority) == [AddTag("boletin")]
    assert line(verdict, "urgente") == "- not: tag boletin"


def test_a_desk_with_agents_alone_decides_nothing() -> None:
    """What it did without rules stays as it was."""
    book, _ = load_policy({"agents.yaml": "agents:\n  ana: {name: Ana, email: ana@x.test}\n"}, Surroundings())
    assert book is not None
    assert decide(book, mail()) == Verdict((), (), book.revision)
    assert explain(decide(book, mail()), book).startswith("tags     no rules\n")


def test_the_highest_priority_wins() -> None:
    """In whatever order the rules stand."""
    rules = (
        "  - {id: one, when: {text: x}, set: {priority: alta}}\n"
        "  - {id: two, when: {text: x}, set: {priority: urgent}}\n"
        "  - {id: three, when: {text: x}, set: {priority: low}}\n"
    )
    verdict = tagged(rules, mail("x"))
    assert did(verdict) == [SetPriority("urgent")]
    assert verdict.actions[0][1].rule == "two"


@pytest.mark.parametrize(
    ("happening", "now", "asked", "given"),
    [
        ("opened", "normal", "low", ["low"]),
        ("message", "normal", "low", []),
        ("message", "high", "normal", []),
        ("message", "normal", "high", ["high"]),
        ("message", "urgent", "urgent", []),
        ("opened", "normal", "normal", []),
    ],
)
def test_priority_is_raised_later_not_lowered(happening: str, now: str, asked: str, given: list[str]) -> None:
    """A second mail without the word does not make it less urgent."""
    facts = mail("x", happening=happening, ticket=a_ticket(priority=now))
    verdict = tagged(f"  - {{id: one, when: {{text: x}}, set: {{priority: {asked}}}}}\n", facts)
    assert [each.priority for each in did(verdict) if isinstance(each, SetPriority)] == given


def test_tags_add_up_once() -> None:
    """A tag that is on is not put on again, and the rule still holds."""
    rules = "  - {id: one, when: {text: x}, add: [a, b]}\n  - {id: two, when: {tag: b}, add: [b, c]}\n"
    verdict = tagged(rules, mail("x", ticket=a_ticket(tags=("a",))))
    assert did(verdict) == [AddTag("b"), AddTag("c")]
    again = tagged(rules, mail("x", ticket=a_ticket(tags=("a", "b", "c"))))
    assert did(again) == [] and [each.hit for each in again.trace] == [True, True]


def test_what_a_person_set_stands() -> None:
    """Pins: tags, priority, folder, assignee."""
    pins = frozenset({"tag:vip", "tag:facturacion", "priority", "folder", "assignee"})
    verdict = decide(acme(), mail(pins=pins))
    assert did(verdict, AddTag, SetPriority, MoveTo, AssignTo) == []
    assert line(verdict, "vip") == "~ from @bancodelsur.example (not vip: a person has set it)"
    assert line(verdict, "Soporte por correo") == "~ default: a person has set it"
    assert line(verdict, "resto") == "~ always: a person has set it"


def test_who_has_it_keeps_it() -> None:
    """Rules give tickets that nobody has."""
    verdict = decide(acme(), mail(happening="message", ticket=a_ticket(assignee="ana", team="n1")))
    assert did(verdict, AssignTo) == []
    assert line(verdict, "resto") == "~ always: ana has it"
    done = decide(acme(), mail(happening="timer", ticket=a_ticket(status="closed")))
    assert did(done, AssignTo) == [] and line(done, "resto") == "~ always: it is closed"


def test_a_ticket_in_a_queue_is_given_to_its_team() -> None:
    """One that was escalated does not fall back to the first line."""
    waiting = a_ticket(team="n2", tier="N2", service="tienda")
    verdict = decide(acme(), mail(happening="message", ticket=waiting))
    assert did(verdict, AssignTo) == [AssignTo("marta", "n2", tier="N2")]
    assert line(verdict, "resto") == "~ always: it is with n2"
    assert line(verdict, "queue of n2").startswith("+ ")


FOLDERS = """\
folders:
  - {name: Esperando, when: {status: waiting}}
  - {name: Quejas, when: {text: queja}}
  - {name: VIP, when: {tag: vip}}
  - {name: Resto, default: true}
"""


@pytest.mark.parametrize(
    ("folder", "status", "text", "vip", "moved"),
    [
        ("", "new", "queja", False, "Quejas"),
        ("Quejas", "open", "gracias", False, None),
        ("Quejas", "open", "gracias", True, None),
        ("Quejas", "waiting", "gracias", False, "Esperando"),
        ("Esperando", "open", "gracias", False, "Resto"),
        ("Resto", "open", "una queja", False, "Quejas"),
        ("VIP", "open", "una queja", True, "Quejas"),
        ("VIP", "open", "gracias", False, "Resto"),
    ],
)
def test_folders(folder: str, status: str, text: str, vip: bool, moved: str | None) -> None:
    """The first that holds; one that read the mail keeps its tickets when the next mail says something else."""
    facts = mail(
        text,
        "",
        happening="message" if folder else "opened",
        sender=ANYBODY,
        ticket=a_ticket(folder=folder, status=status, tags=("vip",) if vip else (), service="tienda"),
    )
    assert did(decide(acme(folders=FOLDERS), facts), MoveTo) == ([MoveTo(moved)] if moved else [])


def test_a_promise_is_kept() -> None:
    """A later mail promises nothing anew, unless it makes the ticket urgent."""
    ticket = a_ticket(service="tienda", assignee="ana", team="n1")
    calm = decide(acme(), mail("Gracias", "Todo bien", happening="message", ticket=ticket))
    assert did(calm, SetService) == []
    urgent = decide(acme(), mail("Urgente", "", happening="message", ticket=ticket))
    [service] = did(urgent, SetService)
    assert isinstance(service, SetService) and service.target == 0
    person = decide(
        acme(),
        mail(
            "Gracias",
            "",
            happening="changed",
            ticket=replace(ticket, priority="urgent"),
            pins=frozenset({"priority"}),
            changed=frozenset({"priority"}),
        ),
    )
    assert len(did(person, SetService)) == 1


def test_time_escalates() -> None:
    """The clock's share is read as the daemon reckoned it; people are told, and the second line takes it."""
    clocks = {"first_response": ClockFacts(FRIDAY, 0.85), "resolution": ClockFacts(FRIDAY, 0.61)}
    ticket = a_ticket(
        service="tienda", assignee="ana", team="n1", priority="urgent", tags=("vip",), folder="Clientes VIP"
    )
    verdict = decide(acme(), mail("", "", happening="timer", ticket=ticket, clocks=clocks))
    kinds = [type(action) for action in did(verdict)]
    assert Notify in kinds
    [move] = did(verdict, Escalate)
    assert isinstance(move, Escalate) and (move.team, move.reason, move.tell_customer) == (
        "n2",
        "tiempo",
        True,
    )
    fired = frozenset({"aviso-80", "n1-n2-tiempo"})
    assert (
        did(decide(acme(), mail("", "", happening="timer", ticket=ticket, clocks=clocks, fired=fired))) == []
    )


def test_a_macro_is_sent_once() -> None:
    """`fired` remembers it."""
    rule = "  - {id: one, when: {text: x}, macro: hola}\n"
    book, flaws = load_policy(
        {
            "agents.yaml": "agents:\n  ana: {name: Ana, email: ana@x.test}\n",
            "tags.yaml": TAGS + rule,
            "macros/hola.es.md": "---\nid: hola\ntitle: Hola\nlang: es\n---\nHola.\n",
        },
        Surroundings(),
    )
    assert book is not None, flaws
    assert did(decide(book, mail("x"))) == [SendMacro("hola")]
    assert did(decide(book, mail("x", fired=frozenset({"one"})))) == []


@pytest.mark.slow  # generated mails
@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["opened", "message", "timer", "changed"]))
def test_any_mail_is_decided(subject: str, words: str, happening: str) -> None:
    """Whole trace, in the order of the stages, twice the same; and the index changes nothing."""
    book: Book = acme()
    facts = mail(subject, words, happening=happening)
    verdict = decide(book, facts)
    assert decide(book, facts) == verdict
    assert decide(replace(book, tag_index=None), facts) == verdict
    stages = [STAGES.index(each.stage) for each in verdict.trace]
    assert stages == sorted(stages)
    rules = {each.rule for each in verdict.trace}
    assert {rule.id for rule in book.tag_rules} | {rule.id for rule in book.assign_rules} <= rules
    assert {rule.id for rule in book.escalation_rules} <= rules
    assert {folder.name for folder in book.folders} <= rules
    assert all(each.hit or each.matched for each in verdict.trace)


WORDS = [
    "factura",
    "error",
    "no funciona",
    "caído",
    "€",
    "e-mail",
    "500",
    "/fact/",
    "/no.*na/",
    "/a+/",
    "/^$/",
]
SENDERS = ["cfo@bancodelsur.example", "@bancodelsur.example", "@otro.example", "a@b.example"]
SOME_WORDS = st.tuples(
    st.sampled_from(["subject", "text"]), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
)
SOME_SENDERS = st.tuples(st.just("from"), st.lists(st.sampled_from(SENDERS), min_size=1, max_size=2))


@pytest.mark.slow  # generated mails
@settings(deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), SOME_WORDS | SOME_SENDERS), max_size=8),
    st.lists(st.sampled_from([*WORDS, "hola", "facturas", "funciona", "mail", "na"]), max_size=6),
    st.sampled_from(["cfo@bancodelsur.example", "A@B.EXAMPLE", "", "odd"]),
)
def test_the_index_changes_nothing(
    rules: list[tuple[bool, tuple[str, list[str]]]], words: list[str], sender: str
) -> None:
    """Rules left unasked are rules that would have said no, in the same words."""
    written = "".join(
        f"  - {{id: r{n}, when: {{{key}: {values!r}{', tag: b' if more else ''}}}, add: [{'a' if more else 'b'}]}}\n"
        for n, (more, (key, values)) in enumerate(rules)
    )
    agents = "agents:\n  ana: {name: Ana, email: ana@x.test}\n"
    book, flaws = load_policy(
        {"agents.yaml": agents, "tags.yaml": TAGS + (written or "  []\n")}, Surroundings()
    )
    assert book is not None, flaws
    facts = mail(words[0] if words else "", " ".join(words[1:]), sender=Address(sender))
    assert decide(book, facts) == decide(replace(book, tag_index=None), facts)
