"""The kinds of setting that point outside: servers, networks, files, secrets, and where a stored message goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from helpdesk.daemon.errors import OperatorError, Problem
from helpdesk.daemon.settings.kinds import Reads, Where, Wrong, show

Tls = Literal["implicit", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server to connect to, and how the connection is secured. TLS is always verified."""

    host: str
    port: int
    tls: Tls
    scheme: str

    def __str__(self) -> str:
        """As it is written in the settings."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def endpoint(service: str, ports: Mapping[Tls, int]) -> Reads:
    """The address of a `service` ('imap', 'smtp'), with the port usual for each kind of security."""
    schemes: dict[str, Tls] = {f"{service}s": "implicit", f"{service}+starttls": "starttls", service: "none"}
    usual = f"{service}s://{service}.example.com:{ports['implicit']}"

    def read(value: object, where: Where) -> Endpoint:
        if not isinstance(value, str):
            raise Wrong("this must be a server's address", f'Write one like "{usual}"')
        try:
            parts = urlsplit(value)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            host, port = "", None
        if parts.username is not None or parts.password is not None:
            raise Wrong("a user or password may not stand in the address", "Use the keys user and password")
        if parts.scheme not in schemes or not host or parts.path.strip("/") or parts.query:
            raise Wrong("this is not a server's address", f'Write one like "{usual}"')
        tls = schemes[parts.scheme]
        if tls == "none" and not is_loopback(host):
            fix = f"Use {service}s:// or {service}+starttls://"
            raise Wrong(f"{service}:// sends passwords and mail unencrypted to {host}", fix)
        return Endpoint(host, port or ports[tls], tls, parts.scheme)

    return Reads(read, f'server, like "{usual}"')


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_network(value: object, where: Where) -> str:
    """Read an IP address or a network in CIDR form."""
    try:
        return str(ip_network(value)) if isinstance(value, str) else _no_network(value)
    except ValueError:
        return _no_network(value)


def _no_network(value: object) -> str:
    raise Wrong(
        f"{show(value)} is not an IP address or network", 'Write one like "192.0.2.7" or "10.0.0.0/8"'
    )


def read_host(value: object, where: Where) -> str:
    """Read a host name or IP address to listen on or to look up names at."""
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9._:-]+", value):
        return value
    raise Wrong(f"{show(value)} is not a host name or IP address")


def read_path(value: object, where: Where) -> Path:
    """Read a path; a relative one starts at the folder of the settings file."""
    if isinstance(value, str) and value and "\0" not in value:
        return where.base / Path(value).expanduser()
    raise Wrong(f"{show(value)} is not a path", 'Write it in quotes: "/etc/helpdesk/tls.pem"')


# -- secrets --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is kept: 'env:NAME' or 'file:PATH'. The secret itself is never held, shown or compared."""

    reference: str
    base: Path = field(repr=False, compare=False)
    environ: Mapping[str, str] = field(repr=False, compare=False)

    def __str__(self) -> str:
        """Where it is kept."""
        return self.reference

    def reveal(self) -> str:
        """Read the secret now, so that a file changed meanwhile is seen. Raises OperatorError where there is none."""
        kind, _, name = self.reference.partition(":")
        if kind == "env":
            if not self.environ.get(name):
                raise self._refuse("this variable is not set", f"export {name}=...")
            return self.environ[name]
        path = self.base / Path(name).expanduser()
        try:
            found = path.read_text("utf-8").rstrip("\r\n")
        except OSError as fault:
            raise self._refuse(f"cannot read {path}: {fault.strerror}") from None
        except UnicodeDecodeError:
            raise self._refuse(f"{path} is not text") from None
        if not found:
            raise self._refuse(f"{path} is empty")
        return found

    def _refuse(self, what: str, fix: str = "") -> OperatorError:
        return OperatorError([Problem(self.reference, what, fix)])


_REFERENCE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|file:[^\0\n]+")


def read_secret(value: object, where: Where) -> Secret:
    """Read where a secret is kept. What stands there instead is never repeated: it may be the secret."""
    if isinstance(value, str) and _REFERENCE.fullmatch(value):
        return Secret(value, where.base, where.environ)
    fix = 'Write "env:NAME" (an environment variable) or "file:PATH" (a file only the daemon can read)'
    raise Wrong("a secret may not stand in this file", fix)


# -- what happens to a mail in its IMAP folder ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class After:
    """What is done to a message once it is safely stored. `name`: the folder or the keyword."""

    action: Literal["none", "keyword", "move"]
    name: str = ""

    def __str__(self) -> str:
        """As it is written in the settings."""
        return f"{self.action}:{self.name}" if self.name else self.action


KEYWORD = "hd-received"


def read_after(value: object, where: Where) -> After:
    """Read 'none', 'keyword', 'keyword:NAME' or 'move:FOLDER'."""
    action, colon, name = value.partition(":") if isinstance(value, str) else ("", "", "")
    if action == "none" and not colon:
        return After("none")
    if action == "keyword" and re.fullmatch(r'[^\s(){%*"\\\]]+', name or KEYWORD):
        return After("keyword", name or KEYWORD)
    if action == "move" and name.strip():
        return After("move", name.strip())
    fix = 'Write "none", "keyword" or "move:FOLDER"'
    raise Wrong(f"{show(value)} is not something to do with a stored message", fix)


# -- the kinds, as fields are marked with them ----------------------------------------------------

Host = Annotated[str, Reads(read_host, "host name or IP address")]
Network = Annotated[str, Reads(read_network, "IP address or network")]
FilePath = Annotated[Path, Reads(read_path, "path, from the folder of this file")]
SecretAt = Annotated[Secret, Reads(read_secret, 'secret: "env:NAME" or "file:PATH"')]
AfterStored = Annotated[After, Reads(read_after, '"none", "keyword" or "move:FOLDER"')]
IMAP_SERVER = endpoint("imap", {"implicit": 993, "starttls": 143, "none": 143})
SMTP_SERVER = endpoint("smtp", {"implicit": 465, "starttls": 587, "none": 25})
ImapServer = Annotated[Endpoint, IMAP_SERVER]
SmtpServer = Annotated[Endpoint, SMTP_SERVER]
