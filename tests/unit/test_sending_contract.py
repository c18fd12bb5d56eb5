"""The sender's contract on the fake relay."""

from __future__ import annotations

import pytest

from tests.fakes.relay_contract import PUT_OFF, REFUSED, RelayPlace, SenderContract
from tests.unit.sending_kit import Sending

pytest_plugins = ("tests.unit.sending_fixtures",)


class TestFake(SenderContract):
    @pytest.fixture
    def place(self, sending: Sending) -> RelayPlace:
        sending.sink.fail("rcpt", "550 5.1.1 no such user", times=1000, to=REFUSED)
        sending.sink.fail("rcpt", "450 4.2.0 not now", times=1000, to=PUT_OFF)
        return RelayPlace(sending.sink.port, sending.sink)
