"""Macros: variants by language and tone, variables, what they do, private data, and texts that would do harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from helpdesk.rules.book import Book
from helpdesk.rules.load import load_policy
from helpdesk.rules.macro_text import LONGEST_VALUE, BadText, CannotExpand, names_in, write_out
from helpdesk.rules.macro_then import BadVerb, Then, parse_then
from helpdesk.rules.macros import expand, search
from helpdesk.rules.yaml_text import Flaw
from helpdesk.tickets.verdict import ClockFacts
from tests.unit.acme_kit import CFO, SHOP, a_ticket, acme_files, mail

ES = """\
---
title: Cobro duplicado
tags: [facturacion]
vars: {importe: lo que se devuelve}
then: ["#etiqueta +facturacion -boletin", "#prioridad alta", esperar]
---
Hola {{ customer_name | default("cliente") }}:

Le devolvemos {{ importe }} euros.{% if agent_name is defined %} Le atiende {{ agent_name }}.{% endif %}
"""
EN = "---\ntitle: Charged twice\n---\nDear {{ customer_name }}, we return {{ importe }}.\n"
FORMAL = "---\ntitle: Cobro duplicado\ntone: formal\n---\nEstimado cliente: {{ importe }}.\n"


def told(**macros: str) -> tuple[Book | None, tuple[Flaw, ...]]:
    """The worked example with these macros ('x_es' is macros/x.es.md)."""
    files = {f"macros/{name.replace('_', '.')}.md": text for name, text in macros.items()}
    return load_policy({**acme_files(), **files}, SHOP)


def book(**macros: str) -> Book:
    """The same, which must be good."""
    found, flaws = told(**macros)
    assert found is not None, flaws
    return found


def errors(**macros: str) -> list[str]:
    """What is said of these macros, with places."""
    return [
        f"{flaw.file}:{flaw.line}:{flaw.column} {flaw.what}. {flaw.fix}"
        for flaw in told(**macros)[1]
        if flaw.file.startswith("macros/")
    ]


THREE = {"cobro_es": ES, "cobro_en": EN, "cobro_es_formal": FORMAL}


def test_writes_out_with_values_and_what_it_does() -> None:
    """Values, defaults and what is known of the ticket; the verbs come back as fields."""
    found = expand(book(**THREE), "cobro", "es", {"importe": "20"}, mail(ticket=a_ticket(assignee="ana")))
    assert found.text == "Hola CFO:\n\nLe devolvemos 20 euros. Le atiende Ana Ruiz.\n"
    assert found.then == (
        Then("tag", "facturacion"),
        Then("untag", "boletin"),
        Then("priority", "high"),
        Then("status", "waiting"),
    )
    assert (found.language, found.tone, found.note, found.title) == ("es", "", "", "Cobro duplicado")
    named = book(
        hola_es="---\ntitle: Hola\n---\nHola{% if first_name is defined %}, {{ first_name }}{% endif %}:\n"
    )
    for name, greeting in (
        ("Pérez, Lucía", "Hola, Lucía:"),
        ("Lucía Pérez", "Hola, Lucía:"),
        ("no-reply@x", "Hola:"),
    ):
        asks = mail(ticket=a_ticket(requester=replace(CFO, name=name)))
        assert expand(named, "hola", "es", {}, asks).text.strip() == greeting
    nameless = a_ticket(requester=replace(CFO, name=""))
    assert expand(book(**THREE), "cobro", "es", {"importe": "20"}, mail(ticket=nameless)).text.startswith(
        "Hola cliente:\n\nLe devolvemos 20 euros.\n"
    )


def test_falls_back_and_says_so() -> None:
    """The tone first, then the language: es before en before pt."""
    three = book(**THREE)
    given = {"importe": "20"}
    formal = expand(three, "cobro", "es", given, mail(), tone="formal")
    assert (formal.text, formal.note) == ("Estimado cliente: 20.\n", "")
    portuguese = expand(three, "cobro", "pt", given, mail())
    assert (portuguese.language, portuguese.note) == ("es", "cobro is not there in pt: es is used")
    friendly = expand(three, "cobro", "en", given, mail(), tone="amable")
    assert (friendly.language, friendly.note) == ("en", "cobro has no tone amable: plain is used")


@pytest.mark.parametrize(
    ("macro", "values", "said"),
    [
        ("cobro", {}, "cobro: nobody says what importe is"),
        ("cobro", {"importe": ""}, "cobro: nobody says what importe is"),
        ("cobro", {"importe": "1", "dia": "2"}, 'cobro has no variable "dia".'),
        ("cobro", {"importe": "1", "imprte": "2"}, 'cobro has no variable "imprte". Did you mean "importe"?'),
        ("cobros", {}, 'there is no macro "cobros". Did you mean "cobro"?'),
        (
            "cobro",
            {"importe": "x" * (LONGEST_VALUE + 1)},
            f"cobro: a value is over {LONGEST_VALUE} characters",
        ),
    ],
)
def test_nothing_is_sent_where_it_cannot_be_whole(macro: str, values: dict[str, str], said: str) -> None:
    """A missing, unknown or endless value is an error before anything is sent (A50, B27)."""
    with pytest.raises(CannotExpand) as caught:
        expand(book(**THREE), macro, "es", values, mail())
    assert str(caught.value) == said


def test_only_where_its_condition_holds() -> None:
    """`when` forbids it elsewhere, and search leaves it out."""
    guarded = book(
        pago_es="---\ntitle: Pago\nwhen: {tag: facturacion}\ntags: [facturacion]\n---\nHola\n", **THREE
    )
    with pytest.raises(CannotExpand, match="pago is not for this ticket: no tag facturacion"):
        expand(guarded, "pago", "es", {}, mail())
    tagged = mail(ticket=a_ticket(tags=("facturacion",)))
    assert expand(guarded, "pago", "es", {}, tagged).text == "Hola\n"
    assert [macro.id for macro in search(guarded, facts=mail())] == ["cobro"]
    assert [macro.id for macro in search(guarded, "PÁGO", facts=tagged)] == ["pago"]
    assert [macro.id for macro in search(guarded, tag="facturacion")] == ["cobro", "pago"]
    assert search(guarded, tag="vip") == []
    assert "tag" in guarded.needs


def test_mail_is_data() -> None:
    """What a customer writes is never a template: braces stay as they were (A50)."""
    evil = mail(ticket=a_ticket(requester=replace(CFO, name="{{7*7}}{% for x in y %}")))
    text = expand(book(**THREE), "cobro", "es", {"importe": "{{ importe }}"}, evil).text
    assert text == "Hola {{7*7}}{% for x in y %}:\n\nLe devolvemos {{ importe }} euros.\n"


@pytest.mark.parametrize(
    "body",
    [
        "{{ 'x' * 100000000 }}",
        "{{ 7 ** 9999999 }}",
        "{{ '%1000000000d' % 1 }}",
        "{% for a in customer_name %}{% for b in customer_name %}x{% endfor %}{% endfor %}",
        "{{ customer_name.__class__.__mro__ }}",
        "{{ customer_name['x'] }}",
        "{{ range(10000000) }}",
        "{{ customer_name | center(100000000) }}",
        "{{ customer_name | format }}",
        "{% set x = customer_name %}{{ x }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% include 'agents.yaml' %}",
        "{% extends 'x' %}",
        "{% import 'os' as os %}",
        "{% call f() %}{% endcall %}",
        "{{ self }}{{ [1,2] }}",
        "{{ 1 + 1 }}",
        "{{ customer_name is callable }}",
        "{{ customer_name",
        "{% if %}",
        "{{ " + "(" * 3000 + "customer_name" + ")" * 3000 + " }}",
    ],
)
def test_evil_macros_are_refused_when_read(body: str) -> None:
    """Nothing but names, tests and a few filters: an evil macro is an error of check, and nothing is sent (A50)."""
    with pytest.raises(BadText):
        names_in(body)
    found, flaws = told(malo_es=f"---\ntitle: Malo\n---\n{body}\n")
    assert found is None
    assert any(flaw.file == "macros/malo.es.md" and flaw.line == 4 for flaw in flaws)


def test_many_values_are_cut_short() -> None:
    """A text that grows by its values ends in words, not in a mail."""
    with pytest.raises(CannotExpand, match="over 40000 characters"):
        write_out("{{ a }}" * 20, {"a": "x" * 3000})


def test_controls_of_values_do_not_come_through() -> None:
    """A value cannot ring a bell, nor break the text apart."""
    assert write_out("{{ a }}", {"a": "x\x07\x00y\r\nz"}) == "xy\nz\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hola", "1:1 there is no front-matter. Begin with ---, then title: ..., then --- and the text"),
        ("---\n---\nHola", "1:1 the front-matter is empty. title: ..."),
        ("---\ntitel: X\n---\nHola", '2:1 unknown key "titel" in x. Did you mean "title"?'),
        (
            "---\ntitle: X\nid: otro\n---\nHola",
            '3:5 id is "otro", and the file\'s name says "x". Let both agree',
        ),
        (
            "---\ntitle: X\nlang: en\n---\nHola",
            '3:7 lang is "en", and the file\'s name says "es". Let both agree',
        ),
        (
            "---\ntitle: X\ntags: [facturas]\n---\nHola",
            '3:8 there is no tag "facturas". Did you mean "facturacion"? (tags.yaml:1)',
        ),
        (
            "---\ntitle: X\nthen: [prioritat alta]\n---\nHola",
            '3:8 "prioritat alta" is not something a macro can do. Did you mean "priority"?',
        ),
        (
            "---\ntitle: X\nthen: carpeta Facturas\n---\nHola",
            '3:7 there is no folder "Facturas". Did you mean "Facturación"?',
        ),
        (
            "---\ntitle: X\n---\nHola {{ customer_nam }}",
            '4:1 nothing says what "customer_nam" is. Did you mean "customer_name"?',
        ),
        (
            "---\ntitle: X\n---\n\nHola {{ dias }}",
            '5:1 nothing says what "dias" is. vars: {dias: "what it is"}',
        ),
        ("---\ntitle: X\n---\n", "4:1 this macro has no text. "),
        ("---\ntitle: X\nwhen: {tagg: vip}\n---\nHola", '3:8 unknown condition "tagg". Did you mean "tag"?'),
        (
            "---\ntitle: &a X\n---\nHola",
            "2:8 anchors (&a) are not used here. Write the value where it is needed",
        ),
    ],
)
def test_what_is_wrong_has_its_place(text: str, said: str) -> None:
    """Every mistake with file, line and column, and the nearest fix."""
    assert f"macros/x.es.md:{said}" in errors(x_es=text)


def test_variants_agree() -> None:
    """Two files may not say the same variant, nor different things of the ticket."""
    one = "---\ntitle: X\nthen: esperar\n---\nHola\n"
    other = "---\ntitle: X\nthen: resolver\n---\nHello\n"
    assert errors(x_es=one, x_en=other) == [
        'macros/x.es.md:3:1 "then" is not what macros/x.en.md says. Say it once, or the same'
    ]
    found, flaws = load_policy(
        {**acme_files(), "macros/x.es.md": one, "macros/es/x.md": one.replace("esperar", "esperar")}, SHOP
    )
    assert found is None
    assert "x stands in macros/es/x.md already in es" in [flaw.what for flaw in flaws]


def test_a_missing_language_is_a_warning() -> None:
    """Told at a text that can be translated, with what would be used and which file is to be written."""
    [said] = [flaw for flaw in told(a_es=ES, a_pt=ES, b_es=ES)[1] if "missing" in flaw.what]
    assert (said.file, said.line, said.column) == ("macros/b.es.md", 1, 1)
    assert (said.severity, said.fix) == ("warning", "Write macros/b.pt.md")
    assert said.what == 'the macro "b" is missing in pt: es would be used'


def test_private_data_is_a_warning() -> None:
    """Addresses of agents, numbers like telephones and cards, names of customers; the desk's own are fine."""
    body = (
        "Escriba a ana@acme.example o a soporte@acme.example.\n"
        "Llame al +34 600 123 456 hasta el 24/12/2026 por 1.250,00 EUR.\n"
        "Tarjeta 4111 1111 1111 1111, como en BANCO del Sur.\n"
        "Escriba a cfo@bancodelsur.example.\n"
    )
    found = [flaw for flaw in told(x_es=f"---\ntitle: X\n---\n{body}")[1] if flaw.file == "macros/x.es.md"]
    assert [(flaw.line, flaw.column, flaw.what) for flaw in found] == [
        (4, 11, "ana@acme.example is ana's own address: every customer would read it"),
        (5, 10, "+34 600 123 456 looks like somebody's telephone or account number"),
        (6, 9, "4111 1111 1111 1111 looks like a card's number"),
        (6, 38, '"banco del sur" is a customer\'s name: other customers would read it'),
        (7, 11, "cfo@bancodelsur.example is a customer's: every customer would read it"),
    ]
    assert {flaw.severity for flaw in found} == {"warning"}


