"""Cases of config/tests: the worked example, what a failure says, what is wrong in a file, and the set clock."""

from __future__ import annotations

import pytest

from helpdesk.daemon.policy.case_mail import judge
from helpdesk.rules.book import Book
from helpdesk.rules.case_file import read_cases
from helpdesk.rules.cases import CaseResult, run, summary, untested
from helpdesk.rules.load import load_policy
from tests.unit.acme_kit import SHOP, acme, acme_files

VIP = """\
tests:
  - name: Factura urgente de VIP va a Ana y escala por tiempo
    at: 2026-11-20T09:10+01:00
    given: {agents: {ana: {open: 3, mean: {facturacion: 2.1h}, samples: 23}, luis: {open: 1}}}
    mail: {mailbox: tienda, from: cfo@bancodelsur.example, subject: "URGENTE: factura duplicada", body: "Nos cobraron dos veces."}
    expect: {tags: [facturacion, vip], priority: urgente, folder: Clientes VIP, assignee: ana, due.first_response: "09:40", rules: [urgentes-al-mas-rapido]}
    later:
      - {after: 2h30m, expect: {team: n2, reason: tiempo, mail.customer: {contains: hora prometida}}}
  - {name: Un boletín no es urgente, mail: {header.list-unsubscribe: "<x>", subject: Oferta urgente}, expect: {priority: normal, ack: false}}
"""  # noqa: E501  as the documentation has it
BOXES = ("soporte", "tienda")


def results(text: str, book: Book | None = None) -> list[CaseResult]:
    """What comes of these cases at the worked example."""
    policy = book or acme()
    cases, flaws = read_cases({"tests/vip.yaml": text}, policy, BOXES)
    assert flaws == []
    return list(run(cases, policy, SHOP, judge(frozenset(SHOP.own_addresses))))


def one(lines: str, book: Book | None = None) -> CaseResult:
    """What comes of one case, written without its head."""
    [found] = results(
        "tests:\n  - name: uno\n" + "".join(f"    {line}\n" for line in lines.splitlines()), book
    )
    return found


def test_the_worked_example_passes() -> None:
    """Both cases, to the letter of the documentation."""
    found = results(VIP)
    assert [miss.words for result in found for miss in result.misses] == []
    left = untested(acme(), found)
    assert summary(found, left) == (
        "✓ 2  ✗ 0\nuntested: averia (tags.yaml:5), Facturación (folders.yaml:3), "
        "Problemas técnicos (folders.yaml:4), tienda[1] (sla.yaml:8), por-experiencia (assignment.yaml:4), "
        "reembolso-politica (escalation.yaml:8)"
    )


