"""Who takes a ticket from the queue: the others of a small team hear so in one line, in the same conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.shop import shop, ticket, writes
from tests.story.rig.tap import tap
from tests.story.rig.tell import Told, tell
from tests.story.rig.template import last
from tests.story.rig.world import World

_AWAY = 'away: ["2026-11-01/2026-12-30"]'  # so that the rules give it to nobody
_NAMES = ("ana", "luis", "kate", "rita", "nico", "marta")


def files(people: int) -> dict[str, str]:
    staff = "".join(
        f"  {who}: {{name: {who.title()}, email: {who}@acme.example, teams: [n1], {_AWAY}}}\n"
        for who in _NAMES[:people]
    )
    return {
        "agents.yaml": f"agents:\n{staff}",
        "teams.yaml": "teams:\n  n1: {tier: N1}\n  n1-madrid: {tier: N1}\n  n1-bogota: {tier: N1}\n  n2: {tier: N2}\n",
        "assignment.yaml": "assign:\n  - {id: resto, to: n1, pick: round_robin}\n",
        "escalation.yaml": "reasons: {tiempo: {es: x, en: x, pt: x}}\nrules: []\n",
        "tags.yaml": "tags:\n  facturacion: {name: F}\n  tecnico: {name: T}\n  vip: {name: V}\nrules: []\n",
    }


def asked(world: World) -> Told:
    told = writes(world, "lucia", "La factura")
    assert ticket(world).assignee == "" and ticket(world).team == "n1"
    return told


def says(world: World, who: str, body: str) -> Told:
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <m{world.arrivals + 1}@acme.example>\n"
        f"Subject: {{subject of notification to {who}}}\n"
        f"In-Reply-To: {{message-id of notification to {who}}}\nFrom: {who} <{who}@acme.example>\n"
        f"To: {{reply-to of notification to {who}}}\n\n{body}\n",
        who,
        "pass",
    )


def test_who_takes_it_by_one_tap_is_named_to_the_others(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, files(3)) as world:
        assert asked(world).mails == ["ack to lucia", *[f"notification to {who}" for who in _NAMES[:3]]]
        told = tap(world, "luis", "Tomar", "notification")
        assert (told.outcome, told.mails) == ("command", ["notification to ana", "notification to kate"])
        one = last(world, "notification", "ana")
        assert one.text.startswith("Luis lo tomó. No tienes que hacer nada.\n")
        assert "NOTA INTERNA" in str(one.mail["Reply-To"])
        assert one.mail["References"] == last(world, "notification", "ana", 1).mail["References"]
        assert says(world, "ana", "#prioridad alta").mails == [], "it is nobody's queue any more"


def test_who_answers_first_takes_it_and_the_others_hear_of_both(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, files(3)) as world:
        asked(world)
        told = says(world, "kate", "Ya está arreglado.")
        assert told.mails == ["reply to lucia", "notification to ana", "notification to luis"]
        assert ticket(world).assignee == "kate"
        assert last(world, "notification", "luis").text.startswith("Kate lo tomó y ya respondió.")


def test_who_gives_it_back_in_the_same_mail_has_not_taken_it(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, files(3)) as world:
        asked(world)
        assert says(world, "kate", "Ya está arreglado.\n\n#soltar").mails == ["reply to lucia"]
        assert ticket(world).assignee == ""


@pytest.mark.parametrize(("people", "told"), [(5, 4), (6, 0)])
def test_in_a_large_team_it_would_be_noise(people: int, told: int, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, files(people)) as world:
        asked(world)
        assert len(says(world, "ana", "#tomar").mails) == told
