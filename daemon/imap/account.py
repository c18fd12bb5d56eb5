"""One IMAP account as the poller wants it: where it is, how to log in, what to do after the commit, and the limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from helpdesk.tickets.model import Language

MEGABYTE = 1024 * 1024


class TokenProvider(Protocol):
    """Where an OAuth 2 access token comes from (daemon/imap/oauth.py)."""

    def token(self, *, renew: bool = False) -> str:
        """A valid access token; `renew` asks the provider for a new one whatever the cache holds.

        Raises oauth.AskAgainLater (the provider could not answer) or oauth.AskOperator (it refused).
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapAccount:
    """What the poller needs to know of one account. Values are checked where settings are read.

    `name` keys the position in the store: it must not change when a password or host name does.
    `mailbox` is the desk mailbox's name in the settings. `tls` plain is refused unless the peer is loopback.
    `folders`: the first one is watched by IDLE, all of them are read at every full poll.
    `after`: what happens to a message once it is durable; nothing, a keyword, or a move to `target`.
    `mirror_folders`: messages follow their ticket into the IMAP folder of its folder's name.
    `too_big_folder` '' = such a message stays. `idle` false = no IDLE even where the server has it.
    `language` is that of the few words that stand in for a body that is too big.
    Seconds and bytes throughout.
    """

    name: str
    mailbox: str
    host: str
    port: int
    user: str
    tls: Literal["ssl", "starttls", "plain"] = "ssl"
    ca_file: str = ""
    login: Literal["password", "xoauth2", "oauthbearer"] = "password"
    password: str = field(default="", repr=False)
    tokens: TokenProvider | None = field(default=None, repr=False)
    language: Language = "es"
    folders: tuple[str, ...] = ("INBOX",)
    after: Literal["none", "keyword", "move"] = "none"
    keyword: str = "hd-received"
    target: str = "Helpdesk"
    too_big_folder: str = "too-big"
    mirror_folders: bool = False
    idle: bool = True
    max_mail_bytes: int = 25 * MEGABYTE
    max_header_bytes: int = 256 * 1024
    batch_count: int = 50
    batch_bytes: int = 8 * MEGABYTE
    max_tries: int = 3
    poll_seconds: float = 300
    idle_max: float = 540
    connect_timeout: float = 10
    read_timeout: float = 60
    refused_wait: float = 300
    silence_seconds: float = 600
    min_free_bytes: int = 100 * MEGABYTE

    @property
    def place(self) -> str:
        """Where the account is, for log lines and alerts: user@host:port."""
        return f"{self.user} at {self.host}:{self.port}"


def source_key(account: str, folder: str, uidvalidity: int, uid: int) -> str:
    """The key under which the journal knows a message of IMAP: unique for ever (RFC 9051 2.3.1.1)."""
    return f"imap:{account}:{folder}:{uidvalidity}:{uid}"
