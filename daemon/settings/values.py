"""The settings as the daemon uses them: read once, frozen, every default filled in and every path absolute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from helpdesk.daemon.errors import OperatorError
from helpdesk.daemon.settings.life import Life, Surveys
from helpdesk.daemon.settings.mailbox import Imap, Intake, Mailbox, OAuth
from helpdesk.daemon.settings.places import After, Endpoint, Secret
from helpdesk.daemon.settings.sockets import Limits, Listen, Smarthost, Web
from helpdesk.daemon.settings.table import Ack, Desk, Document, Trust
from helpdesk.rules.address import folded
from helpdesk.tickets.model import Language

_COMMANDS = ("comandos", "commands")

__all__ = [
    "Ack", "After", "Desk", "Endpoint", "Imap", "Intake", "Limits", "Listen", "Mailbox", "OAuth", "Secret",
    "Settings", "Smarthost", "Trust", "Web", "find_file", "load",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the desk was told. `path` is the file, None for the built-in desk; `data_dir` and `config_dir` are absolute.

    `database` is 'sqlite:///absolute/path'. `smarthost` None: outgoing mail is kept in `outgoing_dir`, a Maildir.
    Every mailbox's `display_name` is filled in.
    """

    path: Path | None
    data_dir: Path
    database: str
    config_dir: Path
    desk: Desk
    mailboxes: tuple[Mailbox, ...]
    listeners: tuple[Listen, ...]
    smarthost: Smarthost | None
    ack: Ack
    life: Life
    surveys: Surveys
    trust: Trust
    limits: Limits
    web: Web

    @cached_property
    def own_addresses(self) -> frozenset[str]:
        """Every address and alias of every mailbox, folded, without tags."""
        return frozenset(self._by_address)

    @cached_property
    def _by_address(self) -> dict[str, Mailbox]:
        # What comes to a command address is the first mailbox's, for whoever is no agent.
        found = {folded(address): self.mailboxes[0] for address in self.desk.command_addresses}
        return found | {
            folded(address): box for box in self.mailboxes for address in (box.address, *box.aliases)
        }

    def is_command_address(self, address: str) -> bool:
        """Whether what comes to `address` is a batch of commands, if an agent sent it."""
        wanted = folded(address.strip())
        local, _, domain = wanted.rpartition("@")
        plain, plus, tag = local.partition("+")
        own = plus and tag in _COMMANDS and f"{plain}@{domain}" in self._by_address
        return bool(own) or wanted in {folded(each) for each in self.desk.command_addresses}

    @property
    def command_address(self) -> str:
        """The address agents are told to send batches to."""
        local, _, domain = self.mailboxes[0].address.rpartition("@")
        return next(iter(self.desk.command_addresses), f"{local}+{_COMMANDS[0]}@{domain}")

    def mailbox_for(self, address: str) -> Mailbox | None:
        """Return the mailbox that mail to `address` belongs to: its address, an alias, or either with a +tag."""
        wanted = folded(address.strip())
        found = self._by_address.get(wanted)
        if found:
            return found
        local, _, domain = wanted.rpartition("@")
        plain, plus, _ = local.partition("+")
        tagged = self._by_address.get(f"{plain}@{domain}") if plus else None
        return tagged if tagged and tagged.plus_addressing else None

    def mailbox(self, name: str) -> Mailbox | None:
        """Return the mailbox called `name`."""
        return next((box for box in self.mailboxes if box.name == name), None)

    def language_of(self, mailbox: str) -> Language:
        """Return the language of the mailbox called `mailbox`, else the desk's."""
        box = self.mailbox(mailbox)
        return (box.language if box else None) or self.desk.language

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Every prefix a protocol may begin with, the present one first."""
        return (self.desk.prefix, *self.desk.former_prefixes)

    @property
    def web_url(self) -> str:
        """How people reach the viewer, without a slash at the end."""
        host = f"[{self.web.host}]" if ":" in self.web.host else self.web.host
        return self.web.url.rstrip("/") or f"http://{host}:{self.web.port}"

    @property
    def public_url(self) -> str:
        """Where customers reach the pages for them, without a slash at the end; '' where mails name no page."""
        return self.web.public_url.rstrip("/") if self.web.enabled else ""

    @property
    def outgoing_dir(self) -> Path:
        """The Maildir that mail is kept in where there is no smarthost."""
        return self.data_dir / "outgoing"


def load(path: Path | None, data: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read the settings: `path`, else $HELPDESK_CONFIG, else ./helpdesk.toml, else the built-in desk.

    `data` (else $HELPDESK_DATA) overrides the data folder. Raises OperatorError with every problem at once.
    """
    from helpdesk.daemon.settings.read import read_document

    file = find_file(path, environ)
    if file is None:
        return built_in(data, environ)
    document, problems = read_document(file, environ)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors or document is None:
        raise OperatorError(errors)
    return settle(file, document, data, environ)


def find_file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Return the settings file in use, None for the built-in desk."""
    if path is not None:
        return path
    if environ.get("HELPDESK_CONFIG"):
        return Path(environ["HELPDESK_CONFIG"])
    here = Path("helpdesk.toml")
    return here if here.exists() else None


def built_in(data: Path | None, environ: Mapping[str, str]) -> Settings:
    """Return the desk there is with no file at all: it reaches nobody, and listens on this machine only."""
    from helpdesk import config

    box = Mailbox(name="support", address="support@helpdesk.example")
    document = Document(mailbox=(box,), listen=(Listen(kind="smtp", port=2525),))
    settings = settle(None, document, data, environ)
    sample = Path(next(iter(config.__path__)))
    return replace(settings, config_dir=sample)


def settle(path: Path | None, document: Document, data: Path | None, environ: Mapping[str, str]) -> Settings:
    """Fill in what the document leaves open, and make its paths absolute."""
    base = path.parent if path else Path()
    folder = data or (Path(environ["HELPDESK_DATA"]) if environ.get("HELPDESK_DATA") else None)
    folder = (folder or base / document.storage.data).absolute()
    shown = document.desk.name
    return Settings(
        path=path,
        data_dir=folder,
        database=document.storage.database or f"sqlite://{folder / 'helpdesk.db'}",
        config_dir=(base / document.storage.config).absolute(),
        desk=document.desk,
        mailboxes=tuple(replace(box, display_name=box.display_name or shown) for box in document.mailbox),
        listeners=document.listen,
        smarthost=document.smarthost,
        ack=document.ack,
        life=document.life,
        surveys=document.surveys,
        trust=document.trust,
        limits=document.limits,
        web=document.web,
    )
