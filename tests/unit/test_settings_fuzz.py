"""Whatever stands in the two files: an answer with places, never an exception."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.daemon.settings.kinds import Where
from helpdesk.daemon.settings.read import read_text
from helpdesk.daemon.settings.rows import sections
from helpdesk.daemon.settings.sample import full_sample
from helpdesk.rules.load import Surroundings, load_policy

HERE = Where(Path(), {})
LINES = full_sample().splitlines()
AGENTS = (Path(__file__).parents[2] / "config/agents.yaml").read_text("utf-8").splitlines()
NUMBERS = ["3", "-1", "1.5", "nan", "-inf", "99999999999999999999999", "true", "2026-01-01", "07:30:00"]
TEXTS = ['""', '"x"', '"env:X"', "'''a'''", '"\\u0000"']
NESTED = ["[]", "[[]]", "{}", "[{}]", '["x",3]', "{a={b=1}}", "[1,[2,[3]]]"]
VALUES = st.sampled_from([*NUMBERS, *TEXTS, *NESTED])
PLACES = st.sampled_from(
    [(".".join(row.path), section.many) for section in sections() for row in section.rows]
)


def answers(text: str) -> None:
    """Good, or refused with at least one problem that has a place."""
    document, problems = read_text(text, "f", HERE)
    errors = [problem for problem in problems if problem.severity == "error"]
    assert (document is None) == bool(errors)
    lines = text.count("\n") + 1
    assert all(problem.place.startswith("f") and problem.position[1] <= lines for problem in problems)


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    """Mostly syntax errors."""
    answers(text)
    load_policy({"agents.yaml": text}, Surroundings())


@given(
    st.lists(
        st.tuples(st.sampled_from(["mailbox", "listen", "desk", "web", "x"]), st.booleans(), VALUES),
        max_size=4,
    )
)
def test_any_tables(tables: list[tuple[str, bool, str]]) -> None:
    """Tables and arrays of tables where the other is wanted."""
    answers(
        "".join(
            f"{'[[' if many else '['}{name}{']]' if many else ']'}\nname = {value}\n"
            for name, many, value in tables
        )
    )


@given(PLACES, VALUES)
def test_any_value_of_any_setting(place: tuple[str, bool], value: str) -> None:
    """Each kind refuses what it is not."""
    path, _ = place
    head, _, rest = path.partition(".")
    text = f"[[{head}]]\n{rest} = {value}\n" if head in ("mailbox", "listen") else f"{path} = {value}\n"
    answers('mailbox = [{name = "a", address = "a@x.example"}]\n' + text if head != "mailbox" else text)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=50)
@given(
    st.lists(
        st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(["drop", "use", "twice", "cut"])),
        max_size=6,
    )
)
def test_the_sample_damaged(edits: list[tuple[int, str]]) -> None:
    """Lines lost, doubled, cut in half, or taken into use."""
    answers("\n".join(damaged(LINES, edits)))


@given(
    st.lists(
        st.tuples(st.integers(0, len(AGENTS) - 1), st.sampled_from(["drop", "use", "twice", "cut"])),
        max_size=6,
    )
)
def test_the_agents_damaged(edits: list[tuple[int, str]]) -> None:
    """The same for agents.yaml."""
    policy, flaws = load_policy(
        {"agents.yaml": "\n".join(damaged(AGENTS, edits))}, Surroundings(("a@x.example",), ())
    )
    assert (policy is None) == any(flaw.severity == "error" for flaw in flaws)


def damaged(lines: list[str], edits: list[tuple[int, str]]) -> list[str]:
    """The lines with the edits made."""
    found = list(lines)
    for index, edit in edits:
        line = found[index]
        found[index] = {
            "drop": "",
            "use": line.lstrip("#"),
            "twice": f"{line}\n{line}",
            "cut": line[: len(line) // 2],
        }[edit]
    return found


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 3000, "a = " + "{a=" * 3000, "a" + ".a" * 3000 + " = 1", "[" + "a." * 900 + "a]"]
)
def test_too_deep(text: str) -> None:
    """Depth is refused, not crashed on."""
    answers(text)
    answers(text + "]" * text.count("["))
    answers(text + "1" + "}" * text.count("{"))
