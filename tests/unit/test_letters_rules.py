"""Letters of rules on a real store: sent once with handles and reasons, refused with a word, braked (B26)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.customer import promised
from helpdesk.daemon.letters.gate import BRAKE, TO_ONE_ADDRESS
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rules import Missed, spoken_team
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.compose import Warned
from helpdesk.mailflow.digest import mail_digest
from helpdesk.rules.book import Team
from helpdesk.tickets.decide_rules import mail_key
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Changes, Tally, Ticket
from helpdesk.tickets.sla_state import SlaState
from helpdesk.tickets.times import rfc3339
from helpdesk.tickets.verdict import Escalate, Line, Verdict
from tests.story.rig.world import START, open_world
from tests.unit.compose_kit import header, read, text
from tests.unit.rules_kit import P, change, facts, stored
from tests.unit.store_kit import LUCIA, arrival, message, raw_mail, take, ticket

NOW = START
UP = Escalate("n2", "N2", "luis", "permisos", (), tell_customer=True)
LINE = Line("escalate", "n1-n2", "escalation.yaml:8", True, "sla.resolution 61%")
MISSED = Missed("first_response", NOW + timedelta(hours=1), NOW + timedelta(hours=4))
REASON = "requiere un permiso que el primer nivel no tiene"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The desk of the stories with a team, a reason, and Lucía's ticket with Ana."""
    with open_world(tmp_path, ParseCell()) as world:
        made = world.desk
        team = Team("n2", "teams.yaml:4", tier="N2", members=("luis", "kate"))
        made.adopt(
            replace(made.policy, teams={"n2": team, "pagos": team}, reasons={"permisos": {"es": REASON}})
        )
        take(made.store, 1, P, ticket=replace(ticket(P), mailbox="soporte", team="n1", assignee="ana"))
        yield made


