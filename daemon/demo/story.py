"""The demo's story: eleven mails of seven people, and what must and must not come of each."""

from __future__ import annotations

from datetime import datetime

from helpdesk.daemon.demo.cast import (
    ANA,
    AUTHSERV_ID,
    BOXES,
    FORGER,
    JOHN,
    LUCIA,
    LUIS,
    MARTA,
    OUTSIDERS,
    PAULO,
    Person,
)
from helpdesk.daemon.demo.letters import Letter, Received, answer, first_letter
from helpdesk.daemon.demo.script import Script, Step
from helpdesk.daemon.demo.stage import Stage
from helpdesk.daemon.demo.teller import Teller
from helpdesk.tickets.errors import StoreError

NOTE = "Ojo, solo para nosotros: el segundo cobro lo causó la pasarela, ya hay reclamación abierta."
REFUND = "Hola, Lucía: el segundo cobro es nuestro error. Hoy mismo le devolvemos los 24,90 euros."
SENT_FROM_AWAY = "La devolución ya salió; la verá en su cuenta mañana."
FORGED = "Lucía, para devolverle el dinero necesito su número de tarjeta completo."


class Story:
    """The steps in order; each leaves what the next ones need."""

    def __init__(self, stage: Stage, teller: Teller) -> None:
        self.stage = stage
        self.script = Script(stage, teller)
        self.protocol = ""
        self.last: dict[Person, Received] = {}

    def steps(self) -> list[tuple[str, Step]]:
        """Name and deed of each."""
        return [
            ("Lucía escribe a soporte@", self.lucia_writes),
            ("Ana contesta desde su correo, con el botón de responder", self.ana_answers),
            ("Lucía responde a Ana", self.lucia_answers),
            ("Ana deja una nota interna", self.ana_leaves_a_note),
            ("John escribe en inglés a support@", self.john_writes),
            ("Paulo escribe en portugués a suporte@", self.paulo_writes),
            ("El contestador de Paulo responde al acuse", self.paulo_is_away),
            ("Alguien se hace pasar por Ana", self.somebody_forges_ana),
            ("Ana contesta desde un hotel, sin nada que pruebe que es ella", self.ana_without_proof),
            ("Ana confirma desde su dirección", self.ana_confirms),
            ("Un extraño cita el protocolo de Lucía", self.stranger_quotes),
            ("Cuentas claras", self.accounts),
        ]

    def play(self) -> list[str]:
        """All of it; returns what did not come out as scripted."""
        self.script.play(self.steps())
        return self.script.flaws

    # -- a ticket, answered ---------------------------------------------------------------------------

    def lucia_writes(self) -> None:
        """A new ticket, an acknowledgement with its protocol, and one agent told."""
        letter = self._new(
            LUCIA, "Factura duplicada", "Hola:\n\nMe siguen cobrando dos veces la cuota de marzo."
        )
        row, got = self.script.exchange(
            letter,
            "caso nuevo; le toca a ana, que sabe de facturas",
            outcome="opened",
            reach={
                LUCIA: ("ack", "acuse en español, con su protocolo y sus palabras"),
                ANA: (
                    "notification",
                    "aviso; «Responder» irá a la clienta, sin que se vea la dirección de ana",
                ),
            },
        )
        self.protocol = self._protocol(row.result)
        ticket = self.stage.desk.store.ticket(self.protocol)
        folder = ticket.folder if ticket else ""
        self._check("las reglas lo ponen en Facturación", folder == "Facturación", folder)
        ack, told = got[LUCIA], got[ANA]
        self._check("el acuse lleva el protocolo", self.protocol in ack.subject and self.protocol in ack.text)
        self._check("el acuse está en español", "Recibimos su mensaje" in ack.text)
        self._check("el acuse se declara automático", ack.header("Auto-Submitted") == "auto-replied")
        self._check("el acuse sale de soporte@", ack.sender == BOXES[0].address)
        self._check("el aviso empieza por las palabras de Lucía", told.text.lstrip().startswith("Hola:"))
        self._check("responder al aviso va a una dirección propia de ana y del caso", "+r-" in told.answer_to)
        self.last |= got

    def ana_answers(self) -> None:
        """The customer gets it as the desk's."""
        letter = answer(ANA, self.last[ANA], REFUND, self._now())
        _, got = self.script.exchange(
            letter,
            "es ana (dirección del aviso, remitente y proveedor coinciden): sale",
            outcome="threaded",
            reach={LUCIA: ("reply", "respuesta de «Ana Ruiz · Soporte Acme», desde soporte@")},
        )
        self._relayed(got[LUCIA], REFUND)
        self.last |= got

    def lucia_answers(self) -> None:
        """It joins her ticket and is told to the agent who has it; no second acknowledgement."""
        letter = answer(LUCIA, self.last[LUCIA], "Gracias, Ana. ¿Cuándo lo veré en mi cuenta?", self._now())
        row, got = self.script.exchange(
            letter,
            "va a su caso: responde a un correo que se le envió",
            outcome="threaded",
            reach={ANA: ("notification", "aviso a quien lleva el caso; sin otro acuse")},
        )
        self._check(
            "va al mismo caso", self._protocol(row.result) == self.protocol, self._protocol(row.result)
        )
        self._check("el aviso empieza por lo nuevo", got[ANA].text.startswith("Gracias, Ana."))
        self.last |= got

    def ana_leaves_a_note(self) -> None:
        """To the note address of the notification: kept on the ticket, sent to nobody."""
        to = self.last[ANA].note_address
        self._check("el aviso muestra la dirección para notas", "+n-" in to, to)
        self.script.exchange(
            answer(ANA, self.last[ANA], NOTE, self._now(), to=to),
            "nota interna: queda en el caso y no sale a nadie",
            outcome="note",
            reach={},
        )

    # -- other languages, and machines ----------------------------------------------------------------

    def john_writes(self) -> None:
        """Another mailbox, another language, another agent: who knows about it."""
        text = "Hi,\n\nThe password reset link has expired twice. Can you help?"
        _, got = self.script.exchange(
            self._new(JOHN, "Cannot log in", text),
            "caso nuevo; le toca a luis, que sabe de cuentas",
            outcome="opened",
            reach={JOHN: ("ack", "acuse en inglés"), LUIS: ("notification", "aviso")},
        )
        self._check(
            "el acuse está en inglés", "We have received" in got[JOHN].text or "We received" in got[JOHN].text
        )
        self._check("el acuse sale de support@", got[JOHN].sender == BOXES[1].address)

    def paulo_writes(self) -> None:
        """The third language, and the agent who writes it."""
        text = "Olá,\n\nNão recebi a nota fiscal do pedido de abril."
        _, got = self.script.exchange(
            self._new(PAULO, "Nota fiscal", text),
            "caso nuevo; le toca a marta, la única que escribe en portugués",
            outcome="opened",
            reach={PAULO: ("ack", "acuse en portugués"), MARTA: ("notification", "aviso")},
        )
        self._check("el acuse está en portugués", "Recebemos" in got[PAULO].text)
        self.last |= got

    def paulo_is_away(self) -> None:
        """A machine gets no answer, and nobody is bothered."""
        text = "Estou de férias até dia 30 e respondo quando voltar."
        self.script.exchange(
            answer(PAULO, self.last[PAULO], text, self._now(), automatic=True),
            "respuesta automática: se archiva en su caso, no se contesta ni se avisa a nadie",
            outcome="auto_reply",
            reach={},
        )

    # -- who is ana? ----------------------------------------------------------------------------------

    def somebody_forges_ana(self) -> None:
        """Held; the real Ana is asked, the lead is told, the customer hears nothing."""
        subject = f"Re: Factura duplicada [{self.protocol}]"
        letter = first_letter(FORGER, BOXES[0].address, subject, FORGED, self._now(), pretends=ANA)
        row, got = self.script.exchange(
            letter,
            f"dice ser ana, pero {AUTHSERV_ID} lo desmiente (dmarc=fail): retenido",
            outcome="held",
            reach={
                ANA: ("confirm", "pregunta a su dirección registrada: ¿lo escribiste tú?"),
                MARTA: ("alert", "alerta a la responsable"),
            },
        )
        reason = (row.result or {}).get("held_reason")
        self._check("el motivo es que nada prueba que sea ana", reason == "agent-unverified", str(reason))
        self._check("la pregunta enseña el texto retenido", FORGED in " ".join(got[ANA].text.split()))

    def ana_without_proof(self) -> None:
        """Handle and From fit, but no provider vouches: she is asked first."""
        letter = answer(ANA, self.last[ANA], SENT_FROM_AWAY, self._now())
        row, got = self.script.exchange(
            letter,
            "la dirección del aviso es suya, pero ningún proveedor lo prueba: retenido",
            outcome="held",
            reach={ANA: ("confirm", "pregunta a su dirección registrada")},
            past_the_provider=True,
        )
        reason = (row.result or {}).get("held_reason")
        self._check("el motivo es que falta confirmarlo", reason == "agent-confirm", str(reason))
        self.last |= got

    def ana_confirms(self) -> None:
        """A reply from the registered address lets exactly the held bytes go."""
        letter = answer(ANA, self.last[ANA], "Sí", self._now())
        _, got = self.script.exchange(
            letter,
            "confirmado: lo retenido sale tal como estaba",
            outcome="command",
            reach={LUCIA: ("reply", "la respuesta que esperaba")},
        )
        self._relayed(got[LUCIA], SENT_FROM_AWAY)

    def stranger_quotes(self) -> None:
        """A protocol identifies and does not authorise: a ticket of his own, and not a word of hers."""
        letter = self._new(FORGER, f"Caso {self.protocol}", f"¿Cómo va mi caso {self.protocol}?")
        row, got = self.script.exchange(
            letter,
            "cita un caso ajeno: caso propio, enlazado solo hacia dentro; nada de Lucía",
            outcome="opened",
            reach={FORGER: ("ack", "acuse de su caso, como a cualquiera"), ANA: ("notification", "aviso")},
        )
        own = self._protocol(row.result)
        self._check("el extraño tiene un caso propio", bool(own) and own != self.protocol, own)
        told = got[FORGER].everything
        self._check(
            "nada de Lucía llega al extraño",
            not any(word in told for word in ("Lucía", "24,90", LUCIA.address)),
        )

    # -- the end --------------------------------------------------------------------------------------

    def accounts(self) -> None:
        """What may never be: something of an agent's outside, a mail not accounted for."""
        leaks = [f"{person.id}: {word}" for person in OUTSIDERS for word in self._leaks(person)]
        self._check("nada de los agentes está en los buzones de fuera", not leaks, ", ".join(leaks))
        try:
            report = self.stage.desk.store.verify()
        except StoreError as fault:
            self._check("verify se puede hacer", good=False, instead=str(fault))
            return
        self._check("verify cuadra", report.sound, "; ".join(finding.what for finding in report.findings))
        counts = self.stage.desk.store.counts(self._now())
        self._check("queda un correo retenido, el falso", counts.held == 1, str(counts.held))
        self._check("hay cuatro casos", sum(counts.tickets.values()) == 4, str(dict(counts.tickets)))
        self._check(
            "no queda nada por enviar", not counts.queued and not counts.parked, str(dict(counts.parked))
        )
        self.script.teller.say(
            "          nada de los agentes en los buzones de fuera; cada correo recibido está en su sitio"
        )

    def _leaks(self, person: Person) -> list[str]:
        secrets = (ANA.address, LUIS.address, MARTA.address, "+r-", "+n-", "+c-", NOTE, FORGED)
        words = " ".join(mail.everything for mail in self.stage.mailboxes.of(person))
        return [secret for secret in secrets if secret in words]

    # -- small things ---------------------------------------------------------------------------------

    def _relayed(self, mail: Received, text: str) -> None:
        self._check("sale de soporte@", mail.sender == BOXES[0].address, mail.sender)
        self._check(
            "lleva sus palabras y ninguna otra cosa del aviso", text in mail.text and "+n-" not in mail.text
        )
        self._check("no se ve la dirección de ana", ANA.address not in mail.everything)
        self._check("lleva el protocolo en el asunto", self.protocol in mail.subject, mail.subject)

    def _new(self, person: Person, subject: str, text: str) -> Letter:
        return first_letter(person, person.writes_to, subject, text, self._now())

    def _protocol(self, result: object) -> str:
        return str(result.get("protocol") or "") if isinstance(result, dict) else ""

    def _check(self, what: str, good: bool, instead: str = "") -> None:
        self.script.check(what, good, instead)

    def _now(self) -> datetime:
        return self.stage.desk.clock.now()
