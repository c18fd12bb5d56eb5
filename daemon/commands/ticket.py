"""`helpdesk ticket list|show|raw`: reading tickets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from helpdesk.daemon.exits import DATA, DONE, USAGE, Stop
from helpdesk.daemon.printer import Printer, listed
from helpdesk.daemon.wiring import open_store
from helpdesk.mailflow import protocol as codes
from helpdesk.mailflow.body import sanitised_html
from helpdesk.mailflow.parse import read
from helpdesk.rules.synonyms import STATUSES, status
from helpdesk.tickets.mail import Unreadable
from helpdesk.tickets.store import Store

COLUMNS = ("protocol", "status", "assignee", "folder", "requester", "subject", "updated_at")


def list_tickets(
    config: Path | None, data: Path | None, wanted: Mapping[str, str], limit: int | None, json: bool
) -> int:
    """Print tickets, the newest first. Raises Stop (2) for a status there is not; three languages name them."""
    if wanted.get("status"):
        wanted = {**wanted, "status": _status(wanted["status"])}
    with open_store(config, data) as (_, store):
        most = limit or listed(json)
        records = store.ticket_list(limit=most + 1, **wanted)
        shown = records if json else [{**one, "requester": _address(one["requester"])} for one in records]
        Printer(json=json).newest("ticket list", COLUMNS, shown, most, asked=limit is not None)
    return DONE


def show_ticket(config: Path | None, data: Path | None, wanted: str, json: bool) -> int:
    """Print one ticket whole."""
    with open_store(config, data) as (settings, store):
        protocol = find(store, wanted, settings.prefixes)
        ticket = cast("dict[str, Any] | None", store.ticket_show(protocol))
        if ticket is None:
            raise Stop(DATA, f"{wanted}: there is no such ticket. helpdesk ticket list shows those there are")
        messages = {message.n: message.raw_key for message in store.messages(protocol)}
        for shape in ticket["messages"]:
            if shape["direction"] == "in":
                shape["html"] = _html(store, messages[shape["n"]])
        Printer(json=json).record(ticket, _told(ticket))
    return DONE


def print_raw(config: Path | None, data: Path | None, wanted: str, n: int) -> int:
    """Print the original bytes of a message: for an answer, the agent's own mail as it came."""
    with open_store(config, data) as (settings, store):
        message = store.message(find(store, wanted, settings.prefixes), n)
        if message is None or not message.raw_key:
            raise Stop(DATA, f"{wanted}: there is no message {n} with a mail behind it")
        Printer().raw(store.raw(message.raw_key))
    return DONE


def close_links(config: Path | None, data: Path | None, wanted: str, json: bool) -> int:
    """Revoke every link to the page of a ticket's state; the next answer to ESTADO holds a new one."""
    with open_store(config, data) as (settings, store):
        protocol = find(store, wanted, settings.prefixes)
        if store.ticket(protocol) is None:
            raise Stop(DATA, f"{wanted}: there is no such ticket. helpdesk ticket list shows those there are")
        closed = store.revoke_status_links(protocol)
        Printer(json=json).record(
            {"protocol": protocol, "closed": closed}, f"{protocol}: {closed} links closed"
        )
    return DONE


def find(store: Store, wanted: str, prefixes: tuple[str, ...]) -> str:
    """The canonical protocol of what was typed. Raises Stop (65) with the nearest existing one."""
    canonical = codes.canonical(wanted, prefixes)
    if canonical is not None and store.ticket(canonical) is not None:
        return canonical
    if store.ticket(wanted) is not None:
        return wanted
    _, near = codes.find(wanted, prefixes)
    guesses = [guess for miss in near for guess in codes.suggestions(miss) if store.ticket(guess)]
    hint = f"Did you mean {guesses[0]}?" if guesses else "helpdesk ticket list shows those there are"
    raise Stop(DATA, f"{wanted}: there is no such ticket. {hint}")


def _status(text: str) -> str:
    known = status(text)
    if known is None:
        raise Stop(USAGE, f"--status: {text!r} is no status. There are {', '.join(STATUSES)}")
    return known


def _address(person: object) -> str:
    return str(person["address"]) if isinstance(person, dict) else ""


def _html(store: Store, raw_key: str) -> str | None:
    if not raw_key:
        return None
    try:
        html = read(store.raw(raw_key)).html
    except Unreadable:
        return None
    return sanitised_html(html) if html else None


def _told(ticket: Mapping[str, Any]) -> str:
    who = ticket["requester"]
    lines = [
        f"{ticket['protocol']}  {ticket['subject']}",
        f"{ticket['status']} · {ticket['priority']} · {ticket['folder'] or '-'} · {ticket['assignee'] or '-'}",
        f"{who['name']} <{who['address']}>",
    ]
    for message in ticket["messages"]:
        arrow = {"in": "→", "out": "←", "note": "·"}[message["direction"]]
        lines += [
            "",
            f"{message['n']} {arrow} {message['at']}  {message['from']['address']}  ({message['because']})",
        ]
        lines += [f"    {line}" for line in (message["reply_text"] or message["text"]).splitlines()]
        lines += [f"    [{one['filename']}, {one['size']} B]" for one in message["attachments"]]
    lines.append("")
    for event in ticket["events"]:
        change = f"{event['before']} → {event['after']}" if event["before"] else event["after"]
        lines.append(f"{event['at']}  {event['actor']}  {event['kind']} {change}  because {event['because']}")
    return "\n".join(lines)
