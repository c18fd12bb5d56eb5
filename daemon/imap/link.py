"""One logged-in IMAP connection in the poller's own words: typed answers, and errors that say what happens next."""

from __future__ import annotations

import imaplib
import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from imapclient import IMAPClient, SocketTimeout

from helpdesk.daemon.imap.account import ImapAccount
from helpdesk.daemon.imap.copyuid import Copied, copied
from helpdesk.daemon.imap.wire import Wire, tls_context

# UIDs a SEARCH: imaplib refuses lines of a million bytes, which 140,000 UIDs fill.
SEARCH_WINDOW = 50_000
# imapclient writes every line it reads to its logger at debug level: subjects and addresses among them.
logging.getLogger("imapclient").setLevel(logging.INFO)


class LinkLost(Exception):
    """The connection is of no use any more: drop it, wait, connect again."""


class ServerSaidNo(Exception):
    """The server refused one command; the connection is sound and the next command may go on."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A folder as it was opened. `uidnext` is 0 where the server did not say; `keywords`: '*' = new ones allowed."""

    folder: str
    uidvalidity: int
    uidnext: int
    writable: bool
    keywords: frozenset[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a message before its bytes are asked for. `arrived` is INTERNALDATE, aware."""

    size: int
    arrived: datetime | None


@contextmanager
def said(what: str) -> Iterator[None]:
    """Turns the errors of imaplib, imapclient and the socket into LinkLost and ServerSaidNo."""
    try:
        yield
    except (LinkLost, ServerSaidNo):
        raise
    except imaplib.IMAP4.readonly as error:  # a subclass of abort, yet the connection is sound
        raise ServerSaidNo(f"{what}: {error}") from error
    except (imaplib.IMAP4.abort, OSError, EOFError) as error:
        raise LinkLost(f"{what}: {str(error) or type(error).__name__}") from error
    except imaplib.IMAP4.error as error:  # NO or BAD
        raise ServerSaidNo(f"{what}: {error}") from error
    except Exception as error:  # imapclient's parser on an answer nobody foresaw; the answer was read whole
        raise ServerSaidNo(f"{what}: unreadable answer ({type(error).__name__}: {error})") from error


class Client(IMAPClient):  # type: ignore[misc]
    """imapclient over our own wire."""

    def __init__(self, account: ImapAccount) -> None:
        self._account = account
        timeout = SocketTimeout(account.connect_timeout, account.read_timeout)
        super().__init__(
            account.host, account.port, ssl=account.tls == "ssl", timeout=timeout, ssl_context=None
        )
        self.normalise_times = False

    def _create_IMAP4(self) -> Wire:  # noqa: N802
        return Wire(self._account)


class Link:
    """What the poller does with a connection. One thread only; every method raises LinkLost or ServerSaidNo."""

    def __init__(self, account: ImapAccount) -> None:
        """Connects, with TLS as the account says; does not log in."""
        self.account = account
        self.opened: Selected | None = None
        self._exists: object = None
        with said("connecting"):
            self.client = Client(account)
        try:
            with said("STARTTLS"):
                if account.tls == "starttls":
                    self.client.starttls(tls_context(account))
        except ServerSaidNo as error:  # never on in plain text
            self.close()
            raise LinkLost(f"the server refuses STARTTLS ({error})") from error
        except LinkLost:
            self.close()
            raise

    @property
    def wire(self) -> Wire:
        """The connection underneath."""
        return cast(Wire, self.client._imap)

    def can(self, capability: str) -> bool:
        """Whether the server offers `capability` (as known after the login)."""
        with said("CAPABILITY"):
            return bool(self.client.has_capability(capability))

    def select(self, folder: str, *, writable: bool) -> Selected:
        """Opens `folder`, read-only where that is all that is wanted or allowed; kept as `opened`."""
        self.opened = None
        try:
            answer = self._select(folder, readonly=not writable)
        except ServerSaidNo as error:
            if not writable or not isinstance(error.__cause__, imaplib.IMAP4.readonly):
                raise
            answer, writable = self._select(folder, readonly=True), False
        flags = answer.get(b"PERMANENTFLAGS", ())
        self.opened = Selected(
            folder=folder,
            uidvalidity=int(answer.get(b"UIDVALIDITY", 0)),
            uidnext=int(answer.get(b"UIDNEXT", 0)),
            writable=writable,
            keywords=frozenset(
                "*" if flag == b"\\*" else flag.decode("ascii", "replace").lower() for flag in flags
            ),
        )
        return self.opened

    def uids(self, since: int, uidnext: int) -> set[int]:
        """Every UID of `since` or above in the open folder; the search is cut into windows up to `uidnext`."""
        found: set[int] = set()
        pushed = self.wire.untagged_responses
        exists = pushed.pop("EXISTS", [self._exists])[-1]
        # After an EXPUNGE the same number may mean another message.
        self._exists = exists if pushed.pop("EXPUNGE", None) is None else None
        start = since
        while start + SEARCH_WINDOW < uidnext:
            found |= self._search(f"{start}:{start + SEARCH_WINDOW - 1}")
            start += SEARCH_WINDOW
        # n:* names the last message even when it is below n.
        return {uid for uid in found | self._search(f"{start}:*") if uid >= since}

    def has_news(self) -> bool:
        """Whether the server spoke of new messages since the last search: IDLE would not repeat it."""
        pushed = self.wire.untagged_responses
        # Some servers repeat the same number with every answer.
        return "EXPUNGE" in pushed or ("EXISTS" in pushed and pushed["EXISTS"][-1] != self._exists)

    def still_there(self, uids: Sequence[int]) -> set[int]:
        """Those of `uids` that the open folder still holds."""
        return self._search(",".join(map(str, uids))) & set(uids) if uids else set()

    def facts(self, uids: Sequence[int]) -> dict[int, Facts]:
        """Size and INTERNALDATE of each; UIDs that vanished are absent."""
        rows = self._fetch(uids, ["RFC822.SIZE", "INTERNALDATE"], 0)
        return {
            uid: Facts(int(row[b"RFC822.SIZE"]), row.get(b"INTERNALDATE"))
            for uid, row in rows.items()
            if b"RFC822.SIZE" in row
        }

    def bodies(self, uids: Sequence[int], at_most: int, expected: int) -> dict[int, bytes]:
        """The bytes of each, cut after `at_most`; about `expected` in all. Absent: vanished or not given.

        BODY.PEEK leaves \\Seen alone. The partial form bounds what a wrong RFC822.SIZE can cost.
        """
        rows = self._fetch(uids, [f"BODY.PEEK[]<0.{at_most}>"], 2 * expected + at_most)
        return _octets(rows, b"BODY[]")

    def header(self, uid: int, at_most: int) -> bytes | None:
        """The header block of one message, cut after `at_most` bytes; None if it was not given."""
        rows = self._fetch([uid], [f"BODY.PEEK[HEADER]<0.{at_most}>"], at_most)
        return _octets(rows, b"BODY[HEADER]").get(uid)

    def add_keyword(self, uids: Sequence[int], keyword: str) -> None:
        """Sets a keyword on messages of the open folder."""
        with said("STORE"):
            self.client.add_flags(list(uids), [keyword], silent=True)

    def move(self, uids: Sequence[int], folder: str) -> None:
        """MOVE (RFC 6851)."""
        # COPYUID lines of every move would pile up for as long as the folder stays open.
        self.wire.untagged_responses.pop("COPYUID", None)
        with said("MOVE"):
            self.client.move(list(uids), folder)

    def copy_and_expunge(self, uids: Sequence[int], folder: str) -> None:
        """The same by COPY and UID EXPUNGE (RFC 4315): nothing that another client marked deleted goes with it."""
        self.wire.untagged_responses.pop("COPYUID", None)
        with said("COPY"):
            self.client.copy(list(uids), folder)
        self.remove(uids)

    def remove(self, uids: Sequence[int]) -> None:
        """Expunges these messages of the open folder and no others (UIDPLUS, RFC 4315)."""
        with said("UID EXPUNGE"):
            self.client.add_flags(list(uids), ["\\Deleted"], silent=True)
            self.client.uid_expunge(list(uids))

    def copied(self) -> Copied | None:
        """Where the last move or copy put its messages, if the server said so: COPYUID."""
        return copied(self.wire.untagged_responses.pop("COPYUID", ()))

    def with_message_id(self, message_id: str) -> set[int]:
        """The messages of the open folder that have this Message-ID."""
        with said("SEARCH"):
            return {int(uid) for uid in self.client.search(["HEADER", "Message-ID", message_id])}

    def has_folder(self, folder: str) -> bool:
        """Whether `folder` exists."""
        with said("LIST"):
            return any(name == folder for _, _, name in self.client.list_folders("", folder))

    def create(self, folder: str) -> None:
        """Makes `folder`."""
        with said("CREATE"):
            self.client.create_folder(folder)

    def subscribe(self, folder: str) -> None:
        """Subscribes to `folder`: many mail programs show no other."""
        with said("SUBSCRIBE"):
            self.client.subscribe_folder(folder)

    def personal_prefix(self) -> str:
        """What personal folder names begin with on this server ('INBOX.'), '' for nothing (RFC 2342)."""
        if not self.can("NAMESPACE"):
            return ""
        with said("NAMESPACE"):
            personal = self.client.namespace().personal
        return str(personal[0][0]) if personal else ""

    def foreign_prefixes(self) -> tuple[str, ...]:
        """What names of other users' and of shared folders begin with (RFC 2342)."""
        if not self.can("NAMESPACE"):
            return ()
        with said("NAMESPACE"):
            spaces = self.client.namespace()
        return tuple(str(space[0]) for space in (*(spaces.other or ()), *(spaces.shared or ())) if space[0])

    def close(self) -> None:
        """Logs out if that still works, and closes. Never raises: what matters is durable already."""
        try:
            self.wire.sock.settimeout(5)
            self.client.logout()
        except (imaplib.IMAP4.error, OSError):
            self.drop()

    def drop(self) -> None:
        """Closes without a word, as one does with a connection that is broken."""
        try:
            self.wire.shutdown()
        except (imaplib.IMAP4.error, OSError):
            logging.getLogger(__name__).debug("the IMAP connection was closed already")

    def cut(self) -> None:
        """From another thread: makes whatever waits for the server fail at once."""
        try:
            # The plain socket's method: SSLSocket.shutdown would pull TLS from under the reading thread.
            socket.socket.shutdown(self.wire.sock, socket.SHUT_RDWR)
        except OSError:
            logging.getLogger(__name__).debug("the IMAP connection was closed already")

    def _select(self, folder: str, *, readonly: bool) -> dict[bytes, Any]:
        with said(f"SELECT {folder}"):
            return cast(dict[bytes, Any], self.client.select_folder(folder, readonly=readonly))

    def _search(self, uids: str) -> set[int]:
        with said("SEARCH"):
            return {int(uid) for uid in self.client.search(["UID", uids])}

    def _fetch(
        self, uids: Sequence[int], items: list[str], literal_bytes: int
    ) -> dict[int, dict[bytes, Any]]:
        # Rows of a FETCH that ended in NO stay behind in imaplib and would be taken for the next answer's.
        self.wire.untagged_responses.pop("FETCH", None)
        self.wire.allow(literal_bytes)
        with said("FETCH"):
            return cast(dict[int, dict[bytes, Any]], self.client.fetch(list(uids), items))


def _octets(rows: dict[int, dict[bytes, Any]], item: bytes) -> dict[int, bytes]:
    """The bytes of `item` in each row, whether the server repeats the partial's origin or not; NIL is absent."""
    found = {uid: row.get(item + b"<0>", row.get(item)) for uid, row in rows.items()}
    return {uid: value for uid, value in found.items() if isinstance(value, bytes)}
