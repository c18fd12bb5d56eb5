"""What is promised, how much of it is used, and when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from helpdesk.rules.book import Service, Span, Target
from helpdesk.rules.sla import Timeline, choose, clocks, clocks_of, highest_due, offered, thresholds
from helpdesk.rules.stopwatch import Pause
from helpdesk.tickets.verdict import Clock
from tests.unit.policy_kit import MADRID, NOON, at, book, calendar, facts, when

HOURS_4, HOURS_8, MINUTES_30 = (
    Span(4 * 3600, source="4h"),
    Span(8 * 3600, source="8h"),
    Span(1800, source="30m"),
)
DAYS_3 = Span(days=3, source="3d")
URGENT = when(lambda facts: facts.ticket.priority == "urgent", "priority")
NORMAL = Target("sla.yaml:9", None, HOURS_4, HOURS_8, DAYS_3)
SHOP = Service(
    "tienda",
    "sla.yaml:3",
    "Pedidos",
    when(lambda facts: facts.mailbox == "tienda", "mailbox", words="mailbox"),
    "madrid",
    (Target("sla.yaml:8", URGENT, MINUTES_30, None, HOURS_4), NORMAL),
    frozenset({"waiting"}),
    True,
    {date(2026, 12, 24): "Cierre de Navidad"},
)
REST = Service("resto", "sla.yaml:20", "", None, "", (Target("sla.yaml:22", None, HOURS_4),))
DESK = book(
    services=(SHOP, REST), thresholds=(("first_response", 0.8), ("resolution", 0.6), ("resolution", 2.0))
)
OPENED = at("2026-11-20T09:10+01:00")
MINUTE = timedelta(minutes=1)


def timeline(opened: datetime = OPENED, **rest: object) -> Timeline:
    """A ticket of the shop's normal target."""
    return Timeline(opened, service="tienda", target=1, **rest)  # type: ignore[arg-type]


def test_the_worked_example() -> None:
    """An urgent mail at 09:10 is due at 09:40 and 13:10; the trace says so."""
    chosen, lines = choose(DESK, facts(OPENED, priority="urgent", created_at=OPENED))
    assert chosen is not None
    assert (chosen.service, chosen.target, chosen.tell_customer) == ("tienda", 0, True)
    assert chosen.due == {
        "first_response": at("2026-11-20T09:40+01:00"),
        "next_response": None,
        "resolution": at("2026-11-20T13:10+01:00"),
    }
    assert [(line.rule, line.hit, line.skipped, line.place) for line in lines] == [
        ("tienda", True, False, "sla.yaml:3"),
        ("resto", False, True, "sla.yaml:20"),
        ("tienda[0]", True, False, "sla.yaml:8"),
        ("tienda[1]", False, True, "sla.yaml:9"),
    ]
    assert lines[2].matched == "first_response 30m → 09:40 Madrid, resolution 4h → 13:10 Madrid"


def test_a_normal_mail_and_another_mailbox() -> None:
    """Working days to Wednesday; another mailbox goes to the service without a condition, around the clock."""
    chosen, lines = choose(DESK, facts(OPENED, created_at=OPENED))
    assert chosen is not None and chosen.target == 1
    assert chosen.due["resolution"] == at("2026-11-25T09:10+01:00")
    assert lines[-1].matched == (
        "first_response 4h → 13:10 Madrid, next_response 8h after each mail,"
        " resolution 3d → 09:10 Wed 2026-11-25 Madrid"
    )
    chosen, lines = choose(DESK, facts(OPENED, created_at=OPENED, mailbox="ventas"))
    assert chosen is not None and chosen.service == "resto"
    assert chosen.due == {
        "first_response": OPENED + timedelta(hours=4),
        "next_response": None,
        "resolution": None,
    }


def test_exceptions_and_holidays_of_the_service() -> None:
    """24 December is closed for this service, 25 for the calendar: from the 23rd at 16:00 to the 28th."""
    opened = at("2026-12-23T16:00+01:00")
    chosen, _ = choose(DESK, facts(opened, created_at=opened))
    assert chosen is not None
    assert chosen.due["first_response"] == at("2026-12-28T11:00+01:00")


def test_no_service_no_target_no_hours() -> None:
    """Nothing holds: nothing is promised, and every rule says why."""
    shop = Service("s", "p", "", SHOP.when, "madrid", (Target("t", URGENT, HOURS_4),))
    chosen, lines = choose(book(services=(shop,)), facts(mailbox="ventas"))
    assert chosen is None
    assert [(line.rule, line.hit) for line in lines] == [("s", False)]
    chosen, lines = choose(book(services=(shop,)), facts())
    assert chosen is None
    assert [(line.rule, line.hit) for line in lines] == [("s", True), ("s[0]", False)]
    shut = Service("s", "p", "", None, "never", (Target("t", None, HOURS_4),))
    never = book(services=(shut,), calendars={"never": calendar("never", "UTC", {})})
    chosen, lines = choose(never, facts())
    assert chosen is not None and chosen.due["first_response"] is None
    assert lines[-1].matched == "first_response 4h → never: the calendar does not open"


