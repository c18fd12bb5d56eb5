"""The ids that relays give our mail, in the words of their answers."""

from __future__ import annotations

import pytest

from helpdesk.daemon.outbox.relay_ids import new_message_id
from tests.unit.sending_kit import ANA, Sending

pytest_plugins = ("tests.unit.sending_fixtures",)

OURS = "<c.abcdefghijklmnop@acme.example>"
SES = "0102018f3c1a2b3c-6d0a1c55-7c1e-4a52-9d1f-0a1b2c3d4e5f-000000"
EXCHANGE = "[InternalId=1234, Hostname=DB9PR01MB1234.eurprd01.prod.exchangelabs.com] Queued mail for delivery"


@pytest.mark.parametrize(
    ("host", "said", "message_id"),
    [
        ("email-smtp.eu-west-1.amazonaws.com", f"250 Ok {SES}", f"<{SES}@eu-west-1.amazonses.com>"),
        ("email-smtp.us-east-1.amazonaws.com", f"250 Ok {SES}", f"<{SES}@email.amazonses.com>"),
        ("EMAIL-SMTP-FIPS.US-GOV-WEST-1.amazonaws.com.", f"250 Ok {SES}", f"<{SES}@us-gov-west-1.amazonses.com>"),
        ("email-smtp.eu-west-1.amazonaws.com", "250 Ok", ""),
        ("evil-email-smtp.eu-west-1.amazonaws.com", f"250 Ok {SES}", ""),
        ("smtp.office365.com", f"250 2.6.0 <DB9PR01@eurprd01.example> {EXCHANGE}", "<DB9PR01@eurprd01.example>"),
        ("smtp.office365.com", f"250 2.6.0 {OURS} {EXCHANGE}", ""),
        ("smtp.office365.com", f"250 2.6.0 <c.[secret]@acme.example> {EXCHANGE}", ""),
        ("relay.example", "250 2.0.0 Ok: queued as 4XyZ1234", ""),
        ("smtp-relay.gmail.com", "250 2.0.0 OK 1764432000 5b1f17b1804b1-abc.1 - gsmtp", ""),
    ],
)  # fmt: skip
def test_what_the_answer_says(host: str, said: str, message_id: str) -> None:
    assert new_message_id(host, said, OURS) == message_id


def test_the_relays_id_is_ours_too(sending: Sending) -> None:
    row = sending.owe(ANA)
    learned: list[tuple[int, str]] = []
    sending.store.learn_message_id = lambda row_id, message_id, now: learned.append((row_id, message_id))  # type: ignore[method-assign]
    sending.sink.taken = f"250 2.6.0 <new.1@relay.example> {EXCHANGE}"
    assert sending.sender().send_due(10) == 1
    assert learned == [(row, "<new.1@relay.example>")]


def test_an_answer_that_repeats_our_id_changes_nothing(sending: Sending) -> None:
    row = sending.owe(ANA)
    owed = sending.store.outbox(row)
    assert owed is not None
    sending.store.learn_message_id = lambda *_: pytest.fail("there is nothing to learn")  # type: ignore[method-assign]
    sending.sink.taken = f"250 2.6.0 {owed.outgoing.message_id} {EXCHANGE}"
    assert sending.sender().send_due(10) == 1
