"""A survey answered in a browser: opening a link is no answer, its page's button is; ending surveys by one click."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import shell
from tests.story.rig.asked import csat
from tests.story.rig.links import PUBLIC, SETTINGS, Browser, links
from tests.story.rig.people import address_of
from tests.story.rig.shop import later, ticket
from tests.story.rig.tell import answered_case
from tests.story.rig.template import last
from tests.story.rig.world import World, open_world
from tests.story.test_customer_words import kinds, word
from tests.web.rig import hidden, viewer_of

pytestmark = pytest.mark.slow  # whole lives of a desk: make check has not the time

REVIEW = "https://opiniones.example/acme"


@pytest.fixture
def asked(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    """Lucía's case was answered and resolved, and she has the question, with links."""
    with open_world(tmp_path, cell, settings={**SETTINGS, "surveys.review_url": REVIEW}) as world:
        answered_case(world)
        shell(world, "ana", "#resolver")
        assert later(world, "24h") == ["survey to lucia"]
        yield world


def faces(world: World) -> list[str]:
    return [url for url in links(last(world, "survey", "lucia")) if "/q/" in url]


def stop_link(world: World, kind: str = "survey") -> str:
    return str(re.findall(r"<(https:[^>]+)>", str(last(world, kind, "lucia").mail["List-Unsubscribe"]))[0])


def scores(world: World) -> list[int | None]:
    return [one.score for one in world.store.surveys_of(ticket(world).protocol)]


def test_each_number_has_a_link_beside_it(asked: World) -> None:
    assert [url.rpartition("/")[2] for url in faces(asked)] == ["5", "4", "3", "2", "1"]
    text = last(asked, "survey", "lucia").text
    assert f"5 · muy bien  web: {faces(asked)[0]}" in text and "pulse allí el botón" in text
    secret = faces(asked)[0].split("/")[-2]
    rows = asked.store._db.rows("SELECT secret_hash FROM page_links")
    assert len(secret) == 29 and secret not in str(rows), "kept as a hash"


def test_a56_opening_it_answers_nothing_and_is_counted_apart(asked: World) -> None:
    browser = Browser(asked)
    for url in faces(asked):
        page = browser.get(url)
        assert page.status_code == 200 and f'value="{url[-1]}" required checked' in page.text
        assert "Set-Cookie" not in page.headers and "noindex" in page.headers["X-Robots-Tag"]
        assert page.headers["Referrer-Policy"] == "no-referrer"
    asked.settle()
    assert scores(asked) == [None]
    counts = csat(asked.store)
    assert (counts.asked, counts.answered, counts.unconfirmed) == (1, 0, 1)


def test_the_button_answers_with_the_comment_as_a_note(asked: World) -> None:
    browser, before = Browser(asked), len(asked.sent)
    thanks = browser.press(faces(asked)[3], comment="La factura tardó.\r\n\r\n¿Por qué?")
    assert thanks.status_code == 200 and "<strong>2</strong>" in thanks.text and REVIEW not in thanks.text
    assert scores(asked) == [2] and kinds(asked)[-1] == "csat"
    assert ticket(asked).status == "resolved"
    note = asked.store.messages(ticket(asked).protocol)[-1]
    assert (note.direction, note.own_words) == ("note", "csat 2: La factura tardó.\n\n¿Por qué?")
    [told] = asked.sent[before:]
    assert told.to == address_of("ana") and "CSAT 2 de 5: La factura tardó. ¿Por qué?" in told.text
    counts = csat(asked.store)
    assert (counts.answered, counts.unconfirmed) == (1, 0)


def test_who_is_content_may_say_so_elsewhere(asked: World) -> None:
    thanks = Browser(asked).press(faces(asked)[0])
    assert f'href="{REVIEW}"' in thanks.text and "noopener" in thanks.text
    assert scores(asked) == [5]


def test_the_last_answer_counts_whichever_way_it_came(asked: World) -> None:
    browser = Browser(asked)
    browser.press(faces(asked)[0])
    word(asked, "3", kind="survey")
    assert scores(asked) == [3]
    page = browser.get(faces(asked)[0].rpartition("/")[0]).text
    assert "Usted respondió: <strong>3</strong>" in page and 'value="3" required checked' in page
    browser.press(faces(asked)[1])
    assert scores(asked) == [4]


