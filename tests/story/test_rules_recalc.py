"""Promises made anew on purpose: an old policy's tickets under a new one, shown before, done once, no mail."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from helpdesk.daemon.commands.sla import promise_all
from helpdesk.daemon.exits import DATA, DONE, Stop
from helpdesk.daemon.intake import Intake
from helpdesk.daemon.policy.files import surroundings
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.rules.load import load_policy
from helpdesk.rules.replay import replay
from tests.story.rig.invariant import check
from tests.story.rig.shop import because, later, mails, replies, sets, shop, ticket, writes
from tests.story.rig.template import protocols_of
from tests.story.rig.world import ACME_POLICY, START, World

HOUR = timedelta(hours=1)
OLD = (ACME_POLICY / "sla.yaml").read_text("utf-8")
FASTER = OLD.replace(
    "first_response: 4h, next_response: 8h, resolution: 3d", "first_response: 2h, resolution: 6h"
)


@pytest.fixture
def world(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    with shop(tmp_path, cell) as made:
        yield made


def adopt(world: World, text: str, name: str = "sla.yaml") -> None:
    """Another policy comes into force."""
    files = {path.name: path.read_text("utf-8") for path in ACME_POLICY.glob("*.yaml")} | {name: text}
    book, flaws = load_policy(files, surroundings(world.desk.settings))
    assert book is not None, flaws
    world.desk.adopt(book)


def recalc(world: World, *, dry: bool = False, service: str = "") -> list[dict[str, Any]]:
    out = io.StringIO()
    assert promise_all(world.desk, Printer(json=True, out=out), service, dry=dry) == DONE
    return [json.loads(line) for line in out.getvalue().splitlines()]


def said(world: World) -> list[str]:
    out = io.StringIO()
    promise_all(world.desk, Printer(out=out), "", dry=True)
    return out.getvalue().splitlines()


def promised(world: World, n: int = 0) -> list[str]:
    """'first_response 11:10', as its clocks say, in Madrid."""
    state = world.store.sla(ticket(world, n).id)
    both = {"first_response": state.first_response, "resolution": state.resolution}
    return [f"{name} {due + HOUR:%d %H:%M}" for name, due in both.items() if due]


def test_an_old_promise_stays_until_it_is_made_anew(world: World) -> None:
    writes(world, "lucia", "Factura")
    assert promised(world) == ["first_response 23 13:10", "resolution 26 09:10"]
    adopt(world, FASTER)
    assert later(world, "30m") == []
    assert promised(world) == ["first_response 23 13:10", "resolution 26 09:10"]
    sent, rows = len(world.sent), world.store.counts(world.clock.now())
    would = recalc(world, dry=True)
    assert world.store.counts(world.clock.now()) == rows
    assert promised(world) == ["first_response 23 13:10", "resolution 26 09:10"]
    protocol = protocols_of(world)[0]
    first = "first_response 13:10 Madrid → 11:10 Madrid"
    last = "resolution 09:10 Thu 2026-11-26 Madrid → 15:10 Madrid"
    sums = f"1 open tickets · 1 would be promised anew (policy {world.desk.policy.revision}). Nothing was changed"
    assert said(world) == [f"{protocol}  tienda[1] · {first} · {last}", sums]
    did = recalc(world)
    assert did[:-1] == would[:-1]
    assert did[0]["due"]["first_response"] == {
        "before": "2026-11-23T12:10:00.000000Z",
        "after": "2026-11-23T10:10:00.000000Z",
    }
    assert did[-1] == {**would[-1], "dry_run": False}
    assert (did[-1]["tickets"], did[-1]["changed"]) == (1, 1)
    assert promised(world) == ["first_response 23 11:10", "resolution 23 15:10"]
    world.settle()
    assert len(world.sent) == sent, "nobody is written to"
    check(world, [], "")


def test_the_event_names_the_recalc_and_the_revision_and_the_next_look_is_set(world: World) -> None:
    writes(world, "lucia", "Factura")
    adopt(world, FASTER)
    recalc(world)
    event = world.store.events(protocols_of(world)[0])[-1]
    assert (event.kind, event.actor) == ("promised", "admin")
    assert event.because.startswith("helpdesk sla recalc by ")
    assert event.because.endswith(
        f"first_response 2h → 11:10 Madrid, resolution 6h → 15:10 Madrid · {world.desk.policy.revision}"
    )
    assert event.before.startswith("tienda[1] first_response 2026-11-23T12:10")
    [timer] = world.store.timers(protocols_of(world)[0])
    assert timer.due == START + 1.6 * HOUR, "at 80 % of the new promise"
    assert later(world, "1h40m") == ["sla to ana", "sla to marta"]


def test_once_is_as_good_as_twice(world: World) -> None:
    writes(world, "lucia", "Factura")
    writes(world, "cfo", "URGENTE: factura")
    adopt(world, FASTER)
    later(world, "3h")  # two hours from the opening are past: from now
    first = recalc(world)
    assert [line["protocol"] for line in first[:-1]] == [protocols_of(world)[0]]
    assert promised(world, 1) == ["first_response 23 13:10", "resolution 23 15:10"], "no later than before"
    later(world, "10m")
    stored = world.store.counts(world.clock.now()), world.store.events(protocols_of(world)[0])
    [total] = recalc(world)
    assert (total["tickets"], total["changed"]) == (2, 0)
    assert stored == (world.store.counts(world.clock.now()), world.store.events(protocols_of(world)[0]))


def test_a_promise_that_is_met_stays(world: World) -> None:
    writes(world, "lucia", "Factura")
    replies(world, "ana")
    adopt(world, FASTER)
    recalc(world)
    assert promised(world) == ["first_response 23 13:10", "resolution 23 15:10"]
    sets(world, status="resolved")
    adopt(world, OLD)
    assert recalc(world)[-1]["tickets"] == 0


def test_what_pauses_have_moved_is_not_moved_twice(world: World) -> None:
    """Paused for two of its hours, then promised two hours that are past: the new hour counts from now, and holds."""
    writes(world, "lucia", "Factura")
    later(world, "30m")
    sets(world, status="waiting")
    later(world, "2h")
    sets(world, status="open")
    later(world, "2h")  # 13:40; four hours are over at 15:10
    adopt(world, FASTER.replace("first_response: 2h", "first_response: 1h"))
    [line, _] = recalc(world)
    assert line["due"]["first_response"] == {
        "before": "2026-11-23T14:10:00.000000Z",
        "after": "2026-11-23T13:40:00.000000Z",
    }
    [total] = recalc(world)
    assert total["changed"] == 0


def test_a_service_is_chosen_by_the_mail_and_the_hour_of_the_opening(world: World) -> None:
    text = """
