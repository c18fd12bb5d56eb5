"""The bar of a ticket's promises: to scale, with its pauses, its late part and every moment in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape

import pytest

from helpdesk.web_min.bar import WIDTH, bar
from helpdesk.web_min.shown import Due, TicketPage
from tests.story.rig.world import World
from tests.unit.store_kit import NOW, ticket
from tests.web.rig import viewer_of
from tests.web.scene import played

HOUR = timedelta(hours=1)
OPENED = NOW - 10 * HOUR
CASE = replace(ticket("HD-2611-000001"), status="open", created_at=OPENED, updated_at=OPENED)
PAGE = TicketPage(CASE, "", "", (), (), (Due(NOW + 10 * HOUR, "resolution"),), False, (), ())


def page(**changed: object) -> TicketPage:
    return replace(PAGE, **changed)  # type: ignore[arg-type]


def test_it_is_drawn_to_scale_from_the_opening_to_what_is_promised_last() -> None:
    drawn = bar(page(), NOW)
    assert drawn is not None and (drawn.since, drawn.until) == (OPENED, NOW)
    assert [(one.kind, one.x, one.width) for one in drawn.parts] == [("run", 0, WIDTH / 2)]
    assert [(one.name, one.x) for one in drawn.dues] == [("promised_resolution", WIDTH)]
    assert [one.name for one in drawn.marks] == ["opened_at", "now_at", "promised_resolution"]


def test_pauses_are_in_it_one_that_goes_on_too() -> None:
    pauses = ((OPENED + HOUR, OPENED + 3 * HOUR), (NOW - HOUR, None))
    drawn = bar(page(pauses=pauses), NOW)
    assert drawn is not None and (drawn.pauses, drawn.paused) == (2, 3 * HOUR)
    assert [(one.x, one.width) for one in drawn.parts if one.kind == "stand"] == [(30, 60), (270, 30)]
    assert [one.name for one in drawn.marks].count("pause_ends") == 1


def test_what_is_past_a_broken_promise_is_late() -> None:
    late = (Due(NOW - 5 * HOUR, "first_response", "late"), Due(NOW, "resolution"))
    drawn = bar(page(promises=late, replied=NOW - HOUR), NOW)
    assert drawn is not None and ("over", 300, 300) in [(one.kind, one.x, one.width) for one in drawn.parts]
    assert "answered_first" in [one.name for one in drawn.marks]


@pytest.mark.parametrize("resolved", [NOW - HOUR, OPENED, None])
def test_one_that_ended_ends_there(resolved: datetime | None) -> None:
    ended = replace(CASE, status="closed", resolved_at=resolved)
    drawn = bar(page(ticket=ended), NOW)
    assert drawn is not None and drawn.until == (resolved or CASE.updated_at)
    assert "ended_at" in [one.name for one in drawn.marks]


def test_nothing_was_promised_nothing_is_drawn() -> None:
    assert bar(page(promises=()), NOW) is None


def test_a_minute_in_a_year_is_seen_and_no_time_at_all_is_no_fault() -> None:
    old = replace(CASE, created_at=NOW - timedelta(days=365))
    drawn = bar(page(ticket=old, pauses=((NOW - HOUR, NOW - HOUR + timedelta(minutes=1)),)), NOW)
    assert drawn is not None and min(one.width for one in drawn.parts if one.kind == "stand") >= 2
    assert (
        bar(page(ticket=replace(CASE, created_at=NOW), promises=(Due(NOW, "resolution"),)), NOW) is not None
    )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with played(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


def test_the_page_has_it_with_a_title_words_and_a_table(world: World) -> None:
    viewer = viewer_of(world.desk)
    viewer.sign_in("ana@acme.example")
    pages = [unescape(viewer.get(f"/t/{one.protocol}").text) for one in world.store.tickets()]
    promised = [shown for shown in pages if 'class="promises"' in shown]
    assert len(promised) >= 4
    for shown in promised:
        drawn = shown.partition('class="lapse"')[2].partition("</svg>")[0]
        assert '<title id="bar-title">' in drawn and "Los relojes" in drawn and "prometido: " in drawn
        assert not re.search(r"style=|<script", drawn)
        table = shown.partition('class="moments"')[2].partition("</table>")[0]
        assert table.count('<tr role="row">') >= 3 and "prometido: resolución" in table
