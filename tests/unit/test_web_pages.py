"""Search, customers, held mail, the outbox, the rules and the desk's health, as a reader with her rights sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.web.search import around
from tests.story.rig.shop import replies, shop, writes
from tests.story.rig.tell import tell
from tests.story.rig.world import START, World
from tests.web.rig import Viewer, viewer_of
from tests.web.scene import forged, play

PAGES = ("/search", "/search?q=factura", "/held", "/outbox", "/outbox?state=failed", "/rules", "/health")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    cell = ParseCell()
    try:
        with shop(tmp_path_factory.mktemp("desk"), cell) as opened:
            play(opened)
            # Held for the other mailbox, and overruled by a person.
            tell(
                opened,
                "Date: {date}\nMessage-ID: <f2@evil.example>\nSubject: Otra cuenta\nFrom: Ana Ruiz <ana@acme.example>\n"
                "To: web@acme.example\n\nPague aquí.\n",
                "mallory",
                "fail",
            )
            assert replies(opened, "ana", "#carpeta Clientes VIP").outcome == "command"
            while opened.store.index_pending():
                pass
            yield opened
    finally:
        cell.close()


@pytest.fixture
def viewer(world: World) -> Viewer:
    signed_in = viewer_of(world.desk)
    signed_in.sign_in()
    return signed_in


def found(viewer: Viewer, words: str) -> list[str]:
    page = viewer.get("/search", query_string={"q": words}).text
    return [
        unescape(re.sub("</?mark>", "", subject))
        for subject in re.findall(r'<p class="subject"><a[^>]*><bdi>(.+?)</bdi></a>', page)
    ]


def test_no_page_prints_a_value_of_the_machinery(viewer: Viewer) -> None:
    for path in PAGES:
        page = viewer.get(path).text
        assert "built-in method" not in page and " object at 0x" not in page, path


def test_strangers_see_none_of_it(world: World) -> None:
    stranger = viewer_of(world.desk)
    for path in PAGES:
        assert stranger.get(path).status_code == 404


@pytest.mark.parametrize(
    ("words", "count", "among"),
    [
        ("devolucion", 1, "Factura 4711"),
        ("DEVOLUCIÓN hoy", 1, "Factura 4711"),
        ('"hoy mismo"', 1, "Factura 4711"),
        ('"mismo hoy"', 0, ""),
        ("contrase*", 1, "No puedo entrar"),
        ("de:lucía", 2, "chaqueta"),
        ("from:lucia.perez@gmail.example factura", 1, "Factura 4711"),
        ("de:tomas estado:nuevo", 2, "No puedo entrar"),
        ("status:resolved", 1, "Refund"),
        ("estado:resuelto", 1, "Refund"),
        ("etiqueta:tecnico contraseña", 1, "No puedo entrar"),
        ("carpeta:facturacion", 1, "Factura 4711"),
        ('carpeta:"problemas tecnicos"', 1, "No puedo entrar"),
        ("agente:yo pedido", 1, "Pedido"),
        ("assignee:nobody", 0, ""),
        ("antes:2026-11-24 de:tomas", 1, "No puedo entrar"),
        ("before:2026-11-23", 0, ""),
        ("RE:factura-no-hay", 0, ""),
        ("* OR NOT AND \" ( NEAR", 0, ""),
        ("de: lucía", 2, "chaqueta"),  # apart, as people write it
        ("De: tomas  Estado: nuevo", 2, "No puedo entrar"),
        ("👍", 0, ""),  # signs alone are no question, and no answer is the whole desk
        ("de:tomas ¡!", 0, ""),
    ],
)  # fmt: skip
def test_search_by_words_and_filters(viewer: Viewer, words: str, count: int, among: str) -> None:
    subjects = found(viewer, words)
    assert len(subjects) == count, subjects
    assert not among or any(among in subject for subject in subjects)


def test_the_newest_comes_first_and_a_ticket_once(viewer: Viewer, world: World) -> None:
    subjects = found(viewer, "de:lucia")
    assert subjects == ["¿Tienen la chaqueta en azul?", "Factura 4711 duplicada: ¿me devuelven un cobro?"]


def test_pages_of_a_search_hold_together(viewer: Viewer, world: World) -> None:
    from helpdesk.tickets.finding import Sought

    every, seen, before = world.store.find(Sought("acme"), 0, 100)[0], list[str](), 0
    for _ in range(50):
        hits, before = world.store.find(Sought("acme"), before, 2)
        seen += [hit.ticket.protocol for hit in hits]
        if not before:
            break
    assert set(seen) == {hit.ticket.protocol for hit in every} and len(every) > 3


def test_a_filter_that_names_nothing_finds_nothing_and_says_so(viewer: Viewer) -> None:
    for words in (
        "estado:raro factura",
        "etiqueta:nunca factura",
        "agente:nadie-asi factura",
        "antes:ayer factura",
        "de:",
        "de:%",
        "from:() factura",
    ):
        page = viewer.get("/search", query_string={"q": words}).text
        assert f"<code>{words.split()[0]}</code>" in page and 'class="subject"' not in page


def test_a_protocol_is_found_as_it_is_read_out_on_the_telephone(viewer: Viewer, world: World) -> None:
    protocol = next(one.protocol for one in world.store.tickets() if one.subject.startswith("Factura"))
    for typed in (protocol, protocol.lower(), protocol.replace("-", ""), protocol.lower().replace("-", " ")):
        assert found(viewer, typed) == ["Factura 4711 duplicada: ¿me devuelven un cobro?"], typed
        assert f'<p class="code">{protocol}</p>' in viewer.get(f"/t/{typed}").text
    assert found(viewer, "ACM-2611-000000") == []


def test_what_waits_for_a_persons_look_is_among_the_folders(tmp_path: Path) -> None:
    """Mail that its sender's domain denies lies in a folder which no policy names."""
    cell = ParseCell()
    try:
        with shop(tmp_path, cell) as world:
            viewer = viewer_of(world.desk)
            viewer.sign_in()
            assert "Por revisar" not in viewer.get("/").text
            writes(world, "tomas", "¿Soy yo?", proof="fail")
            page = viewer.get("/").text
            assert page.count("Por revisar") >= 3, "in the menu, among the filters, beside the ticket"
            assert '"folder:Por revisar": "1"' in viewer.get("/counts").text
            assert "¿Soy yo?" in viewer.get("/?folder=Por+revisar").text
            while world.store.index_pending():
                pass
            assert found(viewer, 'carpeta:"por revisar"') == ["¿Soy yo?"]
    finally:
        cell.close()


