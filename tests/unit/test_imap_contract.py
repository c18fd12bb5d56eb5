"""The poller's contract on the fake IMAP server: as it is, and sending every answer in small pieces."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.imap_contract import PollerContract
from tests.fakes.imap_rig import Place
from tests.fakes.imap_server import FakeImapServer

pytestmark = pytest.mark.slow  # every case twice, over real sockets


class TestFake(PollerContract):
    @pytest.fixture
    def place(self) -> Iterator[Place]:
        with FakeImapServer() as server:
            yield Place(server.port, server.user, server.password)


class TestFakeInPieces(PollerContract):
    @pytest.fixture
    def place(self) -> Iterator[Place]:
        with FakeImapServer() as server:
            server.split = 7
            yield Place(server.port, server.user, server.password)