def after(desk: Desk, action: Escalate = UP, **changed: object) -> Changes:
    """Changes to which a verdict with this escalation has been applied."""
    before = stored(desk.store)
    moved = replace(before, team=action.team, tier=action.tier, assignee=action.agent)
    verdict = Verdict(((action, LINE),), (LINE,), "r1")
    made = Changes(
        "done",
        "command",
        "a timer",
        ticket=moved,
        protocol=P,
        verdict=(facts(before, fired=frozenset()), verdict),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def unsent(changes: Changes) -> str:
    """Why the last mail was not sent, or is held in the outbox."""
    assert all(one.park for one in changes.outgoing)
    assert changes.outgoing or changes.handles == ()
    event = changes.events[-1]
    assert (event.kind, event.actor, event.ticket) == ("not-told", "desk", P)
    return event.because


# -- to the customer ---------------------------------------------------------------------------------


def test_an_escalation_is_told_once_in_the_customers_thread_and_can_be_stored(desk: Desk) -> None:
    changes = Letters(desk).escalated(NOW, after(desk), UP, LINE)
    [mail] = changes.outgoing
    shown = read(mail)
    assert f"Su caso pasó a otro equipo porque {REASON}; no tiene que repetir nada." in text(shown)
    assert shown["In-Reply-To"] == f"<{P}.1@customer.example>"
    assert header(shown, "Subject").startswith("Re: La factura [")
    assert mail.recipients == (LUCIA.address,)
    assert changes.events[-1].kind == "told"
    assert changes.events[-1].because.startswith("escalation.yaml:8 n1-n2 · sla.resolution 61%")
    assert Tally(mail_key("n1-n2"), NOW) in changes.tallies
    [inbox_id] = desk.store.receive([arrival(2)])
    desk.store.save(inbox_id, replace(changes, verdict=None), NOW)
    assert desk.store.count_since(mail_key("n1-n2"), NOW, 5) == 1
    [known] = desk.store.known_ids([mail.message_id])
    assert (known.ticket, known.direction, known.sent_to) == (P, "out", (LUCIA.address,))


def test_a_delay_due_at_the_same_time_goes_in_the_same_mail(desk: Desk) -> None:
    [mail] = Letters(desk).escalated(NOW, after(desk), UP, LINE, missed=MISSED).outgoing
    shown = text(read(mail))
    assert "Su caso pasó" in shown
    assert "No llegaremos a responderle hoy antes de las 10:10 (hora de Madrid)" in shown
    assert "Nueva hora: hoy antes de las 13:10 (hora de Madrid)." in shown


def test_the_hour_told_is_in_the_reason_of_the_event_by_itself_and_with_an_escalation(desk: Desk) -> None:
    letters = Letters(desk)
    hour = f"sla.resolution 61% · new hour for first_response: {rfc3339(NOW + timedelta(hours=4))} · "
    assert hour in letters.escalated(NOW, after(desk), UP, LINE, missed=MISSED).events[-1].because
    assert hour in letters.delay(NOW, after(desk), MISSED, LINE).events[-1].because
    none = replace(MISSED, new=None)
    assert "new hour" not in letters.delay(NOW, after(desk), none, LINE).events[-1].because


def test_who_is_not_to_be_told_hears_only_of_the_delay(desk: Desk) -> None:
    quiet = replace(UP, tell_customer=False)
    letters = Letters(desk)
    changes = after(desk, quiet)
    assert letters.escalated(NOW, changes, quiet, LINE) is changes
    [mail] = letters.escalated(NOW, changes, quiet, LINE, missed=MISSED).outgoing
    assert "Su caso pasó" not in text(read(mail))
    pinned = after(desk, ticket=stored(desk.store))
    assert letters.escalated(NOW, pinned, UP, LINE) is pinned


def test_a_broken_promise_is_told_as_broken(desk: Desk) -> None:
    late = Missed("resolution", NOW - timedelta(hours=1))
    [mail] = Letters(desk).delay(NOW, after(desk), late, LINE).outgoing
    assert "No hemos podido resolver su caso hoy antes de las 08:10" in text(read(mail))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"requester": Address("no @ address")}, "cannot be written to"),
        ({"requester": Address("soporte+x@acme.example")}, "cannot be written to"),
        ({"muted_until": NOW + timedelta(minutes=1)}, "muted"),
    ],
)
def test_some_are_never_written_to(desk: Desk, changed: dict[str, object], why: str) -> None:
    letters = Letters(desk)
    changes = after(desk)
    assert changes.ticket is not None
    changes = replace(changes, ticket=replace(changes.ticket, **changed))  # type: ignore[arg-type]
    assert why in unsent(letters.escalated(NOW, changes, UP, LINE))
    assert why in unsent(letters.delay(NOW, changes, MISSED, LINE))


def test_a_mute_that_is_over_keeps_nobody_silent(desk: Desk) -> None:
    changes = after(desk)
    assert changes.ticket is not None
    over = replace(changes, ticket=replace(changes.ticket, muted_until=NOW))
    assert Letters(desk).escalated(NOW, over, UP, LINE).outgoing


def test_no_rule_writes_to_machines_and_lists(desk: Desk) -> None:
    letters = Letters(desk)
    assert "no person wrote" in unsent(letters.escalated(NOW, after(desk), UP, LINE, automatic=True))
    assert "no person wrote" in unsent(letters.macro(NOW, after(desk), "Hola.", LINE, automatic=True))
    for outcome in ("list", "auto_reply"):
        assert "no person wrote" in unsent(letters.delay(NOW, after(desk, outcome=outcome), MISSED, LINE))
    verdict = after(desk).verdict
    assert verdict is not None
    machine = after(desk, verdict=(replace(verdict[0], automatic=True), verdict[1]))
    assert "no person wrote" in unsent(letters.delay(NOW, machine, MISSED, LINE))


