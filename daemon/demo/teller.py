"""Tells the demo as it happens: each mail that came to the desk, what was done with it, each mail that went out."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from helpdesk.daemon.demo.cast import Person, resident
from helpdesk.daemon.demo.letters import Received
from helpdesk.daemon.demo.stage import Delivered, Stage
from helpdesk.daemon.printer import Printer
from helpdesk.tickets.model import InboxRow
from helpdesk.tickets.reasons import reason

WHO = 20  # columns for "lucia → soporte"
_OUTCOMES = {
    "opened": "caso nuevo",
    "threaded": "va a su caso",
    "note": "nota interna: no sale",
    "command": "confirmado: se suelta lo retenido",
    "bounce": "aviso de entrega fallida",
    "auto_reply": "respuesta automática: se archiva y no se contesta",
    "list": "correo de lista: se archiva y no se contesta",
    "duplicate": "ya había llegado: no se repite nada",
    "loop": "bucle: se para",
    "discarded": "descartado",
}
_KINDS = {
    "ack": "acuse de recibo",
    "reply": "respuesta, en nombre de la mesa",
    "notification": "aviso: si lo responde, le llega al cliente",
    "receipt": "explicación de por qué no salió",
    "confirm": "pregunta: ¿lo escribiste tú?",
    "alert": "alerta",
    "login": "enlace para entrar",
    "": "de persona a persona",
}


class Teller:
    """Prints lines about what the stage shows."""

    def __init__(self, printer: Printer, stage: Stage) -> None:
        self._printer = printer
        self._stage = stage
        self._zone = ZoneInfo(stage.desk.settings.desk.timezone)

    def say(self, text: str = "") -> None:
        """A line of plain words."""
        self._printer.say(text)

    def came(self, row: InboxRow, why: str = "") -> None:
        """A mail that came to the desk: when, who to whom, its subject, its protocol; below, what became of it."""
        result = row.result or {}
        sender = result.get("sender", {}).get("address", "")
        subject = self._subject(row)
        protocol = str(result.get("protocol") or "")
        tail = f"  {protocol}" if protocol and protocol not in subject else ""
        at = row.received_at.astimezone(self._zone).strftime("%H:%M:%S")
        names = f"{_short(row.envelope.mail_from or sender)} → {row.envelope.mailbox}"
        self.say(f"{at}  {names:{WHO}}  «{subject}»{tail}")
        self.say(f"{'':{10 + WHO}}  {why or self._outcome(row)}")
        if result.get("outcome") == "opened":
            self._rules(protocol)

    def went(self, delivered: Delivered, what: str = "") -> None:
        """A mail that reached somebody."""
        names = f"{_short(delivered.mail.sender)} → {delivered.person.id}"
        self.say(f"          {names:{WHO}}  {what or _KINDS.get(delivered.kind, delivered.kind)}")

    def wrong(self, what: str) -> None:
        """Something that did not come out as scripted."""
        self.say(f"        ✗ {what}")

    def news(self) -> None:
        """Everything that happened since the last look."""
        for row in self._stage.new_rows():
            self.came(row)
        for delivered in self._stage.new_deliveries():
            self.went(delivered)

    def _rules(self, protocol: str) -> None:
        """What the rules decided about a new ticket: its folder, its tags, until when an answer is promised."""
        store = self._stage.desk.store
        ticket = store.ticket(protocol)
        if ticket is None:
            return
        due = store.sla(ticket.id).first_response
        promise = f"respuesta antes del {due.astimezone(self._zone):%d/%m, %H:%M}" if due else "sin plazo"
        tags = ", ".join(ticket.tags) or "sin etiquetas"
        self.say(f"{'':{10 + WHO}}  reglas: carpeta {ticket.folder} · {tags} · {promise}")

    def _subject(self, row: InboxRow) -> str:
        return Received.of(self._stage.desk.store.raw(row.raw_key)).subject

    def _outcome(self, row: InboxRow) -> str:
        result = row.result or {}
        if result.get("held_reason"):
            told = reason(result["held_reason"], "es")
            return f"retenido n.º {row.id}: {told.words}"
        return _OUTCOMES.get(str(result.get("outcome")), str(result.get("outcome")))


def _short(address: str) -> str:
    """The id of somebody of the cast, else the address's local part without its tag."""
    person: Person | None = resident(address)
    return person.id if person else address.partition("@")[0].partition("+")[0] or "<>"
