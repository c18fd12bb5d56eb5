"""A notice to all open cases of a tag: shown before, once each, slowly, in their languages, not to who wants none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpdesk.daemon.commands.notify import notify_all
from helpdesk.daemon.exits import Stop
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import shell
from tests.story.rig.invariant import check
from tests.story.rig.people import address_of, name_of
from tests.story.rig.shop import later, shop, ticket, writes
from tests.story.rig.template import last
from tests.story.rig.world import World
from tests.story.test_surveys import tapped

pytestmark = pytest.mark.slow  # whole lives of a desk: make check has not the time

FILES = {
    "macros/retraso.es.md": "---\ntitle: Retraso\n---\nSu pedido se retrasa dos días. {{ desk_name }}\n",
    "macros/retraso.en.md": "---\ntitle: Delay\n---\nYour order is two days late. {{ desk_name }}\n",
    "macros/retraso.pt.md": "---\ntitle: Atraso\n---\nSeu pedido atrasa dois dias. {{ desk_name }}\n",
    "macros/con-dato.es.md": "---\ntitle: Con dato\nvars: {dia: cuándo}\n---\nLlega el {{ dia }}.\n",
}


@pytest.fixture
def three(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    """Three customers wait for a parcel, each in her language; a fourth case has ended, a fifth is another."""
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "El pedido", "¿Dónde está mi pedido? No ha llegado nada todavía.")
        writes(world, "john", "My order", "Where is my order? It has not arrived yet.")
        writes(world, "joana", "O pedido", "Onde está minha encomenda? Ainda não chegou.")
        writes(world, "pedro", "Otro pedido", "Tampoco ha llegado el mío, ¿pueden mirarlo?")
        for n in (1, 2, 3, 4):
            shell(world, "ana", "#etiqueta +tecnico", n)
        shell(world, "ana", "#resolver", 4)
        writes(world, "tomas", "Una pregunta", "¿A qué hora abren los sábados?")
        yield world


def run(
    world: World, capsys: pytest.CaptureFixture[str], macro: str = "retraso", **options: Any
) -> list[Any]:
    chosen: dict[str, Any] = {"per_minute": 30, "dry": False, **options}
    capsys.readouterr()
    assert notify_all(world.desk, Printer(json=True), "tecnico", macro, **chosen) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def to(world: World, since: int) -> list[str]:
    return [name_of(one.to) for one in world.sent[since:] if one.kind == "macro"]


def test_shown_then_sent_once_each_in_their_languages(
    three: World, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(three.sent)
    *rows, total = run(three, capsys, dry=True)
    assert [row["language"] for row in rows] == ["pt", "en", "es"] and total["notices"] == 3
    three.settle()
    assert to(three, before) == [], "nothing was sent"
    assert run(three, capsys, per_minute=1)[-1]["notices"] == 3
    assert [row["left_out"] for row in run(three, capsys)[:-1]] == ["it is on its way"] * 3
    three.settle()
    assert to(three, before) == ["joana"], "one a minute"
    later(three, "3m")
    assert to(three, before) == ["joana", "john", "lucia"]
    assert "Seu pedido atrasa" in last(three, "macro", "joana").text
    assert "Your order is two days late" in last(three, "macro", "john").text
    sent = last(three, "macro", "lucia")
    assert "Su pedido se retrasa dos días. Tienda Acme" in sent.text and "SIN ENCUESTAS" in sent.text
    assert sent.mail["Auto-Submitted"] == "auto-generated" and sent.mail["In-Reply-To"]
    assert [row["left_out"] for row in run(three, capsys)[:-1]] == ["it was sent before"] * 3
    check(three, three.sent[before:], "")


def test_one_tap_ends_notices(three: World, capsys: pytest.CaptureFixture[str]) -> None:
    run(three, capsys)
    three.settle()
    later(three, "1m")
    url = str(last(three, "macro", "lucia").mail["List-Unsubscribe"]).strip("<>")
    assert tapped(three, url).outcome == "command"
    assert not three.store.contact(address_of("lucia")).surveys
    shell(three, "ana", "#prioridad alta", 1)
    assert run(three, capsys, dry=True)[2]["left_out"] == "the customer wants no notices"


def test_what_comes_between_counts(three: World, capsys: pytest.CaptureFixture[str]) -> None:
    before = len(three.sent)
    run(three, capsys, per_minute=1)
    three.settle()
    shell(three, "ana", "#resolver", 1)
    later(three, "5m")
    assert to(three, before) == ["joana", "john"], "Lucía's case has ended meanwhile"
    assert ticket(three, 1).status == "resolved"


def test_what_cannot_be_written_is_left_out(three: World, capsys: pytest.CaptureFixture[str]) -> None:
    *rows, total = run(three, capsys, "con-dato")
    assert total["notices"] == 0 and all("dia" in row["left_out"] for row in rows)
    with pytest.raises(Stop, match=r"there is no macro 'retrazo'.*retraso"):
        run(three, capsys, "retrazo")
