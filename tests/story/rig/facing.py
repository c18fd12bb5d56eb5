"""Two desks that write to each other: a wire between them that may strip every header a machine is known by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.tickets.mail import Envelope
from tests.story.rig.carrier import Sent
from tests.story.rig.post import MX
from tests.story.rig.world import World, open_world

# What a machine is known by (RFC 3834, RFC 2919, RFC 2369), and what a mail is threaded by.
LOOP_HEADERS = (
    "Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "X-Helpdesk-Loop", "List-Id", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Return-Path", "In-Reply-To", "References", "Message-ID", "Content-Language",
)  # fmt: skip
_TOML = """
[desk]
name = "{name}"
prefix = "{prefix}"
language = "{language}"
timezone = "Europe/Madrid"
alert_address = "avisos@{domain}"

[[mailbox]]
name = "soporte"
address = "soporte@{domain}"

[trust]
authserv_ids = ["{mx}"]

[surveys]
enabled = true
"""
_AGENTS = """
agents:
  ana: {{name: Ana, email: ana@gente.{domain}, langs: [{language}]{teams}}}
"""
_PROMISES = {
    "calendars.yaml": 'calendars: {always: {tz: Europe/Madrid, hours: {daily: "00:00-24:00"}}}\n',
    "teams.yaml": "teams: {n1: {tier: N1, calendar: always}, n2: {tier: N2, calendar: always}}\n",
    "sla.yaml": "services:\n  all:\n    describe: All\n    calendar: always\n    tell_customer: true\n"
    "    targets: [{first_response: 1h, resolution: 8h}]\n",
    "escalation.yaml": "reasons: {t: {es: lo mira otro equipo, en: another team looks, pt: outra equipa}}\nrules:\n"
    '  - {id: up, when: {tier: N1, sla.resolution: ">= 50%"}, escalate: {to: n2, reason: t, tell_customer: true}}\n',
    "assignment.yaml": "assign:\n  - {id: all, to: n1, pick: round_robin}\n",
}
# What a desk may make of its receipts; how to change the language it has to say.
_RECEIPT = "¡Buenas!\n\nLo tenemos: {{ protocol }}\n\n— {{ desk }}\n"
_OWN = {
    "acknowledgement": "{{ promise }}\n\n{% for one in other_languages %}\n{{ one.words }}\n{% endfor %}\n",
    "acknowledgement_neutral": "{{ other_languages }}\n",
}
_NOTICE = {"es": "Todo llega más tarde.", "en": "Everything is late.", "pt": "Tudo atrasa."}


@dataclass(frozen=True)
class Wire:
    """How mail goes from one desk to the other. `vouched`: what the receiving desk's server says of the sender."""

    stripped: bool = False
    vouched: str = "pass"
    delay: timedelta = timedelta(minutes=1)


