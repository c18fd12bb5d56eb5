"""Replay: what another policy would have done, counted as a plain loop over both engines counts it; and anonymising."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from helpdesk.daemon.policy.case_mail import judge
from helpdesk.rules import replay as replay_module
from helpdesk.rules.anonymise import anonymised
from helpdesk.rules.book import Book
from helpdesk.rules.case_file import read_cases
from helpdesk.rules.cases import run
from helpdesk.rules.engine import decide
from helpdesk.rules.replay import replay
from helpdesk.rules.sla import Timeline
from helpdesk.tickets.mail import Address
from helpdesk.tickets.verdict import AssignTo, Escalate, Facts, MoveTo, SetPriority, StoredVerdict
from tests.unit.acme_kit import FRIDAY, SHOP, a_ticket, acme, acme_files, mail
from tests.unit.work_kit import Work, calls

pytestmark = pytest.mark.slow  # thousands of verdicts

SUBJECTS = ("factura", "URGENTE no funciona", "hola", "cobro doble", "error en la caja", "recibo")
SENDERS = ("cfo@bancodelsur.example", "lucia@correo.example", "john@mail.example")


def other() -> Book:
    """The worked example with another order of folders, other urgent words and a shorter promise."""
    folders = acme_files()["folders.yaml"].splitlines()
    folders[1], folders[2] = folders[2], folders[1]
    return acme(
        folders="\n".join(folders),
        tags=acme_files()["tags.yaml"].replace("text: [urgente, urgent]", "text: [doble]"),
        sla=acme_files()["sla.yaml"].replace("first_response: 4h", "first_response: 1h"),
    )


def stored(number: int, facts: Facts, book: Book) -> StoredVerdict:
    """A verdict as it was taken under `book`."""
    verdict = decide(book, facts)
    return StoredVerdict(number, number, facts, verdict.actions, verdict.trace, book.revision)


def past(count: int, seed: int = 3) -> Iterator[Facts]:
    """Mails of the past, a third of them second ones of the same ticket."""
    dice = random.Random(seed)
    for number in range(count):
        sender = Address(dice.choice(SENDERS))
        ticket = a_ticket(protocol=f"ACM-2611-{number // 3:06d}", requester=sender, mailbox="tienda")
        yield mail(
            dice.choice(SUBJECTS),
            "x " * dice.randrange(50),
            ticket=ticket,
            sender=sender,
            at=FRIDAY + timedelta(minutes=number),
            happening=dice.choice(("opened", "opened", "message")),
        )


def counted_afresh(facts: list[Facts], old: Book, new: Book) -> tuple[int, Counter[tuple[str, str, str]]]:
    """The same by brute force: fields set by the engine under each policy, tickets once for each change."""
    found: set[tuple[str, str, str, str]] = set()
    for each in facts:
        ends = []
        for book in (old, new):
            values = {
                name: str(getattr(each.ticket, name))
                for name in ("folder", "priority", "assignee", "team", "service")
            }
            tags = set(each.ticket.tags)
            for action, _ in decide(book, each).actions:
                match action:
                    case MoveTo(folder):
                        values["folder"] = folder
                    case SetPriority(priority):
                        values["priority"] = priority
                    case AssignTo(agent, team) | Escalate(team=team, agent=agent):
                        values |= {"assignee": agent, "team": team}
                    case _:
                        values["service"] = getattr(action, "service", values["service"])
                        tags |= {action.tag} if hasattr(action, "tag") else set()
            ends.append((values, tags))
        (was, old_tags), (is_, new_tags) = ends
        protocol = each.ticket.protocol
        found |= {(protocol, name, was[name], is_[name]) for name in was if was[name] != is_[name]}
        found |= {(protocol, "tag", "", tag) for tag in new_tags - old_tags}
        found |= {(protocol, "tag", tag, "") for tag in old_tags - new_tags}
    return len({each[0] for each in found}), Counter(each[1:] for each in found)


def test_counts_as_the_engine_run_afresh() -> None:
    """Folders, agents, priorities, tags: the summary is what both engines say of the recorded facts."""
    old, new, facts = acme(), other(), list(past(600))
    found = replay((stored(n, each, old) for n, each in enumerate(facts)), old, new)
    tickets, changes = counted_afresh(facts, old, new)
    assert (found.verdicts, found.tickets) == (600, 200)
    assert (len(found.lines), found.changes) == (tickets, changes)
    assert tickets > 20
    assert found.summary.startswith(f"200 tickets · {tickets} would differ\n")
    assert "folder Clientes VIP→Facturación" in found.summary
    assert sum(count for (name, *_), count in found.changes.items() if name == "folder") > 5


def test_the_same_policy_differs_in_nothing() -> None:
    """Read anew from the same files, it decides the same."""
    found = replay((stored(n, each, acme()) for n, each in enumerate(past(60))), acme(), acme())
    assert (found.summary, found.lines) == ("20 tickets · 0 would differ", {})


def test_promises_broken_as_things_went() -> None:
    """A shorter promise would have been broken where the answer came later than it; not where it came before."""
    old, new = acme(), other()
    facts = [
        mail(
            "hola",
            ticket=a_ticket(protocol=f"ACM-2611-{n:06d}", mailbox="tienda"),
            sender=Address(SENDERS[1]),
        )
        for n in range(3)
    ]
    answered = {
        f"ACM-2611-{n:06d}": Timeline(FRIDAY, FRIDAY + timedelta(minutes=minutes), FRIDAY)
        for n, minutes in enumerate((30, 90))
    }
    facts = [replace(each, text="hola") for each in facts]
    later = [replace(each, at=FRIDAY + timedelta(hours=3), happening="timer", ticket=replace(each.ticket, service="tienda")) for each in facts]  # fmt: skip  # noqa: E501
    rows = [stored(n, each, old) for n, each in enumerate((*facts, *later))]
    found = replay(rows, old, new, answered.get)
    assert (found.breached, found.kept) == (("ACM-2611-000001",), ())
    assert found.summary == "3 tickets · 1 would differ\n1 would have breached"
    assert found.lines == {"ACM-2611-000001": ("would have breached",)}
    back = replay(rows, new, old, answered.get)
    assert (back.breached, back.kept) == ((), ("ACM-2611-000001",))
    assert replay(rows, old, new).breached == ()


def test_mail_that_would_have_gone_out() -> None:
    """Escalations told to the customer and macros, more and fewer."""
    rules = acme_files()["escalation.yaml"]
    quiet = acme(escalation=rules.replace("reason: permisos, tell_customer: true", "reason: permisos"))
    facts = mail("factura", "un reembolso de más de 500 euros", ticket=a_ticket(mailbox="tienda"))
    rows = [stored(1, facts, quiet)]
    louder = replay(rows, quiet, acme())
    assert (louder.mails_more, louder.mails_fewer) == ({"escalation (permisos)": 1}, {})
    assert louder.summary == "1 tickets · 1 would differ\nmore mail: escalation (permisos) 1"
    quieter = replay(rows, acme(), quiet)
    assert quieter.lines == {"ACM-2611-7K3MG": ("less mail: escalation (permisos)",)}


@pytest.mark.slow
@pytest.mark.timeout(600)  # each line of Python is counted one by one
def test_of_four_times_as_many_the_work_is_four_times_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streaming: each verdict is decided once by each policy, and none is kept until the next."""
    old, new = acme(), other()
    decided = calls(monkeypatch, replay_module, "decide")
    rows = [stored(n, each, old) for n, each in enumerate(past(800))]

    def one_by_one(count: int) -> Iterator[StoredVerdict]:
        before = len(decided)
        for n, row in enumerate(rows[:count]):
            assert len(decided) - before == 2 * n
            yield row

    work = Work(monkeypatch)
    small = work.of(lambda: replay(one_by_one(200), old, new))
    large = work.of(lambda: replay(one_by_one(800), old, new))
    once = Counter(id(book) for book, _ in decided)
    assert once == {id(old): 2 * 1_000, id(new): 2 * 1_000}, (
        "each was played twice, to be counted the second time"
    )
    assert large < 4.5 * small


