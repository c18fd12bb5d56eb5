"""Why each step happened, on the pages: in the reader's language, and at the top of a ticket why it is whose it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from importlib.resources import files
from pathlib import Path

import pytest

from helpdesk.daemon.web.ticket import _TOLD
from helpdesk.mailflow.why_words import spoken, spoken_alert
from helpdesk.tickets.model import Alert, Language
from helpdesk.web_min.speech import speech
from tests.story.rig.world import World
from tests.unit.test_why_words import ENGLISH
from tests.web.rig import Viewer, viewer_of
from tests.web.scene import played

ROOT = Path(__file__).parents[2]
# What of a reason is no sentence: places, addresses, message ids, quoted words, results as servers write them.
NAMES = re.compile(
    r'"[^"]*"|«[^»]*»|<[^>]*>|[\w.]+@[\w.]+|\b\w+\.\w+(?:\.\w+)*|#\S+|\w+=\w+|\([<>=]+ [^)]*\)'
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with played(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


def reader(world: World, language: Language) -> Viewer:
    before = world.desk.policy
    spoken_to = [replace(one, languages=(language,)) if one.id == "ana" else one for one in before.agents]
    world.desk.adopt(replace(before, agents=tuple(spoken_to)))
    viewer = viewer_of(world.desk)
    viewer.sign_in("ana@acme.example")
    return viewer


def reasons(page: str) -> list[str]:
    """The words of every reason on a page, without the code of rules and policies."""
    shown = re.findall(r'<p class="why">(.*?)</p>', page, re.S)
    return [unescape(re.sub(r"<code>.*?</code>|<[^>]+>", " ", one)) for one in shown]


@pytest.mark.slow  # a whole desk's life
@pytest.mark.parametrize("language", ["es", "pt"])
def test_no_reason_of_a_page_stays_in_english(world: World, language: Language) -> None:
    viewer = reader(world, language)
    paths = [f"/t/{one.protocol}" for one in world.store.tickets()]
    told = [one for path in [*paths, "/held"] for one in reasons(viewer.get(path).text)]
    assert len(told) > 15
    left = [one for one in told if ENGLISH.search(NAMES.sub("", one))]
    assert left == []


def test_in_english_they_stay_as_they_are(world: World) -> None:
    viewer = reader(world, "en")
    ticket = next(one for one in world.store.tickets() if one.subject.startswith("Factura"))
    told = reasons(viewer.get(f"/t/{ticket.protocol}").text)
    assert any("subject ∋" in one for one in told)
    assert any("first response" in one for one in told), "but for the clocks' names"
    assert not any("_response" in one for one in told)
    assert any("answers a mail of ours, which was sent" in one for one in told)
    assert not any("[…]" in one for one in told), "what may not be shown leaves no hole"


def test_the_top_of_a_ticket_says_why_it_is_whose_it_is(world: World) -> None:
    viewer = reader(world, "es")
    ticket = next(one for one in world.store.tickets() if one.subject.startswith("Factura"))
    page = viewer.get(f"/t/{ticket.protocol}").text
    card = page.partition('<header class="card">')[2].partition("</header>")[0]
    assert "por qué Ana Ruiz" in card and re.search(r"<code>assignment\.yaml:\d+ [\w-]+</code>", card)
    copied = " ".join(re.sub("<[^>]+>", "", card).split())
    assert re.search(r"por qué Ana Ruiz assignment\.yaml:\d+ por-experiencia \w+.* política \w+", copied), (
        "as one sentence"
    )


def test_of_one_that_is_nobodys_the_top_says_who_could_not_have_it(world: World) -> None:
    viewer = reader(world, "es")
    ticket = next(one for one in world.store.tickets() if one.subject.startswith("¿Tienen"))
    world.store._db.run("UPDATE tickets SET assignee = '' WHERE protocol = ?", ticket.protocol)
    card = (
        viewer.get(f"/t/{ticket.protocol}")
        .text.partition('<header class="card">')[2]
        .partition("</header>")[0]
    )
    assert "por qué sin asignar" in card and "luis: fuera de turno (bogota)" in card


@pytest.mark.parametrize("language", ["es", "pt"])
def test_every_phrase_of_the_catalogue_is_found_and_said(language: Language) -> None:
    text = files("helpdesk.templates_mail").joinpath(f"steps.{language}.txt").read_text("utf-8")
    pairs = [line.partition(" = ") for line in text.splitlines() if line and not line.startswith("#")]
    assert len(pairs) > 100
    for phrase, _, words in pairs:
        said = spoken(
            re.sub(r"\{[nm]\}", "7", re.sub(r"\{(what|who|label)\}", "x.example", phrase)), language
        )
        wanted = re.sub(r"\{[nm]\}", "7", re.sub(r"\{(what|who|label)\}", "x.example", words))
        assert said == wanted


# Where a kind of event stands among the arguments of whoever writes one down.
WRITERS = {"Event": 3, "noted": 3, "over": 3, "told": 0, "told_because": 0, "put": 1}


def kinds_written() -> set[str]:
    """Every kind of event that the sources name where they write one down."""
    found = set[str]()
    for path in [*ROOT.glob("daemon/**/*.py"), *ROOT.glob("tickets/*.py")]:
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            at = WRITERS.get(name)
            if at is not None and len(call.args) > at:
                said = [getattr(one, "value", "") for one in ast.walk(call.args[at])]
                found |= {one for one in said if isinstance(one, str) and re.fullmatch("[a-z-]+", one)}
    return found


def test_no_step_is_shown_by_the_name_the_sources_have_for_it() -> None:
    written = kinds_written()
    assert len(written) > 25 and "told" in written
    for language in ("en", "es", "pt"):
        words = speech(language)
        assert {kind for kind in written - _TOLD if f"act_{kind}" not in words} == set(), language


def test_every_kind_of_step_has_words_in_three_languages() -> None:
    def kinds(language: str) -> set[str]:
        text = files("helpdesk.web_min").joinpath(f"words/{language}.txt").read_text("utf-8")
        return {line.partition(" = ")[0] for line in text.splitlines() if line.startswith("act_")}

    assert kinds("en") == kinds("es") == kinds("pt")
    assert {"act_merged-into", "act_dropped", "act_suggested", "act_undone", "act_vendor"} <= kinds("es")


@pytest.mark.parametrize("language", ["es", "pt"])
def test_what_an_admin_is_told_is_spoken_or_stays_whole(language: Language) -> None:
    """Half of a sentence in one language and half in another says nothing."""
    broken = (
        'tags.yaml:12 horario: there is no macro "horari". Did you mean "horario"?\nhorario: dia is missing'
    )
    for reason in ("policy", "template"):
        assert spoken_alert(Alert(reason, broken), language) == broken
    loop = spoken_alert(Alert("loop", "ACM-1: more than 3 mails in 10 minutes on one ticket"), language)
    assert loop.startswith("ACM-1: ") and "minutes" not in loop
    assert spoken("there is no such thing", language) == "there is no such thing"