@dataclass
class Facing:
    """Two desks, A and B, in one clock, and all mail that one sent to the other."""

    desks: tuple[World, World]
    wires: tuple[Wire, Wire]
    under_way: list[tuple[datetime, int, bytes, str]] = field(default_factory=list)
    seen: list[int] = field(default_factory=lambda: [0, 0])
    machines: list[list[str]] = field(default_factory=lambda: [[], []])
    numbers: int = 0

    @property
    def now(self) -> datetime:
        """The hour in both."""
        return self.desks[0].clock.now()

    def forget(self) -> None:
        """What was written by machines until now is not counted."""
        self.machines = [[], []]

    def collect(self) -> None:
        """What each has written to the other since is under way."""
        for n, world in enumerate(self.desks):
            for sent in world.sent[self.seen[n] :]:
                if sent.to == address(1 - n):
                    self._post(n, sent)
            self.seen[n] = len(world.sent)

    def deliver(self, to: int, raw: bytes, mail_from: str) -> None:
        """The other desk takes a mail, and everything that follows at once happens."""
        world, wire = self.desks[to], self.wires[1 - to]
        domain = str(message_from_bytes(raw, policy=SMTP)["From"]).rpartition("@")[2].strip("> ")
        said = f"dmarc=pass header.from={domain}" if wire.vouched == "pass" else "none"
        stamp = f"Authentication-Results: {MX}; {said}\r\nReturn-Path: <{mail_from}>\r\n".encode()
        box = (address(to),)
        world.take(stamp + raw, Envelope("lmtp", mail_from, box, "soporte", "192.0.2.7", trusted_peer=True))
        self.collect()

    def live(self, by: timedelta) -> None:
        """Time passes for both: mail arrives when it does, timers fire when they are due."""
        until = self.now + by
        self.collect()
        while True:
            dues = [one[0] for one in self.under_way]
            dues += [due for world in self.desks if (due := world.store.next_timer()) is not None]
            soonest = min(dues, default=until)
            if soonest > until:
                break
            self._pass(max(soonest - self.now, timedelta(0)))
            arrived = [one for one in self.under_way if one[0] <= self.now]
            if not arrived and soonest >= until:
                break
            self.under_way = [one for one in self.under_way if one[0] > self.now]
            for _, to, raw, mail_from in arrived:
                self.deliver(to, raw, mail_from)
        self._pass(max(until - self.now, timedelta(0)))

    def _pass(self, by: timedelta) -> None:
        for world in self.desks:
            world.advance(by)
        self.collect()

    def _post(self, n: int, sent: Sent) -> None:
        if sent.kind != "reply":
            self.machines[n].append(f"{self.now:%d %H:%M} {sent.kind}: {sent.mail['Subject']}")
        raw, mail_from = (
            (self.bare(sent.raw), address(n)) if self.wires[n].stripped else (sent.raw, sent.envelope_from)
        )
        self.under_way.append((self.now + self.wires[n].delay, 1 - n, raw, mail_from))

    def bare(self, raw: bytes) -> bytes:
        """The mail without any header by which a machine is known, under an id of its own."""
        mail = message_from_bytes(raw, policy=SMTP)
        for name in [*LOOP_HEADERS, *(one for one in mail if one.lower().startswith("x-"))]:
            del mail[name]
        self.numbers += 1
        mail["Message-ID"] = f"<relay.{self.numbers}@relay.example>"
        return mail.as_bytes()


def address(n: int) -> str:
    """The one mailbox of desk A (0) and of desk B (1)."""
    return ("soporte@acme.example", "soporte@otra.example")[n]


@contextmanager
def facing(
    data: Path,
    cell: ParseCell,
    wires: tuple[Wire, Wire],
    *,
    languages: tuple[str, str] = ("es", "es"),
    prefixes: tuple[str, str] = ("ACM", "OTR"),
    promises: bool = False,
    rewritten: bool = False,
) -> Iterator[Facing]:
    """Two desks with one agent each, both of which ask how a case was; with `promises`, both say by when they answer,
    that they will be late, and who has the case then; `rewritten`: their receipts are in words of their own."""
    files = _PROMISES if promises else {}
    with (
        _desk(data / "a", cell, 0, languages, prefixes, files, rewritten=rewritten) as one,
        _desk(data / "b", cell, 1, languages, prefixes, files, rewritten=rewritten) as two,
    ):
        yield Facing((one, two), wires)


@contextmanager
def _desk(
    data: Path,
    cell: ParseCell,
    n: int,
    languages: tuple[str, str],
    prefixes: tuple[str, str],
    files: Mapping[str, str],
    *,
    rewritten: bool,
) -> Iterator[World]:
    known = {
        "name": ("Soporte Acme", "La otra mesa")[n], "prefix": prefixes[n], "language": languages[n],
        "domain": address(n).partition("@")[2], "mx": MX, "teams": ", teams: [n1, n2]" if files else "",
    }  # fmt: skip
    (data / "config").mkdir(parents=True)
    (data / "helpdesk.toml").write_text(_TOML.format(**known), "utf-8")
    (data / "config/macros").mkdir()
    (data / "config/tags.yaml").write_text("tags: {tarde: {name: Tarde}}\n", "utf-8")
    for language in ("es", "en", "pt"):
        notice = f"---\ntitle: T\n---\n{_NOTICE[language]}\n"
        (data / f"config/macros/aviso.{language}.md").write_text(notice, "utf-8")
        for name, ends in _OWN.items() if rewritten else ():
            own = data / f"config/templates/{name}.{language}.txt"
            own.parent.mkdir(exist_ok=True)
            own.write_text(f"{_RECEIPT}\n{ends}", "utf-8")
    (data / "config/agents.yaml").write_text(_AGENTS.format(**known), "utf-8")
    for name, text in files.items():
        (data / "config" / name).write_text(text, "utf-8")
    with open_world(data / "data", cell, folder=data) as world:
        yield world
