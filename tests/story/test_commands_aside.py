"""`#spam`, `#descartar`, `#restaurar`: out of sight, nobody told, nothing lost, and back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import kinds, says, shell
from tests.story.rig.invariant import check
from tests.story.rig.shop import at, later, shop, ticket, writes, writes_again
from tests.story.rig.world import World


def timers(world: World) -> set[str]:
    rows = world.store._db.rows("SELECT kind FROM timers WHERE ticket_id = ?", ticket(world).id)
    return {str(kind) for (kind,) in rows}


def aside(world: World) -> tuple[str, str]:
    now = ticket(world)
    return now.status, now.aside


def test_spam_is_silent_towards_the_customer_and_certain_towards_the_agent(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Gane dinero")
        assert "rules" in timers(world)
        told = says(world, "ana", "#spam")
        assert (told.outcome, told.mails) == ("command", ["receipt to ana"])
        receipt = told.sent[0]
        assert "#restaurar" in receipt.text and "23 dic 2026" in receipt.text
        assert "+c-" in str(receipt.mail["Reply-To"])
        assert aside(world) == ("closed", "spam") and timers(world) == set()
        assert world.store.sla(ticket(world).id).paused
        assert world.store._db.rows("SELECT agent FROM resolutions") == [], "nobody has resolved anything"
        told = writes_again(world, "lucia", "Gane más dinero")
        assert (told.outcome, told.reason, told.mails) == ("held", "spam-ticket", [])
        assert later(world, "20d") == [], "its promises are nobody's any more"
        told = says(world, "ana", "#restaurar", "receipt")
        assert (told.outcome, told.mails) == ("command", [])
        assert aside(world) == ("new", "") and not world.store.sla(ticket(world).id).paused
        assert kinds(world)[-2:] == [
            ("agent:ana", "spam", "new", "closed"),
            ("agent:ana", "restored", "spam", "new"),
        ]
        assert "rules" in timers(world)
        assert writes_again(world, "lucia", "Hola").outcome == "threaded"
        check(world, [], "")


def test_who_releases_what_followed_says_that_it_is_no_spam(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "La factura")
        says(world, "ana", "#spam")
        later(world, "40d")
        writes_again(world, "lucia", "¿Siguen ahí?")
        [held] = world.store.held()
        world.store.release(held.id, "admin:story")
        world.settle()
        assert aside(world) == ("open", "") and ticket(world).message_count == 2
        assert world.store.held() == []
        check(world, [], "")


def test_after_thirty_days_no_command_restores(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "La factura")
        says(world, "ana", "#spam")
        later(world, "31d")
        told = says(world, "ana", "#restaurar", "receipt")
        assert (told.outcome, told.reason) == ("held", "command-error")
        assert "hace más de 30 días" in told.sent[0].text
        assert aside(world) == ("closed", "spam")


def test_what_was_discarded_comes_back_when_the_customer_writes(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Gracias por todo")
        told = says(world, "ana", "#descartar")
        assert (told.outcome, told.mails) == ("command", [])
        assert aside(world) == ("closed", "discarded")
        told = writes_again(world, "lucia", "Perdón, una cosa más")
        assert (told.outcome, told.mails) == ("threaded", ["notification to ana"])
        assert aside(world) == ("open", "")
        check(world, [], "")


@pytest.mark.parametrize(("gone", "status"), [("1h", "snoozed"), ("3h", "new")])
def test_a_snooze_goes_on_or_is_over(gone: str, status: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        at(world, 10)
        writes(world, "lucia", "La factura")
        says(world, "ana", "#posponer 2h")
        says(world, "ana", "#descartar")
        assert "wake" not in timers(world)
        assert "sla to ana" not in later(world, gone)
        says(world, "ana", "#restaurar")
        assert ticket(world).status == status
        assert ("wake" in timers(world)) == (status == "snoozed")
        assert ("sla to ana" in later(world, "2h")) == (status == "snoozed")
        assert ticket(world).status == "new"


def test_a_resolved_one_is_resolved_again_and_was_so_all_the_time(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "La factura")
        says(world, "ana", "#resolver")
        solved = ticket(world).resolved_at
        later(world, "1h")
        says(world, "ana", "#descartar")
        says(world, "ana", "#spam")
        assert says(world, "ana", "#restaurar").mails == [], "its customer was told when it ended"
        now = ticket(world)
        assert (now.status, now.aside, now.resolved_at) == ("resolved", "", solved)
        assert len(world.store._db.rows("SELECT agent FROM resolutions WHERE key = ''")) == 1
        check(world, [], "")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("#spam\n\nDeje de escribirnos.", "«#spam» no sale ningún texto"),
        ("#restaurar", "no está apartado"),
    ],
)
def test_what_makes_no_sense_is_held_with_the_reason(
    line: str, what: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "La factura")
        told = says(world, "ana", line)
        assert (told.outcome, told.reason, told.mails) == ("held", "command-error", ["receipt to ana"])
        assert "1 | #" in told.sent[0].text and what in told.sent[0].text
        assert aside(world) == ("new", "")


def test_nothing_else_is_done_to_what_was_put_aside_before_it_is_restored(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "La factura")
        assert says(world, "ana", "#spam\n#nota\n\nEs la estafa de siempre.").outcome == "note"
        assert aside(world) == ("closed", "spam")
        assert says(world, "ana", "#prioridad alta").reason == "set-aside"
        told = says(world, "ana", "Hola, Lucía: ya está.")
        assert (told.outcome, told.reason, told.mails) == ("held", "set-aside", ["receipt to ana"])
        told = says(world, "ana", "#restaurar\n#prioridad alta\n\nHola, Lucía: ya está.")
        assert (told.outcome, told.mails) == ("threaded", ["reply to lucia"])
        assert aside(world) == ("open", "") and ticket(world).priority == "high"
        check(world, [], "")


@pytest.mark.slow  # every verb three times
@pytest.mark.parametrize(
    ("spanish", "english"),
    [("#spam", "#Spam"), ("#descartar", "#discard"), ("#descartar|#restaurar", "#discard|#restore")],
)
def test_both_languages_and_the_shell_do_the_same(
    spanish: str, english: str, tmp_path: Path, cell: ParseCell
) -> None:
    found = []
    for name, way, lines in (("es", says, spanish), ("en", says, english), ("do", shell, spanish)):
        (tmp_path / name).mkdir()
        with shop(tmp_path / name, cell) as world:
            writes(world, "lucia", "La factura")
            mails = [way(world, "ana", line).mails for line in lines.split("|")]
            found.append((kinds(world), aside(world), mails))
    assert found[0] == found[1] == found[2] and found[0][0]
