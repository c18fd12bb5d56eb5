"""The viewer's listener: waitress in a thread of the daemon, and the ports the pages look through."""

from __future__ import annotations

import hmac
import logging
import os
import secrets
import threading
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from waitress import wasyncore
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.settings.places import is_loopback
from helpdesk.daemon.settings.values import Web
from helpdesk.daemon.web.customers import DeskCustomers
from helpdesk.daemon.web.desk import Troubled
from helpdesk.daemon.web.library import DeskLibrary
from helpdesk.daemon.web.login import Door
from helpdesk.daemon.web.meters import exposition
from helpdesk.daemon.web.pages import DeskPages
from helpdesk.web_min.app import create_app
from helpdesk.web_min.window import Health, Window

THREADS = 4
CONNECTIONS = 800
LARGEST = 64 * 1024
IDLE = 20  # seconds without a question
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class WebThread:
    """The viewer beside the daemon's other threads."""

    def __init__(self, desk: Desk, daemon: Troubled) -> None:
        self._desk = desk
        self._daemon = daemon
        self._server: MultiSocketServer | BaseWSGIServer | None = None
        self._sockets: dict[int, Any] = {}
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen. Raises OSError where the port is taken."""
        logging.getLogger("waitress").setLevel(logging.ERROR)
        web = self._desk.settings.web
        app = create_app(window(self._desk, self._daemon))
        self._server = create_server(
            app,
            map=self._sockets,
            host=web.host,
            port=web.port,
            threads=THREADS,
            ident=None,
            # A browser opens a connection of its own for every sandboxed frame and leaves it open: at waitress's
            # hundred, kept for two minutes, an agent who reads quickly would shut everybody out.
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE,
            cleanup_interval=5,
            asyncore_use_poll=True,
            # What a form of ours sends is less; by itself waitress takes a gigabyte of anybody, and puts it on the disk
            # before the viewer is asked.
            max_request_body_size=LARGEST,
            max_request_header_size=LARGEST,
            # Only where proxies are named is X-Forwarded-For read, and only of theirs (web_min/guard.py).
            clear_untrusted_proxy_headers=not web.proxies,
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
        """Close the listener and every connection, in the thread that waits on them: a socket closed under its
        select() ends that thread with an error. Whoever still writes to the pipe that wakes it would find the pipe
        closed, or the number of it given to another file: so what answers ends first, and the pipe is written to under
        the lock without which nothing is closed."""
        if self._server is None or self._thread is None:
            return
        server = next(each for each in self._sockets.values() if isinstance(each, BaseWSGIServer))
        trigger: Any = server.trigger
        server.task_dispatcher.shutdown()
        with trigger.lock:
            trigger.thunks.append(lambda: wasyncore.close_all(self._sockets))
            trigger.pull_trigger()
        self._thread.join(5)


def window(desk: Desk, daemon: Troubled) -> Window:
    """What the pages may ask."""
    web = desk.settings.web
    named = urlsplit(web.url).hostname or ""
    public = urlsplit(desk.settings.public_url).hostname or ""
    key = _key(desk.settings.data_dir / "web.key")
    return Window(
        desk_name=desk.settings.desk.name,
        language=desk.settings.desk.language,
        hosts=frozenset(
            host.lower() for host in (*LOOPBACK, web.host, named, public, *web.allowed_hosts) if host
        ),
        secret_key=key,
        zone=ZoneInfo(desk.settings.desk.timezone),
        https=web.url.startswith("https://"),
        now=desk.clock.now,
        pages=DeskPages(desk, daemon, key),
        agent_of=desk.agent_of,
        door=Door(desk),
        customers=DeskCustomers(desk),
        library=DeskLibrary(desk),
        public_host=public if public not in (*LOOPBACK, web.host, named, *web.allowed_hosts) else "",
        user_header=web.user_header,
        is_proxy=lambda peer: _is_proxy(web, peer),
        health=lambda: Health(daemon.troubles()),
        metrics=lambda: exposition(desk.store, desk.clock.now()),
        metrics_allowed=lambda peer, host, shown: _metrics_allowed(web, peer, host, shown),
    )


def _metrics_allowed(web: Web, peer: str, host: str, shown: str) -> bool:
    """This machine itself, or whoever shows the token. What a proxy hands on comes from elsewhere."""
    if web.metrics_token and hmac.compare_digest(web.metrics_token.reveal().encode(), shown.encode()):
        return True
    return is_loopback(peer) and host in LOOPBACK and not _is_proxy(web, peer)


def _is_proxy(web: Web, peer: str) -> bool:
    try:
        return any(ip_address(peer) in ip_network(network) for network in web.proxies)
    except ValueError:
        return False


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
