"""The sender's contract on a real Postfix as the relay, and TLS, sign-in and smuggling as only Postfix sees them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.certificates import Certificates
from tests.fakes.relay_contract import PUT_OFF, REFUSED, RelayPlace, SenderContract
from tests.fakes.smtp_sink import SmtpSink
from tests.servers.fixtures import needs_postfix
from tests.servers.postfix import Postfix
from tests.unit.sending_fixtures import certificates, sending
from tests.unit.sending_kit import ANA, Sending

__all__ = ["certificates", "needs_postfix", "sending"]

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("needs_postfix")]

RESTRICTIONS = (
    f"check_recipient_access inline:{{ {{ {REFUSED} = 550 5.1.1 no such user }}, "
    f"{{ {PUT_OFF} = 450 4.2.0 not now }} }}, permit_mynetworks, reject"
)


@pytest.fixture(scope="module")
def relay() -> Iterator[tuple[Postfix, SmtpSink]]:
    """A Postfix that hands everything on to a sink, refused and put off recipients apart."""
    with SmtpSink() as behind:
        settings = {"smtpd_recipient_restrictions": RESTRICTIONS}
        with Postfix({"*": f"smtp:[127.0.0.1]:{behind.port}"}, settings) as server:
            yield server, behind


class TestPostfix(SenderContract):
    @pytest.fixture
    def place(self, needs_postfix: None, request: pytest.FixtureRequest) -> RelayPlace:
        server, behind = request.getfixturevalue("relay")
        behind.mails.clear()
        return RelayPlace(server.port, behind)


@pytest.fixture
def secure(needs_postfix: None, certificates: Certificates) -> Iterator[RelayPlace]:
    """A Postfix that takes mail only over TLS."""
    with SmtpSink() as behind:
        settings = {
            "smtpd_tls_security_level": "encrypt",
            "smtpd_tls_cert_file": str(certificates.folder / "good.pem"),
            "smtpd_tls_key_file": str(certificates.folder / "good.key"),
        }
        with Postfix({"*": f"smtp:[127.0.0.1]:{behind.port}"}, settings) as server:
            yield RelayPlace(server.port, behind)


def test_a26_mail_goes_over_starttls_that_is_verified(
    sending: Sending, certificates: Certificates, secure: RelayPlace
) -> None:
    sending.relay_port = secure.port
    row = sending.owe(ANA)
    assert sending.sender(sending.relay("starttls")).send_due(10) == 0, "an authority nobody named"
    assert "certificate is not good" in sending.recipient(row).last_error
    assert sending.sender(sending.relay("starttls", ca_file=certificates.authority)).send_due(10) == 1
    assert [mail.recipients for mail in secure.arrived(1)] == [(ANA,)]


def test_b11_a_relay_that_wants_tls_first_blames_no_mail(sending: Sending, secure: RelayPlace) -> None:
    sending.relay_port = secure.port
    row = sending.owe(ANA)
    assert sending.sender().send_due(10) == 0
    recipient = sending.recipient(row)
    assert (recipient.state, recipient.attempts) == ("queued", 0)
    assert "530 5.7.0" in recipient.last_error
