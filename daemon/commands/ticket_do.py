"""`helpdesk ticket do`: an agent's commands from the shell, as the mail she would have written; no second way in."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

from helpdesk.daemon.commands.ticket import find
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.exits import DATA, DONE, USAGE, Stop
from helpdesk.daemon.intake import Intake
from helpdesk.daemon.letters.mint import DeskMint
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.source_key import source_key
from helpdesk.daemon.wiring import open_desk
from helpdesk.mailflow.command_words import ABOUT_MESSAGE, BRING_WORDS, VERBS, plain
from helpdesk.mailflow.commands import parse
from helpdesk.mailflow.digest import mail_digest
from helpdesk.mailflow.letter import handle
from helpdesk.mailflow.tokens import handle_address
from helpdesk.tickets.deeds import Commands
from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import Agent, Arrival, HandleKind, Ticket
from helpdesk.tickets.reasons import reason as reason_of

BATCH = "-"  # instead of a protocol: each line names its own
_LIFE = timedelta(hours=1)  # of the address the mail is written to; it is used at once


def do(
    config: Path | None,
    data: Path | None,
    wanted: str,
    commands: Sequence[str],
    who: str,
    text: Path | None,
    message: int,
    json: bool,
) -> int:
    """Have `commands` obeyed as the agent `who` (id or address); `text` goes to the customer, or is a note with #nota.
    A batch without either is read from standard input.

    Whoever may write the archive may do this: it counts as her sign-in. 65 where the desk held it, or did not do a line
    of a batch; what is wrong is said as by mail, in her language.
    """
    words = _words(Path(BATCH) if text is None and wanted == BATCH and not commands else text)
    if not any(command.strip() for command in commands) and not words.strip():
        raise Stop(USAGE, "nothing to do: give commands, or --text FILE")
    if wanted != BATCH:
        commands, words = about(message, commands, words)
    with open_desk(config, data) as desk:
        ticket = None if wanted == BATCH else _found(desk, wanted)
        agent = desk.agent(who) or desk.agent_of(who)
        if agent is None:
            raise Stop(
                DATA, f"--as: there is no agent {who!r}. There are {', '.join(a.id for a in desk.agents)}"
            )
        intake = Intake(desk)
        intake.recover()
        lines = [*commands, "", words]
        took = batch(desk, agent, lines) if ticket is None else received(desk, ticket, agent, lines)
        row = intake.take_one(took)
        if row.result is None:
            raise Stop(DATA, f"journal row {row.id} is still waiting; `helpdesk run` will take it")
        printer = Printer(json=json)
        printer.line(
            dict(row.result),
            lambda line: f"{line['outcome']:10} {line['protocol'] or BATCH}  {_said(line, agent)}",
        )
        return DATA if row.state == "held" or row.result.get("refused") else DONE


def _said(line: Mapping[str, Any], agent: Agent) -> str:
    """What came of it: her transcript, or why it was held, as her receipt says it."""
    held = line.get("held_reason")
    why = reason_of(held, agent.languages[0]) if held else None
    told = [each for each in line.get("told", ()) if each]
    head = f"{why.words} {why.advice}" if why else "" if told else str(line["because"])
    return "\n".join([head, *told]) if told else head


def _found(desk: Desk, wanted: str) -> Ticket:
    return desk.ticket(desk.store.survivor(find(desk.store, wanted, desk.settings.prefixes)))


def about(message: int, commands: Sequence[str], words: str) -> tuple[list[str], str]:
    """Commands and text, with the number of the message behind those that are about one and say none. By mail it is the
    one that is answered. Raises Stop (2) where it is missing, or none of them is about a message."""
    for command in commands:
        if plain(command.strip().partition(" ")[0]) in VERBS:
            raise Stop(USAGE, f"{command}: a command begins with “#”: #{command.strip()}")
    lines = [*commands, "", *words.split("\n")]
    read = parse("\n".join(lines))
    verbs = read.verbs if isinstance(read, Commands) else ()  # the desk says what is wrong with them
    lacking = [verb for verb in verbs if verb.name in ABOUT_MESSAGE and not verb.value]
    if lacking and not message:
        raise Stop(
            USAGE, f"--message N: which one is {lacking[0].source} about? helpdesk ticket show numbers them"
        )
    if message and not lacking:
        raise Stop(USAGE, "--message: none of these commands is about a message")
    for verb in lacking:
        lines[verb.line - 1] += f" {message}"
    return lines[: len(commands)], "\n".join(lines[len(commands) + 1 :])


def _words(text: Path | None) -> str:
    if text is None:
        return ""
    if text == Path(BATCH):
        if sys.stdin is None or sys.stdin.isatty():
            raise Stop(USAGE, "no commands: give them in standard input, as arguments or with --text FILE")
        text, read = Path("standard input"), sys.stdin.read
    else:
        read = partial(text.read_text, "utf-8")
    try:
        return read()
    except OSError as fault:
        raise Stop(DATA, f"{text}: cannot be read: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise Stop(DATA, f"{text}: what stands at byte {fault.start} is not UTF-8. Save it so") from fault


def _bring_words(lines: Sequence[str]) -> bool:
    """Whether a command of hers puts words for the customer into the mail."""
    commands = parse("\n".join(lines))
    return isinstance(commands, Commands) and any(verb.name in BRING_WORDS for verb in commands.verbs)


def received(desk: Desk, ticket: Ticket, agent: Agent, lines: Sequence[str]) -> int:
    """The journal row of her mail to this ticket: to the customer where it has words, else to the desk alone."""
    now = desk.clock.now()
    box = desk.mailbox(ticket.mailbox)
    mint = DeskMint(box.address.rpartition("@")[2], now)
    kind: HandleKind = "r" if lines[-1].strip() or _bring_words(lines) else "c"
    secret = mint.new_handle()
    address = handle_address(box.address, kind, secret)
    arrival = _arrival(agent, address, box.name, f"[{ticket.protocol}]", lines, now)
    with desk.store.write():
        desk.store.send([], [handle(kind, secret, ticket, now, life=_LIFE, agent=agent.id)], now)
        [inbox_id] = desk.store.receive([arrival])
    return inbox_id


def batch(desk: Desk, agent: Agent, lines: Sequence[str]) -> int:
    """The journal row of her mail to the command address."""
    box = desk.settings.mailboxes[0]
    arrival = _arrival(agent, desk.settings.command_address, box.name, "", lines, desk.clock.now())
    with desk.store.write():
        [inbox_id] = desk.store.receive([arrival])
    return inbox_id


def _arrival(
    agent: Agent, address: str, mailbox: str, subject: str, lines: Sequence[str], now: datetime
) -> Arrival:
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    mail["From"] = agent.address
    mail["To"] = address
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<do.{secrets.token_hex(12)}@{address.rpartition('@')[2]}>"
    mail.set_content("\n".join(lines))
    raw = mail.as_bytes()
    envelope = Envelope("submission", agent.address, (address,), mailbox, login=agent.address)
    return Arrival(source_key("do", secrets.token_hex(8), now), raw, mail_digest(raw), envelope, now)
