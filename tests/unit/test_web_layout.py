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
