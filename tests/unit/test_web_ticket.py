"""A ticket's pages: whose they are, what they never show, and how files of others are handed over (A13, A34, A52)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.web.blind import Blind
from helpdesk.daemon.web.ticket import _promises
from helpdesk.tickets.store import Store
from tests.story.rig.agents import shell
from tests.story.rig.shop import later, replies, shop, ticket, writes, writes_again
from tests.story.rig.world import World
from tests.web.rig import Viewer, viewer_of
from tests.web.scene import formatted


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A shop with one ticket a mailbox, both answered and noted by Ana. Marta sees the mailbox 'tienda' alone."""
    cell = ParseCell()
    try:
        with shop(tmp_path_factory.mktemp("desk"), cell) as opened:
            formatted(opened, "lucia", "Factura 4711")
            replies(opened, "ana", "Ya lo miro.")
            replies(opened, "ana", "#nota\n\nEs culpa nuestra.")
            writes(opened, "tomas", "Pedido roto", "Llegó roto.", box="web")
            yield opened
    finally:
        cell.close()


@pytest.fixture
def viewer(world: World) -> Viewer:
    return viewer_of(world.desk)


def protocols(store: Store) -> dict[str, str]:
    return {one.mailbox: one.protocol for one in store.tickets()}


def paths(protocol: str) -> list[str]:
    base = f"/t/{protocol}"
    return [base, f"{base}?until=1", f"{base}/1/html", f"{base}/1/original.eml", f"{base}/1/file/2"]


@pytest.mark.slow  # every page and every file of somebody else's
def test_a52_every_cross_request_answers_404(viewer: Viewer) -> None:
    boxes = protocols(viewer.desk.store)
    viewer.sign_in("marta@acme.example")
    assert [viewer.get(path).status_code for path in paths(boxes["tienda"])] == [200] * 5
    for path in paths(boxes["web"]) + paths("ACM-2611-000000"):
        answer = viewer.get(path)
        assert answer.status_code == 404 and "Pedido roto" not in answer.text
    for path in (
        "/",
        "/?status=all",
        "/?folder=&who=ana",
        "/due",
        "/?tag=tecnico",
        "/?team=n1",
        "/?status=new",
    ):
        assert boxes["web"] not in viewer.get(path).text, path
    viewer.sign_in("ana@acme.example")
    assert viewer.get(f"/t/{boxes['web']}").status_code == 200


def test_a_stranger_is_told_nothing(viewer: Viewer) -> None:
    for path in [*paths(protocols(viewer.desk.store)["tienda"]), "/due"]:
        assert viewer.get(path).status_code == 404


def test_the_history_has_everything_with_its_reason(viewer: Viewer) -> None:
    viewer.sign_in()
    page = unescape(viewer.get(f"/t/{protocols(viewer.desk.store)['tienda']}").text)
    assert "NOTA INTERNA" in page and "Es culpa nuestra." in page
    assert "Ya lo miro." in page and "Acuse de recibo" in page and "enviado" in page
    assert re.search(r"<code>tags\.yaml:\d+ factura</code>", page)
    assert re.search(r"<code>assignment\.yaml:\d+ [\w-]+</code>", page), "why this agent"
    assert viewer.desk.policy.revision[:10] in page
    assert 'asunto ∋ "factura"' in page


def test_a13_no_page_shows_a_handle(viewer: Viewer, world: World) -> None:
    viewer.sign_in("luis@acme.example")
    protocol = protocols(world.store)["tienda"]
    handle = re.compile(r"\+[rncb]-[a-z2-7]{16}")
    assert any(handle.search(sent.everything) for sent in world.sent), "there are handles to be shown"
    for path in ("/", "/due", *paths(protocol)):
        assert not handle.search(viewer.get(path).text), path
    answers = [n for n in (2, 3) if world.store.message(protocol, n)]
    assert len(answers) == 2
    for n in answers:
        assert viewer.get(f"/t/{protocol}/{n}/original.eml").status_code == 404, "Ana's mail is Ana's"
    viewer.sign_in("ana@acme.example")
    assert viewer.get(f"/t/{protocol}/2/original.eml").status_code == 200


