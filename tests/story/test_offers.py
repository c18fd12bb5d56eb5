"""A block of a macro that offers more is dropped for whoever is in a hurry, complains, or was not content last time."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.tickets.beside import Survey
from helpdesk.tickets.saving_ticket import Protocols
from helpdesk.tickets.surveys import put_surveys
from tests.story.rig.agents import shell
from tests.story.rig.people import address_of
from tests.story.rig.shop import replies, shop, ticket, writes
from tests.story.rig.world import World

FILES = {
    "macros/oferta.es.md": "---\ntitle: Oferta\n---\n"
    "Ya está.{% if may_offer is defined %} ¿Conoce el plan Oro?{% endif %}\n",
    "tags.yaml": "tags: {queja: {name: Queja}, facturacion: {}, tecnico: {}, vip: {}, boletin: {}}\n",
}


def offered(world: World) -> bool:
    """Ana answers with the macro: is the block in it?"""
    told = replies(world, "ana", "#macro oferta")
    assert told.mails == ["reply to lucia"] and "Ya está." in told.sent[0].text, told.line
    return "plan Oro" in told.sent[0].text


@pytest.mark.parametrize(
    ("command", "expected"),
    [("", True), ("#prioridad alta", False), ("#prioridad baja", True), ("#etiqueta +queja", False)],
)
def test_not_in_a_hurry_and_not_in_a_complaint(
    tmp_path: Path, cell: ParseCell, command: str, expected: bool
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "Una pregunta")
        if command:
            assert shell(world, "ana", command).outcome == "command"
        assert offered(world) is expected


@pytest.mark.parametrize(("score", "expected"), [(None, True), (5, True), (3, False), (1, False)])
def test_not_to_who_was_not_content(
    tmp_path: Path, cell: ParseCell, score: int | None, expected: bool
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "Una pregunta")
        now = world.clock.now()
        asked = Survey("<x@acme.example>", "csat", ticket(world).protocol, address_of("lucia"), now)
        answered = None if score is None else now
        with world.store.write():
            known = Protocols(world.store._db)
            put_surveys(world.store._db, [asked], known)
            rated = Survey(asked.message_id, "csat", asked.ticket, asked.address, now, "", score, answered)
            put_surveys(world.store._db, [rated], known)
        assert offered(world) is expected