def test_a_failure_says_what_came_instead_and_by_which_line() -> None:
    """The example's own words, with several failures one below the other."""
    wrong = "mail: {mailbox: tienda, subject: factura}, expect: {folder: Clientes VIP, rules: [vip]}"
    found = results(VIP + f"  - {{name: x, {wrong}}}\n")
    assert summary(found, {}) == (
        "✓ 2  ✗ 1  tests/vip.yaml:10 expected folder Clientes VIP, got Facturación (folders.yaml:3)\n"
        "          tests/vip.yaml:10 expected rule vip, got that it did not hold (tags.yaml:6)"
    )


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("tags: [vip]", "expected tags vip, got facturacion (tags.yaml:4)"),
        ("tags: []", "expected tags none, got facturacion (tags.yaml:4)"),
        ("priority: alta", "expected priority high, got normal"),
        ("assignee: luis", "expected assignee luis, got ana (assignment.yaml:4)"),
        ("assignee: none", "expected assignee none, got ana (assignment.yaml:4)"),
        ("team: n2", "expected team n2, got n1 (assignment.yaml:4)"),
        ("due.first_response: '10:00'", "expected due.first_response 10:00, got 15:00 (sla.yaml:8)"),
        ("due.resolution: none", "expected due.resolution none, got 2026-11-23 11:00 (sla.yaml:8)"),
        ("not_rules: [factura]", 'expected rule factura not to hold, got subject ∋ "factura" (tags.yaml:4)'),
        ("ack: false", "expected ack false, got true"),
        ("mail.customer: true", "expected mail.customer true, got no mail"),
        ("reason: tiempo", "expected reason tiempo, got none"),
        ("notify: [ana]", "expected notify ana, got none"),
        ("macro: none", ""),
        ("mail.customer: false", ""),
        ("due.resolution: 2026-11-23 11:00", ""),
        ("due.first_response: 2026-11-18T14:00Z", ""),
        ("status: nuevo", ""),
        ("service: tienda", ""),
        ("language: es", ""),
    ],
)
def test_every_expectation(expect: str, said: str) -> None:
    """Each key, where it holds and where it does not."""
    found = one(f"mail: {{mailbox: tienda, subject: factura}}\nexpect:\n  {expect}")
    assert [miss.words for miss in found.misses] == ([f"tests/vip.yaml:5 {said}"] if said else [])


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("mial: {}", '3:5 unknown key "mial". Did you mean "mail"?'),
        ("mail: {subjet: x}", '3:12 unknown key "subjet". Did you mean "subject"?'),
        (
            "mail: {mailbox: tinda}",
            '3:21 there is no mailbox "tinda" in helpdesk.toml. Did you mean "tienda"?',
        ),
        ("mail: {from: nadie}", '3:18 "nadie" is not a plain mail address. ana@example.com, or quotes'),
        ("mail: {}\nexpect: {floder: x}", '4:14 nothing is called "floder" here. Did you mean "folder"?'),
        (
            "mail: {}\nexpect: {folder: Facturas}",
            '4:22 there is no folder "Facturas". Did you mean "Facturación"?',
        ),
        (
            "mail: {}\nexpect: {rules: [facturas]}",
            '4:21 there is no rule "facturas". Did you mean "factura"?',
        ),
        (
            "mail: {}\nexpect: {priority: urgentisima}",
            '4:24 "urgentisima" is not a priority. Did you mean "urgent"?',
        ),
        (
            "mail: {}\nat: 2026-11-20",
            '4:9 "2026-11-20" is not a moment with its offset from UTC. at: 2026-11-20T09:10+01:00',
        ),
        ("mail: {}\ngiven: {agents: {anna: {}}}", '4:22 there is no agent "anna". Did you mean "ana"?'),
        (
            "mail: {}\ngiven: {agents: {ana: {mean: {x: mucho}}}}",
            '4:38 "mucho" is not a duration: write 30m, 4h or 3d. 2.1h, or 45m',
        ),
        ("mail: {}\nlater: [{after: pronto}]", '4:21 "pronto" is not a duration: write 30m, 4h or 3d. '),
        ("mail: {}\nlater: [{after: 1h, reply: anna}]", '4:32 there is no agent "anna". Did you mean "ana"?'),
        ("mail: {}\ngiven: {ticket: {tags: [vips]}}", '4:28 there is no tag "vips". Did you mean "vip"?'),
    ],
)
def test_what_is_wrong_in_a_file_has_its_place(lines: str, said: str) -> None:
    """A case that speaks of what is not there is a mistake in the case, not a failure."""
    text = "tests:\n  - name: uno\n" + "".join(f"    {line}\n" for line in lines.splitlines())
    cases, flaws = read_cases({"tests/x.yaml": text}, acme(), BOXES)
    assert cases == []
    assert said in [f"{flaw.line}:{flaw.column} {flaw.what}. {flaw.fix}" for flaw in flaws]


def test_files_that_are_no_cases() -> None:
    """Empty, another document, or none at all."""
    assert read_cases({"tags.yaml": "x"}, acme(), None) == ([], [])
    wrong = {
        "": "there are no cases here",
        "cases: []\n": 'unknown key "cases"',
        "tests: {}\n": '"tests" must be a list',
    }
    for text, said in wrong.items():
        _, flaws = read_cases({"tests/x.yaml": text}, acme(), None)
        assert said in [flaw.what for flaw in flaws]


