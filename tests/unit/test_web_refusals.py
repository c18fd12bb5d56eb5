"""What the viewer does not do: refused in the reader's words, whoever asks and however odd the question is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from helpdesk.web_min.speech import speech
from tests.unit.test_web import Viewer, make_viewer, open_ticket


@pytest.fixture(params=["es", "en", "pt"])
def viewer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Viewer]:
    yield from make_viewer(tmp_path, language=request.param)


def test_a_refusal_speaks_the_desks_language(viewer: Viewer) -> None:
    """The framework's own page would be English, and say nothing of what to do next."""
    said = speech(viewer.desk.settings.desk.language)
    stale = viewer.post("/in", data={"address": "ana@acme.example"})
    long = viewer.post("/in", data={"address": "x" * 40_000})
    wrong = viewer.get("/in")
    foreign = viewer.get("/", base_url="http://evil.example")
    assert [(one.status_code, f"<h1>{said[key]}</h1>" in one.text) for one, key in (
        (stale, "not_ours"), (long, "not_so"), (wrong, "not_so"), (foreign, "other_name"),
    )] == [(403, True), (413, True), (405, True), (421, True)]  # fmt: skip
    assert "POST" in wrong.headers["Allow"]
    for one in (stale, long, wrong, foreign):
        assert f'<html lang="{said["lang"]}">' in one.text and "Method Not" not in one.text


def test_a_mistyped_address_keeps_the_menu_of_whoever_is_signed_in(viewer: Viewer) -> None:
    said, policy = speech("en"), viewer.desk.policy  # ana's, whatever the desk speaks
    english = tuple(replace(one, languages=("en",)) for one in policy.agents)
    viewer.desk.adopt(replace(policy, agents=english))
    assert "<nav" not in viewer.get("/nowhere").text, "a stranger learns nothing"
    viewer.sign_in()
    page = viewer.get("/nowhere")
    assert page.status_code == 404
    assert said["nothing_yours"] in page.text and said["nothing_why"] not in page.text
    assert f'<nav aria-label="{said["menu"]}">' in page.text


@pytest.mark.slow  # every page in every language
@pytest.mark.parametrize("number", ["9" * 10, "9" * 30, "9" * 5_000, "²", "-1"])
def test_a_number_no_message_has_breaks_no_page(viewer: Viewer, number: str) -> None:
    """Neither a database nor Python takes a number of any length."""
    protocol = open_ticket(viewer, "Factura")
    viewer.sign_in()
    asked = {"until": number, "days": number, "after": f"{number}.x", "before": number}
    for path in (f"/t/{protocol}", f"/t/{protocol}/customer", "/figures", "/due", "/", "/held", "/outbox"):
        assert viewer.get(path, query_string=asked).status_code == 200, path
    for rest in ("html", "original.eml", "file/1"):
        assert viewer.get(f"/t/{protocol}/{number}/{rest}").status_code == 404
