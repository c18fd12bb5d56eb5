"""What mail programs say around a mail that is answered or passed on, in the three languages of the desk."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.tickets.model import Language


@dataclass(frozen=True, slots=True)
class Speech:
    """Attributions with {name} and {address}; labels are From, Sent, To, Subject; `forwarded` as Gmail, Apple and
    Thunderbird say it."""

    gmail: str
    apple: str
    thunderbird: str
    labels: tuple[str, str, str, str]
    day: str
    original: str
    forwarded: tuple[str, str, str]
    replying: str
    forwarding: str
    iphone: str
    outlook: str
    galaxy: str
    pointing: str


SPEECH: dict[Language, Speech] = {
    "es": Speech(
        "El lun, 23 nov 2026 a las 9:10, {name} (<{address}>) escribió:",
        "El 23 nov 2026, a las 9:10, {name} <{address}> escribió:",
        "El 23/11/26 a las 9:10, {name} escribió:",
        ("De:", "Enviado:", "Para:", "Asunto:"),
        "lunes, 23 de noviembre de 2026 9:10",
        "Mensaje original",
        ("Forwarded message", "Inicio del mensaje reenviado:", "Mensaje reenviado"),
        "RE: ",
        "RV: ",
        "Enviado desde mi iPhone",
        "Obtener Outlook para iOS",
        "Enviado desde mi Galaxy",
        "Contesto abajo, entre líneas.",
    ),
    "en": Speech(
        "On Mon, Nov 23, 2026 at 9:10 AM {name} <{address}> wrote:",
        "On 23 Nov 2026, at 09:10, {name} <{address}> wrote:",
        "On 23/11/26 09:10, {name} wrote:",
        ("From:", "Sent:", "To:", "Subject:"),
        "Monday, November 23, 2026 9:10 AM",
        "Original message",
        ("Forwarded message", "Begin forwarded message:", "Forwarded Message"),
        "RE: ",
        "FW: ",
        "Sent from my iPhone",
        "Get Outlook for iOS",
        "Sent from my Galaxy",
        "See my answers below.",
    ),
    "pt": Speech(
        "Em seg., 23 de nov. de 2026 às 09:10, {name} <{address}> escreveu:",
        "No dia 23/11/2026, às 09:10, {name} <{address}> escreveu:",
        "Em 23/11/2026 09:10, {name} escreveu:",
        ("De:", "Enviada em:", "Para:", "Assunto:"),
        "segunda-feira, 23 de novembro de 2026 09:10",
        "Mensagem original",
        ("Forwarded message", "Início da mensagem encaminhada:", "Mensagem encaminhada"),
        "RES: ",
        "ENC: ",
        "Enviado do meu iPhone",
        "Obter o Outlook para iOS",
        "Enviado do meu Galaxy",
        "Respondo abaixo, entre as linhas.",
    ),
}