def test_a_promise_is_kept() -> None:
    """A ticket with a service keeps it whatever the rules say now, unless asked for on purpose."""
    had = facts(OPENED, priority="urgent", created_at=OPENED, service="resto")
    chosen, lines = choose(DESK, had)
    assert chosen is None
    assert [(line.rule, line.hit, line.skipped) for line in lines] == [("resto", False, True)]
    again, _ = choose(DESK, had, again=True)
    assert again is not None and again.service == "tienda"
    faster = book(services=(Service("tienda", "p", "", None, "madrid", (Target("t", None, MINUTES_30),)),))
    stored = Timeline(
        OPENED,
        service="tienda",
        promised={"first_response": OPENED + timedelta(hours=4), "resolution": OPENED},
    )
    now = OPENED + timedelta(hours=2)
    found = clocks_of(faster, stored, now)
    assert (found["first_response"].due, found["first_response"].used) == (OPENED + timedelta(hours=4), 0.5)
    assert found["resolution"].used == 1.0


def test_shares_of_the_first_response() -> None:
    """Used, met in time, met late."""
    state = clocks(SHOP, NORMAL, MADRID, timeline(), OPENED + timedelta(hours=1))["first_response"]
    assert (state.due, state.used, state.met) == (OPENED + timedelta(hours=4), 0.25, False)
    late = OPENED + timedelta(hours=6)
    state = clocks_of(DESK, timeline(), late)["first_response"]
    assert (state.used, state.met) == (1.5, False)
    state = clocks_of(DESK, timeline(first_reply_at=OPENED + timedelta(hours=2)), late)["first_response"]
    assert (state.used, state.met) == (0.5, True)
    state = clocks_of(DESK, timeline(first_reply_at=OPENED + timedelta(hours=5)), late)["first_response"]
    assert (state.used, state.met) == (1.25, True)
    state = clocks_of(DESK, timeline(resolved_at=OPENED + timedelta(hours=1)), late)["first_response"]
    assert (state.used, state.met) == (0.25, True)


def test_at_the_due_instant_it_is_breached_and_not_before() -> None:
    """1.0 exactly at the instant, less a microsecond before."""
    due = OPENED + timedelta(hours=4)
    assert clocks_of(DESK, timeline(), due)["first_response"].used == 1.0
    assert clocks_of(DESK, timeline(), due - timedelta(microseconds=1))["first_response"].used < 1.0


def test_due_at_an_opening_is_not_late_the_evening_before() -> None:
    """One working day from before hours: all of it is used at closing, and due when the next day opens."""
    service = Service("tienda", "p", "", None, "madrid", (Target("t", None, Span(days=1)),))
    desk = book(services=(service,), thresholds=(("first_response", 1.5),))
    early = Timeline(at("2026-11-19T07:00+01:00"), service="tienda")
    opening = at("2026-11-20T09:00+01:00")
    state = clocks_of(desk, early, at("2026-11-19T22:00+01:00"))["first_response"]
    assert state.due == opening
    assert 0.999 < state.used < 1.0
    assert clocks_of(desk, early, opening)["first_response"].used == 1.0
    half_over = at("2026-11-20T13:30+01:00")
    assert thresholds(desk, early) == [(opening, "first_response", 1.0), (half_over, "first_response", 1.5)]


def test_next_response_runs_from_the_last_mail_unanswered() -> None:
    """Not before the first response; from the customer's mail; over with the answer; anew with the next."""
    first = OPENED + timedelta(hours=1)
    asked = OPENED + timedelta(hours=2)
    now = OPENED + timedelta(hours=4)
    assert "next_response" not in clocks_of(DESK, timeline(last_customer_at=asked), now)
    assert "next_response" not in clocks_of(
        DESK, timeline(first_reply_at=first, last_customer_at=OPENED), now
    )
    open_ = timeline(first_reply_at=first, last_reply_at=first, last_customer_at=asked)
    state = clocks_of(DESK, open_, now)["next_response"]
    assert (state.due, state.used, state.met) == (at("2026-11-23T10:10+01:00"), 0.25, False)
    answered = timeline(first_reply_at=first, last_reply_at=asked + 60 * MINUTE, last_customer_at=asked)
    state = clocks_of(DESK, answered, now)["next_response"]
    assert (state.used, state.met) == (0.125, True)
    stale = timeline(
        first_reply_at=first, last_reply_at=first, last_customer_at=asked, promised={"next_response": first}
    )
    assert clocks_of(DESK, stale, now)["next_response"].due == at("2026-11-23T10:10+01:00")
    resolved = timeline(first_reply_at=first, last_reply_at=first, last_customer_at=asked, resolved_at=now)
    assert clocks_of(DESK, resolved, now)["next_response"].met