def test_a_clock_that_is_set() -> None:
    """Left alone it is warned, then moved once; an answer in time keeps the first promise."""
    lines = """\
at: 2026-11-20T09:10+01:00
mail: {mailbox: tienda, from: cfo@bancodelsur.example, subject: URGENTE factura}
later:
  - {after: 20m, expect: {notify: []}}
  - {after: 25m, expect: {notify: [ana, marta], rules: [aviso-80], team: n1}}
  - {after: 2h23m, expect: {team: n1, mail.customer: false}}
  - {after: 2h24m, expect: {team: n2, tier: N2, assignee: marta, rules: [n1-n2-tiempo]}}
  - {after: 8h, expect: {rules: [], mail.customer: false}}
"""
    assert [miss.words for miss in one(lines).misses] == []
    answered = lines.replace("after: 20m, ", "after: 20m, reply: ana, ").replace(
        "notify: [ana, marta], rules: [aviso-80], ", "notify: [], "
    )
    assert [miss.words for miss in one(answered).misses] == []


def test_a_pause_stops_the_clocks_and_mail_wakes_them() -> None:
    """While it waits for the customer nothing is used up; the customer's mail goes on where it stood."""
    lines = """\
at: 2026-11-20T09:10+01:00
mail: {mailbox: tienda, subject: URGENTE factura}
later:
  - {after: 1h, reply: ana, set: {status: esperando}, expect: {status: esperando}}
  - {after: 4h, expect: {team: n1}}
  - {after: 5h, mail: {mailbox: tienda, body: "¿Y bien?"}, expect: {status: open, due.resolution: "17:10"}}
  - {after: 6h23m, expect: {team: n1}}
  - {after: 6h25m, expect: {team: n2}}
"""
    assert [miss.words for miss in one(lines).misses] == []


def test_pins_and_what_is_given() -> None:
    """What a person has set stays; loads, turns and the customer are as given."""
    found = one(
        "given: {pins: [folder], ticket: {folder: Facturación, tags: [tecnico]}, turns: {resto: ana}}\n"
        "mail: {mailbox: soporte, language: pt, subject: hola, authenticated: false}\n"
        "expect: {folder: Facturación, tags: [tecnico], language: pt}"
    )
    assert [miss.words for miss in found.misses] == []
    found = one(
        "given: {ticket: {team: n2}}\nmail: {mailbox: tienda, subject: hola}\n"
        "later: [{after: 1m, set: {priority: urgente, assignee: ana}, "
        "expect: {priority: urgente, assignee: ana, due.resolution: '15:00', tier: N2}}]"
    )
    assert [miss.words for miss in found.misses] == []


def test_macros_that_rules_send() -> None:
    """The customer's mail has the macro's text; one that cannot be written out says so."""
    tags = acme_files()["tags.yaml"].replace("add: [tecnico]}", "add: [tecnico], macro: averia}")
    macro = "---\ntitle: Avería\n---\nHola {{ customer_name }}: lo miramos.\n"
    book, flaws = load_policy({**acme_files(), "tags.yaml": tags, "macros/averia.es.md": macro}, SHOP)
    assert book is not None, flaws
    case = (
        "mail: {mailbox: tienda, from: ana@x.example, name: Ana, subject: no funciona}\n"
        "expect: {macro: averia, mail.customer: {contains: 'hola ana: lo miramos'}}\n"
        "later: [{after: 1m, mail: {body: error}, expect: {macro: none, mail.customer: false}}]"
    )
    assert one(case, book).misses == ()
    nameless = one(case.replace("name: Ana, ", ""), book)
    assert [miss.got for miss in nameless.misses] == [
        "(nothing is sent: averia: nobody says what customer_name is)"
    ]
