"""Real mail of other projects: every file is read, every part of it can be fetched, people stay people."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from helpdesk.mailflow.body import own_words, sanitised_html
from helpdesk.mailflow.bounce import read_report
from helpdesk.mailflow.digest import mail_digest
from helpdesk.mailflow.guard import guard
from helpdesk.mailflow.parse import part_bytes, read
from helpdesk.tickets.mail import Accept, Bounce, SetAside, Unreadable
from tests.unit.mail_kit import corpus, envelope, letter, needs_corpus

# Reports among the other folders, and the two files of bounces/ that are none.
REPORTS_ELSEWHERE = {
    "multi_address_bounce1.eml", "multi_address_bounce2.eml", "multipart_report_multiple_status.eml",
    "raw_email_with_mimepart_without_content_type.eml", "report_422.eml", "report_530.eml", "delayed_dsn.raw",
    "dsn_with_multipart_alternative.raw", "multi_recipient_dsn.raw", "multipart-wo-boundary.raw", "simple_dsn.raw",
    "simple_dsn_with_html.raw",
}  # fmt: skip
NO_REPORTS = {"groupwise_03.txt": Accept, "qmail_08.txt": SetAside}
NAMES_NOBODY = {"bounce_01.txt", "dumbass_01.txt", "simple_43.txt"}

pytestmark = needs_corpus
BOUNCES = corpus("bounces")
PEOPLE = corpus("mails", "mime", "mailbox", "replies")
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


@pytest.mark.parametrize("path", BOUNCES + PEOPLE, ids=lambda path: path.name)
def test_every_file_is_read_with_all_its_parts(path: Path) -> None:
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


@pytest.mark.parametrize("path", BOUNCES, ids=lambda path: path.name)
def test_every_report_is_recognised_with_its_recipients(path: Path) -> None:
    raw = path.read_bytes()
    report = read_report(read(raw), raw)
    if path.name in NO_REPORTS:
        assert report is None
        assert isinstance(guard(read(raw), envelope(), frozenset(), raw), NO_REPORTS[path.name])
        return
    assert report is not None
    assert any(one.address for one in report.failures) is (path.name not in NAMES_NOBODY)


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.name)
def test_a22_no_persons_mail_is_taken_for_a_machines(path: Path) -> None:
    raw = mail_of(path)
    guarded = guard(read(raw), envelope(), frozenset(), raw)
    assert isinstance(guarded, Bounce if path.name in REPORTS_ELSEWHERE else Accept)
