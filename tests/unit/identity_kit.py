"""The question of identity put with everything at its default: what tests of identity share."""

from __future__ import annotations

from typing import Literal

from helpdesk.mailflow.identity import (
    AgentHold,
    Identity,
    identify,
)
from helpdesk.tickets.mail import Authentication, InboundMail
from helpdesk.tickets.model import Agent, Handle
from tests.unit.trust_kit import ANA, LUIS, NOW, mail

Trust = Literal["confirm", "dkim", "token"]
T1, T2 = "ACM-2611-T1", "ACM-2611-T2"
FROM_ANA = "Ana <ana@acme.example>"
SECRET = "abcdefgh234567xy"


def who(
    found: InboundMail | str,
    auth: Authentication,
    by_address: Handle | None = None,
    by_twin: Handle | None = None,
    subject: str = "",
    *,
    agent: Agent = ANA,
    automatic: str = "",
    released_by: str = "",
    login: str = "",
) -> Identity:
    letter = mail(found) if isinstance(found, str) else found
    return identify(
        letter, auth, (agent, LUIS), by_address, by_twin, subject, NOW,
        automatic=automatic, released_by=released_by, login=login,
    )  # fmt: skip


def held(found: Identity, reason: str, tell: Agent | None = ANA) -> None:
    assert isinstance(found, AgentHold)
    assert (found.reason, found.tell) == (reason, tell)
    assert found.because
