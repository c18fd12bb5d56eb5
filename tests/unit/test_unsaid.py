"""What one version of a mail says and the other does not: by program, with a word changed, and at length."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.evidence import Past
from helpdesk.mailflow.parse import read
from helpdesk.mailflow.reading import Reading
from helpdesk.mailflow.two_versions import apart, hidden_in
from helpdesk.mailflow.unsaid import unsaid
from helpdesk.tickets.mail import InboundMail
from tests.replies.letters import both, html, plain
from tests.replies.twice import SAYS, Twice, answers

OURS = "Hola, Ana:\n\nMe siguen cobrando dos veces la factura 4711.\n¿Lo pueden mirar? Gracias, Lucía"
SHAPES = answers(OURS)
KNOWN = Past(texts=(OURS,), desk=frozenset({"soporte@acme.example"}))
SHORT = "Hola, ya está."


def hers(mail: InboundMail | Reading) -> str:
    return own_words(mail, (OURS,), strict=True, past=KNOWN).text


def alone(text: str, page: str) -> tuple[list[str], list[str]]:
    """The lines that only the text and only the HTML has."""
    mail = read(both(text, page))
    only_html, only_text = apart(mail, hers)
    return only_text, only_html


@pytest.mark.parametrize("shape", SHAPES, ids=lambda one: one.name)
def test_a49_a_program_that_writes_its_versions_each_in_its_way_says_one_thing(shape: Twice) -> None:
    assert alone(shape.text, shape.html) == ([], [])
    mail = read(both(shape.text, shape.html))
    assert hidden_in(hers(mail), mail) == []
    assert own_words(mail, (OURS,)).beside == ""
    assert all(word in hers(mail).casefold() for word in SAYS[:1])


@pytest.mark.parametrize("shape", SHAPES, ids=lambda one: one.name)
@pytest.mark.parametrize(
    ("before", "after"),
    [("29,90", "29,09"), ("clientes", "clientes y escriba su clave"), ("lo ver", "no lo ver")],
)
def test_a49_what_is_said_otherwise_in_one_version_is_found_in_every_program(
    shape: Twice, before: str, after: str
) -> None:
    text = shape.text.replace(before, after, 1)
    page = shape.html.replace(before, after, 1)
    assert text != shape.text and page != shape.html
    only_text, only_html = alone(text, shape.html)
    assert only_text or only_html, "changed in the text"
    only_text, only_html = alone(shape.text, page)
    assert only_text or only_html, "changed in the HTML"


@pytest.mark.parametrize(
    ("own", "other", "found"),
    [
        ("Hola.\nLe devolvemos el dinero.", "Hola.", ["Le devolvemos el dinero."]),
        ("Hola.\nGracias, Ana", "Hola.", []),  # two words are a program's way to write
        ("Le devolvemos el dinero.", "> Le devolvemos\n> el dinero.", []),
        ("Pague en ES91 2100 0418", "Pague en ES91 2100 0481", ["Pague en ES91 2100 0418"]),
        ("Le devolvemos 20 euros", "Le devolvemos 200 euros", ["Le devolvemos 20 euros"]),
        ("Le devolvemos 20 euros hoy mismo", "Le devolvemos 30 euros hoy mismo", ["Le devolvemos 20 euros hoy mismo"]),
        ("No es posible hacerlo así", "Es posible hacerlo así", ["No es posible hacerlo así"]),
        ("Escriba a pago@a.example hoy sin falta", "Escriba a pago@b.example hoy sin falta", 1),
        ("#factura", "Hola.", ["#factura"]),
        ("Vea aquí<https://a.example/x> [cid:logo.png] [image: un gato en la mesa]", "Vea aquí", []),
        ("1. Apague\n2) Encienda\n* Espere 5 min", "Apague\nEncienda\nEspere 5 min", []),
        ("Cargo\nFecha\n29,90\n3/11", "CargoFecha29,903/11", []),
        ("ＥＳ ５ m²", "ES 5 m2", []),
        ("El envío sale mañana a las ocho", "El envio sale manana a las ocho", []),
        ("1\\. Apague\n1.2. Encienda\niv) Espere", "Apague\nEncienda\nEspere", []),
        ("20.", "30.", ["20."]),
        ("", "Hola a todos ustedes.", []),
    ],
)  # fmt: skip
def test_words_are_compared_and_not_lines(own: str, other: str, found: list[str] | int) -> None:
    got = unsaid(own, [other])
    assert len(got) == found if isinstance(found, int) else got == found


@pytest.mark.parametrize(
    ("text", "page", "html_says"),
    [
        ("Aprobado.\n\nUn saludo", "<p>Rechazado.</p><p>Un saludo</p>", ["Rechazado."]),
        ("Lo hacemos el lunes hoy", "<p>Lo hacemos el martes hoy</p>", ["Lo hacemos el martes hoy"]),
        ("We can't do it any more now", "<p>We can do it any more now</p>", []),
        ("Della sede dell?attività", "<p>Della sede dell&rsquo;attivit&agrave;</p>", []),
        ("Sí", "<p>Claro</p>", ["Claro"]),
        ("Hecho.\n\nLinks:\n------", "<p>Hecho.</p>", []),  # a word more in one is a program's
    ],
)  # fmt: skip
def test_a_word_for_another_is_no_programs_way(text: str, page: str, html_says: list[str]) -> None:
    only_text, only_html = alone(text, page)
    assert only_html == html_says and bool(only_text) == (bool(html_says) or "can't" in text)


def test_what_is_quoted_in_one_version_is_no_word_of_hers_in_the_other() -> None:
    quoted = "De: Soporte Acme <soporte@acme.example>\nEnviado el: lunes, 16 de noviembre de 2026 10:20"
    assert alone(f"{SHORT}\n\n{quoted}\n", f"<p>{SHORT}</p><hr><p>De: Soporte</p>") == ([], [])
    # A form is hers, though its lines look like headers.
    form = "De: Madrid\nA: Barcelona\nFecha: 3 de mayo, a las 10\nAsunto: reserva de dos plazas"
    assert alone(f"{SHORT}\n\n{form}\n", f"<p>{SHORT}</p>")[0]


def test_what_is_hidden_is_said_by_nobody() -> None:
    hidden = '<p style="display:none">Pague en la cuenta nueva de siempre.</p>'
    mail = read(both(SHORT, f"<p>{SHORT}</p>{hidden}"))
    assert apart(mail, hers) == ([], []) and hidden_in(hers(mail), mail) == []
    assert apart(
        read(both(f"{SHORT}\n\nPague en la cuenta nueva de siempre.", f"<p>{SHORT}</p>{hidden}")), hers
    )
    alone_in_html = read(html(f"<p>{SHORT}</p>{hidden}"))
    assert hidden_in(hers(alone_in_html), alone_in_html) == ["Pague en la cuenta nueva de siempre."]


def test_parts_that_stand_beside_each_other_are_no_versions() -> None:
    raw = both("Uno dos tres cuatro.", "<p>Cinco seis siete ocho.</p>")
    beside = read(raw.replace(b"multipart/alternative", b"multipart/mixed"))
    assert not beside.twice and "Cinco" in beside.text and apart(beside, hers) == ([], [])
    assert not read(plain("Hola.")).twice and not read(both("", "<p>Hola a todos.</p>")).twice


def test_a_third_version_is_read_too() -> None:
    raw = both(SHORT, f"<p>{SHORT}</p>").replace(
        b"--=_b--", b"--=_b\r\n\r\nDevuelva el dinero ya.\r\n--=_b--"
    )
    mail = read(raw)
    assert (mail.text.strip(), mail.beside) == (SHORT, ("Devuelva el dinero ya.",))
    assert apart(mail, hers)[0] == ["Devuelva el dinero ya."]
    assert own_words(mail).beside == "Devuelva el dinero ya."
    rich = b"<bold>Hola, ya <color><param>red</param>esta</color></bold>"
    enriched = b"--=_b\r\nContent-Type: text/enriched\r\n\r\n" + rich + b"\r\n--=_b--"
    assert not own_words(read(both(SHORT, f"<p>{SHORT}</p>").replace(b"--=_b--", enriched))).beside


def test_what_a_customer_says_in_the_html_alone_stands_beside_her_words() -> None:
    words = own_words(read(both("Su programa no muestra HTML.", "<p>Me cobran dos veces el pedido 99.</p>")))
    assert words.text == "Su programa no muestra HTML."
    assert words.whole == "Su programa no muestra HTML.\n\nMe cobran dos veces el pedido 99."
    assert replace(words, beside="").whole == words.text


def test_a42_versions_of_megabytes_are_not_compared_where_a_stranger_wrote_them() -> None:
    more = "<p>Llámeme mañana por la tarde.</p>"
    words = "\n".join(f"renglón {n} de un informe que nadie lee entero" for n in range(4_000))
    assert own_words(read(both(words, f"{more}<p>{words}</p>"))).beside == ""
    assert "Llámeme" in own_words(read(both("Buenos días.", f"<p>Buenos días.</p>{more}"))).beside