def opened_by(desk: Desk, *headers: str, **envelope: object) -> Changes:
    """A delay due on a ticket whose first mail has these headers and this envelope."""
    q = "HD-2611-CCCCCC"
    head = ["From: lucia@customer.example", "Subject: x", "Message-ID: <q@customer.example>", *headers]
    raw = ("\r\n".join([*head, "", "Hola."]) + "\r\n").encode()
    mail = arrival(9, raw=raw, digest=mail_digest(raw))
    mail = replace(mail, envelope=replace(mail.envelope, **envelope))  # type: ignore[arg-type]
    [inbox_id] = desk.store.receive([mail])
    case = replace(ticket(q), mailbox="soporte")
    with desk.store.write():
        opening = Changes(
            "done", "opened", "x", ticket=case, messages=(message(q, 1, raw),), protocol=q, sender=LUCIA
        )
        desk.store.save(inbox_id, opening, NOW)
    return Letters(desk).delay(NOW, Changes("done", "command", "a timer", protocol=q), MISSED, LINE)


@pytest.mark.parametrize(
    ("headers", "envelope", "why"),
    [
        (("List-Id: <x.example>",), {}, "a mailing list"),
        (("Auto-Submitted: auto-generated",), {}, "Auto-Submitted"),
        (("X-Auto-Response-Suppress: All",), {}, "no automatic answer"),
        ((), {"mail_from": ""}, "envelope sender is empty"),
        ((), {"historic": True}, "old mailbox"),
    ],
)
def test_a16_what_opened_the_ticket_is_remembered_for_good(
    desk: Desk, headers: tuple[str, ...], envelope: dict[str, object], why: str
) -> None:
    changes = opened_by(desk, *headers, **envelope)
    assert changes.outgoing == ()
    assert why in changes.events[-1].because


def test_a_persons_first_mail_is_no_obstacle(desk: Desk) -> None:
    assert opened_by(desk).outgoing


def test_one_address_gets_so_many_a_day(desk: Desk) -> None:
    for n in range(TO_ONE_ADDRESS):
        desk.store.count(Tally(f"rules-to:{LUCIA.address}", NOW - timedelta(hours=n)))
    assert f"{TO_ONE_ADDRESS} mails to this address" in unsent(
        Letters(desk).escalated(NOW, after(desk), UP, LINE)
    )
    assert Letters(desk).escalated(NOW + timedelta(days=1), after(desk), UP, LINE).outgoing


def test_a_macro_is_sent_and_counted_by_the_verdict_alone(desk: Desk) -> None:
    changes = after(desk, tallies=(Tally(mail_key("n1-n2"), NOW),))
    changes = Letters(desk).macro(NOW, changes, "Abra la app.", LINE)
    [mail] = changes.outgoing
    assert mail.kind == "macro"
    assert text(read(mail)).strip() == "Abra la app."
    assert [one.key for one in changes.tallies] == [mail_key("n1-n2"), f"rules-to:{LUCIA.address}"]


def test_a_macro_that_would_leak_stays_and_the_admin_hears(desk: Desk) -> None:
    changes = Letters(desk).macro(NOW, after(desk), "Escriba a ana@acme.example", LINE)
    assert "ana@acme.example" in unsent(changes)
    assert [alert.reason for alert in changes.alerts] == ["leak"]


def unproved(desk: Desk, n: int) -> Changes:
    """A ticket opened by a mail that nothing vouches for."""
    case = replace(ticket("HD-2611-BBBBBB"), mailbox="soporte")
    first = message("HD-2611-BBBBBB", 1, raw_mail(n), authentication="none", standing="full")
    return Changes("done", "opened", "x", ticket=case, messages=(first,), protocol=case.protocol)


def test_a19_to_an_unproven_address_goes_no_macro_and_no_word_of_the_mail(desk: Desk) -> None:
    changes = Letters(desk).macro(NOW, unproved(desk, 5), "Hola.", LINE)
    assert changes.outgoing == ()
    assert "nothing proves who wrote" in changes.events[-1].because
    [mail] = Letters(desk).delay(NOW, unproved(desk, 5), MISSED, LINE).outgoing
    assert "La factura" not in header(read(mail), "Subject") + text(read(mail))
    assert "Lucía" not in text(read(mail))


