"""A mail of which only the headers came: its header block, and a few words that say where the rest is."""

from __future__ import annotations

import re
from typing import Literal

from helpdesk.tickets.model import Language

LeftOut = Literal["too-big", "unreadable"]

# These describe a body that is not here. DKIM would fail for its absence, which is not the sender's doing.
_OF_THE_BODY = re.compile(rb"^(?=(?:Content-[!-9;-~]+|MIME-Version|DKIM-Signature)[ \t]*:)", re.I | re.M)
_NEW_HEADERS = (
    b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
)

# The text may not vary between two fetches of one mail: its digest is what recognises the second.
_WHY: dict[tuple[Language, LeftOut], str] = {
    ("es", "too-big"): "Este correo ocupa {size} bytes y el límite es de {limit}.",
    ("en", "too-big"): "This mail is {size} bytes long and the limit is {limit}.",
    ("pt", "too-big"): "Este e-mail ocupa {size} bytes e o limite é de {limit}.",
    (
        "es",
        "unreadable",
    ): "El servidor no entregó el cuerpo de este correo ({size} bytes) tras varios intentos.",
    (
        "en",
        "unreadable",
    ): "The server did not hand over the body of this mail ({size} bytes) in several attempts.",
    (
        "pt",
        "unreadable",
    ): "O servidor não entregou o corpo deste e-mail ({size} bytes) após várias tentativas.",
}
_WHERE: dict[Language, str] = {
    "es": "Solo se leyó su cabecera. El correo entero sigue en el servidor, "
    "en la carpeta «{folder}» de la cuenta {account}{aside}.",
    "en": "Only its header was read. The whole mail is still on the server, "
    "in folder “{folder}” of account {account}{aside}.",
    "pt": "Só foi lido o seu cabeçalho. O e-mail inteiro continua no servidor, "
    "na pasta «{folder}» da conta {account}{aside}.",
}
_ASIDE: dict[Language, str] = {
    "es": ", o, si se pudo mover, en «{aside}»",
    "en": ", or, if it could be moved, in “{aside}”",
    "pt": ", ou, se pôde ser movido, em «{aside}»",
}


def stub(
    header: bytes,
    why: LeftOut,
    *,
    size: int,
    limit: int,
    folder: str,
    aside: str,
    account: str,
    language: Language,
) -> bytes:
    """A complete mail of `header` and an explanation of `why` the body is missing; CRLF throughout.

    `header` may be cut anywhere: an unfinished last line is dropped. The headers that describe the body are
    kept under the prefix X-Original-. The same input always gives the same bytes.
    """
    lines = header.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    whole = lines.split(b"\n\n", 1)[0] if b"\n\n" in lines else lines.rpartition(b"\n")[0]
    kept = _OF_THE_BODY.sub(b"X-Original-", whole.strip(b"\n")).replace(b"\n", b"\r\n")
    moved = _ASIDE[language].format(aside=aside) if aside and why == "too-big" else ""
    said = f"{_WHY[language, why]} {_WHERE[language]}"
    words = said.format(size=size, limit=limit, folder=folder, account=account, aside=moved)
    return kept + (b"\r\n" if kept else b"") + _NEW_HEADERS + b"\r\n" + words.encode() + b"\r\n"