REAL = """\
Hola Ana:

Soy Lucía Pérez Gómez, de Talleres Ibáñez. La factura 2026/00123 del 14/11/2026 me la cobraron dos veces con la
tarjeta 4111 1111 1111 1111. Mi marido Juan llamó al +34 600 123 456; escriban a juan.perez@talleres.example o al
cfo@bancodelsur.example, o vean https://talleres.example/?u=lucia. Es un reembolso de más de 500 euros.

Lucía Pérez
"""


def test_a_case_from_a_real_ticket_tells_nobody_who_wrote_it() -> None:
    """Names, addresses and numbers go; the words rules look for stay, and the case passes as it is."""
    lucia = Address("lucia.perez@talleres.example", "Lucía Pérez Gómez")
    subject = "Factura 2026/00123 de Lucía"
    facts = mail(
        subject,
        sender=lucia,
        text=f"{subject}\n{REAL}",
        ticket=a_ticket(requester=lucia, subject=subject),
        attachments=("application/pdf lucia-perez.pdf",),
    )
    text = anonymised(facts, acme(), "de ACM-2611-7K3MG")
    for private in ("uc\u00eda", "P\u00e9rez", "lucia", "Juan", "Ib\u00e1\u00f1ez", "Talleres", "00123", "4111", "600", "14/11", "talleres"):  # fmt: skip  # noqa: E501
        assert private not in text, private
    assert "reembolso de más de 500 euros" in text
    assert "Factura 9999/99999 de Nombre" in text
    assert "alguien@bancodelsur.example" in text
    cases, flaws = read_cases({"tests/x.yaml": text}, acme(), ("soporte", "tienda"))
    assert flaws == []
    [result] = run(cases, acme(), SHOP, judge(frozenset()))
    assert [miss.words for miss in result.misses] == []


def test_a_domain_a_rule_names_stays() -> None:
    """Who writes from it is nobody in particular."""
    text = anonymised(mail(), acme(), "x")
    assert 'from: "cliente@bancodelsur.example"' in text
    assert 'folder: "Clientes VIP"' in text