def test_what_was_found_is_marked_accents_aside() -> None:
    pieces = around("Le confirmo la   devolución hoy.", "DEVOLUCION")
    assert pieces == (("Le confirmo la ", False), ("devolución", True), (" hoy.", False))
    assert around("a " * 500 + "factura " + "b " * 500, "factura")[0] == ("… ", False)
    assert around("nada de eso", "factura") == (("nada de eso", False),)


def test_a_case_found_by_its_subject_shows_where(viewer: Viewer) -> None:
    """Its newest message has the word nowhere, and nobody would know why it was found."""
    page = viewer.get("/search", query_string={"q": "DUPLICADÁ fact*"}).text
    assert re.search(r"<bdi><mark>Factura</mark> 4711 <mark>duplicada</mark>: ", page)


def test_a52_the_other_mailboxs_mail_is_nowhere(world: World) -> None:
    marta = viewer_of(world.desk)
    marta.sign_in("marta@acme.example")
    for path in (
        "/search?q=pedido",
        "/search?q=de:empresa.example",
        "/held",
        "/outbox",
        "/outbox?state=queued",
    ):
        text = marta.get(path).text
        assert "Pedido 20338" not in text and "Otra cuenta" not in text, path
    assert "Cambie la cuenta" in marta.get("/held").text
    web = next(one for one in world.store.tickets() if one.mailbox == "web")
    assert marta.get(f"/t/{web.protocol}/customer").status_code == 404