def test_a_rule_needs_a_macro_that_asks_nobody() -> None:
    """A rule has no values to give: a macro that needs one is refused at the rule."""
    tags = acme_files()["tags.yaml"].replace("add: [tecnico]}", "add: [tecnico], macro: cobro}")
    found, flaws = load_policy({**acme_files(), "tags.yaml": tags, "macros/cobro.es.md": ES}, SHOP)
    assert found is None
    assert [(flaw.file, flaw.line, flaw.what) for flaw in flaws if flaw.severity == "error"] == [
        ("tags.yaml", 5, "averia sends cobro, and nobody says what importe is")
    ]


def test_promised_times_in_local_words() -> None:
    """What is promised, on the clock of the service's calendar."""
    due = datetime(2026, 11, 20, 8, 40, tzinfo=UTC)
    facts = mail(ticket=a_ticket(service="tienda"), clocks={"first_response": ClockFacts(due, 0.1)})
    plazo = book(plazo_es="---\ntitle: P\n---\n{{ service }} antes de {{ first_response_due }}\n")
    assert expand(plazo, "plazo", "es", {}, facts).text == (
        "Pedidos, cobros y devoluciones antes de 20/11/2026 09:40\n"
    )
    with pytest.raises(CannotExpand, match="nobody says what service, first_response_due is"):
        expand(plazo, "plazo", "es", {}, mail())


