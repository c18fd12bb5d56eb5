"""The senders' words in the corpus of replies beside the project, by file name, typed by us; its mails stay there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from helpdesk.mailflow.parse import read
from helpdesk.tickets.mail import Unreadable
from tests.replies.letters import Case

_FINE = "Hi. I am fine. Thanks, Alex"
WORDS: dict[str, str | tuple[str, str]] = {
    "OLK_SRC_BODY_SECTION.html": "Reply",
    "reply-separated-by-hr.html": "Hi there Bob",
    "reply-quotations-share-block.eml": ("Hi Katharine", "Joe XXX"),  # a long one: from here to there
    **dict.fromkeys(
        ("android.eml", "aol.eml", "apple_mail.eml", "apple_mail_2.eml", "comcast.eml", "gmail.eml", "hotmail.eml",
         "iphone.eml", "iphone_reply_text", "outlook.eml", "sparrow.eml", "sparrow_reply_text", "thunderbird.eml", "yahoo.eml"),
        "Hello",
    ),
    **dict.fromkeys(
        ("gmail.html", "hotmail.html", "mail_ru.html", "ms_outlook_2003.html", "ms_outlook_2007.html", "ms_outlook_2010.html",
         "thunderbird.html", "windows_mail.html", "yandex_ru.html"),
        _FINE,
    ),
}  # fmt: skip


def cases(folder: Path) -> Iterator[Case]:
    """A case for each file of `folder`; one we typed no words for is a KeyError."""
    for path in sorted(folder.iterdir()):
        mail, words = _mail(path), WORDS[path.name]
        yield Case(path.name, mail, words if isinstance(words, str) else _stretch(mail, *words))


def _stretch(mail: bytes, first: str, last: str) -> str:
    """The mail's text from `first` to `last`, as it stands there: nobody's long mail is copied here."""
    text = read(mail).text
    begin = text.index(first)
    return text[begin : text.index(last, begin) + len(last)]


def _mail(path: Path) -> bytes:
    """The file; where it is only a body, the mail around it, with nothing that says it is a reply."""
    raw = path.read_bytes()
    try:
        read(raw)
    except Unreadable:
        kind = "html" if path.suffix == ".html" else "plain"
        return (
            f"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n".encode()
            + raw
        )
    return raw