# -- the brake ---------------------------------------------------------------------------------------


def test_b26_the_rule_that_writes_to_everybody_is_paused(desk: Desk) -> None:
    letters = Letters(desk)
    for n in range(BRAKE):
        assert letters.delay(NOW, after(desk), MISSED, LINE).outgoing, n
        desk.store.count(Tally(mail_key("n1-n2"), NOW))
    for changes in (
        letters.escalated(NOW, after(desk), UP, LINE),
        letters.delay(NOW, after(desk), MISSED, LINE),
        letters.handoff(NOW, after(desk), UP, LINE),
    ):
        assert "n1-n2 is paused" in unsent(changes)
        assert [alert.reason for alert in changes.alerts] == ["rule-brake"]
        assert "escalation.yaml:8 n1-n2" in changes.alerts[0].detail
    warned = [(Warned(stored(desk.store)), ("n1-n2",))]
    assert letters.warn(NOW, after(desk), ana(desk), warned).outgoing, "gathered warnings are not braked"
    other = replace(LINE, rule="another")
    assert letters.delay(NOW, after(desk), MISSED, other).outgoing
    assert letters.delay(NOW + timedelta(seconds=61), after(desk), MISSED, LINE).outgoing


def test_b26_a_macro_counted_before_it_is_written_is_the_twentieth_not_the_twenty_first(desk: Desk) -> None:
    own = (Tally(mail_key("n1-n2"), NOW),)
    for _ in range(BRAKE - 1):
        desk.store.count(own[0])
    assert Letters(desk).macro(NOW, after(desk, tallies=own), "Hola.", LINE).outgoing
    desk.store.count(own[0])
    assert "paused" in unsent(Letters(desk).macro(NOW, after(desk, tallies=own), "Hola.", LINE))


# -- to agents ---------------------------------------------------------------------------------------


def test_the_new_agent_gets_what_is_known(desk: Desk) -> None:
    note = message(
        P,
        2,
        raw_mail(2),
        direction="note",
        own_words="Ya llamó ayer.",
        raw_key="",
        author="ana",
        message_id="",
    )
    note = replace(note, message_id="", sender=Address("ana@acme.example", "Ana Ruiz"))
    change(desk.store, 2, protocol=P, messages=(note,), ticket=replace(stored(desk.store), message_count=2))
    letters = Letters(desk)
    sla = SlaState("tienda", first_response=NOW + timedelta(hours=4))
    changes = letters.escalated(NOW, after(desk, sla=sla), UP, LINE)
    changes = letters.handoff(NOW, changes, UP, LINE)
    mail = changes.outgoing[-1]
    shown = text(read(mail))
    assert (mail.to_agent, mail.recipients, mail.kind) == ("luis", ("luis@acme.example",), "notification")
    assert shown.startswith(
        f"Este caso pasa a ser tuyo; lo tenía Ana Ruiz.\nMotivo: {REASON}.\nEl cliente ya lo sabe"
    )
    assert "> Ya llamó ayer." in shown
    assert "> La factura no llega." in shown
    assert "| VENCE hoy 13:10 (4 h) la 1.ª respuesta" in shown
    assert {one.agent for one in changes.handles if one.kind in "rn"} == {"luis"}
    assert [one.key for one in changes.tallies].count(mail_key("n1-n2")) == 2


def test_only_what_the_rule_names_is_handed_on(desk: Desk) -> None:
    named = replace(UP, handoff=("summary",))
    [mail] = Letters(desk).handoff(NOW, after(desk, named), named, LINE).outgoing
    assert "La factura no llega." not in text(read(mail))
    assert "Al cliente no se le ha dicho." in text(read(mail))


