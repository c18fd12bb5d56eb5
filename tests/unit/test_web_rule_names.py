"""What has no id among the rules, a team's queue and a service's target, is called in words on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest

from helpdesk.daemon.web.ticket import why_of
from helpdesk.tickets.model import Language
from helpdesk.web_min.said import rule_called
from helpdesk.web_min.shown import Why
from helpdesk.web_min.speech import speech
from tests.story.rig.world import World
from tests.web.rig import viewer_of
from tests.web.scene import played

QUEUES: dict[Language, str] = {
    "es": "cola del equipo N2",
    "en": "queue of team N2",
    "pt": "fila da equipe N2",
}
TARGETS: dict[Language, str] = {
    "es": "servicio tienda, plazo {n}",
    "en": "service tienda, target {n}",
    "pt": "serviço tienda, prazo {n}",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with played(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


@pytest.mark.parametrize("language", QUEUES)
def test_no_page_shows_how_the_engine_counts_targets_and_queues(world: World, language: Language) -> None:
    desk = world.desk
    agents = tuple(replace(agent, languages=(language,)) for agent in desk.agents)
    desk.adopt(replace(desk.policy, agents=agents))
    viewer = viewer_of(desk)
    viewer.sign_in()
    paths = ["/rules", *(f"/t/{one.protocol}" for one in world.store.tickets())]
    pages = {path: unescape(viewer.get(path).text) for path in paths}
    for path, page in pages.items():
        assert not re.findall(r"\b\w+\[\d+\]|queue of n\d", page), path
    of_one = pages[paths[1]]
    first = TARGETS[language].format(n=1)
    assert re.search(rf"{TARGETS[language].format(n=r'[12]')}</span>\s*<code>sla\.yaml:\d+</code>", of_one)
    assert re.search(rf"<b>(?:.* → )?{TARGETS[language].format(n=r'[12]')}: ", of_one), "the promise itself"
    assert first in pages["/rules"]


@pytest.mark.parametrize("language", QUEUES)
def test_a_queue_is_called_by_its_team_and_has_its_place_behind_it(world: World, language: Language) -> None:
    why = why_of(world.desk, "teams.yaml:6 queue of n2 · x · 3f2a9c1", language)
    assert why == Why("teams.yaml:6", ("x",), "3f2a9c1", QUEUES[language])
    with_id = why_of(world.desk, "tags.yaml:5 invoice · x · 3f2a9c1", language)
    assert with_id == Why("tags.yaml:5 invoice", ("x",), "3f2a9c1")


def test_a_team_that_is_called_otherwise_than_its_tier_keeps_its_name() -> None:
    assert rule_called("queue of n1-madrid", speech("es"), {"n2": "N2"}) == "cola del equipo n1-madrid"
    assert rule_called("queue-of-complaints", speech("es")) == rule_called("invoice", speech("en")) == ""
