"""A mail with every end-of-data form in its body arrives as one mail (A27): smtplib to a real SMTP server."""

from __future__ import annotations

import email
import smtplib
import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from helpdesk.mailflow.compose import File, Forbidden, reply
from helpdesk.mailflow.preview import LUCIA, NOW, PROTOCOL, CountingMint, agent, desk, ticket
from tests.unit.compose_kit import text

EOD = ["\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r\n", "\r\n.\n", "\r.\r\n", "\n.\r", "\n..\n", "\r\n..\r\n"]
SMUGGLED = (
    "MAIL FROM:<evil@evil.example>\r\nRCPT TO:<victim@victim.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nx"
)


class Sink:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.got: list[tuple[str, list[str], bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.got.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 ok"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, Controller]]:
    handler = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, controller
    finally:
        controller.stop()


@pytest.mark.parametrize("eod", EOD, ids=[repr(eod) for eod in EOD])
@pytest.mark.parametrize("letters", ["plain", "ñandú", "日本語日本語"])
def test_a27_one_mail_arrives(sink: tuple[Sink, Controller], eod: str, letters: str) -> None:
    handler, controller = sink
    body = f"{letters}{eod}{SMUGGLED}{eod}{letters}"
    inner = f"Subject: x\r\n\r\n{body}".encode("ascii", "replace")
    written = reply(
        desk(),
        CountingMint(),
        NOW,
        ticket=replace(ticket(), subject=body),
        agent=agent(),
        text=body,
        to=[LUCIA],
        files=[
            File("x.eml", "message/rfc822", len(inner), inner),
            File("x.txt", "text/plain", 9, body.encode()),
        ],
        forbidden=Forbidden(PROTOCOL),
    )
    with smtplib.SMTP("127.0.0.1", controller.port) as client:
        out = written.outgoing
        assert client.sendmail(out.envelope_from, list(out.recipients), out.raw) == {}
    ((mail_from, recipients, content),) = handler.got
    assert mail_from == written.outgoing.envelope_from
    assert recipients == [LUCIA.address]
    assert content.rstrip(b"\r\n") == written.outgoing.raw.rstrip(b"\r\n")
    message = email.message_from_bytes(content)
    assert "victim" not in str(message["To"])
    assert text(message).split() == body.split()
