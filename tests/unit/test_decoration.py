"""Which pictures of a mail say nothing: small ones that its HTML shows in their place, and not many."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpdesk.mailflow import parse
from helpdesk.mailflow.decoration import LARGEST, MOST, files_said
from helpdesk.tickets.mail import Attachment, InboundMail

LOGO = Attachment("2", "logo.png", "image/png", 3_000, "0" * 64, inline=True, content_id="logo1")
MAIL = replace(
    parse.read(b"From: lucia@x.example\r\nSubject: Re: Factura\r\n\r\n5\r\n"),
    html="<p>5</p><img src='cid:logo1'>",
)


def mail(*files: Attachment, **changed: str) -> InboundMail:
    return replace(MAIL, attachments=files, **changed)  # type: ignore[arg-type]


def test_a_logo_is_no_file() -> None:
    assert files_said(mail(LOGO)) == () == files_said(mail())


@pytest.mark.parametrize(
    "file",
    [
        replace(LOGO, inline=False),
        replace(LOGO, size=LARGEST + 1),
        replace(LOGO, content_type="application/pdf"),
        replace(LOGO, content_id="other"),
        replace(LOGO, content_id=""),
    ],
    ids=["attached", "a photo", "a document", "not shown", "named by nobody"],
)
def test_everything_else_is(file: Attachment) -> None:
    assert files_said(mail(LOGO, file)) == (file,)


def test_without_html_nothing_is_shown_in_its_place() -> None:
    assert files_said(mail(LOGO, html="")) == (LOGO,)


def test_a42_of_many_each_is_one() -> None:
    many = tuple(replace(LOGO, part=str(n)) for n in range(MOST + 1))
    assert files_said(mail(*many)) == many