@pytest.mark.parametrize("text", ["", "#", "tag", "priority muy alta", "status dormido", "asignar ana"])
def test_verbs_nobody_understands(text: str) -> None:
    """What a macro cannot do is refused."""
    with pytest.raises(BadVerb):
        parse_then(text)


IF, END = "{% if may_offer is defined %}", "{% endif %}"


@pytest.mark.parametrize(
    ("body", "said", "unsaid"),
    [
        (f"Ya está.{IF}\n\n¿Conoce Oro?{END}\n", "Ya está.\n\n¿Conoce Oro?\n", "Ya está.\n"),
        (
            f"Ya está.{IF}\n\n¿Conoce Oro?\n{END}\n\nAdiós.\n",
            "Ya está.\n\n¿Conoce Oro?\n\nAdiós.\n",
            "Ya está.\n\nAdiós.\n",
        ),
        (
            f"Ya está.{IF} ¿Conoce Oro?{END}\n\nAdiós.\n",
            "Ya está. ¿Conoce Oro?\n\nAdiós.\n",
            "Ya está.\n\nAdiós.\n",
        ),
        (f"Uno{IF},\ndos{END}\ny tres.\n", "Uno,\ndos\ny tres.\n", "Uno\ny tres.\n"),
        (
            f"Ya está.{IF}\n\n¿Conoce Oro?\n{{% else %}}\n\nAdiós.\n{END}\n",
            "Ya está.\n\n¿Conoce Oro?\n",
            "Ya está.\n\nAdiós.\n",
        ),
        # A tag that has its line to itself takes it along.
        (f"Uno\n{IF}\ndos\n{END}\ny tres.\n", "Uno\ndos\ny tres.\n", "Uno\ny tres.\n"),
        (f"Uno\n  {IF}{IF}\ndos\n{END}{END}\ny tres.\n", "Uno\ndos\ny tres.\n", "Uno\ny tres.\n"),
        (f"Uno\n\n{IF}\n\nDos.\n\n{END}\n\nTres.\n", "Uno\n\nDos.\n\nTres.\n", "Uno\n\nTres.\n"),
        # Who says what is to be done with the line is heeded.
        ("Uno{% if may_offer is defined -%}\n\n, dos{% endif %}\n", "Uno, dos\n", "Uno\n"),
        ("Uno {# nobody reads this #}\ny dos.\n", "Uno \ny dos.\n", "Uno \ny dos.\n"),
    ],
)
def test_a_blank_line_beside_a_block_stays(body: str, said: str, unsaid: str) -> None:
    assert write_out(body, {"may_offer": "yes"}) == said
    assert write_out(body, {}) == unsaid


def test_a_fault_below_such_a_line_is_found_where_it_stands() -> None:
    with pytest.raises(BadText) as found:
        names_in(f"Ya está.{IF}\n\n¿Conoce Oro?{END}\n\n{{% for a in b %}}x{{% endfor %}}\n")
    assert found.value.line == 5
