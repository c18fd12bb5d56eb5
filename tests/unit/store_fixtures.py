"""The databases the store's contract is tested on; a test asks for `store` and never knows which it got."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.tickets.store import Store, path_of
from tests.empty_store import put_empty

DATABASES = ("sqlite",)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    assert request.param in DATABASES
    return f"sqlite://{tmp_path}/desk.db"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An open, empty store."""
    put_empty(path_of(database_url))
    opened = Store.open(database_url)
    yield opened
    opened.close()
