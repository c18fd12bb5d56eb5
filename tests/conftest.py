"""For all tests: rows that the fast loop leaves out, failures told at once, no garbage walked, no deadline to miss."""

from __future__ import annotations

import gc
import os
from collections import Counter

import pytest
from hypothesis import settings

# 200 ms an example, unless a test says otherwise: missed for nothing where two cores are shared by several people.
settings.register_profile("desk", deadline=None)
settings.load_profile("desk")

# So many rows of one test's table the fast loop plays, and make test all: one that goes through a whole desk, a few
# that do not. A story's folder is a test of its own.
OF_EACH = {"story": 1, "unit": 3, "leaks": 3}
WHOLE = "test_stories.py"


@pytest.hookimpl(tryfirst=True)  # before -m looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Rows beyond the first few are slow."""
    seen: Counter[str] = Counter()
    for item in items:
        most = OF_EACH.get(item.path.parent.name)
        if most is not None and item.path.name != WHOLE and "[" in item.nodeid:
            test = item.nodeid.partition("[")[0]
            seen[test] += 1
            if seen[test] > most:
                item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Thousands of tests are objects that stay; walking over them again and again cost a tenth of the time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)  # after the line of dots has its letter
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A failure is printed when it happens: a run that is ended from outside would take its reasons with it."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        print(
            f"\n----- {report.nodeid} ({report.when}, {report.duration:.0f} s)\n{report.longreprtext}",
            flush=True,
        )
