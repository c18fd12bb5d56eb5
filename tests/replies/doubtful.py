"""What looks like a quote, an attribution, a header or a signature and is the sender's own: it stays."""

from __future__ import annotations

from collections.abc import Iterator

from tests.replies.letters import Case, html, marked, plain
from tests.replies.speech import SPEECH

ES = SPEECH["es"]
END = f"\n\n{ES.gmail}\n\n{marked(ES.ours)}\n"

OWN = {
    "a colleague wrote on a day": "El lunes 3 a las 10:20 su compañero Juan me escribió:\nno pague todavía.\n¿A quién hago caso?",
    "full date said": "El 3 de abril de 2026 a las 10:20 vuestro técnico escribió:\nvuelva mañana.\nVolví y no había nadie.",
    "en, agent wrote me": "On April 3, 2026 at 10:20 your colleague wrote me:\nplease wait.\nI waited and nothing came.",
    "en, I wrote": "On Monday at 10:20 I wrote:\ncancel the order.\nIt was not cancelled.",
    "pt, me escreveu": "Em 3 de abril de 2026 às 10:20 seu colega me escreveu:\npode usar.\nNão funciona.",
    "fr, m'a écrit": "Le 3 avril 2026 à 10:20 votre collègue m'a écrit:\nattendez.\nJ'attends encore.",
    "de, schrieb mir": "Am 3. April 2026 um 10:20 schrieb mir Ihr Kollege:\nbitte warten.\nIch warte noch.",
    "travel": "De: Madrid\nA: Barcelona\nFecha: 3 de mayo\nQuiero cambiar el billete.",
    "travel en": "From: Lisbon\nTo: Porto\nDate: 3 May\nPlease change my ticket.",
    "parcel": "El paquete dice así:\nEnviado desde Zaragoza el 3 de marzo",
    "from my house": "Lo mandé ayer.\nEnviado desde mi casa el lunes",
    "sent from the office": "The parcel was\nsent from the office on Monday",
    "list of dashes": "Opciones:\n-- la primera\n-- la segunda\n¿Cuál es mejor?",
    "rule between": "Primera parte.\n________________________________\nSegunda parte, más importante.",
    "dash between": "Esto es lo que pasó.\n--\n¿Me lo pueden explicar?\nEspero su respuesta.",
    "comparison": "El plan dice\n> 5 GB\npero solo tengo 3.",
    "steps with colons": "Pasos:\n1: abrir\n2: escribir\nA: falla\nPara: nadie",
    "asked": '¿Quién escribió:\n"pague mañana"?\nYo no fui.',
    "original said": "Les mando el mensaje original mañana.\nEl original: en papel.",
    "subject only": "Asunto: baja\nQuiero darme de baja hoy mismo.",
    "below said alone": "Lo explico abajo.\nSe rompió la pantalla.",
    "email given": "Mi correo nuevo es:\nlucia@otro.example\nescriban ahí.",
    "time given": "Llegó el 16/11/2026 a las 10:20:\nroto y mojado.",
    "sent with": "Lo recibí.\nEnviado con mucho retraso, por cierto.",
    "short thanks": "Gracias por todo",
}


def cases() -> Iterator[Case]:
    """Each in a reply above a quote, and in a first mail."""
    for name, text in OWN.items():
        yield Case(f"own, in a reply: {name}", plain(text + END), text)
        yield Case(f"own, alone: {name}", plain(text + "\n", subject="Pregunta", reply=False), text)
    asked = "Miren lo que recibí."
    forward = f"{asked}\n\n---------- Forwarded message ---------\nDe: Banco <b@banco.example>\nDate: lun, 16 nov 2026\nSubject: x\n\nPague ya."
    yield Case("forwarded by gmail", plain(forward, subject="Fwd: x", reply=False), forward)
    outlook = (
        f"{asked}\n\nDe: Banco <b@banco.example>\nEnviado: {ES.day}\nPara: Lucía\nAsunto: x\n\nPague ya."
    )
    yield Case("forwarded by outlook", plain(outlook, subject="RV: x", reply=False), outlook)
    apple = f"{asked}\n\n> Inicio del mensaje reenviado:\n> \n> De: Banco <b@banco.example>\n> Asunto: x\n> \n> Pague ya."
    yield Case("forwarded by apple", plain(apple, subject="Fwd: x", reply=False), apple)
    pasted = "Esto me dijeron:\n\nEl lun, 16 nov 2026 a las 10:20, Banco <b@banco.example> escribió:\n\nPague ya.\n\n¿Es verdad?"
    yield Case("pasted in a first mail", plain(pasted, subject="Pregunta", reply=False), pasted)
    form = "Datos de la avería:\nFecha: 16/11/2026 10:20\nDe: ana@otro.example\nAsunto: caldera\n\nNo enciende desde ayer."
    yield Case("a form in a first mail", plain(form, subject="Avería", reply=False), form)
    indented = "<p>Me dijeron esto:</p><blockquote>Llegará el lunes</blockquote><p>y no llegó</p>"
    yield Case("indented in HTML", html(indented), "Me dijeron esto:\nLlegará el lunes\ny no llegó")
