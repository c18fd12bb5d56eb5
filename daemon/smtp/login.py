"""AUTH PLAIN and LOGIN for agents: under TLS only, checked in a worker thread, one answer for every failure (A30)."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

from helpdesk.daemon.smtp.shared import incident
from helpdesk.daemon.smtp.wire import Farewell, Wire

MECHANISMS = "PLAIN LOGIN"
_WRONG = "535 5.7.8 Authentication credentials invalid"
_BANNED = "421 4.7.0 Too many failed logins, try again later"


class _Aborted(Exception):
    """The exchange ended before there was anything to check; the text is the reply."""


async def log_in(wire: Wire, argument: str) -> tuple[str, str]:
    """Run one AUTH exchange. Returns (agent's address or '', reply). Raises Farewell for a banned address."""
    refuse_banned(wire)
    mechanism, _, initial = argument.partition(" ")
    try:
        match mechanism.upper():
            case "PLAIN":
                user, password = await _plain(wire, initial.strip())
            case "LOGIN":
                user, password = await _login(wire, initial.strip())
            case _:
                return "", "504 5.5.4 Unrecognized authentication type"
    except _Aborted as aborted:
        return "", str(aborted)
    try:
        check = wire.shared.options.check_login
        agent = await wire.loop.run_in_executor(wire.shared.logins, check, user, password)
    except Exception as error:  # noqa: BLE001 - our own fault, whatever it is: the agent's client comes back
        number = incident()
        wire.shared.log.fault(number, "login", error)
        return "", f"454 4.7.0 Temporary authentication failure (incident {number})"
    if agent:
        wire.shared.bans.succeeded(wire.peer)
        wire.shared.log.login(wire.peer, agent)
        return agent, "235 2.7.0 Authentication successful"
    failures, wait = wire.shared.bans.failed(wire.peer)
    wire.shared.log.login_refused(wire.peer, failures, wait)
    await wire.shared.options.pause(wait)
    refuse_banned(wire, first=_WRONG + "\r\n")
    return "", _WRONG


def refuse_banned(wire: Wire, first: str = "") -> None:
    """Raise Farewell where the peer's address has failed too often."""
    if wire.shared.bans.banned_for(wire.peer) > 0:
        raise Farewell(first + _BANNED, "banned for failed logins")


async def _plain(wire: Wire, initial: str) -> tuple[str, str]:
    """RFC 4616: authzid NUL authcid NUL password."""
    blob = _decoded(initial) if initial else await _ask(wire, "")
    parts = blob.split(b"\0")
    if len(parts) != 3:
        raise _Aborted("501 5.5.2 Malformed credentials")
    if parts[0] not in (b"", parts[1]):
        return "", ""  # to act as somebody else is a wrong login like any other
    return _text(parts[1]), _text(parts[2])


async def _login(wire: Wire, initial: str) -> tuple[str, str]:
    """The old two-question form that Outlook still uses."""
    user = _decoded(initial) if initial else await _ask(wire, "Username:")
    return _text(user), _text(await _ask(wire, "Password:"))


async def _ask(wire: Wire, question: str) -> bytes:
    await wire.say("334 " + b64encode(question.encode()).decode())
    line = await wire.next_line()
    if line is None:
        raise ConnectionResetError("hung up in AUTH")
    answer = line.strip().decode("ascii", "replace")
    if answer == "*":
        raise _Aborted("501 5.7.0 Authentication aborted")
    return _decoded(answer)


def _decoded(text: str) -> bytes:
    try:
        return b"" if text == "=" else b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise _Aborted("501 5.5.2 Cannot decode base64") from None


def _text(raw: bytes) -> str:
    """What is not UTF-8 cannot be anybody's name or password, and is checked like any other wrong one."""
    return raw.decode("utf-8", "replace")
