"""What the demo's people hold in their hands: mails they write, and mails they read in an ordinary mail client."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, make_msgid, parseaddr

from helpdesk.daemon.demo.cast import Person

_NOTE_ADDRESS = re.compile(r"[\w.-]+\+n-[a-z2-7]{16}@[\w.-]+", re.IGNORECASE)
_WROTE = {
    "es": "El {date}, {who} escribió:",
    "en": "On {date}, {who} wrote:",
    "pt": "Em {date}, {who} escreveu:",
}


@dataclass(frozen=True, slots=True)
class Received:
    """A mail as its reader's client shows it."""

    raw: bytes
    mail: EmailMessage

    @classmethod
    def of(cls, raw: bytes) -> Received:
        """Read by the standard library, on purpose not by the desk's own reader: the checks stand on it."""
        mail = message_from_bytes(raw, policy=default)
        return cls(raw, mail)

    @property
    def message_id(self) -> str:
        """With its angle brackets."""
        return self.header("Message-ID").strip()

    @property
    def subject(self) -> str:
        """As it is shown."""
        return self.header("Subject")

    @property
    def sender(self) -> str:
        """The bare address in From."""
        return parseaddr(self.header("From"))[1]

    @property
    def answer_to(self) -> str:
        """Where the client's reply button writes to."""
        return parseaddr(self.header("Reply-To"))[1] or self.sender

    @property
    def note_address(self) -> str:
        """The address for an internal note that a notification shows, '' where it shows none."""
        found = _NOTE_ADDRESS.search(self.text)
        return found.group() if found else ""

    @property
    def text(self) -> str:
        """The text part."""
        part = self.mail.get_body(preferencelist=("plain", "html"))
        return str(part.get_content()) if part is not None else ""

    @property
    def everything(self) -> str:
        """Every header and every decoded part in one text: what a curious reader could find."""
        parts = [f"{name}: {value}" for name, value in self.mail.items()]
        for part in self.mail.walk():
            if part.get_content_maintype() == "text":
                parts.append(str(part.get_content()))
        return "\n".join([self.raw.decode("latin-1"), *parts])

    def header(self, name: str) -> str:
        """The header's value, '' where there is none."""
        return str(self.mail.get(name, ""))


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be sent, with its envelope."""

    person: Person
    mail_from: str
    to: str
    subject: str
    raw: bytes


def first_letter(
    person: Person, to: str, subject: str, text: str, now: datetime, *, pretends: Person | None = None
) -> Letter:
    """A new mail. `pretends`: From names this person instead; the envelope is the writer's all the same."""
    shown = pretends or person
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"{shown.name} <{shown.address}>"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=person.domain)
    mail.set_content(text)
    return Letter(person, person.address, to, subject, mail.as_bytes())


def answer(
    person: Person, received: Received, text: str, now: datetime, *, to: str = "", automatic: bool = False
) -> Letter:
    """A reply as clients write it: the text above, the whole mail quoted below, References grown by one."""
    parent, subject = received.mail, received.subject
    subject = subject if subject.lower().startswith("re:") else f"Re: {subject}"
    quoted = "\n".join(f"> {line}" for line in received.text.splitlines())
    wrote = _WROTE[person.language].format(date=received.header("Date"), who=received.header("From"))
    letter = first_letter(person, to or received.answer_to, subject, f"{text}\n\n{wrote}\n{quoted}\n", now)
    mail: EmailMessage = message_from_bytes(letter.raw, policy=SMTP)
    mail["In-Reply-To"] = received.message_id
    mail["References"] = f"{parent.get('References', '')} {received.message_id}".strip()
    if automatic:
        mail["Auto-Submitted"] = "auto-replied"
    return Letter(person, "" if automatic else person.address, letter.to, subject, mail.as_bytes())
