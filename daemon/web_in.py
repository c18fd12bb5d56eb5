"""The viewer's listener: waitress in a thread of the daemon, and the ports the pages look through."""

from __future__ import annotations

import hmac
import logging
import os
import secrets
import threading
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Protocol

import waitress
from waitress.server import BaseWSGIServer, MultiSocketServer

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.login_link import hash_token
from helpdesk.daemon.meters import exposition
from helpdesk.web_min.app import create_app
from helpdesk.web_min.window import Health, Window

THREADS = 4


class Troubled(Protocol):
    """Who knows what does not move."""

    def troubles(self) -> tuple[str, ...]:
        """Plain words; () = ready."""
        ...


class WebThread:
    """The viewer beside the daemon's other threads."""

    def __init__(self, desk: Desk, daemon: Troubled) -> None:
        self._desk = desk
        self._daemon = daemon
        self._server: MultiSocketServer | BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen. Raises OSError where the port is taken."""
        logging.getLogger("waitress").setLevel(logging.ERROR)
        web = self._desk.settings.web
        app = create_app(window(self._desk, self._daemon))
        self._server = waitress.create_server(
            app, host=web.host, port=web.port, threads=THREADS, ident=None, clear_untrusted_proxy_headers=True
        )
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it really listens (port 0 = any free one)."""
        server = self._server
        if server is None:
            return ""
        port = getattr(server, "effective_port", self._desk.settings.web.port)
        return f"http://{self._desk.settings.web.host}:{port}"

    def stop(self) -> None:
        """Close the listener."""
        if self._server is not None:
            self._server.close()
        if self._thread is not None:
            self._thread.join(5)


def window(desk: Desk, daemon: Troubled) -> Window:
    """What the pages may ask."""
    web = desk.settings.web
    named = web.url.partition("://")[2].partition("/")[0].rsplit(":", 1)[0]
    hosts = {"localhost", "127.0.0.1", "::1", web.host, named, *web.allowed_hosts}
    token = web.metrics_token.reveal() if web.metrics_token else ""

    def tickets(limit: int) -> Sequence[Mapping[str, Any]]:
        return desk.store.ticket_list(limit=limit)

    def metrics_allowed(address: str, shown: str) -> bool:
        return _loopback(address) or (bool(token) and hmac.compare_digest(token, shown))

    return Window(
        desk_name=desk.settings.desk.name,
        language=desk.settings.desk.language,
        hosts=frozenset(host.lower() for host in hosts if host),
        secret_key=_key(desk.settings.data_dir / "web.key"),
        tickets=tickets,
        agent_of=desk.agent_of,
        open_login=lambda secret: desk.store.login_of(hash_token(secret), desk.clock.now()),
        use_login=lambda secret: desk.store.use_login(hash_token(secret), desk.clock.now()),
        health=lambda: Health(daemon.troubles()),
        metrics=lambda: exposition(desk.store, desk.clock.now()),
        metrics_allowed=metrics_allowed,
    )


def _key(path: Path) -> bytes:
    """The key that signs sessions; made once. Losing it signs everybody out and harms nothing else (B36)."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        key = secrets.token_bytes(32)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
        return key


def _loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
