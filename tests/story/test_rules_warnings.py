"""How agents are warned, told to the whole desk of the worked example: one mail of many tickets, none of nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from helpdesk.daemon.letters.gathering import owed_by
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.compose import Warned
from helpdesk.tickets.model import Changes, Timer
from helpdesk.tickets.store import Store
from tests.story.rig.carrier import Sent
from tests.story.rig.invariant import check
from tests.story.rig.people import name_of
from tests.story.rig.shop import later, mails, sets, shop, ticket, writes
from tests.story.rig.tell import tell
from tests.story.rig.template import protocols_of
from tests.story.rig.world import World

# Nobody but the assignee and the lead hears anything: no promise of these moves a ticket or is told to a customer.
ONLY_WARNS = """
reasons: {tiempo: {es: tarde, en: late, pt: tarde}}
rules:
  - {id: aviso-80, when: {sla.first_response: ">= 80%"}, notify: [assignee, lead]}
  - {id: incumplido, when: {sla.first_response: ">= 100%"}, notify: [assignee, lead]}
  - {id: olvidado, when: {idle: ">= 3d", status: [nuevo, abierto]}, notify: [assignee, lead]}
"""
SHOP = """
services:
  tienda:
    describe: Pedidos
    calendar: madrid
    targets: [{when: {priority: urgente}, first_response: 30m}, {first_response: 4h}]
    pause: [esperando]
"""
AGENTS = """
agents:
  ana: {name: Ana Ruiz, email: ana@acme.example, teams: [n1-madrid], skills: [facturacion], langs: [es, en]}
  luis: {name: Luis Gómez, email: luis@acme.example, teams: [n1-bogota], skills: [tecnico], langs: [es]}
  marta: {name: Marta Gil, email: marta@acme.example, teams: [n2], role: lead, mailboxes: [tienda]}
"""
FILES = {"agents.yaml": AGENTS, "escalation.yaml": ONLY_WARNS, "sla.yaml": SHOP}


def warnings(world: World, since: int = 0) -> dict[str, list[Sent]]:
    """The warnings that were sent, by who got them."""
    found: dict[str, list[Sent]] = {}
    for sent in world.sent[since:]:
        if sent.kind == "sla":
            found.setdefault(name_of(sent.to), []).append(sent)
    return found


def events(world: World, n: int, kind: str) -> list[str]:
    return [one.after for one in world.store.events(protocols_of(world)[n - 1]) if one.kind == kind]


@pytest.mark.slow  # dozens of tickets
def test_b31_fifty_tickets_after_three_days_are_one_mail_to_each(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        for n in range(50):
            writes(world, f"c{n}@cliente.example", "URGENTE: factura")
        before = len(world.sent)
        world.advance(timedelta(days=3))
        assert mails(world, before) == [], "what is found together is gathered"
        assert sorted(later(world, "1m")) == ["sla to ana", "sla to marta"]
        for [mail] in warnings(world, before).values():
            assert mail.mail["Subject"] == "Avisos de plazo: 50 casos"
            assert all(
                mail.text.count(f"{protocol} · URGENTE: factura") == 1 for protocol in protocols_of(world)
            )
            assert mail.text.count("1.ª respuesta: venció lun 23, 09:40") == 50
            for rule in ("4 aviso-80", "5 incumplido", "6 olvidado"):
                assert mail.text.count(f"Por qué a ti: escalation.yaml:{rule} · ") == 50
        # When Madrid goes home, what waits comes to Luis: ten whole, the others in one mail.
        assert later(world, "10h") == [*["notification to luis"] * 10, "sla to luis"]
        assert world.sent[-1].mail["Subject"] == "Casos que te llegan: 40"
        assert {ticket(world, n).protocol for n in range(1, 51)} == set(protocols_of(world))
        for n in range(1, 51):
            assert len(events(world, n, "notified")) == 1
            for kind in ("notified", "warned"):
                [why, *_] = [
                    e.because for e in world.store.events(protocols_of(world)[n - 1]) if e.kind == kind
                ]
                assert [rule in why for rule in ("aviso-80 · ", "incumplido · ", "olvidado · ")] == [True] * 3
            assert [one.partition(" ")[0] for one in events(world, n, "warned")][:2] == ["ana", "marta"]
        check(world, [], "")


def test_what_comes_after_a_warning_waits_for_ten_minutes_and_comes_together(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        for n in range(4):
            writes(world, f"c{n}@cliente.example", "Factura")
            later(world, "3m")
        # 80 % of four hours is gone at 12:22, 12:25, 12:28 and 12:31.
        assert later(world, "3h") == []
        assert sorted(later(world, "1m")) == ["sla to ana", "sla to marta"]
        assert later(world, "9m") == []
        assert sorted(later(world, "1m")) == ["sla to ana", "sla to marta"]
        assert "Avisos de plazo: 3 casos" in [mail.mail["Subject"] for mail in warnings(world)["ana"]]
        check(world, [], "")


def test_one_that_warns_of_minutes_does_not_wait_for_ten(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "URGENTE: factura")
        later(world, "3m")
        writes(world, "john", "URGENTE: factura")
        later(world, "22m")
        assert len(warnings(world)["ana"]) == 1
        # 09:37: six minutes are left of the second promise, and a quarter of them is what it may wait.
        later(world, "3m30s")
        first, second = warnings(world)["ana"]
        assert protocols_of(world)[0] in first.text and protocols_of(world)[1] in second.text
        assert "quedan 4 min" in second.text
        check(world, [], "")


def test_what_was_answered_meanwhile_is_left_out_and_of_nothing_no_mail_goes(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        for who in ("lucia", "john", "tomas"):
            writes(world, who, "Factura")
        before = len(world.sent)
        later(world, "3h12m")
        answered(world, 1)
        assert sorted(later(world, "1m")) == ["sla to ana", "sla to marta"]
        [mail] = warnings(world, before)["ana"]
        assert mail.mail["Subject"] == "Avisos de plazo: 2 casos" and protocols_of(world)[0] not in mail.text
        assert "first_response is owed no more" in world.store.because_of(protocols_of(world)[0], "not-told")
        # The breach of what is left falls due for both; one is answered, one waits for the customer.
        later(world, "46m")
        before = len(world.sent)
        later(world, "1m")
        sets(world, n=2, status="waiting")
        answered(world, 3)
        assert [one for one in later(world, "20m") if one.startswith("sla")] == []
        assert "stands still" in world.store.because_of(protocols_of(world)[1], "not-told")
        check(world, [], "")


def test_only_the_rules_of_what_is_still_so_are_named(tmp_path: Path, cell: ParseCell) -> None:
    rules = """
