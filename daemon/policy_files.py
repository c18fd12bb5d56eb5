"""Reads the policy's files from disk and hands their texts to the rules; what is wrong comes back as problems."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from helpdesk.daemon.errors import OperatorError, Problem
from helpdesk.daemon.settings import Settings
from helpdesk.rules.load import AGENTS, Policy, Surroundings, load_policy
from helpdesk.tickets.model import Agent

_LARGEST = 4 * 1024**2


def read_policy(settings: Settings) -> Policy:
    """Return the policy in force. Raises OperatorError with everything wrong in its files."""
    policy, problems = inspect_policy(settings.config_dir, surroundings(settings))
    if policy is None:
        raise OperatorError([problem for problem in problems if problem.severity == "error"])
    return policy


def surroundings(settings: Settings) -> Surroundings:
    """What the policy must agree with."""
    return Surroundings(
        own_addresses=settings.own_addresses,
        mailboxes=tuple(box.name for box in settings.mailboxes),
        language=settings.desk.language,
    )


def alert_addresses(settings: Settings, agents: Sequence[Agent]) -> tuple[str, ...]:
    """Return who is told when something is wrong: the address in the settings, else admins, else leads, else all."""
    if settings.desk.alert_address:
        return (settings.desk.alert_address,)
    for role in ("admin", "lead", "agent"):
        found = tuple(agent.address for agent in agents if agent.role == role)
        if found:
            return found
    return ()


def inspect_policy(folder: Path, around: Surroundings) -> tuple[Policy | None, tuple[Problem, ...]]:
    """Return the policy (None where it has errors) and everything to be said about its files."""
    files: dict[str, str] = {}
    for name in (AGENTS,):
        path = folder / name
        try:
            if path.stat().st_size > _LARGEST:
                return None, (
                    Problem(shown(path), f"is over {_LARGEST // 1024**2} MB: this is no policy file"),
                )
            files[name] = path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            fix = f"helpdesk init writes one, or set [storage] config in helpdesk.toml (now {shown(folder)})"
            return None, (Problem(shown(path), "there is no such file: the desk needs its agents", fix),)
        except UnicodeDecodeError as fault:
            before = bytes(fault.object)[: fault.start]
            place = f"{shown(path)}:{before.count(10) + 1}:{len(before) - before.rfind(10)}"
            return None, (Problem(place, "this is not UTF-8", "Save the file as UTF-8"),)
        except OSError as fault:
            return None, (Problem(shown(path), f"cannot be read: {fault.strerror}"),)
    policy, flaws = load_policy(files, around)
    problems = []
    for flaw in flaws:
        place = shown(folder / flaw.file) + (f":{flaw.line}:{flaw.column}" if flaw.line else "")
        problems.append(Problem(place, flaw.what, flaw.fix, flaw.severity))
    return policy, tuple(problems)


def shown(path: Path) -> str:
    """Return a path as short as it can be said from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
