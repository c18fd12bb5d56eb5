"""What a customer writes beside her score is hers on every page: a survey's comment, and no note of an agent."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.handoff import _words
from helpdesk.mailflow.scores import Remark, remark_in
from helpdesk.tickets.model import Language
from tests.story.rig.agents import says, shell
from tests.story.rig.links import SETTINGS, Browser, links
from tests.story.rig.shop import later, ticket
from tests.story.rig.tell import answered_case
from tests.story.rig.template import last
from tests.story.rig.world import World, open_world
from tests.web.rig import viewer_of

LABELS: dict[tuple[str, Language], str] = {
    ("csat", "es"): "Encuesta de satisfacción: 2 de 5 · comentario de Lucía Pérez",
    ("csat", "en"): "Satisfaction survey: 2 of 5 · comment by Lucía Pérez",
    ("csat", "pt"): "Pesquisa de satisfação: 2 de 5 · comentário de Lucía Pérez",
    ("nps", "es"): "Encuesta de recomendación: 2 de 10 · comentario de Lucía Pérez",
    ("nps", "en"): "Recommendation survey: 2 of 10 · comment by Lucía Pérez",
    ("nps", "pt"): "Pesquisa de recomendação: 2 de 10 · comentário de Lucía Pérez",
}
COMMENT = "La factura tardó."


def page_of(world: World, language: Language) -> str:
    """The ticket's page as somebody of that language sees it, without marks."""
    desk = world.desk
    agents = tuple(replace(agent, languages=(language,)) for agent in desk.agents)
    desk.adopt(replace(desk.policy, agents=agents))
    viewer = viewer_of(desk)
    viewer.sign_in()
    page = viewer.get(f"/t/{ticket(world).protocol}").text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("kind", ["csat", "nps"])
def test_a_comment_stands_as_the_customers_word_with_her_score(
    kind: str, tmp_path: Path, cell: ParseCell
) -> None:
    settings = {**SETTINGS, "surveys.nps_percent": 100 if kind == "nps" else 0}
    with open_world(tmp_path, cell, settings=settings) as world:
        answered_case(world)
        says(world, "ana", "#nota\n\ncsat 5: lo digo yo.", kind="notification")
        shell(world, "ana", "#resolver")
        later(world, "24h")
        survey = last(world, "survey", "lucia")
        [two] = [url for url in links(survey) if url.endswith("/2") and "/q/" in url]
        Browser(world).press(two, comment=COMMENT)
        world.settle()
        forged, note = [m for m in world.store.messages(ticket(world).protocol) if m.direction == "note"]
        assert remark_in(note) == Remark(kind, 2, 5 if kind == "csat" else 10, COMMENT)
        assert remark_in(forged) is None and remark_in(replace(note, author="ana")) is None
        assert remark_in(replace(note, because="csat 3 of 5 · by link")) is None
        of = "CSAT 2 de 5" if kind == "csat" else "NPS 2 de 10"
        assert _words(note, "es") == f"el cliente valora: {of}: {COMMENT}", "in a hand-over"
        for language in ("es", "en", "pt"):
            page = page_of(world, language)
            assert LABELS[kind, language] in page, page
            assert f"{kind} 2" not in page and page.count(COMMENT) == 1
            assert "csat 5: lo digo yo." in page, "an agent's note stays what it is"
