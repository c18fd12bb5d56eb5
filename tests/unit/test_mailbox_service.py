"""The service that helpdesk.toml gives a mailbox is its tickets' own, whatever the conditions of sla.yaml say."""

from __future__ import annotations

import pytest

from helpdesk.rules.load import load_policy
from helpdesk.rules.loading import Surroundings
from helpdesk.rules.sla import choose
from tests.unit.acme_kit import mail

SLA = """
services:
  shop:
    describe: Orders
    when: {mailbox: [shop, web]}
    calendar: office
    targets: [{first_response: 4h}]
  gold:
    describe: Who pays more
    calendar: office
    targets: [{first_response: 1h}]
"""
FILES = {
    "agents.yaml": "agents:\n  ana: {name: Ana, email: ana@x.test}\n",
    "calendars.yaml": 'calendars: {office: {tz: Europe/Madrid, hours: {daily: "00:00-24:00"}}}\n',
    "sla.yaml": SLA,
}


def around(**services: str) -> Surroundings:
    return Surroundings(mailboxes=("shop", "web"), services=services)


@pytest.mark.parametrize(("mailbox", "service"), [("web", "gold"), ("shop", "shop")])
def test_a_mailbox_with_a_service_has_that_one(mailbox: str, service: str) -> None:
    book, flaws = load_policy(FILES, around(web="gold"))
    assert book is not None and not [flaw for flaw in flaws if flaw.severity == "error"], flaws
    chosen, lines = choose(book, mail(mailbox=mailbox))
    assert chosen is not None and chosen.service == service
    told = " ".join(str(line) for line in lines)
    assert ("helpdesk.toml gives mailbox web service gold" in told) == (mailbox == "web")


def test_a_service_that_is_none_is_an_error_with_the_nearest() -> None:
    book, flaws = load_policy(FILES, around(web="golt"))
    [flaw] = [flaw for flaw in flaws if flaw.severity == "error"]
    assert book is None and "mailbox web" in flaw.what and "gold" in flaw.fix
