"""Conditions: what each matcher says of facts, hit and miss, in the words of the trace."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpdesk.rules.book import Condition
from helpdesk.rules.conditions import compile_when
from helpdesk.rules.load_time import calendars
from helpdesk.rules.names import Names
from helpdesk.rules.yaml_text import Read, Value, read_yaml
from helpdesk.tickets.mail import Address
from helpdesk.tickets.verdict import ClockFacts, CustomerFacts, Facts
from tests.unit.acme_kit import FRIDAY, a_ticket, acme_files, mail

CALENDARS = calendars(read_yaml(acme_files()["calendars.yaml"], "calendars.yaml"))
NAMES = Names(
    tag=dict.fromkeys(("facturacion", "vip", "boletin"), "tags.yaml:1"),
    folder={"Clientes VIP": "", "Otros": ""},
    team=dict.fromkeys(("n1", "n2"), ""),
    agent={"ana": "agents.yaml:2"},
    calendar=dict.fromkeys(CALENDARS, ""),
    service={"tienda": ""},
    mailbox={"tienda": "", "soporte": ""},
    customer_keys=frozenset({"plan"}),
    calendars=CALENDARS,
)
GOLD = CustomerFacts("cfo@bancodelsur.example", "Banco del Súr", "es", {"plan": "oro"}, 12, 2, "ana")
HALF = {"resolution": ClockFacts(FRIDAY, 0.5), "first_response": ClockFacts(FRIDAY, 1.0, met=True)}


def compiled(when: str) -> tuple[Condition, Read]:
    """A condition written as YAML."""
    read = read_yaml(f"when: {when}\n", "rules.yaml")
    value: Value = read.value["when"] if isinstance(read.value, dict) else None
    return compile_when(value, ("when",), read, NAMES), read


def said(when: str, facts: Facts) -> str:
    """+ or -, and the words."""
    condition, read = compiled(when)
    assert read.flaws == [], when
    answer = condition.test(facts)
    return f"{'+' if answer.holds else '-'} {answer.words}"


MAIL = mail(
    "Factura nº 3",
    "El pedido NO  funcióna, quiero un reembolso de más de 500 €",
    headers={
        "list-id": ("<a.b>",),
        "to": ("Tienda <tienda@acme.example>",),
        "cc": ("x@otra.example, Z <z@z.example>",),
    },
    attachments=("application/pdf factura.PDF", "image/png logo.png"),
    authentication="pass",
    customer=GOLD,
    clocks=HALF,
    idle_seconds=7300.0,
    at=FRIDAY + timedelta(days=3, hours=2),
    ticket=a_ticket(
        tags=("vip",), priority="high", status="waiting", team="n1", service="tienda", folder="Otros"
    ),
)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("{subject: factura}", '+ subject ∋ "factura"'),
        ("{subject: [pedido, recibo]}", "- subject has none of: pedido, recibo"),
        ("{subject: factur}", "- subject has none of: factur"),
        ("{text: pedido}", '+ text ∋ "pedido"'),
        ('{text: [roto, "no funciona"]}', '+ text ∋ "no funciona"'),
        ("{text: 500}", '+ text ∋ "500"'),
        ("{text: [500 €]}", '+ text ∋ "500 €"'),
        ("{text: '/reembolso.*más de 500/'}", '+ text ~ /reembolso.*más de 500/ "reembolso de mas de 500"'),
        ("{text: '/devolución/'}", "- text has none of: /devolución/"),
        ("{from: cfo@BancoDelSur.example}", "+ from cfo@BancoDelSur.example"),
        ('{from: ["@acme.example", "@bancodelsur.example"]}', "+ from @bancodelsur.example"),
        ('{from: "@sur.example"}', "- from is not @sur.example"),
        ("{to: tienda@acme.example}", "+ to tienda@acme.example"),
        ('{to: "@z.example"}', "+ to @z.example"),
        ("{to: y@z.example}", "- to is not y@z.example"),
        ("{mailbox: tienda}", "+ mailbox is tienda"),
        ("{mailbox: [soporte]}", "- mailbox is tienda, not soporte"),
        ("{header.List-Id: present}", "+ header list-id present"),
        ("{header.x-spam: present}", "- no header x-spam"),
        ("{header.list-id: '/a[.]b/'}", '+ header list-id ~ /a[.]b/ "a.b"'),
        ("{header.list-id: b}", '+ header list-id ∋ "b"'),
        ("{header.list-id: c}", "- header list-id has none of: c"),
        ("{customer.plan: [oro, plata]}", "+ customer.plan is oro"),
        ("{customer.plan: plata}", "- customer.plan is oro, not plata"),
        ('{customer.tickets: "> 10"}', "+ customer.tickets is 12 (> 10)"),
        ('{customer.open_tickets: ">= 3"}', "- customer.open_tickets is 2 (>= 3)"),
        ("{organisation: banco del sur}", "+ organisation is banco del sur"),
        ("{tag: [facturacion, vip]}", "+ tag vip"),
        ("{tag: facturacion}", "- no tag facturacion"),
        ("{tag: [facturacion, boletin]}", "- none of the tags facturacion, boletin"),
        ("{folder: Otros}", "+ folder is Otros"),
        ("{folder: none}", "- folder is Otros, not none"),
        ("{priority: alta}", "+ priority is high"),
        ("{priority: [urgente, baixa]}", "- priority is high, not one of urgent, low"),
        ('{priority: ">= normal"}', "+ priority is high (>= normal)"),
        ('{priority: "> alta"}', "- priority is high (> high)"),
        ("{status: esperando}", "+ status is waiting"),
        ("{status: [pendente, aberto]}", "+ status is waiting"),
        ("{status: new}", "- status is waiting, not new"),
        ("{tier: n1}", "+ tier is N1"),
        ('{tier: ">= N2"}', "- tier is N1 (>= N2)"),
        ("{team: n1}", "+ team is n1"),
        ("{assignee: none}", "+ assignee is none"),
        ("{assignee: ana}", "- assignee is none, not ana"),
        ("{service: tienda}", "+ service is tienda"),
        ("{language: [pt, en]}", "- language is es, not one of pt, en"),
        ('{sla.resolution: ">= 50%"}', "+ sla.resolution at 50% (>= 50%)"),
        ('{sla.resolution: "> 50 %"}', "- sla.resolution at 50% (> 50%)"),
        ('{sla.resolution: "< 60%"}', "+ sla.resolution at 50% (< 60%)"),
        ('{sla.first_response: ">= 10%"}', "- sla.first_response was met"),
        ('{sla.next_response: ">= 10%"}', "- sla.next_response does not run"),
        ('{age: "> 3d"}', "+ age is 3d 2h (> 3d)"),
        ('{age: "<= 3d2h"}', "+ age is 3d 2h (<= 3d2h)"),
        ('{idle: "> 2h"}', "+ idle is 2h 1m (> 2h)"),
        ('{idle: "< 30m"}', "- idle is 2h 1m (< 30m)"),
        ("{time: {madrid: open}}", "+ madrid is open"),
        ("{time: {madrid: open, bogota: closed}}", "+ madrid is open, bogota is closed"),
        ("{time: {madrid: open, bogota: open}}", "- bogota is closed"),
        ("{authenticated: true}", "+ authentication is pass"),
        ("{authenticated: false}", "- authentication is pass"),
        ("{authenticated: fail}", "- authentication is pass"),
        ("{attachment: present}", "+ attachment factura.PDF"),
        ("{attachment: [xlsx, pdf]}", "+ attachment factura.PDF"),
        ("{attachment: .PNG}", "+ attachment logo.png"),
        ("{attachment: image/*}", "+ attachment logo.png"),
        ("{attachment: application/zip}", "- no attachment is application/zip"),
        ("{automatic: false}", "+ not automatic"),
        ("{automatic: true}", "- not automatic"),
    ],
)
def test_matchers(when: str, words: str) -> None:
    """Each in its words."""
    assert said(when, MAIL) == words


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("{subject: factura, tag: vip}", '+ subject ∋ "factura" · tag vip'),
        ("{subject: factura, tag: boletin, mailbox: soporte}", "- no tag boletin"),
        ("{subject: factura, tag: vip, team: n1}", '+ subject ∋ "factura" · tag vip · team is n1'),
        ("[{subject: x}, {tag: vip}]", "+ tag vip"),
        ("[{subject: x}, {tag: boletin}]", "- subject has none of: x; no tag boletin"),
        ("[{subject: x}, {team: n2}]", "- subject has none of: x; team is n1, not n2"),
        ("{any: [{subject: x}, {tag: vip}]}", "+ tag vip"),
        ("{all: [{tag: vip}, {team: n1}]}", "+ tag vip · team is n1"),
        ("{not: {tag: boletin}}", "+ no tag boletin"),
        ("{not: {tag: vip}}", "- not: tag vip"),
        ("{not: [{tag: boletin}, {tag: vip}]}", "- not: tag vip"),
        ("{not: {not: {tag: vip}}}", "+ tag vip"),
    ],
)
def test_joined(when: str, words: str) -> None:
    """A map wants all, a list any; the first that fails is told."""
    assert said(when, MAIL) == words


def test_what_is_not_there_is_a_miss() -> None:
    """An empty mail, an unknown customer, no clocks: no matcher trips."""
    bare = mail("", "", sender=Address(""), customer=CustomerFacts(), ticket=a_ticket(service=""))
    for when, words in (
        ("{from: ana@x.example}", "- from is not ana@x.example"),
        ("{to: ana@x.example}", "- to is not ana@x.example"),
        ("{customer.plan: oro}", "- customer.plan is not known, not oro"),
        ('{customer.plan: "> 3"}', "- customer.plan is not known (> 3)"),
        ("{attachment: present}", "- no attachment"),
        ("{organisation: x}", "- organisation is not known, not x"),
    ):
        assert said(when, bare) == words


def test_needs() -> None:
    """The daemon gathers what conditions read."""
    condition, _ = compiled(
        "{any: [{header.X-A: b}, {to: a@b.example}], customer.plan: oro, not: {time: {madrid: open}}}"
    )
    assert condition.needs == {"header.x-a", "header.to", "header.cc", "customer.plan", "time"}


@pytest.mark.parametrize(
    ("when", "flaw"),
    [
        ("{}", "1:7 this condition is empty"),
        ("[]", "1:7 this list of conditions is empty: it would never hold"),
        ("factura", "1:7 a condition is keys and values"),
        ("{subject: }", '1:17 "subject" wants text, and this is nothing'),
        ("{subject: []}", '1:17 the list of "subject" is empty: it would never match'),
        ("{subject: [a, [b]]}", '1:21 "subject" wants text, and this is a list'),
        ('{subject: ""}', '1:17 "subject" wants text, and this is empty'),
        ("{text: true}", '1:14 "text" wants text, and this is true or false'),
        ("{text: {a: b}}", '1:14 "text" wants text, and this is keys and values'),
        ("{sender: a@b.example}", '1:8 unknown condition "sender"'),
        ("{text: /a, b/}", '1:18 this "b/" has come loose'),
        ("{header.: present}", '1:8 "header." names no header'),
        ('{"header.x y": present}', '1:8 "header.x y" names no header'),
        ("{from: [ana]}", '1:15 "ana" is neither an address nor an "@domain"'),
        ("{mailbox: tiend}", '1:17 there is no mailbox "tiend"'),
        ("{team: n3}", '1:14 there is no team "n3"'),
        ("{assignee: anna}", '1:18 there is no agent "anna"'),
        ("{service: soporte}", '1:17 there is no service "soporte"'),
        ("{status: esperano}", '1:16 "esperano" is not a status'),
        ("{language: fr}", '1:18 "fr" is not a language'),
        ("{tier: N4}", '1:14 "N4" is not a tier'),
        ('{priority: ">= altísima"}', '1:18 "altísima" is not a priority'),
        ('{customer.tickets: "> muchos"}', '1:26 "> muchos" compares with no number'),
        ('{sla.resolution: "80%"}', '1:24 "80%" does not say when'),
        ("{sla.resolution: 80}", '1:24 "80" does not say when'),
        ('{sla.solution: ">= 80%"}', '1:8 there is no clock "solution"'),
        ('{age: "> 3"}', '1:13 "3" is not a duration: write 30m, 4h or 3d'),
        ("{age: 3d}", '1:13 "3d" does not say how long'),
        ("{time: madrid}", '1:14 "time" wants a calendar and open or closed'),
        ("{time: {paris: open}}", '1:22 there is no calendar "paris"'),
        ("{time: {madrid: abierto}}", '1:23 "abierto" is neither open nor closed'),
        ("{authenticated: maybe}", '1:23 "maybe" is not one of true, false, pass, none, fail, temperror'),
        ("{automatic: si}", '1:19 "si" is neither true nor false'),
        ("{all: {tag: vip}}", '1:13 "all" wants a list of conditions'),
        ("{all: []}", '1:13 "all" is empty'),
        ("{any: []}", "1:13 this list of conditions is empty: it would never hold"),
        ("{not: }", "1:13 a condition is keys and values"),
    ],
)
def test_refused(when: str, flaw: str) -> None:
    """With its place; what is refused never holds."""
    condition, read = compiled(when)
    assert f"{read.flaws[0].line}:{read.flaws[0].column} {read.flaws[0].what}" == flaw
    assert not condition.test(MAIL).holds


def test_a_customer_key_nobody_has_is_a_warning() -> None:
    """It may be filled in later."""
    condition, read = compiled("{customer.plna: oro}")
    assert [(flaw.severity, flaw.fix) for flaw in read.flaws] == [("warning", 'Did you mean "plan"?')]
    assert not condition.test(MAIL).holds


def test_only_words_close_the_gate() -> None:
    """A rule may be left unasked only where the miss is sure and its words are known."""
    assert compiled('{text: [uno, "la tercera"], tag: vip}')[0].gate == {"uno", "tercera"}
    for when in (
        "{text: ['/a+/', b]}",
        "{tag: vip, text: a}",
        "{not: {text: a}}",
        "{text: €}",
        "[{text: a}, {tag: vip}]",
    ):
        assert compiled(when)[0].gate == frozenset(), when
    assert compiled("{text: [uno, '/dos.*treinta/']}")[0].gate == {"uno", "/treinta"}
    assert compiled('{from: ["@Acme.example", ana@x.example], tag: vip}')[0].gate == {
        "@acme.example",
        "ana@x.example",
    }
    assert compiled('{to: "@acme.example"}')[0].gate == frozenset()
    joined = compiled("[{text: a}, {subject: b}]")[0]
    assert joined.gate == {"a", "b"} and joined.miss is not None
