"""Every line the operator can read in the log, each a named method; never bodies, tokens or passwords."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TextIO

import structlog

from helpdesk.daemon.clock import Clock, SystemClock

Value = str | int | float | bool | None
Sink = Callable[[str], None]

# The secrets in an address or a Message-ID of ours (product.md 2.1): `+r-<secret>@`, `<r.<secret>@`.
_SECRETS = re.compile(r"(\+[rncb]-|<[a-z]{1,3}\.)[A-Za-z2-7]{16,64}(?=@|\b)")
_LONGEST = 500


class MailLog:
    """The daemon's log. Safe in any thread; a line that cannot be written never stops a mail (B13).

    `lost` counts the lines that could not be written.
    """

    def __init__(
        self, write: Sink, clock: Clock | None = None, style: str = "json", level: str = "info"
    ) -> None:
        """`write` gets one line without its end; `style` is json or console, `level` debug or info."""
        self._write = write
        self._clock = clock or SystemClock()
        self._render: structlog.typing.Processor = (
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if style == "json"
            else structlog.dev.ConsoleRenderer(colors=False)
        )
        self._debug = level == "debug"
        self._lock = threading.Lock()
        self.lost = 0

    @classmethod
    def to(cls, stream: TextIO | None = None, style: str = "json", level: str = "info") -> MailLog:
        """A log on `stream` (standard error where none is given)."""
        out = stream or sys.stderr

        def write(line: str) -> None:
            out.write(line + "\n")
            out.flush()

        return cls(write, style=style, level=level)

    @classmethod
    def silent(cls) -> MailLog:
        """A log that keeps nothing."""
        return cls(lambda line: None)

    def line(self, level: str, event: str, **fields: Value) -> None:
        """Write one line. Only methods of this class call it, so that this file lists all there is."""
        if level == "debug" and not self._debug:
            return
        entry: dict[str, Value] = {"at": self._clock.now().isoformat(timespec="milliseconds")}
        entry |= {"level": level, "event": event}
        entry |= {name: redacted(value) for name, value in fields.items() if value is not None}
        try:
            text = self._render(None, level, entry)
            with self._lock:
                self._write(str(text))
        except (OSError, ValueError):  # a full disk or a closed pipe: mail is worth more than its log line
            self.lost += 1

    # -- receiving by SMTP, LMTP and submission ---------------------------------------------------

    def listening(self, name: str, where: str) -> None:
        """A listener is open at `where` (host:port or a socket's path)."""
        self.line("info", "listening", listener=name, where=where)

    def accepted(
        self, incident: str, listener: str, peer: str, *, size: int, recipients: int, inbox: int
    ) -> None:
        """A mail is durable and was answered 250; `inbox` is its journal row."""
        self.line("info", "accepted", incident=incident, listener=listener, peer=peer, size=size,
                  recipients=recipients, inbox=inbox)  # fmt: skip

    def refused(self, listener: str, peer: str, reply: str, why: str = "") -> None:
        """A peer was told no, permanently or for now, for a reason of its own making."""
        self.line("info", "refused", listener=listener, peer=peer, reply=reply, why=why or None)

    def not_stored(self, incident: str, listener: str, peer: str, why: str) -> None:
        """A mail could not be made durable; the peer keeps it and will come back."""
        self.line("warning", "not stored", incident=incident, listener=listener, peer=peer, why=why)

    def fault(self, incident: str, where: str, error: BaseException) -> None:
        """A fault of our own; the incident id is all that the peer was told."""
        self.line("error", "fault", incident=incident, where=where, error=f"{type(error).__name__}: {error}",
                  trace=_where(error))  # fmt: skip

    def login(self, peer: str, user: str) -> None:
        """SMTP AUTH succeeded."""
        self.line("info", "login", peer=peer, user=user)

    def login_refused(self, peer: str, failures: int, wait: float) -> None:
        """SMTP AUTH failed; the peer waits `wait` seconds. The name is not logged: it may be a password."""
        self.line("warning", "login refused", peer=peer, failures=failures, wait=round(wait, 1))

    def cut_off(self, listener: str, peer: str, why: str) -> None:
        """A connection was ended by us: flood, time-out, endless line, drain."""
        self.line("info", "cut off", listener=listener, peer=peer, why=why)

    def drained(self, finished: int, aborted: int) -> None:
        """The listeners are closed; so many connections ended by themselves, so many were cut."""
        self.line("info", "drained", finished=finished, aborted=aborted)

    # -- polling IMAP -------------------------------------------------------------------------------

    def imap_connected(self, account: str, place: str) -> None:
        """Logged in to an IMAP account."""
        self.line("info", "imap connected", account=account, place=place)

    def imap_received(self, account: str, folder: str, *, count: int, octets: int) -> None:
        """Messages of a folder became durable."""
        self.line("info", "imap received", account=account, folder=folder, count=count, octets=octets)

    def imap_vanished(self, account: str, folder: str, uids: Sequence[int]) -> None:
        """Messages were listed and gone before they could be read: somebody else moved or removed them."""
        listed = " ".join(map(str, uids[:20])) + (" ..." if len(uids) > 20 else "")
        self.line("warning", "imap vanished", account=account, folder=folder, count=len(uids), uids=listed)

    def imap_mirrored(self, account: str, folder: str, target: str, count: int) -> None:
        """Messages followed their tickets into another IMAP folder."""
        self.line("info", "imap mirrored", account=account, folder=folder, target=target, count=count)

    def imap_left_out(self, account: str, folder: str, uid: int, why: str, size: int) -> None:
        """Only the headers of a message were taken: too-big, or unreadable at the server."""
        self.line("warning", "imap left out", account=account, folder=folder, uid=uid, why=why, size=size)

    def imap_new_uidvalidity(self, account: str, folder: str, before: int, now: int) -> None:
        """A folder was made anew: everything in it is read again, and doubles are recognised."""
        self.line("warning", "imap uidvalidity", account=account, folder=folder, before=before, now=now)

    def imap_trouble(self, account: str, why: str, wait: float) -> None:
        """An account cannot be read; the next try is in `wait` seconds."""
        self.line("warning", "imap trouble", account=account, why=why, wait=round(wait, 1))

    def imap_note(self, account: str, folder: str, what: str) -> None:
        """An IMAP server refused something that changes nothing for the mail."""
        self.line("info", "imap note", account=account, folder=folder, what=what)

    # -- sending ----------------------------------------------------------------------------------

    def delivery(self, protocol: str, outbox: int, state: str, error: str) -> None:
        """What a try to send to one recipient came to; `helpdesk outbox show` names the recipient."""
        level = "warning" if state in ("failed", "unsure") else "info"
        self.line(
            level, "delivery", protocol=protocol or None, outbox=outbox, state=state, error=error or None
        )

    def relay_down(self, why: str) -> None:
        """The smarthost cannot be used; every mail waits and none is to blame."""
        self.line("warning", "relay down", why=why)

    def outbox_not_stored(self, why: str) -> None:
        """The database could not take what became of a mail; nothing else is sent before it can."""
        self.line("warning", "outbox not stored", why=why)

    # -- intake and the daemon itself -------------------------------------------------------------

    def started(self, revision: str, listening: list[str]) -> None:
        """The daemon runs."""
        self.line("info", "started", policy=revision, listening=", ".join(listening))

    def ended(self) -> None:
        """The daemon ended as it was told to."""
        self.line("info", "ended")

    def took(self, inbox: int, outcome: str, protocol: str, held: str) -> None:
        """A journal row took effect."""
        self.line("info", "took", inbox=inbox, outcome=outcome, protocol=protocol or None, held=held or None)

    def died_with(self, inbox: int, tries: int) -> None:
        """The last process died while it had this row in work (A43)."""
        self.line("warning", "died with a mail in work", inbox=inbox, tries=tries)

    def work_waits(self, why: str) -> None:
        """The database or the disk cannot take work just now; it is tried again."""
        self.line("warning", "work waits", why=why)

    def alerted(self, reason: str, detail: str) -> None:
        """Something an admin must know."""
        self.line("warning", "alert", reason=reason, detail=detail)

    def policy_adopted(self, revision: str) -> None:
        """A reloaded policy is in force."""
        self.line("info", "policy adopted", policy=revision)

    def policy_refused(self, problems: int, first: str) -> None:
        """A reloaded policy has errors; the last good one stays in force (B25)."""
        self.line("error", "policy refused", problems=problems, first=first)


def redacted(value: Value) -> Value:
    """`value` with our secrets replaced, controls shown as escapes, cut to a log line's length."""
    if not isinstance(value, str):
        return value
    text = _SECRETS.sub(lambda found: found[1] + "[secret]", value)
    if not text.isprintable():
        text = "".join(
            char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode()
            for char in text
        )
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "[...]"


def _where(error: BaseException) -> str:
    """The frames an error came through, innermost last: file and line alone, no values."""
    frames = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{step.tb_lineno}")
        step = step.tb_next
    return " ".join(frames[-8:])
