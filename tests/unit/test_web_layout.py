"""How a row of tickets is laid out: people and addresses keep their place, whatever stands in the subject."""

from __future__ import annotations

from tests.unit.test_web import Viewer, open_ticket, viewer

__all__ = ["viewer"]


def test_an_address_is_parted_behind_its_at_and_nowhere_in_its_midst(viewer: Viewer) -> None:
    """And it stays the text that somebody wrote: no name brings an element of its own."""
    protocol = open_ticket(viewer, "Factura", name="<b>Lu@cía</b>")
    viewer.sign_in()
    page = viewer.get(f"/t/{protocol}").text
    assert "lucia@<wbr>correo.example" in page
    assert "&lt;b&gt;Lu@<wbr>cía&lt;/b&gt;" in viewer.get("/").text
    assert "<b>Lu" not in page


def test_a_subject_from_right_to_left_keeps_to_itself(viewer: Viewer) -> None:
    """Beside it stand a number, a name, an hour: an Arabic subject moves none of them, and ends where it ends."""
    subject = "فاتورة 4711!"
    protocol = open_ticket(viewer, subject, name="دب")
    while viewer.desk.store.index_pending():
        pass
    viewer.sign_in()
    for path in ("/", "/search?q=hola", f"/t/{protocol}", f"/t/{protocol}/customer"):
        page = viewer.get(path).text
        assert page.count(f"<bdi>{subject}</bdi>") == page.count(f">{subject}<") > 0, path
        assert "دب</bdi>" in page, path


def test_a_subject_as_long_as_a_letter_is_not_set_as_a_headline(viewer: Viewer) -> None:
    long, short = open_ticket(viewer, "Mi pedido no llega " * 12), open_ticket(viewer, "Mi pedido")
    viewer.sign_in()
    assert '<h1 class="wordy">' in viewer.get(f"/t/{long}").text
    assert "<h1><bdi>Mi pedido</bdi></h1>" in viewer.get(f"/t/{short}").text
