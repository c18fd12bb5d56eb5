"""The fixtures of the tests of sending."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from helpdesk.daemon.clock import ManualClock
from helpdesk.tickets.store import Store
from tests.empty_store import put_empty
from tests.fakes.certificates import Certificates, make_certificates, openssl_missing
from tests.fakes.smtp_sink import SmtpSink
from tests.unit.sending_kit import Sending


@pytest.fixture
def sending(tmp_path: Path) -> Iterator[Sending]:
    """A store, a sink and a clock."""
    put_empty(tmp_path / "desk.db")
    store = Store.open(f"sqlite://{tmp_path}/desk.db")
    with ExitStack() as stack:
        sink = stack.enter_context(SmtpSink())
        yield Sending(store, sink, ManualClock(), stack)
    store.close()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates good and bad."""
    if why := openssl_missing():
        pytest.skip(why)
    return make_certificates(tmp_path_factory.mktemp("certificates"))
