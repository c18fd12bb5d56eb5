"""Over two hundred ways to bring a script into a page by mail, and none of them is more than text there (A32-A36)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from html import unescape

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.htmlframe import framed
from helpdesk.mailflow.visible import visible
from tests.story.rig.shop import shop
from tests.story.rig.tell import tell
from tests.story.rig.world import World
from tests.web.rig import Viewer, viewer_of
from tests.web.xss_audit import active, elements
from tests.web.xss_corpus import EVERYTHING, FILES, HTML

STRANGE = frozenset({"img", "svg", "math", "object", "embed", "style", "base", "xss"})
TABLE = frozenset({"table", "caption", "thead", "tbody", "tr", "th", "td", "time", "bdi", "wbr"})
AT_ONCE = 12  # forms in the text of one mail


def test_there_are_enough_and_no_two_alike() -> None:
    assert len(set(EVERYTHING)) == len(EVERYTHING) > 240


def test_a32_a35_a36_of_html_nothing_active_is_left() -> None:
    left = {form: found for form in HTML if (found := active(framed(form, {}, "blocked")))}
    assert left == {}
    # The same, opened by what a mail may have open when the form comes.
    for before in (
        "<p>",
        "<table><tr><td>",
        "<blockquote><div><a href='https://x.example'>",
        "<pre>",
        "<ul><li>",
    ):
        left = {form: found for form in HTML if (found := active(framed(before + form, {}, "blocked")))}
        assert left == {}, before


def test_the_audit_sees_what_the_sanitiser_takes_away() -> None:
    """A test of the test: of the same forms unsanitised, nearly all are seen."""
    seen = [form for form in HTML if active(form)]
    assert len(seen) > 0.75 * len(HTML)


def test_a_mails_own_picture_is_a_picture_and_nothing_else() -> None:
    png, svg = b"\x89PNG\r\n\x1a\n....", b"<svg onload=alert(1)>"
    html = '<img src="cid:a@x" alt=\'">x\'><img src="cid:b@x"><img src=cid:c@x onerror=alert(1)><p title="<img>">y</p>'
    clean = framed(html, {"a@x": png, "b@x": svg}, "blocked")
    assert clean.count("data:image/png;base64,") == 1 and "svg" not in clean
    assert clean.count('<span class="blocked">') == 2
    assert active(clean) == []
    assert 'title="<img>"' in unescape(clean), "what only looks like a tag is left alone"
    large = framed('<img src="cid:a">', {"a": png + b"x" * 600_000}, "blocked")
    assert "data:" not in large and "blocked" in large


def test_a35_no_link_of_a_mail_leads_into_the_viewer() -> None:
    html = (
        '<a href="/out" title=\'x href="y"\'>1</a><a href="login">2</a><a href="//evil.example/x">3</a>'
        '<a href="?q=1">4</a><a href="HTTPS://a.example/">5</a><a href="mailto:x@a.example">6</a>'
        '<a href="\\\\a\\b">7</a>'
    )
    links = [values["href"] for _, values in elements(framed(html, {}, "blocked")) if "href" in values]
    assert links == ["HTTPS://a.example/", "mailto:x@a.example"]
    assert "x href=" in unescape(framed(html, {}, "blocked")), "a title is no address"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A desk that got every form: as subject, as sender's name, as file name and type, as text."""
    cell = ParseCell()
    try:
        with shop(tmp_path_factory.mktemp("desk"), cell) as opened:
            for start in range(0, len(EVERYTHING), AT_ONCE):
                tell(opened, hostile(EVERYTHING[start : start + AT_ONCE]), "mallory", "none")
            yield opened
    finally:
        cell.close()


def hostile(forms: list[str]) -> bytes:
    """A mail in which every field that is shown anywhere is a form."""
    mail = EmailMessage()
    first, second = (re.sub(r"[\x00-\x1f\u2028]", " ", form) for form in forms[:2])
    name = second[:150].replace("\\", "/").replace('"', "'")
    mail["From"] = f'"{name}" <mallory@evil.example>'
    mail["Subject"] = first
    mail["To"] = "tienda@acme.example"
    mail["Message-ID"] = f"<{abs(hash(forms[0]))}@evil.example>"
    mail.set_content("\n".join(form.replace("\x00", "") for form in forms) + "\n")
    for n, form in enumerate(forms[2:6]):
        name = re.sub(r"[\x00-\x1f\u2028]", "", form)[:150]
        mail.add_attachment(FILES[n].encode(), maintype="image", subtype="svg+xml", filename=name)
    return mail.as_bytes()


@pytest.fixture(scope="module")
def viewer(world: World) -> Viewer:
    signed_in = viewer_of(world.desk)
    signed_in.sign_in()
    return signed_in


@pytest.mark.slow  # every hostile text on every page
def test_a32_a33_text_of_others_is_text_on_every_page(viewer: Viewer, world: World) -> None:
    tickets = world.store.tickets(limit=500)
    assert len(tickets) >= len(EVERYTHING) // AT_ONCE
    ours = shape(viewer.get("/?folder=nothing-is-there").text)
    for path in ("/", "/?status=all", "/due"):
        assert shape(viewer.get(path).text) <= ours | TABLE
    for ticket in tickets:
        # The one drawing of ours: nothing of anybody's mail is in it.
        page = re.sub(
            r'<svg [^>]*class="lapse">.*?</svg>', "", viewer.get(f"/t/{ticket.protocol}").text, flags=re.S
        )
        strange = shape(page) & STRANGE
        assert re.findall(r"<script[^>]*>", page) == ['<script src="/static/keys.js" defer>'], ticket.subject
        assert not strange and not any(name.endswith(" on") for name in shape(page)), ticket.subject
        starts = ("/", "#", "?", "mailto:tienda@acme.example?subject=")
        assert all(url.startswith(starts) and not url.startswith("//") for url in addresses(page)), (
            ticket.subject
        )


def test_what_is_shown_is_what_was_written(viewer: Viewer, world: World) -> None:
    """Escaped once, not cut away and not escaped twice: the agent sees the attack."""
    for ticket in world.store.tickets(limit=500):
        text = unescape(viewer.get(f"/t/{ticket.protocol}").text)
        for line in (world.store.messages(ticket.protocol)[0].own_words or "x").splitlines()[:3]:
            assert "".join(visible(line).split()) in "".join(text.split())


def test_a34_every_attachment_is_saved_and_never_opened(viewer: Viewer, world: World) -> None:
    seen = 0
    for ticket in world.store.tickets(limit=500):
        for file in world.store.messages(ticket.protocol)[0].attachments:
            answer = viewer.get(f"/t/{ticket.protocol}/1/file/{file.part}")
            assert answer.status_code == 200
            assert answer.mimetype == "application/octet-stream"
            assert answer.headers["Content-Disposition"].startswith("attachment; ")
            assert "\n" not in answer.headers["Content-Disposition"]
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            seen += 1
    assert seen > 50


def shape(page: str) -> set[str]:
    """The names of all elements of a page, and each attribute that could run something."""
    found = set()
    for tag, values in elements(page):
        found.add(tag)
        found |= {f"{tag} on" for name in values if name.startswith("on") or name in ("style", "srcdoc")}
    return found


def addresses(page: str) -> list[str]:
    names = ("href", "src", "action")
    return [values[name] for _, values in elements(page) for name in names if name in values]
