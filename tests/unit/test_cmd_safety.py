"""`helpdesk backup|restore` as typed: what cannot be done is said in a line, with the right exit code."""

from __future__ import annotations

from pathlib import Path

from helpdesk.daemon.wiring import open_store
from tests.unit.command_kit import Command
from tests.unit.mail_kit import letter

pytest_plugins = ("tests.unit.command_fixtures",)


def mail_in(path: Path) -> Path:
    """A mail in a file."""
    path.write_bytes(letter())
    return path


def test_an_empty_file_takes_nobodys_place(helpdesk: Command, tmp_path: Path) -> None:
    assert helpdesk("ingest", mail_in(tmp_path / "a.eml")).code == 0
    empty = tmp_path / "empty.db"
    empty.touch()
    said = helpdesk("restore", empty)
    assert said.code == 65
    assert said.err.startswith(f"{empty}: an empty file, not a backup. Nothing was changed; ")
    assert len(helpdesk("ticket", "list", "--json").lines) == 1


def test_a_restore_names_what_it_sets_aside_before_it_does(helpdesk: Command, tmp_path: Path) -> None:
    helpdesk("ingest", mail_in(tmp_path / "a.eml"))
    assert helpdesk("backup", tmp_path / "copy.db").code == 0
    said = helpdesk("restore", tmp_path / "copy.db")
    assert said.code == 0
    first, last = said.out.splitlines()
    assert "there is a desk here; it is not deleted, it is set aside as" in first
    assert last.startswith("restored, with 1 tickets; 0 unsent recipients are held")
    assert Path(first.rpartition(" ")[2]).is_file()


def test_sums_that_are_wrong_are_made_anew_on_purpose(helpdesk: Command, tmp_path: Path) -> None:
    helpdesk("ingest", mail_in(tmp_path / "a.eml"))
    with open_store(None, tmp_path / "data") as (_, store):
        store._db.run("UPDATE customers SET tickets = 7")
    said = helpdesk("verify")
    assert said.code == 1 and "rollup: customers" in said.out
    assert "helpdesk verify --recount makes them anew" in said.out and "helpdesk restore" not in said.out
    assert helpdesk("verify", "--recount").code == 0
    assert helpdesk("verify").code == 0


def test_mail_that_is_gone_asks_for_the_last_backup(helpdesk: Command, tmp_path: Path) -> None:
    helpdesk("ingest", mail_in(tmp_path / "a.eml"))
    with open_store(None, tmp_path / "data") as (_, store):
        store._db.run("UPDATE tickets SET message_count = 7")
    said = helpdesk("verify", "--recount")
    assert (
        said.code == 1 and "then helpdesk restore the last backup" in said.out and "--recount" not in said.out
    )


def test_a_mail_that_is_owed_is_kept_back_and_sent_again(helpdesk: Command, tmp_path: Path) -> None:
    helpdesk("ingest", mail_in(tmp_path / "a.eml"))
    said = helpdesk("outbox", "hold", "1")
    assert (said.code, said.out) == (0, "outbox 1: 1 kept back; helpdesk outbox retry 1 sends it\n")
    assert "  held  0  kept back by " in helpdesk("outbox", "show", "1").out
    assert helpdesk("outbox", "hold", "1").out.startswith("outbox 1: 0 kept back")
    assert helpdesk("outbox", "retry", "1").code == 0
    assert "  queued  " in helpdesk("outbox", "show", "1").out
    assert helpdesk("outbox", "hold", "99").code == 65


def test_places_that_cannot_be_are_named(helpdesk: Command, tmp_path: Path) -> None:
    for code, args, what in (
        (65, ("restore", tmp_path), "a folder, not a backup"),
        (65, ("restore", tmp_path / "none.db"), "there is no such file"),
        (65, ("restore", mail_in(tmp_path / "a.eml")), "no sound backup. Nothing was changed"),
        (65, ("backup", tmp_path / "none" / "copy.db"), "there is no folder"),
        (65, ("backup", tmp_path), "exists already"),
    ):
        said = helpdesk(*args)
        assert (said.code, said.err.count("\n")) == (code, 1), said
        assert said.err.startswith(f"{args[1]}: {what}")


def test_a_number_too_big_for_any_mail_is_a_slip_of_the_hand(helpdesk: Command) -> None:
    for args in (("ticket", "raw", "ACM-2611-7K3MGX"), ("held", "show"), ("outbox", "retry")):
        assert helpdesk(*args, str(10**20)).code == 2, args


def test_a_file_where_the_data_is_to_be_is_named_as_such(helpdesk: Command, tmp_path: Path) -> None:
    said = helpdesk("--data", mail_in(tmp_path / "a.eml"), "ticket", "list")
    assert said.code == 78
    assert said.err.startswith(f"{tmp_path / 'a.eml'}: the data directory is to be here, and there is a file")


def test_a_list_that_is_cut_says_so_and_a_program_gets_all(helpdesk: Command, tmp_path: Path) -> None:
    box = tmp_path / "many.mbox"
    mark = "From a@x Mon Nov 16 10:00:00 2026\n"
    box.write_text("\n".join(f"{mark}From: a{n}@x.example\nSubject: {n}\n\nHola\n" for n in range(52)))
    assert helpdesk("ingest", box).code == 0
    for what in ("ticket", "outbox"):
        said = helpdesk(what, "list")
        assert said.out.count("\n") == 50
        assert said.err == f"{what} list: these are the newest 50, and there are more. --limit N\n"
        assert len(helpdesk(what, "list", "--json").lines) >= 52
        few = helpdesk(what, "list", "--limit", "3")
        assert (few.out.count("\n"), few.err) == (3, "")


def test_whoever_reports_a_fault_can_say_of_which_release(helpdesk: Command) -> None:
    said = helpdesk("--version")
    assert (said.code, said.out.split()[0], said.err) == (0, "helpdesk", "")
