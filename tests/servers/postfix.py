"""A private Postfix on loopback: takes mail by SMTP and hands it on by LMTP, or by SMTP to a relay of the test's."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.servers.child import Child, Missing, free_port, program

PATIENCE = 60  # seconds for what a free machine does in hundredths
# Of a name that stands twice every process of Postfix complains as it starts, also the one that writes the log and the
# one that would start it: ten lines fill the log's socket (net.unix.max_dgram_qlen), and all stand still.
_MAIN = """
compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {dir}/postfix.log
maillog_file_prefixes = {dir}
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.postfix.test
myorigin = $myhostname
mydestination =
local_recipient_maps =
local_transport = error:no local mail
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_tls_security_level = none
default_transport = error:no route in this test
relay_transport = error:no route in this test
message_size_limit = 0
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
lmtp_destination_recipient_limit = 50
lmtp_host_lookup = native
smtp_host_lookup = native
disable_dns_lookups = yes
bounce_queue_lifetime = 1h
max_idle = 1h
"""
# Nothing is chrooted: the queue of a test holds no /etc. The queue manager looks at new mail every second; a server
# waits 300 s for its next look, should a call of cleanup be lost, as one was on a loaded machine.
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup    unix n - n 1 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 1 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
smtp      unix - - n - - smtp
relay     unix - - n - - smtp
showq     unix n - n - - showq
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
lmtp      unix - - n - - lmtp
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""


def check() -> None:
    """Raises Missing with the reason where tests cannot use Postfix."""
    if not program("postfix"):
        raise Missing("no Postfix here: make servers installs it")
    if os.geteuid() != 0:
        raise Missing("a private Postfix needs root")


class Postfix:
    """`with Postfix({"desk.test": "lmtp:inet:127.0.0.1:2400"}) as server:` takes mail on server.port.

    `routes`: domain -> transport (lmtp:inet:HOST:PORT or smtp:[HOST]:PORT); '*' is for all other domains.
    """

    def __init__(self, routes: Mapping[str, str], settings: Mapping[str, str] | None = None) -> None:
        check()
        self._routes = routes
        self._settings = settings or {}
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="postfix-", dir="/tmp"))
        self.folder.chmod(0o755)

    def __enter__(self) -> Postfix:
        self._write_settings()
        self._child = Child(
            [program("postfix"), "-c", str(self.folder), "start-fg"], self.folder / "postfix.log"
        )
        self._child.wait_for(self.port)
        return self

    def __exit__(self, *error: object) -> None:
        self._postfix("stop")
        self._child.end()
        shutil.rmtree(self.folder)

    def queue(self) -> list[str]:
        """The queue as JSON lines, one for each mail that waits."""
        said = subprocess.run(
            [program("postqueue"), "-c", str(self.folder), "-j"], check=True, capture_output=True, text=True
        ).stdout
        return said.splitlines()

    def done_with(self, address: str = "") -> None:
        """Until nothing waits (for this recipient): who takes a mail has it before Postfix takes it out of its queue.

        Raises AssertionError with its log where something stays.
        """
        end = time.monotonic() + PATIENCE
        while waiting := [
            one for one in self.queue() if address in one
        ]:  # asking takes a program's start each time
            assert time.monotonic() < end, f"{waiting}\n{self.said()}"

    def flush(self) -> None:
        """Try everything that waits, now."""
        subprocess.run([program("postqueue"), "-c", str(self.folder), "-f"], check=True, capture_output=True)

    def said(self) -> str:
        """The server's log."""
        return self._child.said()

    def _postfix(self, command: str) -> None:
        subprocess.run(
            [program("postfix"), "-c", str(self.folder), command], check=False, capture_output=True
        )

    def _write_settings(self) -> None:
        owner = pwd.getpwnam("postfix")
        for name in ("queue", "data"):
            (self.folder / name).mkdir()
        os.chown(self.folder / "data", owner.pw_uid, owner.pw_gid)
        transports = ", ".join(f"{{ {domain}={route} }}" for domain, route in self._routes.items())
        settings = dict(_setting(line) for line in _MAIN.strip().splitlines())
        settings |= {"transport_maps": f"inline:{{ {transports} }}", **self._settings}
        main = "".join(
            f"{name} = {value.replace('{dir}', str(self.folder))}\n" for name, value in settings.items()
        )
        (self.folder / "main.cf").write_text(main)
        (self.folder / "master.cf").write_text(_MASTER.format(port=self.port))


def _setting(line: str) -> tuple[str, str]:
    name, _, value = line.partition(" =")
    return name, value.strip()
