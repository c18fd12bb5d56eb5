"""The viewer: who comes in and how, what a GET may never do, what every answer carries, and what machines may ask."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from helpdesk.daemon.clock import SystemClock
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.web.listener import WebThread, window
from helpdesk.daemon.web.login_link import hash_token, new_link
from helpdesk.daemon.wiring import open_desk
from helpdesk.tickets.model import Outcome
from helpdesk.web_min.app import create_app
from helpdesk.web_min.speech import LANGUAGES, speech
from tests.empty_store import put_empty
from tests.web.rig import Trouble, hidden

SETTINGS = """
[desk]
name = "Soporte <b>Acme</b>"
language = "{language}"
[[mailbox]]
name = "support"
address = "support@acme.example"
[[mailbox]]
name = "billing"
address = "billing@acme.example"
[[listen]]
kind = "smtp"
port = 0
[web]
port = 0
{web}
"""
AGENTS = """
agents:
  ana: {name: "Ana <i>Ruiz</i>", email: ana@acme.example}
  luis: {name: Luis, email: luis@acme.example, mailboxes: [billing]}
"""
EVER = datetime(2000, 1, 1, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}"


@dataclass
class Viewer:
    """A viewer over a real desk, asked without a socket."""

    desk: Desk
    client: FlaskClient
    trouble: Trouble = field(default_factory=Trouble)

    def link(self, email: str = "ana@acme.example", at: timedelta = timedelta()) -> str:
        url = new_link(self.desk.store, "http://127.0.0.1", email, self.desk.clock.now() + at)
        return url.removeprefix("http://127.0.0.1")

    def sign_in(self, email: str = "ana@acme.example") -> None:
        assert self.press(self.link(email)).status_code == 303

    def press(self, link: str, **more: Any) -> TestResponse:
        """Opens a link and presses its button."""
        return self.post(link, data=hidden(self.get(link, **more).text), **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **{"base_url": "http://127.0.0.1", "buffered": True, **more})

    def post(self, path: str, **more: Any) -> TestResponse:
        return self.client.post(path, **{"base_url": "http://127.0.0.1", "buffered": True, **more})


def make_viewer(tmp_path: Path, web: str = "", language: str = "es") -> Iterator[Viewer]:
    (tmp_path / "helpdesk.toml").write_text(SETTINGS.format(web=web, language=language))
    (tmp_path / "config").mkdir()
    (tmp_path / "config/agents.yaml").write_text(AGENTS)
    put_empty(tmp_path / "helpdesk-data/helpdesk.db")
    with open_desk(tmp_path / "helpdesk.toml", None, clock=SystemClock()) as desk:
        trouble = Trouble()
        client = create_app(window(desk, trouble)).test_client()
        yield Viewer(desk, client, trouble)


@pytest.fixture
def viewer(tmp_path: Path) -> Iterator[Viewer]:
    yield from make_viewer(tmp_path)


def open_ticket(viewer: Viewer, subject: str, mailbox: str = "support", name: str = "Lucía") -> str:
    """A ticket as the daemon makes it: a mail through intake."""
    from email.message import EmailMessage

    from helpdesk.daemon.intake import Intake
    from helpdesk.mailflow.digest import mail_digest
    from helpdesk.tickets.mail import Envelope
    from helpdesk.tickets.model import Arrival

    mail = EmailMessage()
    mail["From"] = f'"{name}" <lucia@correo.example>'
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{abs(hash((subject, mailbox)))}@correo.example>"
    mail.set_content("Hola")
    raw = mail.as_bytes()
    envelope = Envelope(
        source="ingest", mail_from="lucia@correo.example", recipients=(f"{mailbox}@acme.example",),
        mailbox=mailbox, told="pass",
    )  # fmt: skip
    store, now = viewer.desk.store, viewer.desk.clock.now()
    [row] = store.receive([Arrival(f"test:{subject}:{mailbox}", raw, mail_digest(raw), envelope, now)])
    result = Intake(viewer.desk).take_one(row).result or {}
    opened: Outcome = "opened"
    assert result["outcome"] == opened, result
    return str(result["protocol"])


# -- coming in ----------------------------------------------------------------------------------------


def test_a_stranger_sees_no_ticket(viewer: Viewer) -> None:
    protocol = open_ticket(viewer, "Factura")
    page = viewer.get("/")
    assert page.status_code == 200
    assert protocol not in page.text and "Factura" not in page.text
    assert "helpdesk login-link" in page.text and 'action="/in"' in page.text


def test_a_link_lets_in_once_and_by_its_button_only(viewer: Viewer) -> None:
    protocol, link = open_ticket(viewer, "Factura"), viewer.link()
    for _scanner in range(3):
        page = viewer.get(link)
        assert page.status_code == 200 and "<button" in page.text
        assert protocol not in viewer.get("/").text
    assert viewer.client.head(link, base_url="http://127.0.0.1").status_code == 200
    entered = viewer.press(link)
    assert entered.status_code == 303 and entered.location == "/"
    assert protocol in viewer.get("/").text
    other = viewer.client.application.test_client()
    assert other.get(link, base_url="http://127.0.0.1").status_code == 404
    assert viewer.get(link).status_code == 404


def test_the_session_cookie_is_strict_and_not_for_scripts(viewer: Viewer) -> None:
    cookie = viewer.press(viewer.link()).headers["Set-Cookie"]
    assert "SameSite=Strict" in cookie and "HttpOnly" in cookie and "Secure" not in cookie


def test_a_page_that_caches_may_keep_hands_no_session_on(viewer: Viewer) -> None:
    """An agent looks at the public articles; a cache in between keeps the page, and whatever cookie came with it."""
    viewer.sign_in()
    page = viewer.get("/kb")
    assert page.status_code == 200 and "public" in page.headers["Cache-Control"]
    assert "Set-Cookie" not in page.headers
    assert viewer.get("/held").status_code == 200, "she is signed in all the same"


def test_the_session_cookie_keeps_to_https_where_readers_come_by_it(tmp_path: Path) -> None:
    for viewer in make_viewer(tmp_path, 'url = "https://desk.acme.example"'):
        host = "https://desk.acme.example"
        assert "Secure" in viewer.press(viewer.link(), base_url=host).headers["Set-Cookie"]


@pytest.mark.parametrize("link", ["/enter/", "/enter/x", "/enter/" + "A" * 43, "/enter/..%2f", "/enter/%00"])
def test_what_is_no_link_lets_nobody_in(viewer: Viewer, link: str) -> None:
    open_ticket(viewer, "Factura")
    assert viewer.get(link).status_code == 404
    assert viewer.post(link, data=hidden(viewer.get("/").text)).status_code == 404
    assert "Factura" not in viewer.get("/").text


def test_a_link_expires(viewer: Viewer) -> None:
    late = viewer.link(at=timedelta(hours=-1))
    assert viewer.get(late).status_code == 404
    assert viewer.post(late, data=hidden(viewer.get("/").text)).status_code == 404


def test_who_is_no_agent_any_more_is_out(viewer: Viewer) -> None:
    protocol = open_ticket(viewer, "Factura")
    viewer.sign_in()
    assert protocol in viewer.get("/").text
    viewer.desk.adopt(replace(viewer.desk.policy, agents=viewer.desk.agents[1:]))
    assert protocol not in viewer.get("/").text
    assert viewer.press(viewer.link("ana@acme.example")).status_code == 404


def test_a_forged_session_is_none(viewer: Viewer) -> None:
    open_ticket(viewer, "Factura")
    viewer.client.set_cookie(
        "helpdesk", "eyJhZGRyZXNzIjoiYW5hQGFjbWUuZXhhbXBsZSJ9.aaaa.bbbb", domain="127.0.0.1"
    )
    assert "Factura" not in viewer.get("/").text


def test_the_token_is_stored_as_its_hash_alone(viewer: Viewer) -> None:
    token = viewer.link().rpartition("/")[2]
    viewer.desk.store.close()
    everything = b"".join(path.read_bytes() for path in viewer.desk.settings.data_dir.glob("helpdesk.db*"))
    assert token.encode() not in everything
    assert hash_token(token).encode() in everything


def test_agents_see_the_tickets_of_their_mailboxes(viewer: Viewer) -> None:
    mine, other = open_ticket(viewer, "Cobro", "billing"), open_ticket(viewer, "Factura", "support")
    viewer.sign_in("luis@acme.example")
    page = viewer.get("/").text
    assert mine in page and other not in page
    viewer.sign_in("ana@acme.example")
    page = viewer.get("/").text
    assert mine in page and other in page


# -- a GET changes nothing, a POST only signs in ------------------------------------------------------


def test_a_get_of_every_address_changes_nothing(viewer: Viewer) -> None:
    open_ticket(viewer, "Factura")
    link = viewer.link()
    before = state(viewer)
    for path in ("/", link, "/healthz", "/readyz", "/metrics", "/static/style.css", "/nowhere"):
        viewer.get(path)
        viewer.client.head(path, base_url="http://127.0.0.1", buffered=True)
    assert state(viewer) == before
    assert viewer.press(link).status_code == 303, "the link is still good"


def test_nothing_but_the_button_takes_a_post(viewer: Viewer) -> None:
    open_ticket(viewer, "Factura")
    viewer.sign_in()
    before = state(viewer)
    for path in ("/", "/healthz", "/readyz", "/metrics", "/static/style.css", "/nowhere"):
        for body in (b"", b"\x00\xff" * 50, b"subject=x&status=closed"):
            answer = viewer.post(path, data=body)
            assert answer.status_code in (404, 405), path
    assert state(viewer) == before


def state(viewer: Viewer) -> tuple[object, ...]:
    store = viewer.desk.store
    return store.ticket_list(), store.held_list(), [row["id"] for row in store.outbox_list()], store.verify()


# -- what every answer carries ------------------------------------------------------------------------


def test_every_answer_forbids_scripts_frames_and_guessing(viewer: Viewer) -> None:
    for path in ("/", viewer.link(), "/nowhere", "/healthz", "/metrics", "/static/style.css"):
        headers = viewer.get(path).headers
        policy = headers["Content-Security-Policy"]
        for rule in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
            assert rule in policy
        assert "unsafe" not in policy and "script-src 'self';" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store" or path.startswith("/static")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "[::2]", "", "acme.example:80", "..", "a" * 300]
)
def test_it_answers_to_no_foreign_name(viewer: Viewer, host: str) -> None:
    viewer.sign_in()
    answer = viewer.get("/", headers={"Host": host})
    assert answer.status_code in (400, 421)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]", "[::1]:80"]
)
def test_it_answers_to_this_machine(viewer: Viewer, host: str) -> None:
    assert viewer.get("/healthz", headers={"Host": host}).status_code == 200


def test_it_answers_to_the_names_of_the_settings(tmp_path: Path) -> None:
    web = 'url = "https://Desk.acme.example:8443/"\nallowed_hosts = ["inner.acme.example"]'
    for viewer in make_viewer(tmp_path, web):
        for host in ("desk.acme.example:8443", "inner.acme.example"):
            assert viewer.get("/healthz", headers={"Host": host}).status_code == 200


class Elements(HTMLParser):
    """Every element of a page with its attributes, as an HTML parser sees them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_text_of_others_stays_text(viewer: Viewer) -> None:
    open_ticket(viewer, HOSTILE, name="Lu <svg onload=alert(3)>")
    viewer.sign_in()
    page = Elements(viewer.get("/").text)
    assert not {"img", "svg", "i", "b", "iframe"} & set(page.tags)
    assert page.tags.count("script") == 1, "the viewer's own"
    assert not [name for name in page.attributes if name.startswith("on")]
    assert HOSTILE in page.text, "shown as it was written, template signs too"
    assert "Ana <i>Ruiz</i>" in page.text and "Soporte <b>Acme</b>" in page.text


