"""What one setting asks of another: checked once each is good by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from helpdesk.daemon.settings.kinds import show
from helpdesk.daemon.settings.mailbox import Imap, Mailbox
from helpdesk.daemon.settings.places import is_loopback
from helpdesk.daemon.settings.sockets import Listen, Web
from helpdesk.daemon.settings.table import Document
from helpdesk.daemon.settings.toml import Path
from helpdesk.rules.address import folded


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at `path` of the document; `at_key`: with the key itself, not with its value.

    `lacking`: because another key of the table is absent, which is no news where that key is wrong itself.
    """

    path: Path
    what: str
    fix: str = ""
    severity: Literal["error", "warning"] = "error"
    at_key: bool = False
    lacking: bool = False


def cross_check(document: Document, data: Mapping[str, Any]) -> list[Finding]:
    """Return what is wrong between settings. `data` is the document as written: which keys are there."""
    found = [*_names(document), *_ways_in(document)]
    for index, box in enumerate(document.mailbox):
        found += _mailbox(box, ("mailbox", index))
    written = data.get("listen", [])
    for index, socket in enumerate(document.listen):
        found += _listener(socket, written[index], ("listen", index))
    return [
        *found,
        *_sending(document),
        *_storage(document),
        *_web(document),
        *_surveys(document),
        *_trust(document),
    ]


def _lacks(path: Path, what: str, fix: str = "", *, at_key: bool = False) -> Finding:
    return Finding(path, what, fix, at_key=at_key, lacking=True)


def _names(document: Document) -> Iterator[Finding]:
    """Mailbox names and addresses stand once."""
    if not document.mailbox:
        what = "there is no [[mailbox]]: the desk needs an address customers write to"
        yield Finding(("mailbox",), what, at_key=True)
    names: set[str] = set()
    owners: dict[str, int] = {}
    for index, box in enumerate(document.mailbox):
        here: Path = ("mailbox", index)
        if box.name in names:
            yield Finding(
                (*here, "name"), f"two mailboxes are called {show(box.name)}", "Give one another name"
            )
        names.add(box.name)
        for place, address in _addresses(box):
            owner = owners.setdefault(folded(address), index)
            if owner != index:
                what = f"{address} is an address of another mailbox already"
                yield Finding((*here, *place), what, "An address belongs to one mailbox")
        mine = [folded(address) for _, address in _addresses(box)]
        for number, address in enumerate(document.desk.command_addresses):
            if folded(address) in mine:
                what = f"{address} is mailbox {show(box.name)}'s: customers write there"
                yield Finding(
                    ("desk", "command_addresses", number), what, "Give commands an address of their own"
                )
        for number, (place, address) in enumerate(_addresses(box)):
            if mine.index(folded(address)) < number:
                yield Finding((*here, *place), f"{address} stands here twice", "Keep one")


def _addresses(box: Mailbox) -> list[tuple[Path, str]]:
    """A mailbox's addresses with their places in it."""
    first: tuple[Path, str] = (("address",), box.address)
    return [first, *((("aliases", position), alias) for position, alias in enumerate(box.aliases))]


def _ways_in(document: Document) -> Iterator[Finding]:
    """Mail must be able to reach every mailbox."""
    takes = any(socket.kind in ("smtp", "lmtp") for socket in document.listen)
    for index, box in enumerate(document.mailbox):
        if not box.intake.imap and not (box.intake.smtp and takes):
            fix = 'Add [mailbox.intake.imap], or [[listen]] with kind = "smtp" or "lmtp"'
            what = f"no mail can reach the mailbox {show(box.name)}"
            yield Finding(("mailbox", index, "name"), what, fix, "warning", lacking=True)


def _mailbox(box: Mailbox, here: Path) -> Iterator[Finding]:
    if box.reply_token == "plus" and not box.plus_addressing:  # noqa: S105 (not a password)
        fix = 'Use reply_token = "message-id"'
        yield Finding((*here, "reply_token"), '"plus" needs plus_addressing = true', fix)
    for place, address in _addresses(box):
        if "+" in address.partition("@")[0]:
            fix = "The desk adds its own after a +: use the plain address"
            yield Finding((*here, *place), f"{address} has a + in it", fix)
    if box.intake.imap:
        yield from _imap(box.intake.imap, (*here, "intake", "imap"))


def _imap(imap: Imap, here: Path) -> Iterator[Finding]:
    if imap.password is None and imap.oauth is None:
        fix = 'Add password = "env:NAME", or the table [mailbox.intake.imap.oauth]'
        yield _lacks((*here, "password"), "there is neither a password nor oauth", fix, at_key=True)
    if imap.password is not None and imap.oauth is not None:
        yield Finding(
            (*here, "password"), "there is a password and oauth too", "Keep one of them", at_key=True
        )
    if not imap.folders:
        yield Finding((*here, "folders"), "no folder is read", 'Write folders = ["INBOX"]')
    for key, target in (("after", imap.after.name), ("too_big_folder", imap.too_big_folder)):
        if target in imap.folders and (key != "after" or imap.after.action == "move"):
            what = f"messages would be moved to {show(target)}, which is read too"
            yield Finding((*here, key), what, "Name a folder that is not in folders")
    if imap.mirror_folders and imap.after.action == "move":
        what = f"messages would be moved to {show(imap.after.name)} and to their ticket's folder too"
        fix = 'Keep one: after = "none" (or "keyword"), or mirror_folders = false'
        yield Finding((*here, "mirror_folders"), what, fix)
    if imap.oauth:
        yield from _oauth(imap, (*here, "oauth"))


