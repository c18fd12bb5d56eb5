"""What filters write about spam: the highest counts, so that what a sender puts in may only speak against him."""

from __future__ import annotations

import pytest

from helpdesk.daemon.policy.case_mail import judge
from helpdesk.rules.case_file import read_cases
from helpdesk.rules.cases import run
from helpdesk.rules.conditions import compile_when
from helpdesk.rules.load import load_policy
from helpdesk.rules.loading import Surroundings
from helpdesk.rules.names import Names
from helpdesk.rules.replay import replay
from helpdesk.rules.yaml_text import Read, Value, read_yaml
from helpdesk.tickets.verdict import StoredVerdict
from tests.unit.acme_kit import mail

Headers = dict[str, tuple[str, ...]]


def asked(value: object, headers: Headers, key: str = "spam") -> tuple[bool, str]:
    rule = f"tags: {{}}\nrules:\n  - {{id: junk, when: {{{key}: {value}}}, quarantine: true}}\n"
    agents = "agents:\n  ana: {name: Ana, email: ana@x.test}\n"
    book, flaws = load_policy({"agents.yaml": agents, "tags.yaml": rule}, Surroundings())
    assert book is not None, flaws
    answer = book.tag_rules[0].when.test(mail(headers=headers))
    return answer.holds, answer.words


@pytest.mark.parametrize(
    ("headers", "score"),
    [
        ({"x-spam-score": ("7.2",)}, 7.2),
        ({"x-spam-score": ("7.2 (+++++++)",)}, 7.2),
        ({"x-spam-status": ("Yes, score=9.1 required=5.0 tests=BAYES_99",)}, 9.1),
        ({"x-spam-status": ("No, score=-1.9 required=5.0",)}, -1.9),
        ({"x-rspamd-score": ("11.3",)}, 11.3),
        ({"x-spamd-result": ("default: False [2.10 / 15.00]; ARC_NA(0.00)[]",)}, 2.1),
        ({"x-spam-level": ("*****",)}, 5),
        ({"x-spam-score": ("-50", "6.5")}, 6.5),
        ({"x-spam-score": ("-50",), "x-spam-status": ("Yes, score=8.0",)}, 8),
    ],
)
def test_the_highest_score_of_any_header(headers: Headers, score: float) -> None:
    assert asked(f'">= {score}"', headers)[0]
    holds, words = asked(f'"> {score}"', headers)
    assert not holds and f"spam is {score:g}" in words


@pytest.mark.parametrize(
    "headers", [{}, {"x-spam-score": ("none",)}, {"x-spamd-result": ("default: False",)}]
)
def test_no_number_is_no_spam(headers: Headers) -> None:
    assert asked('">= -100"', headers) == (False, "spam: no number in a header")


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"x-spam-flag": ("YES",)}, True),
        ({"x-spam-status": ("Yes, score=9",)}, True),
        ({"x-spam": ("yes",)}, True),
        ({"x-spam-flag": ("NO", "YES")}, True),
        ({"x-spam-flag": ("NO",)}, False),
        ({"x-spam-status": ("No, score=1",)}, False),
        ({}, False),
    ],
)
def test_a_filter_that_says_so(headers: Headers, said: bool) -> None:
    assert asked("true", headers)[0] is said


def test_any_header_with_a_number() -> None:
    key = "header.x-ms-exchange-organization-scl"
    assert asked('">= 5"', {"x-ms-exchange-organization-scl": ("6",)}, key)[0]
    assert not asked('">= 5"', {"x-ms-exchange-organization-scl": ("1",)}, key)[0]
    assert not asked('"> 5"', {}, key)[0]


@pytest.mark.parametrize(
    ("value", "what", "fix"),
    [
        ("< 2", "may be the sender's own", 'not: {spam: ">= 2"}'),
        ("<= 2", "may be the sender's own", 'not: {spam: ">= 2"}'),
        ("lots", "wants a number", 'spam: ">= 5"'),
        (False, "wants a number", 'spam: ">= 5"'),
        (5, "wants a number", 'spam: ">= 5"'),
    ],
)
def test_what_could_speak_for_a_sender_is_no_condition(value: Value, what: str, fix: str) -> None:
    read: Read = read_yaml("x: 1\n", "tags.yaml")
    compile_when({"spam": value}, ("x",), read, Names())
    [flaw] = read.flaws
    assert what in flaw.what and flaw.fix == fix


TAGS = """
tags: {a: {}}
rules:
  - {id: junk, when: {spam: true}, quarantine: true}
  - {id: a, when: {text: x}, add: a}
"""
CASE = """
tests:
  - name: Spam is kept, and nobody hears of it
    mail: {from: a@b.example, subject: x, header.x-spam-flag: "YES"}
    expect: {rules: [junk], ack: false}
  - name: Other mail is not
    mail: {from: a@b.example, subject: x}
    expect: {not_rules: [junk], ack: true, tags: [a]}
"""
AGENTS = "agents:\n  ana: {name: Ana, email: ana@x.test}\n"


def test_the_policys_own_tests_know_it() -> None:
    files = {"agents.yaml": AGENTS, "tags.yaml": TAGS, "tests/spam.yaml": CASE}
    around = Surroundings(mailboxes=("support",))
    book, flaws = load_policy(files, around)
    assert book is not None, flaws
    cases, wrong = read_cases(files, book, ("support",))
    assert not wrong and [one.misses for one in run(cases, book, around, judge(frozenset()))] == [(), ()]


def test_a_replay_says_what_another_policy_would_have_kept_out() -> None:
    before = {"agents.yaml": AGENTS, "tags.yaml": TAGS.replace("spam: true", "tag: a")}
    old, _ = load_policy(before, Surroundings())
    new, _ = load_policy({"agents.yaml": AGENTS, "tags.yaml": TAGS}, Surroundings())
    assert old is not None and new is not None
    facts = mail(headers={"x-spam-flag": ("YES",)})
    stored = StoredVerdict(1, 1, facts, (), (), old.revision)
    assert "quarantine -→junk 1" in replay([stored], old, new).summary
