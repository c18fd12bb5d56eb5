"""`helpdesk init`: six questions, and the files of a desk that `helpdesk check` finds good."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args
from urllib.parse import unquote, urlsplit

from helpdesk.daemon.commands.init_words import HEADS, LANGUAGE_QUESTION, NEXT, QUESTIONS
from helpdesk.daemon.exits import DONE, USAGE, Stop
from helpdesk.daemon.policy.files import read_policy
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.settings.kinds import Where, Wrong, read_address, read_line, read_prefix, show
from helpdesk.daemon.settings.places import IMAP_SERVER, SMTP_SERVER, is_loopback
from helpdesk.daemon.settings.sample import short_sample
from helpdesk.daemon.settings.sample_policy import sample_policy
from helpdesk.daemon.settings.values import load
from helpdesk.tickets.model import Language

_DEFAULTS = {"prefix": "HD", "address": "support@helpdesk.example", "imap": "", "smtp": ""}
_NAMES: dict[Language, str] = {"es": "Soporte", "en": "Support", "pt": "Suporte"}
_NOWHERE = Where(Path(), {})
_IGNORED = "helpdesk-data/\n*.key\n*.pem\n.env\n"


@dataclass(frozen=True, slots=True)
class Server:
    """A server as it was answered. `user` '' = no sign-in."""

    url: str
    user: str


@dataclass(frozen=True, slots=True)
class Answers:
    """The six answers, checked."""

    name: str
    prefix: str
    address: str
    imap: Server | None
    smtp: Server | None
    language: Language


def init(
    folder: Path,
    *,
    yes: bool = False,
    name: str | None = None,
    prefix: str | None = None,
    address: str | None = None,
    imap: str | None = None,
    smtp: str | None = None,
    language: str | None = None,
) -> int:
    """Write helpdesk.toml, config/ and .gitignore into `folder`, and say what comes next.

    What is not given is asked for; with `yes` it takes its default. Raises Stop where a value given cannot be used,
    or one of the files is there already.
    """
    toml, policy = folder / "helpdesk.toml", folder / "config"
    for path in (toml, policy / "agents.yaml"):
        if path.exists():
            raise Stop(
                USAGE, f"{path}: this file is there already, and nothing is overwritten. Name another folder?"
            )
    given = {"name": name, "prefix": prefix, "address": address, "imap": imap, "smtp": smtp}
    answers = _ask_all(given, language, ask=None if yes else _ask)
    sample = sample_policy(answers.language, _mailbox_name(answers))
    kept = {policy / file: text for file, text in sample.items()} | {folder / ".gitignore": _IGNORED}
    _write_all({toml: _settings(answers)} | {path: kept[path] for path in kept if not path.exists()})
    _say_next(Printer(), folder, answers)
    return DONE


Ask = Callable[[str, str], str]


def _ask_all(given: Mapping[str, str | None], language: str | None, ask: Ask | None) -> Answers:
    """Take what is given, ask for the rest (`ask` None: defaults). The language first: the others are asked in it."""
    tongue = cast(Language, _answer("language", language, "es", LANGUAGE_QUESTION, ask))
    defaults = {"name": _NAMES[tongue], **_DEFAULTS}
    found = {}
    for key, default in defaults.items():
        found[key] = _answer(key, given[key], default, QUESTIONS[tongue][key], ask)
    servers = {key: _server(found[key], found["address"]) for key in ("imap", "smtp")}
    return Answers(found["name"], found["prefix"], found["address"], servers["imap"], servers["smtp"], tongue)


def _answer(key: str, given: str | None, default: str, question: str, ask: Ask | None) -> str:
    """Return one good answer. What was given must be good; a person is asked again."""
    if given is not None or ask is None:
        try:
            return _READ[key](default if given is None else given)
        except Wrong as fault:
            raise Stop(USAGE, f"--{key}: {fault.what}. {fault.fix}".rstrip()) from None
    while True:
        try:
            return _READ[key](ask(question, default) or default)
        except Wrong as fault:
            Printer().complain(key, fault.what, fault.fix)


def _ask(question: str, default: str) -> str:
    """Ask on the terminal; the answer may also come through a pipe."""
    sys.stdout.write(f"{question} [{default}]: " if default else f"{question}: ")
    sys.stdout.flush()
    answer = sys.stdin.readline()
    if not answer:
        raise Stop(USAGE, "init: there is nobody to answer. Use --yes for the defaults, or give the flags.")
    return answer.strip()


def _read_language(text: str) -> str:
    if text.lower() in get_args(Language):
        return text.lower()
    raise Wrong(f"{show(text)} is not one of es, en, pt")


def _read_url(read: Callable[[object, Where], object]) -> Callable[[str], str]:
    """Check a server's address, which may name its user here."""

    def check(text: str) -> str:
        if text:
            try:
                parts = urlsplit(text)
            except ValueError:
                raise Wrong("this is not a server's address") from None
            if parts.password is not None:
                raise Wrong(
                    "a password may not stand in the address", "It is asked for in the environment later"
                )
            read(_without_user(text), _NOWHERE)
        return text

    return check