def _oauth(imap: Imap, here: Path) -> Iterator[Finding]:
    oauth = imap.oauth
    if oauth is None:
        return
    if oauth.kind == "refresh_token" and oauth.refresh_token is None:
        yield _lacks(
            (*here, "kind"), '"refresh_token" needs the key refresh_token', 'Add refresh_token = "file:PATH"'
        )
    if oauth.kind == "client_credentials" and oauth.client_secret is None:
        yield _lacks(
            (*here, "kind"), '"client_credentials" needs client_secret', 'Add client_secret = "env:NAME"'
        )
    host = oauth.token_url.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
    plain = oauth.token_url.startswith("http://") and is_loopback(host)
    if not plain and not (oauth.token_url.startswith("https://") and host):
        yield Finding((*here, "token_url"), "tokens are asked for over https:// only")


def _listener(socket: Listen, written: Mapping[str, Any], here: Path) -> Iterator[Finding]:
    if socket.unix is None and "port" not in written:
        yield _lacks(
            (*here, "port"), '"port" is missing in listen', "Write port = 25, or unix = PATH", at_key=True
        )
    if socket.unix is not None and ("port" in written or "host" in written):
        yield Finding(
            (*here, "unix"), "there is a unix socket and a host or port too", "Keep one", at_key=True
        )
    if (socket.tls_cert is None) != (socket.tls_key is None):
        there, other = ("tls_key", "tls_cert") if socket.tls_cert is None else ("tls_cert", "tls_key")
        yield _lacks((*here, there), f"{there} needs {other}", at_key=True)
    if socket.implicit_tls and socket.tls_cert is None:
        yield _lacks((*here, "implicit_tls"), "TLS needs a certificate", "Write tls_cert and tls_key")
    if socket.kind == "submission" and socket.tls_cert is None:
        fix = "Write tls_cert and tls_key"
        yield _lacks((*here, "kind"), "agents sign in over TLS only: submission needs a certificate", fix)
    if socket.proxy_protocol and not socket.peers and socket.unix is None:
        fix = 'Write the proxy\'s address: peers = ["192.0.2.7"]'
        yield _lacks((*here, "proxy_protocol"), "anyone could claim to be the proxy: peers is empty", fix)
    if socket.kind == "lmtp" and socket.unix is None and not socket.peers and not is_loopback(socket.host):
        fix = "Write peers, or listen on 127.0.0.1 or a unix socket"
        yield _lacks((*here, "host"), "LMTP is for your own mail server only, and anyone may connect", fix)


def _sending(document: Document) -> Iterator[Finding]:
    relay = document.smarthost
    if relay is None:
        return
    if relay.user and relay.password is None:
        yield _lacks(("smarthost", "user"), "there is a user and no password", 'Add password = "env:NAME"')
    if relay.password is not None and not relay.user:
        yield _lacks(("smarthost", "password"), "there is a password and no user", at_key=True)


def _storage(document: Document) -> Iterator[Finding]:
    url = document.storage.database
    if url and not (url.startswith("sqlite:///") and len(url) > len("sqlite:///")):
        fix = 'Write "sqlite:///absolute/path.db", or leave it empty'
        yield Finding(("storage", "database"), "this version keeps its database in SQLite", fix)


def _web(document: Document) -> Iterator[Finding]:
    web = document.web
    if web.user_header and not web.proxies:
        fix = 'Write the proxy\'s address: proxies = ["127.0.0.1"]'
        yield _lacks(("web", "user_header"), "anyone could write this header: proxies is empty", fix)
    if web.url and not web.url.startswith(("https://", "http://")):
        yield Finding(
            ("web", "url"), f"{show(web.url)} is not a web address", 'Write "https://desk.example.com"'
        )
    yield from _public(web)
    if not is_loopback(web.host) and not web.url and not web.public_url and not web.allowed_hosts:
        fix = 'Write allowed_hosts = ["desk.example.com"]'
        yield _lacks(("web", "host"), "the viewer would answer to any host name", fix)


def _public(web: Web) -> Iterator[Finding]:
    """Customers' pages are open to all the world: their secrets stand in the address, and go by https alone."""
    url = web.public_url
    if not url:
        return
    if not web.enabled:
        what = "the viewer is off, so no mail names a page"
        yield Finding(("web", "public_url"), what, "Write enabled = true", "warning")
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        yield Finding(
            ("web", "public_url"), f"{show(url)} is no https address", 'Write "https://help.example.com"'
        )
    elif (
        not url.isascii()
        or not parts.hostname
        or parts.path not in ("", "/")
        or parts.query
        or parts.fragment
    ):
        fix = 'Give the pages a host name of their own: "https://help.example.com"'
        yield Finding(("web", "public_url"), f"{show(url)} is more than a host name", fix)


def _surveys(document: Document) -> Iterator[Finding]:
    url = document.surveys.review_url
    if url and not url.startswith(("https://", "http://")):
        fix = 'Write "https://..."'
        yield Finding(("surveys", "review_url"), f"{show(url)} is not a web address", fix)


def _trust(document: Document) -> Iterator[Finding]:
    header = document.trust.trust_header
    if header and not all(part.strip() for part in (*header.partition(":")[::2],)):
        yield Finding(("trust", "trust_header"), f"{show(header)} is not a header", 'Write "Name: value"')
