"""Real mail of other projects: every file is read, every part of it can be fetched, people stay people."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from bench.bounces import NAMES_NOBODY, REPORTS_ELSEWHERE
from helpdesk.mailflow.body import own_words, sanitised_html
from helpdesk.mailflow.bounce import read_report
from helpdesk.mailflow.digest import mail_digest
from helpdesk.mailflow.guard import guard
from helpdesk.mailflow.parse import part_bytes, read
from helpdesk.tickets.mail import Accept, Bounce, SetAside, Unreadable
from tests.unit.mail_kit import corpus, envelope, letter, needs_corpus

# The two files of bounces/ that are no reports.
NO_REPORTS = {"groupwise_03.txt": Accept, "qmail_08.txt": SetAside}

pytestmark = needs_corpus
FOLDERS = ("bounces", "mails", "mime", "mailbox", "replies")
BOUNCES = corpus(FOLDERS[0])
PEOPLE = corpus(*FOLDERS[1:])
NO_MAIL = "erroneous.raw"


def mail_of(path: Path) -> bytes:
    """The file; of the folder of replies, where some files are only a body, the mail around it."""
    raw = path.read_bytes()
    try:
        read(raw)
    except Unreadable:
        kind = "html" if path.suffix == ".html" else "plain"
        return letter("MIME-Version: 1.0", f"Content-Type: text/{kind}; charset=utf-8", body=raw)
    return raw


def test_only_bodies_are_no_mail() -> None:
    bare = {path for path in BOUNCES + PEOPLE if mail_of(path) != path.read_bytes()}
    assert {path.parent.name for path in bare if path.name != NO_MAIL} <= {"replies"}


@pytest.mark.slow  # the whole corpus
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_is_read_with_all_its_parts(folder: str) -> None:
    assert failing(corpus(folder), read_whole) == {}


def read_whole(path: Path) -> None:
    raw = mail_of(path)
    mail = read(raw)
    for file in mail.attachments:
        data = part_bytes(raw, file.part)
        assert (len(data), sha256(data).hexdigest()) == (file.size, file.sha256)
        assert file.filename
    shown = "".join((mail.text, mail.subject, own_words(mail).text, sanitised_html(mail.html)))
    assert "\0" not in shown
    shown.encode()
    assert len(mail_digest(raw)) == 64


def test_every_report_is_recognised_with_its_recipients() -> None:
    assert failing(BOUNCES, recognised) == {}


def recognised(path: Path) -> None:
    raw = path.read_bytes()
    report = read_report(read(raw), raw)
    if path.name in NO_REPORTS:
        assert report is None
        assert isinstance(guard(read(raw), envelope(), frozenset(), raw), NO_REPORTS[path.name])
        return
    assert report is not None
    assert any(one.address for one in report.failures) is (path.name not in NAMES_NOBODY)


def test_a22_no_persons_mail_is_taken_for_a_machines() -> None:
    assert failing(PEOPLE, a_persons) == {}


def a_persons(path: Path) -> None:
    raw = mail_of(path)
    guarded = guard(read(raw), envelope(), frozenset(), raw)
    assert isinstance(guarded, Bounce if path.name in REPORTS_ELSEWHERE else Accept)


def failing(paths: list[Path], check: Callable[[Path], None]) -> dict[str, str]:
    """Why `check` fails, by the name of each file it fails for; an error of any kind is such a reason."""
    assert paths
    found: dict[str, str] = {}
    for path in paths:
        try:
            check(path)
        except Exception:
            found[path.name] = traceback.format_exc(limit=-3)
    return found


def test_a_file_that_fails_is_named() -> None:
    def refuse(path: Path) -> None:
        raise ValueError(path.name)

    assert list(failing(BOUNCES[:2], refuse)) == [path.name for path in BOUNCES[:2]]
