"""A mail as the rooms hand it to each other: frozen values, no behaviour that touches the world."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

Source = Literal["smtp", "lmtp", "submission", "imap", "ingest", "timer"]
AuthResult = Literal["pass", "none", "fail", "temperror"]


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox: `address` is bare local@domain ('' where there is none), `name` is free text of others."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the transport knew about a mail: never taken from the mail's own headers.

    `mail_from` is '' for the null sender (RFC 5321 4.5.5), and '<>' where a source that may not know one (a file)
    was told so; `mailbox` is the desk mailbox's name in the settings; `login` is the agent address that SMTP AUTH
    proved; `told` is what `ingest --authenticated` says the trusted MTA would have said; `historic` marks mail
    older than the first start on a mailbox (imported, never acknowledged).

    `left_out`: only the headers were fetched and a few words of ours stand for the body ('too-big': over the
    mailbox's limit; 'unreadable': the server never gave it); `full_size` is then the whole mail's size in bytes.

    `trusted_peer`: handed over by a relay of the desk's own (Postfix in front by LMTP, or a listed one): only then
    may Authentication-Results in a mail that came by SMTP or LMTP be believed (threats A2).
    """

    source: Source
    mail_from: str
    recipients: tuple[str, ...]
    mailbox: str
    peer: str = ""
    login: str = ""
    told: Literal["", "pass", "none", "fail"] = ""
    historic: bool = False
    left_out: Literal["", "too-big", "unreadable"] = ""
    full_size: int = 0
    trusted_peer: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """One part of a mail that is not its running text.

    `part` is the IMAP section path ('2', '1.3'); `size` and `sha256` are of the decoded bytes;
    `content_id` is without angle brackets; `filename` is the sender's text: display data, never a path.
    """

    part: str
    filename: str
    content_type: str
    size: int
    sha256: str
    inline: bool = False
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class InboundMail:
    """A parsed mail. Header text is decoded; addresses are bare; ids keep no angle brackets' spaces.

    `sender` is the strict From (threats A4): `Address('')` with `sender_problem` set where From is
    missing, repeated or ambiguous; `shown_from` is what a person would read there.
    `message_id`, `in_reply_to`, `references` are '<id@host>' forms, '' or () where absent.
    `content_key` compares content across transports: From, Date, Subject and decoded parts (A48).
    `headers` are (name, raw value) in order of appearance, top first, unfolded.
    `text` is the whole decoded body (from HTML where no text part exists); `html` is unsanitised; `twice` where they
    are versions of the same (multipart/alternative), of which `text` left one out; `beside` are further ones, not HTML.
    `notes` are remarks for people ('decoded as latin-1', ...).
    """

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sender: Address
    sender_problem: str
    shown_from: Address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    date: datetime | None
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    headers: tuple[tuple[str, str], ...]
    repeated_headers: tuple[str, ...]
    content_key: str
    size: int
    notes: tuple[str, ...] = ()
    twice: bool = False
    beside: tuple[str, ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of header `name` (any case), top first."""
        wanted = name.lower()
        return tuple([value for key, value in self.headers if key.lower() == wanted])

    def first(self, name: str) -> str:
        """The topmost value of header `name`, '' where absent."""
        wanted = name.lower()
        for key, value in self.headers:
            if key.lower() == wanted:
                return value
        return ""


# -- what the guard answers -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Accept:
    """A mail to file. `list_mail`: filed but never acknowledged; `no_receipt`: why no receipt is due, or ''.
    `receipt`: its words are those of a machine's receipt, so that it changes no ticket's state."""

    list_mail: bool = False
    no_receipt: str = ""
    receipt: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """A mail no person wrote, or that must not be answered: stored, logged, obeyed by nothing."""

    kind: Literal["auto_reply", "loop", "own"]
    because: str


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient a delivery report speaks of; `action` is failed|delayed|delivered|relayed|expanded."""

    address: str
    action: str
    status: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report (RFC 3464, or a known older form). `original_ids`: Message-IDs in the returned part."""

    failures: tuple[Failure, ...]
    original_ids: tuple[str, ...]
    because: str


Guarded = Accept | SetAside | Bounce


# -- who wrote it ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Authentication:
    """What is known about the From domain.

    `by`: 'smtp-auth' | 'authentication-results' | 'dkim' | 'told' | ''. `signed_headers` (lower case) are
    those a valid own DKIM check covered; `replay_key` is the (d, b) pair's hash, to be seen once (A6).
    """

    result: AuthResult
    by: str = ""
    because: str = ""
    signed_headers: frozenset[str] = frozenset()
    replay_key: str = ""


class KeyLookup(Protocol):
    """DKIM public keys: the TXT record at a name. Raises OSError when DNS cannot answer (B28)."""

    def __call__(self, name: bytes) -> bytes | None: ...


# -- where it belongs -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clues:
    """All that a mail says about where it belongs, strongest first, before anything is looked up.

    `handles` are (kind, secret) from recipient addresses; `parent_ids` In-Reply-To then References from the
    end; `subject_protocols` and `body_protocols` are canonical, check character verified;
    `near_misses` are canonical forms with a wrong check character or unknown.
    """

    handles: tuple[tuple[str, str], ...] = ()
    parent_ids: tuple[str, ...] = ()
    subject_protocols: tuple[str, ...] = ()
    body_protocols: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewTicket:
    """Opens a ticket. `linked` is another ticket's protocol (quoted by a stranger, or closed too long ago). `typed` is
    a mistyped protocol in it, and `meant` the ticket's that was perhaps meant: for agents alone (product.md 1.1).
    `wrong`: it names a number, or an id, that is none of its sender's."""

    because: str
    linked: str = ""
    link_kind: Literal["", "quotes", "follows"] = ""
    doubtful: bool = False
    typed: str = ""
    meant: str = ""
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Joins:
    """Joins ticket `protocol` as what the table of threats E allows. `neutral_receipt`: an ACK-N is owed."""

    protocol: str
    because: str
    standing: Literal["full", "unverified", "guest"] = "full"
    neutral_receipt: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """Kept whole, relayed to nobody. `reason` is a code of `tickets.reasons`; `protocol` the ticket, or ''."""

    reason: str
    because: str
    protocol: str = ""
    neutral_receipt: bool = False
    ask_address_on_file: bool = False


Threading = NewTicket | Joins | Hold


# -- what the own words are -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The sender's own words apart from quotes and signature; `cut` says what was taken off, for the record.

    `signed`: the lines taken off as a signature, with their numbers; a word in them may forbid to send the rest.
    `doubtful`: what of an agent's mail looks quoted though nobody on the ticket said it: she may have pasted it.
    `beside`: what a customer's mail says in the HTML alone where `text` is of the other version.
    """

    text: str
    cut: tuple[str, ...] = field(default=())
    signed: tuple[tuple[int, str], ...] = field(default=())
    doubtful: str = ""
    beside: str = ""

    @property
    def whole(self) -> str:
        """The words of both versions."""
        return f"{self.text}\n\n{self.beside}".strip("\n") if self.beside else self.text


class Unreadable(Exception):
    """The bytes cannot be read within the limits: held with `reason` (a code) and `detail` (plain words)."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
