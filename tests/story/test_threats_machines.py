"""Threats A17 to A22 at the level of the whole desk: machines, forged reports, floods and loops."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.story.rig.tell import customers_mail, mail, open_case, tell
from tests.story.rig.template import fill, protocols_of
from tests.story.rig.world import World

pytestmark = pytest.mark.slow  # robots and floods through a whole desk

CONTROL = (
    "X-Helpdesk-Protocol: {protocol}",
    "X-Helpdesk-Reason: customer",
    "X-Helpdesk-Loop: soporte@acme.example",
    "X-Helpdesk-Tags: vip",
    "X-RT-Ticket: acme #1",
    "X-Zammad-Ticket-Owner: ana",
    "X-OTRS-Queue: Admin",
)


@pytest.mark.parametrize("header", CONTROL)
def test_a17_control_headers_from_outside_have_no_effect(world: World, header: str) -> None:
    open_case(world)
    text = (
        fill(header, world)
        + "\n"
        + mail("lucia-writes", from_="mallory@evil.example", message_id="<m@evil>", body="Hola.")
    )
    told = tell(world, text, "mallory", "pass")
    found = world.store.ticket(told.line["protocol"])
    assert told.outcome == "opened" and found is not None
    assert (found.tags, found.folder, found.status, found.assignee) == ((), "", "new", "luis")
    assert len(world.store.messages(protocols_of(world)[0])) == 1


REPORT = """From: MAILER-DAEMON@evil.example
To: soporte@acme.example
Subject: Undelivered Mail Returned to Sender {protocol 1}
Message-ID: <bounce@evil.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Your message to lucia.perez@gmail.example could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; evil.example

Final-Recipient: rfc822; lucia.perez@gmail.example
Action: failed
Status: 5.1.1
--B
Content-Type: text/rfc822-headers

Message-ID: OF
Subject: x
--B--
"""


@pytest.mark.parametrize(
    "of", ["<x@y>", "{message-id of reply to lucia, one character off}", "<CAF1+lucia1@mail.gmail.example>"]
)
def test_a18_a_forged_report_changes_nothing(answered: World, of: str) -> None:
    before = answered.store.ticket(protocols_of(answered)[0])
    told = tell(answered, REPORT.replace("OF", of), "", "")
    assert (told.outcome, told.reason) == ("bounce", "bounce-unknown")
    assert told.line["failed_recipients"] == ["lucia.perez@gmail.example"]
    assert told.mails == []
    assert answered.store.ticket(protocols_of(answered)[0]) == before


def test_a18_a_true_report_marks_and_tells_and_closes_nothing(answered: World) -> None:
    told = tell(answered, REPORT.replace("OF", "{message-id of reply to lucia}"), "", "")
    assert (told.outcome, told.reason) == ("bounce", "")
    ticket = answered.store.ticket(protocols_of(answered)[0])
    assert ticket is not None and ticket.status == "open" and ticket.not_delivered
    # A participant whose mail bounced is a participant still.
    assert tell(answered, mail("lucia-replies"), "lucia").outcome == "threaded"


def test_a19_forged_victims_are_not_flooded(world: World) -> None:
    attack = "COMPRE YA en http://evil.example"
    got: list[str] = []
    for n in range(60):
        victim = f"victim{n % 3}@x.example"
        text = mail(
            "lucia-writes", from_=f'"{attack}" <{victim}>', subject=attack, body=attack, message_id=f"<{n}@e>"
        )
        told = tell(world, text, victim, "none" if n % 4 else "fail")
        got += [one.to for one in customers_mail(told, world)]
        assert not [
            one
            for one in customers_mail(told, world)
            if attack in one.everything or "COMPRE" in one.everything
        ]
        world.advance(timedelta(minutes=20))
    assert len(protocols_of(world)) == 60, "every mail has its ticket"
    assert len(got) == len(set(got)) == 3, "one neutral receipt an address and day"


def test_a20_a_robot_that_answers_everything_at_once_gets_one_mail(world: World) -> None:
    open_case(world)
    sent = 0
    for n in range(5):
        text = mail("lucia-writes", subject=f"Re: robot {n}", message_id=f"<robot{n}@x>", body="Got it.")
        told = tell(world, text, "lucia", "pass")
        sent += len(customers_mail(told, world))
        world.advance(timedelta(minutes=1))
    assert sent == 0, "the first mail had its acknowledgement; what answers it at once gets nothing"


@pytest.mark.parametrize(
    ("header", "outcome"),
    [
        ("Auto-Submitted: auto-generated", "auto_reply"),
        ("Auto-Submitted: auto-replied (vacation)", "auto_reply"),
        ("Precedence: auto_reply", "auto_reply"),
        ("Precedence: bulk", "list"),
        ("Precedence: junk", "list"),
        ("List-Id: <x.y>", "list"),
        ("List-Unsubscribe: <mailto:x@y>", "list"),
        ("X-Autoreply: yes", "auto_reply"),
    ],
)
def test_a20_no_machine_is_answered(world: World, header: str, outcome: str) -> None:
    told = tell(world, f"{header}\n{mail('lucia-writes')}", "lucia", "pass")
    assert (told.outcome, customers_mail(told, world)) == (outcome, [])


def test_a20_the_null_sender_and_daemons_are_not_answered(world: World) -> None:
    assert customers_mail(tell(world, mail("lucia-writes"), "", "pass"), world) == []
    for n, who in enumerate(
        ("MAILER-DAEMON@x.example", "noreply@x.example", "soporte@acme.example", "ayuda@acme.example")
    ):
        text = mail("lucia-writes", from_=who, message_id=f"<{n}@x>", body=f"Text {n}")
        assert customers_mail(tell(world, text, who, "pass"), world) == []


def test_a20_machine_mail_never_reopens(answered: World) -> None:
    answered.change_ticket(protocols_of(answered)[0], {"status": "closed"})
    told = tell(answered, "Auto-Submitted: auto-replied\n" + mail("lucia-replies"), "lucia")
    assert told.outcome == "auto_reply"
    ticket = answered.store.ticket(protocols_of(answered)[0])
    assert ticket is not None and ticket.status == "closed"


def test_a21_ten_mails_in_ten_minutes_mute_the_case(answered: World) -> None:
    outcomes = []
    for n in range(14):
        told = tell(answered, mail("lucia-replies", message_id=f"<loop{n}@x>", body=f"Gracias {n}"), "lucia")
        outcomes.append(told.outcome)
    assert outcomes == ["threaded"] * 9 + ["loop"] * 5
    assert [one.reason for one in answered.store.held()] == ["loop"] * 5
    alerts = [one for one in answered.sent if one.kind == "alert"]
    assert len(alerts) == 1
    # Muted: nothing automatic is sent for an hour, not even a receipt.
    answered.advance(timedelta(minutes=30))
    told = tell(
        answered, mail("lucia-writes", subject="{protocol 1}", message_id="<u@x>", body="Hola"), "lucia"
    )
    assert customers_mail(told, answered) == []


def test_a22_a_wish_for_silence_is_no_machine(world: World) -> None:
    text = "X-Auto-Response-Suppress: DR, OOF, AutoReply\n" + mail("lucia-writes")
    told = tell(world, text, "lucia", "pass")
    assert (told.outcome, told.mails) == ("opened", ["notification to ana"])