_READ: dict[str, Callable[[str], str]] = {
    "name": lambda text: read_line(text, _NOWHERE),
    "prefix": lambda text: read_prefix(text.upper(), _NOWHERE),
    "address": lambda text: read_address(text, _NOWHERE),
    "imap": _read_url(IMAP_SERVER.parse),
    "smtp": _read_url(SMTP_SERVER.parse),
    "language": _read_language,
}


def _without_user(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _server(url: str, address: str) -> Server | None:
    """The server with its user: the one in the address, else the support address; none for a relay on this machine."""
    if not url:
        return None
    parts = urlsplit(url)
    local_relay = parts.scheme == "smtp" and is_loopback(parts.hostname or "")
    return Server(_without_user(url), unquote(parts.username or "") or ("" if local_relay else address))


def _settings(answers: Answers) -> str:
    """The text of helpdesk.toml."""
    values: dict[tuple[str, ...], str] = {
        ("desk", "name"): show(answers.name),
        ("desk", "prefix"): show(answers.prefix),
        ("desk", "language"): show(answers.language),
        ("mailbox", "name"): show(_mailbox_name(answers)),
        ("mailbox", "address"): show(answers.address),
    }
    present: list[tuple[str, ...]] = [("mailbox",)]
    if answers.imap:
        place = ("mailbox", "intake", "imap")
        present.append(place)
        values |= {(*place, "url"): show(answers.imap.url), (*place, "user"): show(answers.imap.user)}
        values[(*place, "password")] = '"env:HD_IMAP_PASSWORD"'
    else:
        present.append(("listen",))
        values |= {("listen", "kind"): '"smtp"', ("listen", "port"): "2525"}
    if answers.smtp:
        present.append(("smarthost",))
        values[("smarthost", "url")] = show(answers.smtp.url)
        if answers.smtp.user:
            values |= {("smarthost", "user"): show(answers.smtp.user)}
            values[("smarthost", "password")] = '"env:HD_SMTP_PASSWORD"'
    return short_sample(HEADS[answers.language], values, present, answers.language)


def _mailbox_name(answers: Answers) -> str:
    """The support address's local part, where it is a name."""
    local = answers.address.partition("@")[0].lower()
    return local if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", local) else "support"


def _write_all(files: Mapping[Path, str]) -> None:
    """Write the settings, which come first, and the rest. Half a desk is none: what was written goes again where the
    disk is full, for the next try would take it for a desk that is there."""
    written: list[Path] = []
    try:
        for path, text in files.items():
            _write(path, text, written)
        _write_schemas(next(iter(files)))
    except (Stop, OSError):
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _write_schemas(toml: Path) -> None:
    """What an editor completes and checks the policy's files by, with the names they define."""
    from helpdesk.daemon.commands.schema import write_schemas

    settings = load(toml, None, {})
    folder = settings.config_dir / ".schema"
    folder.mkdir(exist_ok=True)
    write_schemas(folder, read_policy(settings), settings)


def _write(path: Path, text: str, written: list[Path]) -> None:
    """Write a new file and note it; one that appeared meanwhile is not touched."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            written.append(path)
            file.write(text)
    except OSError as fault:
        raise Stop(USAGE, f"{path}: cannot be written: {fault.strerror}.") from None


def _say_next(printer: Printer, folder: Path, answers: Answers) -> None:
    words = NEXT[answers.language]
    file = os.path.join(folder, "helpdesk.toml")
    names = {
        "agents": os.path.join(folder, "config", "agents.yaml"),
        "tests": os.path.join(folder, "config", "tests", "*.yaml"),
        "outgoing": os.path.join(folder, "helpdesk-data", "outgoing"),
        "helpdesk": f"helpdesk --config {shlex.quote(file)}",
    }
    written = (file, os.path.join(folder, "config", ""), os.path.join(folder, ".gitignore"))
    printer.say(f"{words['written']} {', '.join(written)}")
    steps = [words["people"].format(**names)]
    for server, name in ((answers.imap, "HD_IMAP_PASSWORD"), (answers.smtp, "HD_SMTP_PASSWORD")):
        if server and server.user:
            steps.append(words["secret"].format(name=name, user=server.user))
    steps += [words["check"].format(**names), words["shadow" if answers.imap else "run"].format(**names)]
    printer.say(words["next"])
    for number, step in enumerate(steps, 1):
        printer.say(f"  {number}. {step}")
    if not answers.smtp:
        printer.say(words["no_smtp"].format(**names))