rules:
  - {id: aviso-80, when: {sla.first_response: ">= 80%"}, notify: assignee}
  - {id: viejo, when: {age: ">= 3h"}, notify: assignee}
  - {id: muy-viejo, when: {all: [{age: ">= 3h"}, {sla.first_response: ">= 75%"}]}, notify: assignee}
"""
    with shop(tmp_path, cell, {**FILES, "escalation.yaml": rules}) as world:
        writes(world, "lucia", "Factura")
        world.advance(timedelta(hours=3, minutes=12))
        assert events(world, 1, "notified") == ["ana (sla.first_response 80%; viejo)"]
        because = world.store.because_of(protocols_of(world)[0], "notified")
        assert [because.count(rule) for rule in (" aviso-80 · ", " viejo · ", " muy-viejo · ")] == [1, 1, 1]
        answered(world, 1)
        before = len(world.sent)
        later(world, "1m")
        [mail] = warnings(world, before)["ana"]
        assert "escalation.yaml:4 viejo · " in mail.text
        assert "aviso-80" not in mail.text and "muy-viejo" not in mail.text
        check(world, [], "")


def test_a_warning_set_by_an_earlier_release_is_told_by_its_one_rule() -> None:
    """Timers that stand while the desk is upgraded."""
    old = {
        "about": "sla.resolution 80%; viejo",
        "rule": "viejo",
        "why": "escalation.yaml:4 viejo",
        "since": 0,
    }
    warning = {**old, "ended": False, "ticket": "ACM-1", "agent": "ana"}
    [owed] = owed_by(
        Timer("warn-agent", datetime(2026, 11, 23, tzinfo=UTC), {"agent": "ana", "warnings": [warning]})
    )
    assert (owed.about, owed.why) == (old["about"], old["why"])
    assert [one.rules for one in owed.said] == [("viejo",)] * 2


def test_who_answers_a_mail_about_several_writes_to_none_of_them(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "URGENTE: factura")
        writes(world, "john", "URGENTE: factura")
        later(world, "26m")
        tickets = [ticket(world, 1), ticket(world, 2)]
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <m99@acme.example>\nSubject: {subject of sla to ana}\n"
            "In-Reply-To: {message-id of sla to ana}\nFrom: Ana <ana@acme.example>\n"
            "To: {reply-to of sla to ana}\n\nYa los miro.\n",
            "ana",
            "pass",
        )
        # None of its lines is an order: it comes back to her whole.
        assert (told.outcome, told.reason, told.mails) == ("held", "commands-only", ["receipt to ana"])
        assert "Ya los miro." in told.sent[0].text
        assert [ticket(world, 1), ticket(world, 2)] == tickets and len(protocols_of(world)) == 2
        # The address beside each ticket goes to that ticket's customer.
        [mail] = warnings(world)["ana"]
        address = (
            mail.text.split(f"{tickets[1].protocol} · ")[1].split("Respuesta al cliente, a: ")[1].split()[0]
        )
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <m100@acme.example>\nSubject: Re: factura\nFrom: Ana <ana@acme.example>\n"
            f"To: {address}\n\nEnseguida.\n",
            "ana",
            "pass",
        )
        assert told.mails == ["reply to john"]
        check(world, [], "")


@pytest.mark.slow  # dozens of tickets
def test_b26_thirty_people_are_warned_by_one_rule_in_a_minute(tmp_path: Path, cell: ParseCell) -> None:
    people = "agents:\n" + "".join(
        f"  a{n}: {{name: A{n}, email: a{n}@acme.example, teams: [n1-madrid], skills: [facturacion], langs: [es]}}\n"
        for n in range(30)
    )
    with shop(tmp_path, cell, {**FILES, "agents.yaml": people}) as world:
        for n in range(30):
            writes(world, f"c{n}@cliente.example", "Una pregunta")
        before = len(world.sent)
        later(world, "3h13m")
        assert sorted(warnings(world, before)) == sorted(f"a{n}@acme.example" for n in range(30))
        assert world.store.alerts(world.clock.now() - timedelta(days=1)) == []
        check(world, [], "")


def test_what_breaks_after_the_timer_fired_makes_neither_two_mails_nor_none(
    tmp_path: Path, cell: ParseCell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "Factura")
        writes(world, "john", "Factura")
        later(world, "3h12m")
        before, faults, save = len(world.sent), [2], Store.save

        def saves_or_not(store: Store, inbox_id: int, changes: Changes, now: datetime | None = None) -> None:
            save(store, inbox_id, changes, now)
            if changes.outgoing and faults[0]:
                faults[0] -= 1
                raise RuntimeError("the light went out")

        monkeypatch.setattr(Store, "save", saves_or_not)
        later(world, "5m")
        assert faults == [0]
        assert sorted(mails(world, before)) == ["sla to ana", "sla to marta"]
        assert [one.partition(" ")[0] for one in events(world, 1, "warned")] == ["ana", "marta"]
        check(world, [], "")


def test_each_reads_hours_of_her_own_place(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "Factura")
        due = world.clock.now() + timedelta(hours=1)
        for who, shown in (
            ("ana", "vence hoy 10:10, quedan"),
            ("luis", "vence hoy 04:10 (hora de Bogotá), quedan"),
        ):
            agent = world.desk.agent(who)
            assert agent is not None
            warned = [(Warned(ticket(world), "first_response", due, 0.8), ("aviso-80",))]
            nothing = Changes("done", "command", "a timer")
            [mail] = Letters(world.desk).warn(world.clock.now(), nothing, agent, warned).outgoing
            words = message_from_bytes(mail.raw, policy=default).get_body(("plain",))
            assert words is not None and shown in words.get_content()


def answered(world: World, n: int) -> None:
    """Ana answers the customer of the n-th ticket."""
    [mail] = [
        sent
        for sent in world.sent
        if sent.kind == "notification"
        and sent.to.startswith("ana")
        and sent.ticket == protocols_of(world)[n - 1]
    ]
    told = tell(
        world,
        f"Date: {{date}}\nMessage-ID: <a{n}@acme.example>\nSubject: Re: factura\nFrom: Ana <ana@acme.example>\n"
        f"In-Reply-To: {mail.mail['Message-ID']}\nTo: {mail.mail['Reply-To']}\n\nLo miro.\n",
        "ana",
        "pass",
    )
    assert told.mails[0].startswith("reply"), told


MOVES_ON = """
reasons: {tiempo: {es: tarde, en: late, pt: tarde}}
rules:
  - {id: n1-n2, when: {tier: N1, sla.first_response: ">= 60%"}, escalate: {to: n2, reason: tiempo}}