def test_a34_files_are_saved_never_shown(viewer: Viewer) -> None:
    viewer.sign_in()
    base = f"/t/{protocols(viewer.desk.store)['tienda']}"
    for path, kind, name in (
        (f"{base}/1/original.eml", "application/octet-stream", "1.eml"),
        (f"{base}/1/file/2", "application/octet-stream", "factura 4711.pdf"),
        (f"{base}/1/file/3", "image/png", "captura.png"),
    ):
        answer = viewer.get(path)
        assert answer.status_code == 200 and answer.mimetype == kind
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert name in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert viewer.get(f"{base}/1/file/9").status_code == 404
    assert viewer.get(f"{base}/1/file/..%2f").status_code == 404


def test_a32_html_stands_in_a_sandbox_with_a_policy_of_its_own(viewer: Viewer) -> None:
    viewer.sign_in()
    base = f"/t/{protocols(viewer.desk.store)['tienda']}"
    assert re.search(r'<iframe sandbox="allow-popups allow-popups-to-escape-sandbox"', viewer.get(base).text)
    answer = viewer.get(f"{base}/1/html")
    policy = answer.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "img-src data:", "frame-ancestors 'self'", "sandbox allow-popups"):
        assert rule in policy
    assert "allow-scripts" not in policy and "allow-same-origin" not in policy
    assert "canary" not in answer.text and "imagen bloqueada: logotipo de la tienda" in answer.text
    assert "<b>factura 4711</b>" in answer.text


def test_row_numbers_are_hidden_and_only_ours_are_read() -> None:
    cover, other = Blind(b"k" * 32), Blind(b"j" * 32)
    words = [cover.hide(n) for n in (1, 2, 3, 10**9, 2**63)]
    assert [cover.find(word) for word in words] == [1, 2, 3, 10**9, 2**63]
    assert len({word[:4] for word in words}) == 5, "neighbours look unlike each other"
    assert [other.find(word) for word in words] == [0] * 5
    for word in ("", "1", "x" * 22, "ñ", "A" * 22, words[0][:-1], words[0] + "AAAA"):
        assert cover.find(word) == 0


def test_no_address_on_a_queue_shows_a_counter(viewer: Viewer) -> None:
    viewer.sign_in()
    for path in ("/", "/due", f"/t/{protocols(viewer.desk.store)['tienda']}"):
        for url in re.findall(r'(?:href|src)="(/[^"]*|\?[^"]*)"', viewer.get(path).text):
            numbers = re.findall(r"(?<![\w-])\d+(?![\w-])", unescape(url))
            assert not numbers or url.startswith("/t/"), url


def test_a56_looking_changes_nothing(viewer: Viewer, world: World) -> None:
    """Whatever is fetched, nothing is other than before."""
    viewer.sign_in()
    before = (
        world.store.ticket_list(),
        world.store.outbox_list(),
        world.store.held_list(),
        world.store.verify(),
    )
    for path in ("/", "/due", *paths(protocols(world.store)["tienda"])):
        viewer.get(path)
        viewer.client.head(path, base_url="http://127.0.0.1")
    assert before == (
        world.store.ticket_list(), world.store.outbox_list(), world.store.held_list(), world.store.verify(),
    )  # fmt: skip


def test_an_answer_that_spam_never_got_is_no_promise_kept(tmp_path: Path) -> None:
    cell = ParseCell()
    try:
        with shop(tmp_path, cell) as world:
            for subject in ("Gane dinero", "Se arregló solo", "Nadie me contestó", "¿Cuánto cuesta?"):
                writes(world, "tomas", subject, "Hola.")
            spam, early, late, answered = (one.protocol for one in reversed(world.store.tickets()))
            shell(world, "ana", "#spam", 1)
            shell(world, "ana", "#resolver", 2)
            replies(world, "ana", "Diez euros.")
            shell(world, "ana", "#resolver", 4)
            later(world, "20d")
            shell(world, "ana", "#resolver", 3)

            def states(protocol: str) -> dict[str, str]:
                ticket = world.desk.ticket(protocol)
                promised = _promises(ticket, world.store.sla(ticket.id), world.clock.now())
                return {one.clock: one.state for one in promised}

            assert states(spam) == {}
            assert states(early) == {"resolution": "kept"}
            assert states(late) == {"first_response": "broken", "resolution": "broken"}
            assert states(answered) == {"first_response": "kept", "resolution": "kept"}
    finally:
        cell.close()