def test_held_mail_says_why_and_what_to_do(viewer: Viewer) -> None:
    page = viewer.get("/held").text
    assert "Cambie la cuenta de pago" in page and "Otra cuenta" in page
    assert "nada prueba que sea suyo" in page and "agent-unverified" not in page
    keys = re.findall(r"/held/([\w-]+)/original\.eml", page)
    assert len(keys) == 2 and not any(key.isdigit() for key in keys)
    answer = viewer.get(f"/held/{keys[0]}/original.eml")
    assert answer.status_code == 200 and b"Pague a esta otra cuenta" in answer.data
    for key in ("1", "x" * 22, keys[0][:-2] + "AA"):
        assert viewer.get(f"/held/{key}/original.eml").status_code == 404


def test_a13_a_held_mail_of_an_agents_is_for_her_alone(viewer: Viewer, world: World) -> None:
    luis = viewer_of(world.desk)
    luis.sign_in("luis@acme.example")
    assert "/original.eml" not in luis.get("/held").text
    [key, _] = re.findall(r"/held/([\w-]+)/original\.eml", viewer.get("/held").text)
    assert luis.get(f"/held/{key}/original.eml").status_code == 404


def test_the_outbox_says_what_became_of_each(viewer: Viewer, world: World) -> None:
    page = viewer.get("/outbox").text
    assert "Acuse de recibo" in page and "lucia.perez@<wbr>gmail.example" in page and "enviado" in page
    assert "Factura 4711" not in viewer.get("/outbox?state=failed").text
    assert "+r-" not in page and "login" not in page


def test_the_rules_page_counts_hits_and_who_overruled_them(viewer: Viewer, world: World) -> None:
    text = re.sub(r"\s+", " ", viewer.get("/rules").text)
    row = re.search(r'<td role="cell" class="subject">Problemas técnicos<.*?</tr>', text)
    assert row is not None
    numbers = [int(n) for n in re.findall(r'class="number"[^>]*>(\d+)<', row[0])]
    assert numbers[0] == numbers[1] == world.store.rule_hits("Problemas técnicos", START) > 0
    assert numbers[2] == 1, "a person moved the ticket out of the folder the rule had chosen"
    assert "tags.yaml:" in text and world.desk.policy.revision[:10] in text


def test_health_names_what_does_not_move(viewer: Viewer) -> None:
    assert "Todo se mueve" in viewer.get("/health").text
    viewer.trouble.words = ("outgoing mail stands still: no route",)
    page = viewer.get("/health").text
    assert "no route" in page and "Todo se mueve" not in page
    assert "Llegó un mensaje en nombre de un agente" in page
    assert "helpdesk.db" not in page, "where things lie is for admins"


def test_a_customers_page_shows_what_is_known(viewer: Viewer, world: World) -> None:
    lucia = next(one for one in world.store.tickets() if one.requester.address.startswith("lucia"))
    page = viewer.get(f"/t/{lucia.protocol}/customer").text
    assert "Factura 4711 duplicada" in page and "chaqueta" in page and "Pedido 20338" not in page
    assert "lucia.perez@<wbr>gmail.example" in page


def test_words_of_others_are_words_here_too(world: World) -> None:
    forged(world)
    writes(
        world, "lucia", "<img src=x onerror=alert(1)>", "<script>alert(2)</script> marcador", name="<b>Lu</b>"
    )
    while world.store.index_pending():
        pass
    viewer = viewer_of(world.desk)
    viewer.sign_in()
    for path in ("/search?q=marcador", "/outbox", "/held"):
        text = viewer.get(path).text
        assert "<script>" not in text and "<img src=x" not in text and "<b>Lu" not in text
    assert "&lt;img src=x" in viewer.get("/search?q=marcador").text