"""


def handed(world: World, since: int) -> list[Sent]:
    return [sent for sent in world.sent[since:] if sent.kind == "notification"]


@pytest.mark.slow  # dozens of tickets
def test_b31_thirty_hand_overs_after_three_days_are_ten_mails_and_one(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, {**FILES, "escalation.yaml": MOVES_ON}) as world:
        for n in range(30):
            writes(world, f"c{n}@cliente.example", "Una pregunta")
        before = len(world.sent)
        world.advance(timedelta(days=3))
        assert mails(world, before) == ["notification to marta"] * 10, "whole, with notes and history"
        later(world, "1m")
        assert mails(world, before + 10) == ["sla to marta"]
        [mail] = warnings(world, before)["marta"]
        assert mail.mail["Subject"] == "Casos que te llegan: 20"
        assert mail.text.count("pasa a ser tuyo; lo tenía Ana Ruiz; motivo: tarde") == 20
        assert mail.text.count("Por qué a ti: escalation.yaml:4 n1-n2 · ") == 20
        whole = [sent.ticket for sent in handed(world, before)]
        for protocol in protocols_of(world):
            assert (protocol in mail.text) != (protocol in whole), "each once"
        assert {world.desk.ticket(protocol).assignee for protocol in protocols_of(world)} == {"marta"}
        assert world.store.alerts(world.clock.now() - timedelta(days=1)) == [], "nothing is held back"
        later(world, "1h")
        assert mails(world, before + 11) == []
        check(world, [], "")


@pytest.mark.slow  # dozens of tickets
def test_hand_overs_take_nothing_of_what_a_rule_may_tell_customers(tmp_path: Path, cell: ParseCell) -> None:
    told = MOVES_ON.replace("reason: tiempo}", "reason: tiempo, tell_customer: true}")
    with shop(tmp_path, cell, {**FILES, "escalation.yaml": told}) as world:
        for n in range(20):
            writes(world, f"c{n}@cliente.example", "Una pregunta")
        before = len(world.sent)
        world.advance(timedelta(days=3))
        customers = [one for one in mails(world, before) if one.startswith("sla to c")]
        assert len(set(customers)) == 20
        later(world, "1m")
        assert "el cliente ya lo sabe" in warnings(world, before)["marta"][0].text
        assert world.store.alerts(world.clock.now() - timedelta(days=1)) == []
        check(world, [], "")


def test_a_hand_over_that_went_on_meanwhile_is_left_out(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {**FILES, "escalation.yaml": MOVES_ON}) as world:
        for n in range(13):
            writes(world, f"c{n}@cliente.example", "Una pregunta")
        before = len(world.sent)
        world.advance(timedelta(days=3))
        whole = {sent.ticket for sent in handed(world, before)}
        waits = [n for n, protocol in enumerate(protocols_of(world), 1) if protocol not in whole]
        assert len(waits) == 3
        sets(world, n=waits[0], assignee="luis")
        sets(world, n=waits[1], status="resolved")
        before = len(world.sent)
        later(world, "1m")
        [mail] = warnings(world, before)["marta"]
        assert protocols_of(world)[waits[2] - 1] in mail.mail["Subject"], (
            "one alone has the form of a warning"
        )
        assert "pasa a ser tuyo" in mail.text
        assert events(world, waits[0], "not-told") == ["warning to marta (handed-over)"]
        assert "luis has it by now" in world.store.because_of(protocols_of(world)[waits[0] - 1], "not-told")
        assert "it is resolved" in world.store.because_of(protocols_of(world)[waits[1] - 1], "not-told")
        check(world, [], "")


def test_what_a_person_hands_on_comes_whole(tmp_path: Path, cell: ParseCell) -> None:
    rule = "rules: [{id: pide-n2, when: {tag: vip}, escalate: {to: n2, reason: tiempo}}]"
    reasons = "reasons: {tiempo: {es: tarde, en: late, pt: tarde}}\n"
    with shop(tmp_path, cell, {**FILES, "escalation.yaml": reasons + rule}) as world:
        for n in range(12):
            writes(world, f"c{n}@cliente.example", "Una pregunta")
        before = len(world.sent)
        for n in range(1, 13):
            sets(world, n=n, tags=("vip",))
        assert mails(world, before) == ["notification to marta"] * 12
        check(world, [], "")
