"""For all tests: what was made while they were collected is looked through no more for garbage."""

from __future__ import annotations

import gc


def pytest_collection_finish() -> None:
    """Thousands of tests are objects that stay; walking over them again and again cost a tenth of the time."""
    gc.collect()
    gc.freeze()
