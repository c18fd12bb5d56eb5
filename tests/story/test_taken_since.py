"""A tap on an old notification takes nothing from whoever has the case by now, unless she says so (product.md 2.5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import shell
from tests.story.rig.shop import later, replies, shop, ticket, writes
from tests.story.rig.tap import tap
from tests.story.rig.template import last
from tests.story.test_commands import FILES
from tests.story.test_taken import asked, says
from tests.story.test_taken import files as queue_of


@pytest.mark.parametrize(
    "line", ["#tomar", "#resolver", "#posponer 2d", "#asignar marta", "#escalar n2 permisos"]
)
def test_of_an_old_notification_it_waits_for_her_word(line: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        before = ticket(world)
        assert before.assignee == "ana"
        later(world, "2m")
        shell(world, "nico", "#tomar")
        later(world, "2m")
        told = replies(world, "ana", line)
        assert (told.outcome, told.reason, told.mails) == ("held", "command-error", ["receipt to ana"])
        shown = last(world, "receipt", "ana").text
        assert f"1 | {line}" in shown and "Nico Sanz lo tiene desde hoy 09:12" in shown
        assert (ticket(world).assignee, ticket(world).status) == ("nico", before.status)
        assert tap(world, "ana", "Hacerlo igualmente").outcome == "command"
        assert (ticket(world).assignee, ticket(world).status) != ("nico", before.status)
        assert world.store.held() == []


def test_who_knows_is_not_asked(tmp_path: Path, cell: ParseCell) -> None:
    """She gave it away herself; or the mail that she answers says whose it is; or it comes from no mail at all."""
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        later(world, "2m")
        assert replies(world, "ana", "#asignar nico").outcome == "command"
        later(world, "2m")
        assert replies(world, "ana", "#tomar").outcome == "command" and ticket(world).assignee == "ana"
        later(world, "2m")
        shell(world, "nico", "#tomar")
        assert shell(world, "ana", "#tomar").outcome == "command" and ticket(world).assignee == "ana"
        later(world, "2m")
        shell(world, "ana", "#asignar nico")
        later(world, "2m")
        shell(world, "nico", "#nota\n\n@Ana mira esto", n=0)
        assert replies(world, "ana", "#prioridad alta").outcome == "command", (
            "that takes nothing from anybody"
        )


@pytest.mark.parametrize("label", ["Tomar", "Resolver", "Posponer mañana 9:00"])
def test_a_tap_of_yesterdays_queue_waits_and_one_of_the_news_of_it_does_what_it_says(
    label: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, queue_of(3)) as world:
        asked(world)
        later(world, "2m")
        assert tap(world, "luis", "Tomar", "notification").outcome == "command"
        later(world, "2m")
        told = tap(world, "ana", label, "notification", n=1)
        assert (told.outcome, ticket(world).assignee, ticket(world).status) == ("held", "luis", "new")
        assert "Luis lo tiene desde hoy 09:12" in told.sent[0].text
        assert tap(world, "ana", "Descartar").mails == [] and world.store.held() == []
        told = says(world, "kate", "#tomar")  # of the line that says that Luis took it
        assert (told.outcome, ticket(world).assignee) == ("command", "kate")
