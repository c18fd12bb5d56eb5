"""What swaks is answered: a reply for each recipient, the size limit to the byte, and nobody else's mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.smtp_rig import Peer
from tests.fakes.smtp_sink import SmtpSink
from tests.integration.desk_mails import letter
from tests.integration.desk_rig import ANA, PASSWORD, SALES, SUPPORT, Desk
from tests.servers.child import Missing
from tests.servers.fixtures import skip_or_fail
from tests.servers.swaks import check, login, swaks

pytestmark = pytest.mark.servers

LIMIT = 20_000
WHO = "lucia@client.test"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    try:
        check(tls=True)
    except Missing as missing:
        skip_or_fail(missing)
    folder = tmp_path_factory.mktemp("desk") / "d"
    with SmtpSink() as sink, Desk(folder, smarthost=sink.port, limits=f"mail = {LIMIT}") as desk:
        desk.helpdesk("agent", "password", ANA, given=f"{PASSWORD}\n")
        yield desk


def arrived(desk: Desk, subject: str) -> list[dict[str, Any]]:
    """The tickets whose subject begins so, once the desk has nothing left to do."""
    desk.quiet()
    return [one for one in desk.tickets() if one["subject"].startswith(subject)]


@pytest.mark.parametrize("kind", ["lmtp", "smtp", "submission"])
def test_each_recipient_is_answered(desk: Desk, kind: str) -> None:
    """LMTP answers for each of them after the mail too (RFC 2033); a stranger's address is refused by name."""
    subject = f"Para varios por {kind}"
    port = {"lmtp": desk.port.lmtp, "smtp": desk.port.smtp, "submission": desk.port.starttls}[kind]
    options = {"lmtp": ("--protocol", "LMTP"), "smtp": (), "submission": login(ANA, PASSWORD)}[kind]
    to = [SUPPORT, "nobody@desk.test", SALES, "victim@elsewhere.test", "support+r-abc@desk.test"]
    said = swaks(port, letter(subject, sender=f"Lucía <{WHO}>"), WHO, to, *options)
    assert said.count("550 5.1.1") == 2, said.all
    assert said.count("250 2.0.0 Ok") == (3 if kind == "lmtp" else 1), said.all
    [ticket] = arrived(desk, subject)
    assert ticket["message_count"] == 1


def test_only_strangers_addresses_means_no_mail(desk: Desk) -> None:
    accepted = len(desk.logged("accepted"))
    for port, options in ((desk.port.smtp, ()), (desk.port.lmtp, ("--protocol", "LMTP"))):
        said = swaks(port, letter("A nadie"), WHO, ["victim@elsewhere.test", "root@localhost"], *options)
        assert said.status != 0
        assert said.count("550 5.1.1") == 2, said.all
        assert said.count("354") == 0
    assert len(desk.logged("accepted")) == accepted


@pytest.mark.parametrize("kind", ["lmtp", "smtp"])
def test_the_size_limit_holds_to_the_byte(desk: Desk, kind: str) -> None:
    port = desk.port.lmtp if kind == "lmtp" else desk.port.smtp
    options = ("--protocol", "LMTP") if kind == "lmtp" else ()
    fits, over = sized(f"Por {kind}: cabe", LIMIT), sized(f"Por {kind}: no cabe", LIMIT + 1)
    refused = swaks(port, over, WHO, [SUPPORT, SALES], *options)
    assert refused.count("552 5.3.4") == (2 if kind == "lmtp" else 1), refused.all
    said = swaks(port, fits, WHO, [SUPPORT, SALES], *options)
    assert said.status == 0, said.all
    [ticket] = arrived(desk, f"Por {kind}")
    assert desk.helpdesk("ticket", "raw", ticket["protocol"], "1") == fits
    # Announced beforehand, it is refused before a byte of it is sent.
    with Peer(port, greet="LHLO client.test" if kind == "lmtp" else "EHLO client.test") as peer:
        assert f"SIZE {LIMIT}" in peer.hello
        assert peer.say(f"MAIL FROM:<{WHO}> SIZE={LIMIT + 1}").startswith("552 5.3.4")
        assert peer.say(f"MAIL FROM:<{WHO}> SIZE={LIMIT}").startswith("250")


def sized(subject: str, size: int) -> bytes:
    """A mail of exactly so many bytes."""
    mail = letter(subject, sender=f"Lucía <{WHO}>")
    missing = size - len(mail)
    lines = [b"x" * 70 + b"\r\n"] * (missing // 72 - 1)
    last = missing - 72 * len(lines)
    return mail + b"".join(lines) + b"y" * (last - 2) + b"\r\n"


def test_the_null_sender_to_an_unknown_address_makes_no_mail(desk: Desk) -> None:
    """A23: refused in the dialogue, and nothing is sent about it."""
    before = len(desk.outbox())
    said = swaks(desk.port.smtp, letter("Rebote"), "<>", ["nobody@desk.test"])
    assert said.count("550 5.1.1") == 1
    desk.quiet()
    assert len(desk.outbox()) == before
