"""Mail in files and folders is found whole and in order."""

from __future__ import annotations

import os
from pathlib import Path

from helpdesk.daemon.commands.mail_files import find_mail


def put(folder: Path, **files: str) -> None:
    """A Maildir with these mails: `new_1` in new/ under the name 1."""
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    for name, text in files.items():
        part, _, base = name.partition("_")
        (folder / part / base).write_text(text)


def found(place: Path) -> list[str]:
    """The texts, in order."""
    return [one.raw.decode() for one in find_mail(str(place)) if not one.problem]


def test_a_maildir_is_read_with_its_folders(tmp_path: Path) -> None:
    box = tmp_path / "Maildir"
    put(box, new_2="two", cur_1="one", tmp_9="half written")
    put(box / ".Archivo.2025", cur_1="three")
    put(box / ".Sub", new_1="four")
    put(box / "Inside", cur_1="five")
    (box / "maildirfolder").touch()
    (box / ".Sub" / "maildirfolder").touch()
    assert found(box) == ["one", "two", "three", "four", "five"]
    assert found(tmp_path) == found(box)


def test_an_mbox_and_a_plain_folder_too(tmp_path: Path) -> None:
    (tmp_path / "b.mbox").write_text(
        "From a@x Mon Nov 16 10:00:00 2026\nSubject: 1\n\n>From here\n\nFrom a@x Mon Nov 16 10:00:00 2026\nSubject: 2\n"
    )
    (tmp_path / "a.eml").write_text("Subject: 0\n")
    (tmp_path / ".hidden").write_text("Subject: no\n")
    assert found(tmp_path) == ["Subject: 0\n", "Subject: 1\n\nFrom here\n", "Subject: 2\n"]


def test_whatever_is_no_mail_in_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_text("Subject: 0\n")
    (tmp_path / ".DS_Store").write_text("x")
    (tmp_path / "gone.eml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "round.eml").symlink_to(tmp_path / "round.eml")
    os.mkfifo(tmp_path / "pipe.eml")
    named = {Path(one.source).name: one for one in find_mail(str(tmp_path)) if one.problem}
    assert set(named) == {".DS_Store", "gone.eml", "round.eml", "pipe.eml"}
    assert [name for name, one in named.items() if one.meant] == [".DS_Store"]
    assert found(tmp_path) == ["Subject: 0\n"]


def test_a_folder_that_a_link_leads_back_to_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a.eml").write_text("Subject: 0\n")
    (tmp_path / "inner" / "back").symlink_to(tmp_path)
    (tmp_path / "same").symlink_to(tmp_path / "inner")
    assert found(tmp_path) == ["Subject: 0\n"]
    assert [Path(one.source).name for one in find_mail(str(tmp_path)) if one.problem] == ["back", "same"]


def test_an_mbox_with_windows_line_ends_has_whole_mails(tmp_path: Path) -> None:
    mark = "From a@x Mon Nov 16 10:00:00 2026\r\n"
    mails = ["Subject: 1\r\n\r\nFrom here on\r\n", "Subject: 2\r\n\r\n"]
    (tmp_path / "a.mbox").write_bytes((mark + ("\r\n" + mark).join(mails)).encode())
    assert found(tmp_path / "a.mbox") == mails
