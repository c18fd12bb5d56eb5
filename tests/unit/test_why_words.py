"""Reasons of rules in the language of who reads them: every phrase that rules say, and nothing that they do not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.mailflow.why_words import _phrases, spoken
from helpdesk.rules.assign import choose
from helpdesk.rules.book import AssignRule, Book, Fastest, Pick, Team
from helpdesk.rules.engine import decide
from helpdesk.tickets.model import Language
from helpdesk.tickets.verdict import AgentFacts, ClockFacts, CustomerFacts, Mean
from tests.unit.acme_kit import FRIDAY, a_ticket, acme, mail
from tests.unit.policy_kit import at, book, facts, staff
from tests.unit.test_rules_fastest import DESK

ENGLISH = re.compile(
    r"\b(is|at|of|in|not|open|turn|after|nobody|off|shift|away|until|similar|under|taken|skill|waits|queue|had|does"
    r"|write|fewest|last|tag|tags|always|default|subject|text|from|present|hours|clock|policy|has|it)\b"
)
# Words of policies and data, which stay.
NAMES = re.compile(
    r'"[^"]*"|\b[\w-]+\.yaml:\d+ [\w-]+|sla\.\w+|customer\.\w+|\([<>=]+ [^)]*\)|[\w.]+@[\w.]+|header\.?\S*'
)


@pytest.mark.parametrize(
    ("english", "spanish", "portuguese"),
    [
        (
            "agents.yaml:2: in turn for support, turn 2 of 3, after ana (policy 3f2a9c1b)",
            "agents.yaml:2: por turno para support, turno 2 de 3, después de ana (política 3f2a9c1b)",
            "agents.yaml:2: por vez para support, vez 2 de 3, depois de ana (política 3f2a9c1b)",
        ),
        (
            "x.yaml:2 x · 2,1 h in 23 similar, taken as 2,4 h, in business hours; luis: off shift (x)",
            "x.yaml:2 x · 2,1 h en 23 parecidos, contado como 2,4 h, en horas laborables; luis: fuera de turno (x)",
            "x.yaml:2 x · 2,1 h em 23 parecidos, contado como 2,4 h, em horas úteis; luis: fora do turno (x)",
        ),
        (
            "tier is N1 · sla.resolution at 60% (>= 60%) · status is new, not waiting → ana of n2 (0 open)",
            "nivel: N1 · sla.resolution al 60 % (>= 60%) · estado: nuevo, no esperando → ana de n2 (0 abiertos)",
            "nível: N1 · sla.resolution em 60 % (>= 60%) · estado: novo, não em espera → ana de n2 (0 abertos)",
        ),
    ],
)
def test_whole_reasons(english: str, spanish: str, portuguese: str) -> None:
    assert (spoken(english, "es"), spoken(english, "pt"), spoken(english, "en")) == (
        spanish,
        portuguese,
        english,
    )


@pytest.mark.parametrize(
    "said",
    [
        'subject ∋ "turn 1 of 2, always"',
        "#tomar #prioridad alta · mail by ana",
        "Tu mensaje nombra este caso, pero nada dice que deba llegar al cliente: quedó como nota interna.",
        "",
    ],
)
def test_what_no_rule_says_stays(said: str) -> None:
    """Words of policies and mails in quotes; orders; what is written in her language already."""
    assert spoken(said, "es").replace("asunto", "subject") == said


def reasons() -> list[str]:
    """What the rules say when they choose in every way, and when they hold."""
    picks: tuple[Pick, ...] = ("round_robin", "skill", "fastest", "sticky", "least_open")
    morning = at("2026-11-20T09:10+01:00")
    people = (
        AgentFacts("ana", 25),
        AgentFacts("luis", 1, {"vip": Mean(7200, 9, 9000)}),
        AgentFacts("eva", 2),
    )
    found = []
    for pick in picks:
        for how in (Fastest(), Fastest(clock="wall"), Fastest(min_samples=99)):
            for tags in (("vip",), ("facturacion",), ()):
                told = facts(morning, tags=tags, agents=people, turns={"x": "ana"})
                told = replace(told, customer=CustomerFacts("c@x.example", last_agent="luis"))
                for team in ("t", "day"):
                    rule = AssignRule("x", "assignment.yaml:2", None, team, pick, how)
                    found.append(choose(DESK, told, team, rule)[1].matched)
                    night = replace(told, at=at("2026-11-21T23:00+01:00"))
                    found.append(choose(DESK, night, team, rule)[1].matched)
    found.append(choose(_skilled(), facts(morning, tags=("facturacion",)), "t", _by_skill())[1].matched)
    clocks = {"first_response": ClockFacts(FRIDAY, 0.85), "resolution": ClockFacts(FRIDAY, 0.61)}
    ticket = a_ticket(service="tienda", assignee="ana", team="n1", tier="N1", tags=("vip",))
    for told in (mail(), mail("", "", happening="timer", ticket=ticket, clocks=clocks)):
        found += [line.matched for line in decide(acme(), told).trace if line.hit and line.stage != "sla"]
    return found


def _skilled() -> Book:
    return book(
        (Team("t", "teams.yaml:2"),), (staff("ana", "t", skills=("facturacion",)), staff("luis", "t"))
    )


def _by_skill() -> AssignRule:
    return AssignRule("x", "assignment.yaml:2", None, "t", "skill")


@pytest.mark.parametrize("language", ["es", "pt"])
def test_nothing_of_what_rules_say_is_left_in_english(language: Language) -> None:
    """A phrase that is new in the rules is missed here first."""
    said = reasons()
    assert sum(bool(ENGLISH.search(NAMES.sub("", each))) for each in said) > 90
    left = {each for each in said if ENGLISH.search(NAMES.sub("", spoken(each, language)))}
    assert left == set(), {spoken(each, language) for each in left}


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.sampled_from(["es", "pt"]))
def test_any_text_is_taken(text: str, language: Language) -> None:
    """Also one with quotes and parentheses that never end."""
    assert isinstance(spoken(text, language), str)
    assert spoken(f'"{text.replace(chr(34), "")}"', language) == f'"{text.replace(chr(34), "")}"'


def test_a_promise_of_another_day_names_the_day_in_the_readers_language() -> None:
    made = "first_response 4h → 13:00 Mon 2026-11-30 Madrid, resolution 3d → 19:00 Wed 2026-12-02 Madrid"
    spanish, portuguese = spoken(made, "es"), spoken(made, "pt")
    assert "13:00 lun 2026-11-30 Madrid" in spanish and "19:00 mié 2026-12-02 Madrid" in spanish
    assert "13:00 seg 2026-11-30 Madrid" in portuguese and "19:00 qua 2026-12-02 Madrid" in portuguese


def test_both_languages_know_the_same_phrases() -> None:
    assert [pattern.pattern for _, pattern, _ in _phrases("es")] == [
        pattern.pattern for _, pattern, _ in _phrases("pt")
    ]


@pytest.mark.parametrize(
    ("english", "spanish", "portuguese"),
    [
        ("tag factura: it is closed", "etiqueta factura: está cerrado", "etiqueta factura: está fechado"),
        ("madrid is closed", "madrid está cerrado", "madrid está fechado"),
        (
            'subject ∋ "pago" (not factura: a person has set it)',
            'asunto ∋ "pago" (factura no: lo fijó una persona)',
            'assunto ∋ "pago" (factura não: uma pessoa o fixou)',
        ),
        (
            "csat 4 of 5 · by link, and the button on its page",
            "satisfacción: 4 de 5 · por enlace, y el botón de su página",
            "satisfação: 4 de 5 · por link, e o botão da sua página",
        ),
    ],
)
def test_no_reason_is_said_half_in_one_language_and_half_in_the_other(
    english: str, spanish: str, portuguese: str
) -> None:
    """'it está cerrado' was what a calendar's phrase made of a case's."""
    assert (spoken(english, "es"), spoken(english, "pt")) == (spanish, portuguese)
