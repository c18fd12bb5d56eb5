"""A picture that a mail's HTML shows and nobody sends: the logo below a company's name."""

from __future__ import annotations

from helpdesk.tickets.mail import Attachment, InboundMail

LARGEST = 128 * 1024  # a photo is more, and a phone shows it within the text too
MOST = 20  # files: no signature has so many, and for each the HTML is searched (threats A42)


def files_said(mail: InboundMail) -> tuple[Attachment, ...]:
    """The files that say something: all but small pictures that the mail's HTML shows in their place."""
    if len(mail.attachments) > MOST:
        return mail.attachments
    return tuple(one for one in mail.attachments if not _decoration(one, mail.html))


def _decoration(file: Attachment, html: str) -> bool:
    small = file.inline and file.size <= LARGEST and file.content_type.lower().startswith("image/")
    return small and bool(file.content_id) and f"cid:{file.content_id}" in html