@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_the_pages_speak_the_desks_language(tmp_path: Path, language: str) -> None:
    for viewer in make_viewer(tmp_path, language=language):
        words = speech(language)
        assert f'lang="{language}"' in viewer.get("/").text
        assert words["enter_why"] in viewer.get(viewer.link()).text
        viewer.sign_in()
        assert words["none"] in viewer.get("/").text
        open_ticket(viewer, "Factura")
        assert f">{words['new']}<" in viewer.get("/").text


def test_the_three_languages_say_the_same_things() -> None:
    first, *others = (speech(language) for language in LANGUAGES)
    for other in others:
        assert first.keys() == other.keys()
        for key, words in first.items():
            assert words.strip() and other[key].strip(), key
            assert ("{n}" in words) == ("{n}" in other[key]), key


# -- a sign-in proxy ----------------------------------------------------------------------------------

PROXY = 'user_header = "X-Remote-User"\nproxies = ["10.0.0.0/8"]'


@pytest.mark.parametrize(
    ("peer", "named", "comes_in"),
    [
        ("10.1.2.3", "ana@acme.example", True),
        ("10.1.2.3", "nobody@acme.example", False),
        ("10.1.2.3", "", False),
        ("127.0.0.1", "ana@acme.example", False),
        ("192.0.2.1", "ana@acme.example", False),
        ("", "ana@acme.example", False),
    ],
)
def test_only_a_proxy_of_the_settings_names_the_reader(
    tmp_path: Path, peer: str, named: str, comes_in: bool
) -> None:
    for viewer in make_viewer(tmp_path, PROXY):
        protocol = open_ticket(viewer, "Factura")
        page = viewer.get("/", headers={"X-Remote-User": named}, environ_overrides={"REMOTE_ADDR": peer})
        assert (protocol in page.text) is comes_in


