"""The conventions a machine can hold: first lines, sizes, no notes to self, every dependency explained."""

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("daemon", "mailflow", "rules", "tickets", "templates_mail", "web_min", "config")
FILE_LINES, FUNCTION_LINES = 300, 50
FIRST = re.compile(r'"""([^\n"]*(?:"(?!"")[^\n"]*)*)')
STOPWATCH = re.compile(r"(?:perf_counter|process_time|thread_time)(?:_ns)?|timeit|getrusage")
NOTES = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

# What may be larger, and why it reads better whole. An entry that is no longer needed fails too.
LONG_FILES: dict[str, str] = {
    "tickets/model.py": "what a ticket is, on one page: every value the rooms hand each other",
}
LONG_FUNCTIONS: dict[str, str] = {}  # "room/file.py:function"


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(whole: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(whole) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_file_says_in_its_first_line_what_it_is() -> None:
    silent = []
    for path in python_files(*ROOMS, "tests", "bench"):
        first = FIRST.match(path.read_text())
        says = first[1].strip() if first else ""
        if not says.endswith((".", "?", "!")):
            silent.append(f"{name(path)}: {says or 'no docstring'!r}")
    assert silent == [], "the first line of a file is one sentence saying what it is"


def test_no_file_is_longer_than_a_reader_holds() -> None:
    lengths = {name(path): len(path.read_text().splitlines()) for path in python_files(*ROOMS)}
    long = {path for path, lines in lengths.items() if lines > FILE_LINES}
    assert {path: lengths[path] for path in long - LONG_FILES.keys()} == {}, (
        f"over {FILE_LINES} lines: split it"
    )
    assert LONG_FILES.keys() - long == set(), "no longer long: take it out of LONG_FILES"


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = {
        f"{name(path)}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in python_files(*ROOMS)
        for function in functions(tree(path))
    }
    long = {where for where, lines in lengths.items() if lines > FUNCTION_LINES}
    assert {where: lengths[where] for where in long - LONG_FUNCTIONS.keys()} == {}, (
        f"over {FUNCTION_LINES} lines"
    )
    assert LONG_FUNCTIONS.keys() - long == set(), "no longer long: take it out of LONG_FUNCTIONS"


def test_no_note_to_self_is_left_in_a_comment() -> None:
    notes = [
        f"{name(path)}:{token.start[0]}: {token.string}"
        for path in python_files(*ROOMS, "tests", "bench")
        if NOTES.search(text := path.read_text())
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT and NOTES.search(token.string)
    ]
    assert notes == []


def test_no_test_takes_the_time() -> None:
    """A busy machine is no fault of the desk's. Tests count work (tests/unit/work_kit.py), and bench/ takes its time;
    with `monotonic` a test may still wait, patiently, for what comes."""
    timed = [
        f"{name(path)}:{node.lineno}: {taken}"
        for path in python_files("tests")
        if STOPWATCH.search(path.read_text())
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute | ast.alias)
        and STOPWATCH.fullmatch(taken := node.attr if isinstance(node, ast.Attribute) else node.name)
    ]
    assert timed == []


def direct_dependencies() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"].get("optional-dependencies", {}).values()
    groups = project["dependency-groups"].values()
    lines = [*project["project"]["dependencies"]] + [line for lines in (*extras, *groups) for line in lines]
    return [Requirement(line) for line in lines if isinstance(line, str)]


@pytest.mark.parametrize("dependency", sorted({d.name for d in direct_dependencies()}))
def test_every_dependency_is_explained(dependency: str) -> None:
    page = (ROOT / "docs/dependencies.md").read_text()
    rows = [line for line in page.splitlines() if re.match(rf"\|\s*{re.escape(dependency)}\s*\|", line, re.I)]
    assert len(rows) == 1, f"{dependency}: one row in docs/dependencies.md, name in the first column"
    cells = [cell.strip() for cell in rows[0].strip("|").split("|")]
    assert len(cells) == 3 and all(cells), f"{dependency}: name, licence, what for and why it"


def test_no_explained_dependency_is_gone() -> None:
    page = (ROOT / "docs/dependencies.md").read_text()
    rows = {match[1] for match in re.finditer(r"^\|\s*([A-Za-z][\w.\-]*)\s*\|", page, re.M)} - {"package"}
    assert {canonicalize_name(row) for row in rows} - {
        canonicalize_name(d.name) for d in direct_dependencies()
    } == set()


def pins(file: str) -> dict[str, Version]:
    lines = re.findall(r"^([a-z0-9.\-]+)==([^\s;\\]+)", (ROOT / file).read_text(), re.M)
    return {canonicalize_name(package): Version(version) for package, version in lines}


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_the_lock_names_no_address_and_hashes_everything(file: str) -> None:
    text = (ROOT / file).read_text()
    assert re.findall(r"\S*://\S*|--(?:extra-)?index-url|--find-links|--trusted-host", text) == []
    requirements = re.split(r"^(?=[a-z0-9])", text, flags=re.M)
    assert [r.splitlines()[0] for r in requirements[1:] if "--hash=sha256:" not in r] == []


def test_the_locks_agree_with_each_other_and_with_the_project() -> None:
    runtime, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {p: v for p, v in runtime.items() if development.get(p) != v} == {}, "run make lock"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for requirement in map(Requirement, project["project"]["dependencies"]):
        locked = runtime.get(canonicalize_name(requirement.name))
        assert locked in requirement.specifier if locked else False, f"{requirement}: run make lock"
