"""Signing in by mail: one link for one browser, sent to agents alone and not too often; sessions that can be ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.web.login import A_PEER, A_PERSON, SESSION, WITHIN
from tests.story.rig.shop import shop
from tests.story.rig.world import World
from tests.web.rig import BASE, Viewer, hidden, viewer_of

pytestmark = pytest.mark.slow  # whole lives of a desk: make check has not the time

ANA, LUIS = "ana@acme.example", "luis@acme.example"


@pytest.fixture(scope="module")
def cell() -> Iterator[ParseCell]:
    opened = ParseCell()
    yield opened
    opened.close()


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory, cell: ParseCell) -> Iterator[World]:
    with shop(tmp_path_factory.mktemp("desk"), cell) as opened:
        yield opened


def ask(viewer: Viewer, address: str, **more: str) -> str:
    fields = {**hidden(viewer.get("/").text), "address": address, **more}
    answer = viewer.post("/in", data=fields)
    assert answer.status_code == 200, answer.text
    return answer.text


def links(world: World) -> list[tuple[str, str]]:
    """Who was sent a link, and which."""
    world.settle()
    found = []
    for sent in world.sent:
        if sent.kind == "login":
            text = message_from_bytes(sent.raw, policy=default).get_body(("plain",)).get_content()  # type: ignore[union-attr]
            found.append((sent.to, re.findall(r"/enter/[\w-]+", text)[0]))
    return found


def press(viewer: Viewer, link: str) -> int:
    return viewer.post(link, data=hidden(viewer.get(link).text)).status_code


def test_a_link_comes_by_mail_and_lets_in_the_browser_that_asked(world: World) -> None:
    viewer, other = viewer_of(world.desk), viewer_of(world.desk)
    ask(viewer, " Ana@Acme.example ")
    [(to, link)] = links(world)
    assert to == ANA
    # Whoever else opens it, a scanner or a thief, finds nothing and spends nothing.
    other.get("/")
    for _ in range(3):
        assert other.get(link).status_code == 404
        assert other.post(link, data=hidden(other.get("/").text)).status_code == 404
    assert press(viewer, link) == 303
    assert viewer.get("/due").status_code == 200 and other.get("/due").status_code == 404
    assert press(viewer_of(world.desk), link) in (403, 404)


def test_the_answer_does_not_tell_who_is_an_agent(world: World) -> None:
    viewer = viewer_of(world.desk)
    pages = {
        ask(viewer, address)
        for address in (ANA, "lucia.perez@gmail.example", "", "x" * 5_000, "a\r\nBcc: b@c")
    }
    assert len(pages) == 1
    assert [to for to, _ in links(world)] == [ANA]


def test_a_person_is_not_mailed_too_often(world: World) -> None:
    viewer = viewer_of(world.desk)
    for _ in range(A_PERSON + 3):
        ask(viewer, ANA)
    assert len(links(world)) == A_PERSON
    ask(viewer, LUIS)
    assert len(links(world)) == A_PERSON + 1, "her limit is hers"
    world.clock.advance(WITHIN + timedelta(minutes=1))
    ask(viewer, ANA)
    assert len(links(world)) == A_PERSON + 2


def test_one_place_cannot_ask_for_everybody(world: World) -> None:
    viewer = viewer_of(world.desk)
    for _ in range(6):
        for address in (ANA, LUIS, "marta@acme.example"):
            ask(viewer, address)
    assert len(links(world)) == 3 * A_PERSON < 10


def test_one_place_cannot_try_who_is_an_agent(world: World) -> None:
    """An answer after which a mail was written takes longer: so guesses are rationed, whoever is guessed."""
    viewer = viewer_of(world.desk)
    for n in range(A_PEER):
        ask(viewer, f"guess{n}@acme.example")
    ask(viewer, ANA)
    assert links(world) == []
    world.clock.advance(WITHIN + timedelta(minutes=1))
    ask(viewer, ANA)
    assert len(links(world)) == 1


def test_a52_a_form_of_another_site_is_refused(world: World) -> None:
    viewer, thief = viewer_of(world.desk), viewer_of(world.desk)
    theirs = hidden(thief.get("/").text)
    viewer.get("/")
    for data in ({}, {"form": ""}, {"form": "x" * 64}, theirs):
        assert viewer.post("/in", data={**data, "address": ANA}).status_code == 403
    own = hidden(viewer.get("/").text)
    for site in ("cross-site", "same-site"):
        answer = viewer.post("/in", data={**own, "address": ANA}, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
    assert links(world) == []
    viewer.sign_in(ANA)
    assert viewer.post("/out", data=theirs).status_code == 403
    assert viewer.get("/due").status_code == 200


def test_a_printed_link_is_the_first_browsers_that_opens_it(world: World) -> None:
    first, second = viewer_of(world.desk), viewer_of(world.desk)
    link = first.link(ANA)
    assert first.get(link).status_code == 200
    assert second.get(link).status_code == 404
    assert press(first, link) == 303
    late = first.link(ANA)
    world.clock.advance(timedelta(minutes=11))
    assert first.get(late).status_code == 404


def test_a_session_ends_by_itself_and_on_demand(world: World) -> None:
    viewer, other = viewer_of(world.desk), viewer_of(world.desk)
    viewer.sign_in(ANA)
    other.sign_in(ANA)
    cookie = viewer.client.get_cookie("helpdesk", domain="127.0.0.1")
    assert cookie is not None
    assert viewer.get("/me").text.count('<li class="entry">') == 2
    assert viewer.post("/out", data=hidden(viewer.get("/me").text)).status_code == 303
    assert viewer.get("/due").status_code == 404 and other.get("/due").status_code == 200
    # The old cookie, kept by somebody, is worth nothing: what counts is the desk's own list.
    viewer.client.set_cookie("helpdesk", cookie.value, domain="127.0.0.1")
    assert viewer.get("/due").status_code == 404
    world.clock.advance(SESSION + timedelta(minutes=1))
    assert other.get("/due").status_code == 404


def test_signing_out_everywhere_ends_other_browsers_and_links_under_way(world: World) -> None:
    viewer, other = viewer_of(world.desk), viewer_of(world.desk)
    viewer.sign_in(ANA)
    other.sign_in(ANA)
    luis = viewer_of(world.desk)
    luis.sign_in(LUIS)
    pending = other.link(ANA)
    viewer.post("/out", data={**hidden(viewer.get("/me").text), "all": "1"})
    assert [one.get("/due").status_code for one in (viewer, other, luis)] == [404, 404, 200]
    assert other.get(pending).status_code == 404


def test_a_link_in_a_mail_is_asked_for_again_from_here(world: World) -> None:
    """The strict cookie does not come with a link followed from another site: a page of ours asks again."""
    viewer = viewer_of(world.desk)
    answer = viewer.get("/due", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200 and 'http-equiv="refresh" content="0"' in answer.text
    assert viewer.get("/due", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 404


def test_nothing_secret_is_stored_as_it_is(world: World) -> None:
    viewer = viewer_of(world.desk)
    ask(viewer, ANA)
    browser = viewer.client.get_cookie("helpdesk-browser", domain="127.0.0.1")
    viewer.sign_in(ANA)
    with viewer.client.session_transaction(base_url=BASE) as session:
        token = session["id"]
    rows = world.store._db.rows("SELECT token_hash, email, browser FROM sessions") + world.store._db.rows(
        "SELECT token_hash, email, browser FROM logins"
    )
    assert browser is not None and len(rows) == 2
    assert not any(token in str(row) or browser.value in str(row) for row in rows)


def test_cookies_keep_to_themselves(world: World) -> None:
    viewer = viewer_of(world.desk)
    said = viewer.get("/").headers["Set-Cookie"]
    assert "HttpOnly" in said and "SameSite=Lax" in said
    link = viewer.link(ANA)
    said = viewer.post(link, data=hidden(viewer.get(link).text)).headers["Set-Cookie"]
    assert "HttpOnly" in said and "SameSite=Strict" in said


def test_a_button_pressed_again_signs_nobody_out(world: World) -> None:
    """Back, and once more: the link is spent, but she is in."""
    viewer = viewer_of(world.desk)
    link = viewer.link(ANA)
    form = hidden(viewer.get(link).text)
    assert viewer.post(link, data=form).status_code == 303
    assert viewer.post(link, data=form).status_code == 303 and viewer.get("/due").status_code == 200
    # Nor does another site's page, with whose form no cookie of ours comes: none is taken away.
    answer = viewer_of(world.desk).post("/enter/no", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403 and "Set-Cookie" not in answer.headers


def test_who_signs_in_anew_leaves_no_session_behind(world: World) -> None:
    viewer = viewer_of(world.desk)
    for _ in range(3):
        viewer.sign_in(ANA)
    assert viewer.get("/me").text.count('<li class="entry">') == 1
