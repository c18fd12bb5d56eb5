"""What is due to follow its ticket at the IMAP server: marked by the save that files it, settled by the mirror."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.filing import Filing, Killed
from tests.fakes.imap_rig import mail
from tests.unit.store_kit import arrival

ACCOUNT = "acct"


@pytest.fixture
def filing(tmp_path: Path) -> Iterator[Filing]:
    filing = Filing(tmp_path)
    yield filing
    filing.store.close()


def came(filing: Filing, *subjects: str, mailbox: str = "INBOX") -> dict[str, int]:
    """Mail of these subjects was taken from this folder; its UID there is its journal row's number."""
    rows = {}
    for subject in subjects:
        [row] = filing.store.receive([arrival(0, raw=mail(subject), key=f"imap:{subject}", digest=subject)])
        filing.store.note_copy(row, ACCOUNT, mailbox, 7, row, f"<{subject}@example.org>")
        rows[subject] = row
    return rows


def moves(filing: Filing) -> list[tuple[str, str]]:
    found = []
    pair = filing.store.next_move(ACCOUNT)
    while pair is not None:
        found.append(pair)
        pair = filing.store.next_move(ACCOUNT, pair)
    return found


def test_each_folder_and_mailbox_has_its_turn_in_order(filing: Filing) -> None:
    came(filing, "a1", "b1", "b2")
    came(filing, "b3", mailbox="Archive")
    assert moves(filing) == [], "nothing is filed yet"
    filing.file(lambda subject: subject[0].upper())
    assert moves(filing) == [("A", "INBOX"), ("B", "Archive"), ("B", "INBOX")]
    assert filing.store.next_move("another account") is None
    due = filing.store.due_copies(ACCOUNT, "B", "INBOX", 1)
    assert [(copy.message_id, copy.digest) for copy in due] == [("<b1@example.org>", "b1")]


def test_filed_elsewhere_while_it_moves_it_stays_due(filing: Filing) -> None:
    row = came(filing, "one")["one"]
    filing.file("A")
    filing.refile("one", "B")
    filing.store.copies_lie(ACCOUNT, "A", "A", 9, {row: 1})
    assert moves(filing) == [("B", "A")]
    assert [(copy.uidvalidity, copy.uid) for copy in filing.store.due_copies(ACCOUNT, "B", "A", 5)] == [
        (9, 1)
    ]
    filing.store.copies_lie(ACCOUNT, "B", "B", 3, {row: 4})
    assert moves(filing) == []
    assert filing.store.received_uids(ACCOUNT, "B", 3, 1) == {4: ""}


def test_what_is_lost_is_never_due_again(filing: Filing) -> None:
    row = came(filing, "one")["one"]
    filing.file("A")
    filing.store.copies_lost([row])
    filing.refile("one", "B")
    assert moves(filing) == []


def test_a_ticket_without_a_folder_moves_nothing(filing: Filing) -> None:
    came(filing, "one")
    filing.file("A")
    filing.refile("one", "")
    assert moves(filing) == []
    filing.refile("one", "A")
    assert moves(filing) == [("A", "INBOX")]


def test_a_save_that_is_undone_makes_nothing_due(filing: Filing) -> None:
    came(filing, "one")

    def die() -> None:
        with filing.store.write():
            filing.file("A")
            raise Killed

    with pytest.raises(Killed):
        die()
    assert moves(filing) == []
