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
_WORDS: dict[tuple[Language, LeftOut], str] = {
    ("es", "too-big"): "Este correo ocupa {size} bytes y el límite es de {limit}. Solo se leyó su cabecera. "
    "El correo entero sigue en el servidor, en la carpeta «{aside}» "
    "(o, si no se pudo mover, en «{folder}») de la cuenta {account}.",
    ("en", "too-big"): "This mail is {size} bytes long and the limit is {limit}. Only its header was read. "
    "The whole mail is still on the mail server, in folder “{aside}” "
    "(or, if it could not be moved, in “{folder}”) of account {account}.",
    ("pt", "too-big"): "Este e-mail ocupa {size} bytes e o limite é de {limit}. Só foi lido o seu cabeçalho. "
    "O e-mail inteiro continua no servidor, na pasta «{aside}» "
    "(ou, se não pôde ser movido, em «{folder}») da conta {account}.",
    (
        "es",
        "unreadable",
    ): "El servidor de correo no entregó el cuerpo de este correo ({size} bytes) tras varios "
    "intentos. Solo se leyó su cabecera. El correo sigue en la carpeta «{folder}» de la cuenta {account}.",
    (
        "en",
        "unreadable",
    ): "The mail server did not hand over the body of this mail ({size} bytes) after several "
    "attempts. Only its header was read. The mail is still in folder “{folder}” of account {account}.",
    ("pt", "unreadable"): "O servidor de e-mail não entregou o corpo deste e-mail ({size} bytes) após várias "
    "tentativas. Só foi lido o seu cabeçalho. O e-mail continua na pasta «{folder}» da conta {account}.",
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
    words = _WORDS[language, why].format(size=size, limit=limit, folder=folder, aside=aside, account=account)
    return kept + (b"\r\n" if kept else b"") + _NEW_HEADERS + b"\r\n" + words.encode() + b"\r\n"
