"""Customers' words: the whole own text and nothing less, in any case and accent; an empty mail asks too."""

from __future__ import annotations

import pytest

from helpdesk.mailflow import parse
from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.customer_words import Spoken, spoken, word_in

SENT = (
    "Hola, Lucía:\n\nRecibimos su mensaje «Factura duplicada». Su número de protocolo es\n\n    ACM-2611-7K3MGX\n\n"
    "Le responde una persona hoy antes de las 13:10.\n\n— Soporte Acme\n"
)
ABOVE = "El lun, 23 nov 2026 a las 9:10, Soporte Acme (<soporte@acme.example>) escribió:\n\n"
QUOTED = "\n".join(f"> {line}".rstrip() for line in SENT.rstrip("\n").split("\n"))


def read(body: str, head: str = "", html: bool = False) -> Spoken | None:
    kind = "html" if html else "plain"
    raw = (
        "From: Lucia <lucia@x.example>\r\nTo: soporte@acme.example\r\nSubject: Re: Factura [ACM-2611-7K3MGX]\r\n"
        "In-Reply-To: <r.a@acme.example>\r\nMessage-ID: <a@x.example>\r\nMIME-Version: 1.0\r\n"
        + (head or f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n")
        + "\r\n"
    )
    mail = parse.read(raw.encode() + body.replace("\n", "\r\n").encode())
    return spoken(mail, own_words(mail).text, [SENT], ["ACM"])


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("estado", "status"),
        ("STATUS", "status"),
        ("Situação", "status"),
        ("situacao", "status"),
        ("Cerrar.", "close"),
        ("¡CERRAR!", "close"),
        ("*Close*", "close"),
        ("Fechar", "close"),
        ("reabrir", "reopen"),
        ("Reopen", "reopen"),
        ("«humano»", "human"),
        ("Human", "human"),
        ("Humano, por favor", "human"),
        ("Please close, thank you.", "close"),
        ("CERRAR\n\nMuchas gracias", "close"),
        ("sin  encuestas", "no-surveys"),
        ("No surveys", "no-surveys"),
        ("Sem pesquisas", "no-surveys"),
    ],
)
def test_a_word_in_any_dress(said: str, word: str) -> None:
    found = word_in(said)
    assert found is not None and found.word == word and found.said == " ".join(said.split())


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("Hola, ESTADO", "status"),
        ("Hola, buenas tardes:\n\nEstado, por favor.\n\nMuchas gracias y un saludo,\nLucía Pérez", "status"),
        ("Hola, Ana:\n\nCerrar\n\nUn saludo", "close"),
        ("Hi team,\nclose please\nKind regards,\nLucia", "close"),
        ("Bom dia! Fechar.\n\nAtt,\nLucia Perez", "close"),
        ("Status\n\nlucia.perez", "status"),
        ("Quiero hablar con una persona", ""),
        ("un humano, por favor", "human"),
        ("Hola, en español por favor", "language"),
        ("English. Thanks a lot!", "language"),
        ("No more surveys, thanks", "no-surveys"),
    ],
)
def test_a_word_between_a_greeting_and_a_name(said: str, word: str) -> None:
    found = word_in(said, ["Lucía Pérez", "lucia.perez@x.example", "Ana Ruiz"])
    assert (found.word if found else "") == word and (found is None or found.said == " ".join(said.split()))


@pytest.mark.parametrize(
    "said",
    [
        "Hola",
        "Gracias",
        "Hola, no cerrar",
        "Hola, cerrar no",
        "Hola: cerrar el caso y devolver el dinero. Gracias",
        "Cerrar\n\nSaludos,\nPedro",  # a name that is not hers is a word more
        "Gracias, Ana. Cerrar la tienda",
        "Hello. Human error?",
    ],
)
def test_courtesy_does_not_make_a_word(said: str) -> None:
    assert word_in(said, ["Lucía Pérez", "lucia@x.example", "Ana Ruiz"]) is None


def test_somebodys_name_is_no_word() -> None:
    assert word_in("Thanks,\nClose", ["Glenn Close"]) is None
    assert word_in("Status", ["Glenn Close"]) == Spoken("status", "Status")


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("English", "en"),
        ("PORTUGUÊS", "pt"),
        ("portugues", "pt"),
        ("español", "es"),
        ("Espanol", "es"),
        ("English please", "en"),
    ],
)
def test_a_language(said: str, language: str) -> None:
    assert word_in(said) == Spoken("language", said, language)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "baja",  # in Spain that asks to cancel the contract
        "no cerrar",
        "gracias, no cerrar",
        "por favor",
        "cerrar el caso",
        "cerrar 2",
        "estado\nno funciona",
        "#cerrar ahora",
        "сlose",  # a Cyrillic letter
        "status?!" + "!" * 80,
        "en",
    ],
)
def test_anything_else_is_text(said: str) -> None:
    assert word_in(said) is None


def test_a_word_above_a_quote_that_programs_mark() -> None:
    found = read(f"CERRAR\n\n{ABOVE}{QUOTED}\n")
    assert found is not None and (found.word, found.said) == ("close", "CERRAR")


def test_a_word_above_a_quote_that_nothing_introduces() -> None:
    found = read(f"Estado\n\n{QUOTED}\n")
    assert found is not None and found.word == "status"


def test_a_word_with_more_below_the_quote_is_no_word() -> None:
    assert (
        read(f"Cerrar\n\n{ABOVE}{QUOTED}\n\nPero antes devuélvanme el dinero de noviembre, por favor.\n")
        is None
    )


def test_an_empty_mail_asks_for_the_state() -> None:
    assert read("") == Spoken("status")
    assert read("\n\n  \n") == Spoken("status")
    assert read("ACM-2611-7K3MGX") is None, "its check character is wrong"
    assert read(f"{ABOVE}{QUOTED}\n") == Spoken("status")


def test_a_quote_with_words_between_our_lines_is_not_empty() -> None:
    between = QUOTED.replace("> — Soporte", "> No me ha respondido nadie todavía.\n> — Soporte")
    assert read(f"{ABOVE}{between}\n") is None


def test_html_alone() -> None:
    found = read("<html><body><div>Reabrir</div></body></html>", html=True)
    assert found is not None and found.word == "reopen"


@pytest.mark.parametrize("body", ["", "Cerrar"])
def test_a_photo_is_content(body: str) -> None:
    head = 'Content-Type: multipart/mixed; boundary="b"\r\n'
    photo = (
        f"--b\nContent-Type: text/plain\n\n{body}\n--b\nContent-Type: image/jpeg\n"
        "Content-Disposition: attachment; filename=a.jpg\nContent-Transfer-Encoding: base64\n\n/9j/4AAQ\n--b--\n"
    )
    assert read(photo, head) is None


def test_a_logo_within_a_signature_is_none() -> None:
    head = 'Content-Type: multipart/related; boundary="b"\r\n'
    logo = (
        "--b\nContent-Type: text/html\n\n<p>CLOSE</p><img src='cid:x'>\n--b\nContent-Type: image/png\n"
        "Content-ID: <x>\nContent-Disposition: inline; filename=a.png\n\niVBORw0K\n--b--\n"
    )
    found = read(logo, head)
    assert found is not None and found.word == "close"
    assert read(logo.replace("CLOSE", ""), head) is None, "with no text at all it is a photo"
