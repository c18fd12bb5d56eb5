"""`helpdesk agent`: the agents as the policy has them, their submission passwords, and links to the viewer."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpdesk.daemon.exits import DATA, DONE, Stop
from helpdesk.daemon.policy.files import read_policy
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.settings.values import Settings, load
from helpdesk.daemon.wiring import make_data_dir
from helpdesk.rules.address import folded
from helpdesk.rules.nearest import did_you_mean
from helpdesk.tickets.model import Agent
from helpdesk.tickets.store import Store

SHORTEST = 10  # characters; argon2 and the ban after five tries do the rest


def list_agents(config: Path | None, data: Path | None, *, json: bool) -> int:
    """Print the agents of config/agents.yaml."""
    settings = load(config, data, os.environ)
    Printer(json=json).table(
        ("id", "name", "addresses", "teams", "role"), map(as_record, read_policy(settings).agents)
    )
    return DONE


def as_record(agent: Agent) -> dict[str, object]:
    """Return an agent in the shape of interface.md."""
    return {
        "id": agent.id,
        "name": agent.name,
        "addresses": list(agent.addresses),
        "teams": list(agent.teams),
        "role": agent.role,
    }


def set_password(config: Path | None, data: Path | None, email: str) -> int:
    """Ask for a password, or read its one line from standard input, and store its hash."""
    settings = load(config, data, os.environ)
    agent = find_agent(settings, email)
    if sys.stdin is None:
        raise Stop(DATA, "password: standard input is closed. Give it there, or run this in a terminal")
    password = _ask() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if len(password) < SHORTEST:
        raise Stop(DATA, f"password: it has fewer than {SHORTEST} characters. Nothing was changed.")
    from helpdesk.daemon.smtp.passwords import hash_password

    hashed = hash_password(password)
    with _store(settings) as store:
        store.set_password(agent.id, hashed)
    Printer().say(f"{agent.id}: the password is set; the user name is {agent.address}")
    return DONE


def print_login_link(config: Path | None, data: Path | None, email: str) -> int:
    """Print a one-use link to the viewer."""
    from helpdesk.daemon.clock import SystemClock
    from helpdesk.daemon.web.login_link import new_link

    settings = load(config, data, os.environ)
    agent = find_agent(settings, email)
    with _store(settings) as store:
        link = new_link(store, settings.web_url, agent.address, SystemClock().now())
    Printer().say(link)
    return DONE


def find_agent(settings: Settings, email: str) -> Agent:
    """Return the agent with this address (any case) or id. Raises Stop."""
    agents = read_policy(settings).agents
    wanted = folded(email)
    names: dict[str, Agent] = {}
    for agent in agents:
        names |= {agent.id: agent} | {folded(address): agent for address in agent.addresses}
    if wanted in names:
        return names[wanted]
    raise Stop(
        DATA, f"{email}: no agent in agents.yaml has this address. {did_you_mean(wanted, names)}".rstrip()
    )


def _ask() -> str:
    first = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != first:
        raise Stop(DATA, "password: the two are not the same. Nothing was changed.")
    return first


@contextmanager
def _store(settings: Settings) -> Iterator[Store]:
    make_data_dir(settings.data_dir)
    store = Store.open(settings.database)
    try:
        yield store
    finally:
        store.close()