def test_a_form_counts_once_and_for_its_own_survey(asked: World) -> None:
    browser, url = Browser(asked), faces(asked)[4]
    form = hidden(browser.get(url).text)
    assert browser.post(url, {**form, "score": "1", "comment": "x"}).status_code == 200
    asked.settle()
    again = browser.post(url, {**form, "score": "1", "comment": "x"})
    asked.settle()
    assert again.status_code == 400 and ">x</textarea>" in again.text, "what she wrote is not lost"
    assert kinds(asked).count("csat") == 1
    late = hidden(browser.get(url).text)
    asked.clock.advance(timedelta(hours=7))
    assert browser.post(url, {**late, "score": "5"}).status_code == 400
    asked.settle()
    assert scores(asked) == [1]


@pytest.mark.parametrize("score", ["", "0", "6", "5.0", "cinco", "5\n"])
def test_only_a_number_that_was_asked_for_counts(asked: World, score: str) -> None:
    browser, url = Browser(asked), faces(asked)[0]
    answer = browser.post(url, {**hidden(browser.get(url).text), "score": score})
    asked.settle()
    assert answer.status_code == 400 and scores(asked) == [None]


def test_a_form_of_another_site_counts_nothing(asked: World) -> None:
    browser, url = Browser(asked), faces(asked)[0]
    form = {**hidden(browser.get(url).text), "score": "5"}
    assert browser.post(url, form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    asked.settle()
    assert scores(asked) == [None]


def test_what_opens_nothing_says_the_same_of_all(asked: World) -> None:
    browser, url = Browser(asked), faces(asked)[0]
    secret = url.split("/")[-2]
    wrong = [
        url + "0", url[:-1] + "9", url.replace("/q/", "/u/")[:-2], f"{PUBLIC}/q/{secret[:-1]}0", f"{PUBLIC}/q/x/5",
        f"{PUBLIC}/u/{'a' * 29}", f"{PUBLIC}/q/{'ñ' * 29}/5", f"{PUBLIC}/q/{'a' * 5000}/5",
    ]  # fmt: skip
    pages = {(answer.status_code, answer.text) for answer in map(browser.get, wrong)}
    assert len(pages) == 1 and pages.pop()[0] == 404
    asked.clock.advance(timedelta(days=61))
    assert browser.get(url).status_code == 404, "past its time"


def test_nobody_tries_out_secrets(asked: World) -> None:
    browser = Browser(asked)
    answers = [browser.get(f"{PUBLIC}/q/{n:029d}").status_code for n in range(320)]
    assert answers[0] == 404 and answers[-1] == 429
    one_click = browser.post(stop_link(asked), {"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200, "a mail provider asks for thousands of people"
    asked.clock.advance(timedelta(minutes=2))
    assert browser.get(faces(asked)[0]).status_code == 200


def test_one_click_ends_surveys_and_notices_alone(asked: World) -> None:
    sent = last(asked, "survey", "lucia")
    head = sent.raw.split(b"\r\n\r\n")[0]
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head
    assert b"\r\nList-Unsubscribe: <mailto:" in head and b",\r\n <https://ayuda.acme.example/u/" in head
    browser, url = Browser(asked), stop_link(asked)
    for body in ("", "x", "List-Unsubscribe=one-click", "List-Unsubscribe=One-Click&more=1", b"\x00\xff"):
        assert browser.post(url, body, content_type="application/x-www-form-urlencoded").status_code == 400
    asked.settle()
    assert asked.store.contact(address_of("lucia")).surveys
    answer = browser.post(url, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    asked.settle()
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert not asked.store.contact(address_of("lucia")).surveys and kinds(asked)[-1] == "surveys-off"
    events = len(kinds(asked))
    assert browser.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    asked.settle()
    assert len(kinds(asked)) == events, "once is enough"
    assert "ack to lucia" in word(asked, "reabrir", kind="survey").mails, "what she asks is answered"
    assert ticket(asked).status == "open"


def test_the_page_ends_them_by_its_button(asked: World) -> None:
    browser, url = Browser(asked), stop_link(asked)
    page = browser.get(url)
    assert page.status_code == 200 and "l…@" in page.text and address_of("lucia") not in page.text
    assert asked.store.contact(address_of("lucia")).surveys
    done = browser.press(url)
    assert done.status_code == 200 and "Ya no recibirá encuestas" in done.text
    assert not asked.store.contact(address_of("lucia")).surveys


def test_multipart_one_click_is_as_good(asked: World) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
    answer = Browser(asked).post(stop_link(asked), body, content_type="multipart/form-data; boundary=b")
    asked.settle()
    assert answer.status_code == 200 and not asked.store.contact(address_of("lucia")).surveys


def test_the_other_question_by_link(tmp_path: Path, cell: ParseCell) -> None:
    with open_world(tmp_path, cell, settings={**SETTINGS, "surveys.nps_percent": 100}) as world:
        answered_case(world)
        shell(world, "ana", "#resolver")
        later(world, "24h")
        assert len(faces(world)) == 11
        Browser(world).press(faces(world)[0])
        assert scores(world) == [10]
        Browser(world).press(faces(world)[10], comment="No")
        assert scores(world) == [0] and world.sent[-1].to == address_of("ana")


def test_under_the_public_name_there_are_customers_pages_alone(asked: World) -> None:
    browser = Browser(asked)
    for path in ("/in", "/due", "/metrics", "/healthz", f"/t/{ticket(asked).protocol}", "/enter/x"):
        answer = browser.get(path)
        assert answer.status_code == 404 and "Aquí no hay nada" in answer.text
    assert browser.get("/static/style.css").status_code == 200


def test_a_desk_that_is_broken_says_so_and_logs_no_secret(
    asked: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("the disk is full")

    browser, url = Browser(asked), faces(asked)[0]
    monkeypatch.setattr(asked.store, "page_link", breaks)
    page = browser.get(url)
    assert page.status_code == 500 and "lo arreglamos nosotros" in page.text
    assert "exception on survey [GET]" in caplog.text and url.split("/")[-2] not in caplog.text


def test_before_a_proxy_each_customer_is_counted_alone(asked: World) -> None:
    settings = asked.desk.settings
    asked.desk.settings = replace(settings, web=replace(settings.web, proxies=("127.0.0.0/8",)))
    browser, wrong = Browser(asked), f"{PUBLIC}/q/{'a' * 29}"
    for _ in range(301):
        last_one = browser.get(wrong, headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})
    assert last_one.status_code == 429
    assert browser.get(wrong, headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.10"}).status_code == 404
    assert browser.get(wrong, headers={"X-Forwarded-For": "2001:db8::1"}).status_code == 404
    asked.desk.settings = settings
    browser = Browser(asked)
    for n in range(301):
        last_one = browser.get(wrong, headers={"X-Forwarded-For": f"203.0.113.{n % 200}"})
    assert last_one.status_code == 429, "nobody else is believed"


def test_the_longest_comment_gets_through(asked: World) -> None:
    thanks = Browser(asked).press(faces(asked)[0], comment="😀" * 2_000)
    assert thanks.status_code == 200
    note = asked.store.messages(ticket(asked).protocol)[-1]
    assert note.own_words == "csat 5: " + "😀" * 2_000


def test_a_button_pressed_twice_answers_once(asked: World) -> None:
    browser, url = Browser(asked), faces(asked)[2]
    form = {**hidden(browser.get(url).text), "score": "3", "comment": "Regular."}
    assert [browser.post(url, form).status_code for _ in range(3)] == [200, 200, 200]
    asked.settle()
    assert kinds(asked).count("csat") == 1 and scores(asked) == [3]


def test_an_agent_cannot_answer_by_what_her_customer_quotes(asked: World) -> None:
    """The secret of her page stands in her quotes, and nowhere where agents read them (A13)."""
    sent, secret = last(asked, "survey", "lucia"), faces(asked)[0].split("/")[-2]
    quoted = "\n".join(f"> {line}" for line in sent.text.splitlines())
    before = len(asked.sent)
    word(asked, f"No se ha resuelto.\n\n{quoted}", kind="survey")
    viewer = viewer_of(asked.desk)
    viewer.sign_in()
    shown = viewer.get(f"/t/{ticket(asked).protocol}").text
    assert "No se ha resuelto." in shown and secret not in shown
    assert [one.kind for one in asked.sent[before:] if secret in one.everything] == []
