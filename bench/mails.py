"""A seeded mix of the mail a desk gets.

New mails, replies to tickets of the seeded store, agents' answers, automatic replies, delivery reports, files.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Literal

from bench.people import ADDRESS, AUTHSERV, SENTENCES, TOPICS, Past, past
from helpdesk.mailflow.digest import mail_digest
from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import Arrival

Kind = Literal["new", "reply", "agent", "auto", "bounce", "files"]
MIX: dict[Kind, int] = {"new": 40, "reply": 20, "agent": 20, "auto": 8, "bounce": 5, "files": 7}
FILES = (20_000, 60_000, 200_000)  # bytes
_TRACE = (
    "Received: from mail-ed1-f51.provider.test (mail-ed1-f51.provider.test [192.0.2.51])\r\n"
    "\tby mx.acme.example (Postfix) with ESMTPS id 4Xy{n:06d}\r\n\tfor <soporte@acme.example>; {date}\r\n"
    "Received: by mail-ed1-f51.provider.test with SMTP id 4fb4d7f45d1cf-{n};\r\n        {date}\r\n"
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s=20230601; t=1767600000;\r\n"
    "        h=to:subject:message-id:date:from:mime-version:from:to:cc:subject;\r\n"
    "        bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n        b={noise}\r\n"
)


class Mix:
    """Writes arrivals; the same seed writes the same ones in the same order. `tickets`: how many the store has."""

    def __init__(self, tickets: int, store_seed: int, seed: int, now: datetime) -> None:
        self._chance = random.Random(seed)
        # Whose ticket is drawn apart: desks of all sizes get mails of the same kinds and lengths in the same order.
        self._whose = random.Random(seed + 1)
        self._tickets = tickets
        self._store_seed = store_seed
        self._seed = seed
        self._now = now
        self._n = 0

    def arrivals(self, count: int) -> Iterator[tuple[Kind, Arrival]]:
        """So many, in the proportions of MIX."""
        for kind in self._chance.choices(list(MIX), list(MIX.values()), k=count):
            yield kind, self.one(kind)

    def one(self, kind: Kind) -> Arrival:
        """The next, of this kind."""
        self._n += 1
        arrival: Arrival = getattr(self, f"_{kind}")(self._now + timedelta(milliseconds=100 * self._n))
        return arrival

    # -- kinds ------------------------------------------------------------------------------------

    def _new(self, at: datetime) -> Arrival:
        sender = f"nuevo{self._seed}.{self._n}@gmail.test"
        topic = self._chance.choice(TOPICS).format(self._n)
        return self._mail(at, sender, topic, self._both(self._words()))

    def _reply(self, at: datetime) -> Arrival:
        p = self._past()
        quoted = _quoted(p.words * 3)
        body = f"{self._words()}\n\nEl mié, 5 nov 2025 a las 10:11, Acme <{ADDRESS}> escribió:\n\n{quoted}"
        return self._mail(
            at, p.customer, f"Re: {p.subject} [{p.protocol}]", self._both(body), parent=p.ack_id
        )

    def _agent(self, at: datetime) -> Arrival:
        p = self._past()
        shown = f"{p.words}\n" * 6  # what is quoted and nobody on the ticket wrote is asked about
        body = f"{self._words()}\n\nEl mié, 5 nov 2025 a las 10:11, {p.name} escribió:\n\n{_quoted(shown)}"
        to = ADDRESS.replace("@", f"+r-{p.secrets[1]}@")
        return self._mail(
            at,
            p.agent.address,
            f"Re: {p.subject} [{p.protocol}]",
            self._both(body),
            to=to,
            parent=p.notification_id,
        )

    def _auto(self, at: datetime) -> Arrival:
        p = self._past()
        extra = "Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n"
        body = _plain("Estoy fuera de la oficina hasta el lunes. Para urgencias llame al 900 123 456.")
        return self._mail(at, p.customer, f"Respuesta automática: {p.subject}", extra + body, parent=p.ack_id)

    def _bounce(self, at: datetime) -> Arrival:
        p = self._past()
        to = ADDRESS.replace("@", f"+b-{p.secrets[0]}@")
        content = (
            'Content-Type: multipart/report; report-type=delivery-status; boundary="=_r"\r\n\r\n'
            "--=_r\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIt could not be delivered.\r\n"
            "--=_r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.provider.test\r\n\r\n"
            f"Final-Recipient: rfc822; {p.customer}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
            "--=_r\r\nContent-Type: text/rfc822-headers\r\n\r\n"
            f"From: {ADDRESS}\r\nMessage-ID: {p.ack_id}\r\n--=_r--\r\n"
        )
        return self._mail(at, "MAILER-DAEMON@provider.test", "Undelivered Mail", content, to=to, envelope="")

    def _files(self, at: datetime) -> Arrival:
        content = (
            base64.encodebytes(self._chance.randbytes(self._chance.choice(FILES)))
            .decode()
            .replace("\n", "\r\n")
        )
        body = (
            'Content-Type: multipart/mixed; boundary="=_m"\r\n\r\n--=_m\r\n'
            f'{self._both(self._words(), "=_a")}--=_m\r\nContent-Type: image/jpeg; name="foto.jpg"\r\n'
            'Content-Disposition: attachment; filename="foto.jpg"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
            f"{content}--=_m--\r\n"
        )
        return self._mail(at, f"foto{self._seed}.{self._n}@gmail.test", "Foto del equipo", body)

    # -- underneath -------------------------------------------------------------------------------

    def _mail(
        self,
        at: datetime,
        sender: str,
        subject: str,
        content: str,
        *,
        to: str = ADDRESS,
        parent: str = "",
        envelope: str | None = None,
    ) -> Arrival:
        domain = sender.rpartition("@")[2]
        date = format_datetime(at)
        noise = base64.b64encode(self._chance.randbytes(256)).decode()
        ids = f"In-Reply-To: {parent}\r\nReferences: {parent}\r\n" if parent else ""
        folded = "\r\n         ".join(noise[place : place + 70] for place in range(0, len(noise), 70))
        head = (
            f"Authentication-Results: {AUTHSERV}; dkim=pass header.d={domain} header.s=20230601;\r\n"
            f"\tspf=pass smtp.mailfrom={sender}; dmarc=pass header.from={domain}\r\n"
            f"{_TRACE.format(n=self._n, date=date, domain=domain, noise=folded)}"
            f"From: {_encoded('José Núñez')} <{sender}>\r\nTo: <{to}>\r\nSubject: {_encoded(subject)}\r\n"
            f"Message-ID: <b{self._seed}.{self._n}@{domain}>\r\n{ids}Date: {date}\r\nMIME-Version: 1.0\r\n"
        )
        raw = f"{head}{content}".encode()
        mail_from = sender if envelope is None else envelope
        given = Envelope("lmtp", mail_from, (to,), "soporte", trusted_peer=True)
        return Arrival(f"smtp:bench{self._seed}.{self._n}", raw, mail_digest(raw), given, at)

    def _words(self) -> str:
        lines = self._chance.choices(SENTENCES, k=self._chance.randrange(2, 9))
        return "\n".join(
            ["Hola:", "", *lines, "", "Un saludo", "José", "-- ", "José Núñez", "Tel. 600 123 123"]
        )

    def _both(self, text: str, boundary: str = "=_b") -> str:
        """Text and HTML, as mail programs send them; every third mail has only the text."""
        if self._chance.random() < 0.33:
            return _plain(text)
        html = "".join(f'<div dir=3D"ltr">{line or "<br>"}</div>=\r\n' for line in _qp(text).split("\r\n"))
        return (
            f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n--{boundary}\r\n{_plain(text)}'
            f"--{boundary}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
            f"\r\n<html><body>{html}</body></html>\r\n--{boundary}--\r\n"
        )

    def _past(self) -> Past:
        return past(self._store_seed, self._whose.randrange(1, self._tickets + 1))


def _plain(text: str) -> str:
    return (
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{_qp(text)}\r\n"
    )


def _qp(text: str) -> str:
    """Quoted-printable, letter by letter; lines of mail programs are short enough here."""
    return "".join(
        c if c.isascii() and c != "=" else "".join(f"={b:02X}" for b in c.encode()) for c in text
    ).replace("\n", "\r\n")


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def _encoded(text: str) -> str:
    return text if text.isascii() else f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="