@pytest.mark.parametrize(("peer", "secure"), [("10.1.2.3", True), ("192.0.2.1", False)])
def test_cookies_keep_to_https_where_a_proxy_of_the_settings_says_so(
    tmp_path: Path, peer: str, secure: bool
) -> None:
    for viewer in make_viewer(tmp_path, PROXY):
        more = {
            "headers": {"X-Forwarded-Proto": "https"},
            "environ_overrides": {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http"},
        }
        link = viewer.link()
        opened = viewer.get(link, **more)
        assert ("Secure" in opened.headers["Set-Cookie"]) is secure


def test_links_are_rationed_by_where_they_are_asked_for_not_by_the_proxy(tmp_path: Path) -> None:
    for viewer in make_viewer(tmp_path, PROXY):
        seen = []
        for n in range(3):
            more = {
                "headers": {"X-Forwarded-For": f"198.51.100.9, 203.0.113.{n}"},
                "environ_overrides": {"REMOTE_ADDR": "10.1.2.3"},
            }
            form = hidden(viewer.get("/", **more).text)
            assert viewer.post("/in", data={**form, "address": "ana@acme.example"}, **more).status_code == 200
            seen.append(viewer.desk.store.count_since(f"login-from:203.0.113.{n}", EVER, 9))
        assert seen == [1, 1, 1]
        assert viewer.desk.store.count_since("login-from:10.1.2.3", EVER, 9) == 0
        assert viewer.desk.store.count_since("login-from:198.51.100.9", EVER, 9) == 0, (
            "anybody may write that"
        )


# -- sizes that keep up -------------------------------------------------------------------------------


def test_sizes_are_answered_in_a_line_as_long_as_they_are_the_same(viewer: Viewer) -> None:
    assert viewer.get("/counts").status_code == 404, "nobody is signed in"
    viewer.sign_in()
    open_ticket(viewer, "Factura")
    first = viewer.get("/counts")
    assert first.get_json()["open"] == "1" and {"mine", "unowned", "overdue"} <= first.get_json().keys()
    page = viewer.get("/").text
    shown = dict(re.findall(r'data-count="([^"]+)">([^<]+)<', page))
    assert (
        shown == {name: size for name, size in first.get_json().items() if name in shown} and len(shown) > 3
    )
    tag = {"If-None-Match": first.headers["ETag"]}
    again = viewer.get("/counts", headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert "default-src 'none'" in again.headers["Content-Security-Policy"]
    open_ticket(viewer, "Otra")
    changed = viewer.get("/counts", headers=tag)
    assert changed.status_code == 200 and changed.get_json()["open"] == "2"


def test_without_the_setting_no_header_names_anybody(viewer: Viewer) -> None:
    protocol = open_ticket(viewer, "Factura")
    assert protocol not in viewer.get("/", headers={"X-Remote-User": "ana@acme.example"}).text


# -- machines -----------------------------------------------------------------------------------------


def test_alive_and_ready(viewer: Viewer) -> None:
    assert viewer.get("/healthz").status_code == 200
    assert viewer.get("/readyz").text == "ready\n"
    viewer.trouble.words = ("outgoing mail stands still: no route", "IMAP a: refused")
    answer = viewer.get("/readyz")
    assert answer.status_code == 503
    assert answer.text == "outgoing mail stands still: no route\nIMAP a: refused\n"
    assert viewer.get("/healthz").status_code == 200, "alive all the same"
    afar = viewer.get("/readyz", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert (afar.status_code, afar.text) == (503, "not ready\n"), (
        "no account and no server named to strangers"
    )


def metrics(viewer: Viewer, peer: str, host: str = "127.0.0.1", token: str = "") -> int:
    headers = {"Host": host} | ({"Authorization": f"Bearer {token}"} if token else {})
    return viewer.client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": peer}).status_code


def test_metrics_are_for_this_machine(viewer: Viewer) -> None:
    answer = viewer.get("/metrics")
    assert answer.status_code == 200 and "# HELP" in answer.text
    assert metrics(viewer, "127.0.0.1") == metrics(viewer, "::1", "[::1]") == 200
    assert metrics(viewer, "192.0.2.7") == 403
    assert metrics(viewer, "192.0.2.7", token="guess") == 403
    assert metrics(viewer, "") == 403


def test_metrics_are_for_whoever_shows_the_token(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("correct-horse\n")
    web = 'metrics_token = "file:token"\nproxies = ["127.0.0.1"]\nallowed_hosts = ["desk.acme.example"]'
    for viewer in make_viewer(tmp_path, web):
        assert metrics(viewer, "192.0.2.7", token="correct-horse") == 200
        assert metrics(viewer, "192.0.2.7", token="correct-hors") == 403
        assert metrics(viewer, "192.0.2.7", token="ñ") == 403
        assert metrics(viewer, "127.0.0.1") == 403, (
            "a proxy on this machine hands on other people's questions"
        )
        assert metrics(viewer, "::1", "desk.acme.example") == 403


def test_a_stranger_puts_no_gigabyte_on_the_disk(viewer: Viewer) -> None:
    """Refused by the length it announces, before a byte of it is taken."""
    from http.client import HTTPConnection

    web = WebThread(viewer.desk, viewer.trouble)
    web.start()
    try:
        asked = HTTPConnection(web.url.removeprefix("http://"), timeout=10)
        asked.putrequest("POST", "/in")
        asked.putheader("Content-Length", str(200_000_000))
        asked.endheaders()
        assert asked.getresponse().status == 413
    finally:
        web.stop()


def test_who_ends_the_viewer_does_not_write_to_a_pipe_that_is_closed(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seldom, and under load: something else wakes the listener just before, and it closes everything at once."""
    web = WebThread(viewer.desk, viewer.trouble)
    web.start()
    server: Any = web._server
    pull = server.trigger._physical_pull

    def woken_before() -> None:
        os.write(server.trigger.trigger, b"x")
        assert web._thread is not None
        web._thread.join(0.5)
        pull()

    monkeypatch.setattr(server.trigger, "_physical_pull", woken_before)
    web.stop()
    assert web._thread is not None and not web._thread.is_alive()


def test_it_really_listens_and_ends(viewer: Viewer) -> None:
    from urllib.request import urlopen

    web = WebThread(viewer.desk, viewer.trouble)
    web.start()
    try:
        with urlopen(f"{web.url}/healthz", timeout=10) as answer:
            assert answer.status == 200 and answer.read() == b"alive\n"
            assert "waitress" not in str(answer.headers).lower()
    finally:
        web.stop()
    with pytest.raises(OSError):
        urlopen(f"{web.url}/healthz", timeout=10)
