"""What a rule takes for spam waits for a person: no case, no receipt, nobody told but those who may let it in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.timers.digests import plan
from tests.story.rig.shop import at, shop, ticket, writes, writes_again
from tests.story.rig.tap import tap
from tests.story.rig.template import last, protocols_of
from tests.story.rig.world import World

FILES = {
    "tags.yaml": """
tags: {facturacion: {}, tecnico: {}, vip: {}, boletin: {}}
rules:
  - {id: basura, when: {spam: ">= 6"}, quarantine: true}
  - {id: casinos, when: {header.list-id: [casino]}, quarantine: true}
  - {id: listas, when: {header.list-id: present}, add: boletin}
"""
}
SPAM = "X-Spam-Status: Yes, score=9.3 required=5.0 tests=BAYES_99\n"


@pytest.fixture
def filtered(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    with shop(tmp_path, cell, FILES) as world:
        yield world


@pytest.mark.parametrize(
    "head",
    [
        SPAM,
        f"X-Spam-Score: -50\n{SPAM}",
        f"{SPAM}X-Spam-Status: No, score=-50 required=5.0\n",
        "X-Spamd-Result: default: False [7.50 / 15.00]\n",
        "List-Id: <news.casino.example>\n",
    ],
)
@pytest.mark.parametrize("proof", ["pass", "none", "fail"])
def test_it_opens_nothing_and_says_nothing(filtered: World, head: str, proof: str) -> None:
    told = writes(filtered, "mallory", "Gane dinero", "Pulse aquí.", head=head, proof=proof)
    assert (told.outcome, told.reason, told.mails) == ("held", "quarantine", [])
    assert protocols_of(filtered) == []
    [held] = filtered.store.held()
    assert held.because.startswith("tags.yaml:") and ("basura" in held.because or "casinos" in held.because)


@pytest.mark.parametrize("head", ["X-Spam-Score: 2.1\n", "X-Spam-Score: -50\n", "List-Id: <l.example>\n", ""])
def test_other_mail_opens_its_case(filtered: World, head: str) -> None:
    assert writes(filtered, "lucia", "La factura", head=head).outcome in ("opened", "list")


def test_whoever_takes_part_in_a_case_is_heard(filtered: World) -> None:
    writes(filtered, "lucia", "La factura")
    assert writes_again(filtered, "lucia", "Añado un dato.", head=SPAM).outcome == "threaded"
    assert filtered.store.held() == []


def test_the_lead_lets_it_in_with_one_tap(filtered: World) -> None:
    plan(filtered.desk)
    writes(filtered, "lucia", "Mi pedido", "No ha llegado.", head=SPAM)
    writes(filtered, "mallory", "Gane dinero", "Pulse aquí.", head=SPAM)
    at(filtered, 24 + 9)
    assert not [one for one in filtered.sent if one.to == "ana@acme.example"], "no lead"
    text = last(filtered, "digest", "marta").text
    assert "EN CUARENTENA (2)" in text and "«Mi pedido»" in text and "spam is 9.3" in text
    assert tap(filtered, "marta", "Sí, es un caso", "digest").outcome == "command"
    assert ticket(filtered).subject == "Mi pedido", "the newest stands first, hers last"
    [held] = filtered.store.held()
    assert held.subject == "Gane dinero"


def test_released_it_is_a_mail_like_any_other_and_nothing_was_learnt(filtered: World) -> None:
    writes(filtered, "lucia", "Mi pedido", "No ha llegado.", head=SPAM)
    before = len(filtered.sent)
    filtered.store.release(filtered.store.held()[0].id, "admin:root")
    filtered.settle()
    assert [one.kind for one in filtered.sent[before:]] == ["ack", "notification"]
    assert writes(filtered, "lucia", "Otro pedido", "Tampoco.", head=SPAM).reason == "quarantine"
