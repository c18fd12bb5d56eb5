"""The receipts of other desks are known by their words where no header says so; what people write is not."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from helpdesk.mailflow.others_receipts import reads_like_receipt
from helpdesk.mailflow.preview import previews
from helpdesk.mailflow.words import LANGUAGES
from helpdesk.tickets.model import Language

NOTICES = ("delay", "escalated", "resolved", "waiting")
RECEIPTS = [
    ("[Request received] Printer", "Your request (4711) has been received and is being reviewed by our support staff."),
    ("Ticket Received - Printer", "We have received your request and a ticket was created.\nYour ticket ID is 4711."),
    ("Support Ticket Opened [#471147]", "A request for support has been created and assigned #471147."),
    ("[desk #4711] AutoReply: Printer", "This message has been automatically generated in response to\nyou."),
    ("HELP-12 Printer", "Just confirming that we got your request. We're on it.\nCase number: 12"),
    ("We've received your ticket", "Hi John, we've received your ticket. Ticket number: 998"),
    ("Hemos recibido su solicitud", "Estimado cliente:\n\nHemos recibido su solicitud. El número de caso es 4711."),
    ("Confirmación", "Su solicitud ha sido registrada con el número de ticket 4711."),
    ("Chamado aberto", "Prezado cliente,\n\nRecebemos a sua solicitação. O número do chamado é 4711."),
    ("Protocolo", "Seu chamado foi aberto. Número de protocolo: 2026110047."),
]  # fmt: skip
PEOPLE = [
    ("Mi pedido", "Buenos días, no he recibido mi pedido. ¿Recibieron mi mensaje de ayer?"),
    ("Re: Factura", "He recibido su respuesta, pero el número de pedido no es el mío."),
    ("My ticket", "I never received my ticket for the concert. The number is 4711."),
    ("Question", "Have you received my request? My ticket number is 4711."),
    ("Re: case 12", "Thank you, the case is closed for me. I got the refund."),
    ("Pedido", "Não recebi minha encomenda, o número do pedido é 4711."),
    ("Automático", "El riego automático no funciona desde el lunes."),
    ("Re: x", "Sí.\n\n> Recibimos su mensaje. Su número de protocolo es ACM-2611-7K3MGX"),
]


@pytest.mark.parametrize(("subject", "text"), RECEIPTS)
def test_a21_a_receipt_of_another_desk(subject: str, text: str) -> None:
    assert reads_like_receipt(subject, text) == "surely"


@pytest.mark.parametrize(
    ("subject", "text", "read"),
    [
        ("Automatic reply: Re: Where is my refund?", "I am away until Monday.", "surely"),
        ("Fuera de la oficina 7", "Vuelvo el lunes.", "surely"),
        ("Resposta automática: Re: Fatura", "Volto na segunda.", "surely"),
        ("Abwesenheitsnotiz", "Ich bin bis Montag nicht im Büro.", "surely"),
        ("Pregunta 3", "Estoy fuera de la oficina hasta el lunes. Llame al 600 000 003.", "perhaps"),
        ("Re: x", "Ich bin bis Montag nicht im Büro.", "perhaps"),
        (
            "Re: x",
            "Hey!\n\nGot it. Keep this: X\n\n— B\n\n¿Español? Responda ESPAÑOL · Português? Responda PORTUGUÊS",
            "perhaps",
        ),
        ("Re: x", "Thank you.\n\n> English? Reply ENGLISH · Português? Responda PORTUGUÊS", ""),
        ("Idioma", "¿Hablan español? Responda por favor.", ""),
        ("Out of office does not work", "The menu is gone. Can you help?", ""),
        ("Respuesta automática que no se envía", "No sale desde ayer.", ""),
        ("Entrega", "Estoy fuera de la oficina hasta el lunes, ¿pueden traerlo el martes?", ""),
        ("Vacaciones", "Estoy de vacaciones hasta el 15: traigan el pedido después.", ""),
    ],
)
def test_a21_an_absence_without_its_headers(subject: str, text: str, read: str) -> None:
    assert reads_like_receipt(subject, text) == read


@pytest.mark.parametrize(("subject", "text"), PEOPLE)
def test_a22_what_people_write(subject: str, text: str) -> None:
    assert reads_like_receipt(subject, text) == ""


def test_words_that_a_person_may_well_write_are_doubtful() -> None:
    assert (
        reads_like_receipt("Re: Oferta", "Hemos recibido su mensaje y lo estudiamos. Un saludo, Pedro")
        == "perhaps"
    )


@pytest.mark.slow  # every mail in every language
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desks_own_receipts_are_known_in_every_language(language: Language) -> None:
    said = {}
    for name, written in previews(language).items():
        mail = message_from_bytes(written.outgoing.raw, policy=default)
        assert isinstance(mail, EmailMessage)
        body = mail.get_body(("plain",))
        assert body is not None
        said[name] = reads_like_receipt(str(mail["Subject"]), str(body.get_content()))
    receipts = {name: found for name, found in said.items() if name.startswith("acknowledgement")}
    assert set(receipts.values()) <= {"surely", "perhaps"} and receipts["acknowledgement"] == "surely"
    assert {name for name in NOTICES if not said[name]} == set()
    assert said["reply"] == ""