def test_a_history_says_what_the_desk_wrote_and_counts_nothing(tmp_path: Path) -> None:
    """What was mailed by itself is said in words, with the setting it comes of; numbers of the archive are nobody's."""
    cell = ParseCell()
    try:
        with shop(tmp_path, cell) as world:
            writes(world, "tomas", "Pedido roto", "Llegó roto.")
            shell(world, "ana", "#escalar n2 permisos: hay que abonarlo")
            writes_again(world, "tomas", "estado", kind="ack")
            shell(world, "ana", "#resolver")
            writes_again(world, "tomas", "Gracias", kind="ack")
            viewer = viewer_of(world.desk)
            viewer.sign_in()
            page = unescape(viewer.get(f"/t/{ticket(world).protocol}").text)
            lines = [
                " ".join(re.sub("<[^>]+>", " ", one).split())
                for one in re.findall(r"<span>(.*?)</span>\n", page)
            ]
            assert "el servicio escribe al cliente: que pasó a otro equipo: permisos" in lines
            assert "el cliente pregunta cómo va su caso: estado" in lines
            assert "el servicio escribe al cliente: que se da por resuelto" in lines
            assert "el cliente da las gracias" in lines
            assert "<code>helpdesk.toml life" in page
    finally:
        cell.close()


def test_the_actions_of_a_ticket_are_those_that_it_needs_now(tmp_path: Path) -> None:
    cell = ParseCell()
    try:
        with shop(tmp_path, cell) as world:
            writes(world, "tomas", "Pedido roto", "Llegó roto.")
            viewer = viewer_of(world.desk)
            viewer.sign_in()

            def offered() -> list[str]:
                return re.findall(
                    r"<code>#([^<]+)</code></a>", viewer.get(f"/t/{ticket(world).protocol}").text
                )

            assert offered() == ["tomar", "nota", "esperar", "posponer 1d", "prioridad alta", "resolver"]
            shell(world, "ana", "#esperar\n#prioridad urgente")
            assert offered() == ["tomar", "nota", "posponer 1d", "resolver"], "it waits and is urgent already"
            assert viewer.get(f"/t/{ticket(world).protocol}").text.count("en pausa") == 3, "and no clock runs"
            shell(world, "ana", "#resolver")
            assert offered() == ["tomar", "nota", "reabrir"]
            for command in ("#reabrir", "#spam"):
                shell(world, "ana", command)
            assert offered() == ["restaurar"]
            assert shell(world, "ana", "#restaurar").outcome == "command"
    finally:
        cell.close()


def test_a_case_merged_into_another_leads_there_and_asks_nothing(tmp_path: Path) -> None:
    """Its mails are read there and answered there; here nothing was promised and kept, and nothing is to be done."""
    cell = ParseCell()
    try:
        with shop(tmp_path, cell) as world:
            writes(world, "tomas", "Pedido roto", "Llegó roto.")
            writes(world, "tomas", "Otra vez el pedido", "Sigue roto.")
            one, gone = (each.protocol for each in reversed(world.store.tickets()))
            shell(world, "ana", f"#unir {one}")
            viewer = viewer_of(world.desk)
            viewer.sign_in()
            page = viewer.get(f"/t/{gone}").text
            assert f'parte de <a class="code" href="/t/{one}">{one}</a>' in page
            assert "mailto:" not in page and "Lo prometido" not in page
            assert "parte de" not in viewer.get(f"/t/{one}").text
            assert viewer.get("/figures.json").get_json()["figures"][0]["resolved"] == 0
    finally:
        cell.close()


def test_a_reason_tells_hours_as_the_desk_does(tmp_path: Path) -> None:
    """What is promised anew after a delay is said in the desk's time and words, as everything around it."""
    cell = ParseCell()
    try:
        with shop(tmp_path, cell) as world:
            writes(world, "tomas", "URGENTE: no funciona el pago", "No funciona, urgente.")
            later(world, "2h")
            viewer = viewer_of(world.desk)
            viewer.sign_in()
            page = viewer.get(f"/t/{ticket(world).protocol}").text
            assert re.search(r"nueva hora para primera respuesta: 2026-11-\d\d \d\d:\d\d<", page)
            assert "primera respuesta al 80 %" in page
            assert "sla.first" not in page and not re.search(r">[^<]*T\d\d:\d\d:\d\d[.\d]*Z[^<]*<", page)
    finally:
        cell.close()