def test_a_queue_is_told_person_by_person_and_a_pinned_ticket_is_handed_to_nobody(desk: Desk) -> None:
    queue = replace(UP, agent="")
    mails = Letters(desk).handoff(NOW, after(desk, queue), queue, LINE).outgoing
    assert [mail.to_agent for mail in mails] == ["luis", "kate"]
    assert "llega a la cola de tu equipo; lo tenía Ana Ruiz" in text(read(mails[0]))
    assert text(read(mails[1])).startswith("This ticket is now in your team's queue; Ana Ruiz had it.")
    pinned = after(desk, ticket=stored(desk.store))
    assert Letters(desk).handoff(NOW, pinned, UP, LINE) is pinned


def ana(desk: Desk) -> Agent:
    agent = desk.agent("ana")
    assert agent is not None
    return agent


def test_warnings_of_several_rules_and_tickets_are_one_mail(desk: Desk) -> None:
    take(desk.store, 3, "HD-2611-BBBBBB")
    other: Ticket = stored(desk.store, "HD-2611-BBBBBB")
    lines = [
        (Warned(stored(desk.store), "first_response", NOW + timedelta(minutes=50), 0.8), ("n1-n2",)),
        (Warned(other, "resolution", NOW, 1.0), ("rota",)),
    ]
    changes = Letters(desk).warn(NOW, Changes("done", "command", "a timer"), ana(desk), lines)
    [mail] = changes.outgoing
    assert (mail.subject, mail.to_agent, mail.ticket) == ("Avisos de plazo: 2 casos", "ana", "")
    assert [one.key for one in changes.tallies] == [
        "warned:ana",
        mail_key("n1-n2"),
        mail_key("rota"),
    ]
    [inbox_id] = desk.store.receive([arrival(4)])
    desk.store.save(inbox_id, changes, NOW)


def test_a_warning_about_one_ticket_gives_its_rules(desk: Desk) -> None:
    why = "escalation.yaml:8 n1-n2 · sla.resolution 61%"
    lines = [(Warned(stored(desk.store), "first_response", NOW, 0.8, why=why), ("n1-n2",))]
    [mail] = Letters(desk).warn(NOW, after(desk), ana(desk), lines).outgoing
    assert "| Por qué a ti: escalation.yaml:8 n1-n2 · sla.resolution 61%" in text(read(mail))
    assert mail.ticket == P


@pytest.mark.parametrize(
    ("team", "spoken"),
    [("pagos", "Pagos"), ("pagos-europa", "Pagos europa"), ("n2", ""), ("N3-madrid", ""), ("n2b", "N2b")],
)
def test_a_customer_hears_of_teams_and_not_of_tiers(team: str, spoken: str) -> None:
    assert spoken_team(team) == spoken


# -- promises in other letters -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sla", "said"),
    [
        (None, ""),
        (SlaState("tienda", first_response=NOW + timedelta(hours=4)), ""),
        (SlaState("tienda", first_response=NOW, tell_customer=True), ""),
        (SlaState("tienda", resolution=NOW + timedelta(hours=4), tell_customer=True), ""),
        (
            SlaState("tienda", first_response=NOW + timedelta(hours=4), tell_customer=True),
            "hoy antes de las 13:10 (hora de Madrid)",
        ),
    ],
)
def test_the_acknowledgement_promises_what_the_service_tells(
    desk: Desk, sla: SlaState | None, said: str
) -> None:
    box, _ = Letters(desk).speaker("soporte")
    assert promised(after(desk, sla=sla), stored(desk.store), box, NOW) == said


def test_what_is_due_comes_from_the_changes_or_else_from_the_archive(desk: Desk) -> None:
    letters = Letters(desk)
    case = stored(desk.store)
    assert letters.dues(case, Changes("done", "threaded", "x"), NOW) is None
    kept = SlaState("tienda", resolution=NOW + timedelta(hours=9))
    change(desk.store, 7, protocol=P, sla=kept)
    found = letters.dues(case, Changes("done", "threaded", "x"), NOW)
    assert found is not None
    assert found.owed == {"resolution": NOW + timedelta(hours=9)}
    assert letters.dues(case, after(desk, sla=SlaState()), NOW) is None