services:
  quejas:
    describe: Cobros
    when: {text: "cobraron dos veces", time: {madrid: open}}
    calendar: madrid
    targets: [{first_response: 3h}]
  tienda: {describe: Resto, calendar: madrid, targets: [{first_response: 10h}]}
"""
    writes(world, "lucia", "Factura", "Me cobraron dos veces.")
    later(world, "10h")  # closed since an hour
    adopt(world, text)
    assert recalc(world, service="tienda")[0]["target"] == {"before": "tienda[1]", "after": "quejas[0]"}
    assert ticket(world).service == "quejas"
    assert recalc(world, service="tienda")[-1]["tickets"] == 0
    with pytest.raises(Stop, match="no service 'tiend'; there is quejas, tienda"):
        recalc(world, service="tiend")


def test_where_no_service_is_left_nothing_is_promised(world: World) -> None:
    writes(world, "lucia", "Factura")
    one = "{describe: Otra, calendar: madrid, when: {mailbox: web}, targets: [{first_response: 1h}]}"
    adopt(world, f"services: {{otra: {one}}}\n")
    [line, _] = recalc(world)
    assert line["target"] == {"before": "tienda[1]", "after": None}
    assert line["due"]["first_response"]["after"] is None
    assert promised(world) == []
    assert because(world, "promised").endswith("no service promises it anything now")
    assert recalc(world)[-1]["changed"] == 0


def test_what_is_over_at_once_is_looked_at_at_once_and_told_by_the_rules(world: World) -> None:
    writes(world, "lucia", "Factura")
    later(world, "105m")
    adopt(world, FASTER)
    before = len(world.sent)
    recalc(world)  # 1h45m of 2h: the warning at 80 % is past
    assert len(world.sent) == before
    assert later(world, "2m") == ["sla to ana", "sla to marta"], "warnings are gathered for a minute"
    assert mails(world, before) == ["sla to ana", "sla to marta"]


def test_a_machine_is_promised_nothing_by_it(world: World) -> None:
    writes(world, "lucia", "Boletín", head="Auto-Submitted: auto-generated\n")
    adopt(world, FASTER)
    assert recalc(world)[-1]["changed"] == 0


def test_it_is_explained_and_replayed_as_what_it_was(world: World) -> None:
    writes(world, "lucia", "Factura")
    adopt(world, FASTER)
    recalc(world)
    stored = list(world.store.verdicts(START - HOUR))
    assert [each.facts.happening for each in stored] == ["opened", "recalc"]
    assert stored[-1].facts.text == stored[0].facts.text
    assert replay(stored, world.desk.policy, world.desk.policy).lines == {}


def test_one_that_cannot_be_is_set_aside_and_the_others_are_done(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    writes(world, "lucia", "Factura")
    writes(world, "cfo", "Factura")
    adopt(world, FASTER)
    bad = protocols_of(world)[0]
    taken = Intake._decide

    def breaks(self: Intake, sheet: Any) -> Any:
        if sheet.row.timer is not None and sheet.row.timer.ticket == bad:
            raise ValueError("broken")
        return taken(self, sheet)

    monkeypatch.setattr(Intake, "_decide", breaks)
    out = io.StringIO()
    assert promise_all(world.desk, Printer(json=True, out=out), "", dry=False) == DATA
    total = json.loads(out.getvalue().splitlines()[-1])
    assert (total["changed"], total["failed"]) == (1, 1)
    assert bad in capsys.readouterr().err
    [held] = world.store.held()
    assert held.reason == "poison"
    assert promised(world, 1) == ["first_response 23 13:10", "resolution 26 09:10"]
    assert promised(world, 2) == ["first_response 23 11:10", "resolution 23 15:10"]