def test_pauses_move_what_is_due() -> None:
    """An hour waiting moves it an hour; a night waiting moves it nothing; while it lasts, it moves along."""
    hour = (OPENED + 60 * MINUTE, OPENED + 120 * MINUTE)
    state = clocks_of(DESK, timeline(pauses=(hour,)), OPENED + 180 * MINUTE)["first_response"]
    assert (state.due, state.used, state.paused) == (OPENED + timedelta(hours=5), 0.5, False)
    night = (at("2026-11-20T20:00+01:00"), at("2026-11-21T06:00+01:00"))
    state = clocks_of(DESK, timeline(pauses=(night,)), at("2026-11-23T10:00+01:00"))["resolution"]
    assert (state.due, state.paused) == (at("2026-11-25T09:10+01:00"), False)
    lasting: Pause = (OPENED + 60 * MINUTE, None)
    for minutes, moved in ((90, 30), (150, 90)):
        state = clocks_of(DESK, timeline(pauses=(lasting,)), OPENED + minutes * MINUTE)["first_response"]
        assert (state.due, state.used, state.paused) == (OPENED + (240 + moved) * MINUTE, 0.25, True)
    assert thresholds(DESK, timeline(pauses=(lasting,))) == []


def test_a_pause_after_the_breach_heals_nothing() -> None:
    """What was late stays late."""
    late = (OPENED + timedelta(hours=5), OPENED + timedelta(hours=7))
    state = clocks_of(DESK, timeline(pauses=(late,)), OPENED + timedelta(hours=8))["first_response"]
    assert (state.due, state.used) == (OPENED + timedelta(hours=4), 1.5)


def test_thresholds_of_the_rules_and_the_breach() -> None:
    """80 % and 100 % of four hours, 60, 100 and 200 % of three days; none once it is answered."""
    assert thresholds(DESK, timeline()) == [
        (at("2026-11-20T12:22+01:00"), "first_response", 0.8),
        (at("2026-11-20T13:10+01:00"), "first_response", 1.0),
        (at("2026-11-23T16:22+01:00"), "resolution", 0.6),
        (at("2026-11-25T09:10+01:00"), "resolution", 1.0),
        (at("2026-11-30T09:10+01:00"), "resolution", 2.0),
    ]
    answered = timeline(first_reply_at=OPENED + MINUTE)
    assert {clock for _, clock, _ in thresholds(DESK, answered)} == {"resolution"}
    assert thresholds(DESK, timeline(resolved_at=OPENED + MINUTE)) == []
    assert thresholds(DESK, Timeline(OPENED, service="gone")) == []
    assert clocks_of(DESK, Timeline(OPENED, service="gone"), NOON) == {}
    assert clocks_of(DESK, Timeline(OPENED, service="tienda", target=7), NOON) == {}


def test_after_an_outage_only_the_highest() -> None:
    """Three days stopped: one level of each clock, and nothing that is still to come."""
    found = highest_due(thresholds(DESK, timeline()), at("2026-11-25T12:00+01:00"))
    assert [(clock, share) for _, clock, share in found] == [("first_response", 1.0), ("resolution", 1.0)]
    assert highest_due(thresholds(DESK, timeline()), OPENED) == []


def test_clock_names() -> None:
    """The three there are."""
    found: set[Clock] = set(clocks_of(DESK, timeline(), OPENED))
    assert found == {"first_response", "resolution"}


def test_the_hour_offered_is_the_targets_time_once_more() -> None:
    """From now, over the night, up to a whole minute; an answer not after a solution that stands; else none."""
    line = timeline()
    assert offered(DESK, line, "first_response", OPENED + 228 * MINUTE) == OPENED + 468 * MINUTE
    odd = OPENED + timedelta(hours=6, seconds=1)  # 15:10:01
    assert offered(DESK, line, "first_response", odd) == at("2026-11-23T10:11+01:00")
    assert offered(DESK, line, "resolution", OPENED + timedelta(days=5)) == at("2026-11-30T09:10+01:00")
    close = Timeline(OPENED, service="tienda", target=1, promised={"resolution": OPENED + 300 * MINUTE})
    assert offered(DESK, close, "first_response", OPENED + 228 * MINUTE) == OPENED + 300 * MINUTE
    broken = OPENED + 301 * MINUTE
    assert offered(DESK, close, "first_response", broken) == at("2026-11-23T09:11+01:00")
    assert offered(DESK, Timeline(OPENED, service="tienda", target=7), "first_response", broken) is None
    assert offered(DESK, Timeline(OPENED, service="gone"), "resolution", broken) is None
    shut = Service("s", "p", "", None, "never", (Target("t", None, HOURS_4),))
    never = book(services=(shut,), calendars={"never": calendar("never", "UTC", {})})
    assert offered(never, Timeline(OPENED, service="s"), "first_response", OPENED) is None
