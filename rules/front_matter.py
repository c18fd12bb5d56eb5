"""A Markdown file of the policy: its front-matter between two lines of ---, its body, and what its name says."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import cast, get_args

from helpdesk.rules.yaml_text import Flaw, Read, Value, read_yaml
from helpdesk.tickets.model import Language

_FENCE = "---"
_LANGUAGES: tuple[Language, ...] = cast("tuple[Language, ...]", get_args(Language))


def split(text: str) -> tuple[str, str, int] | None:
    """Front-matter (with an empty first line, so that lines keep their numbers), body, and the body's first line."""
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            return "\n" + "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return None


def read_front(name: str, text: str) -> tuple[Read, dict[str, Value], str, int] | list[Flaw]:
    """The fields of a file's front-matter as they were read, the body and its first line; or what is wrong with it."""
    found = split(text)
    if found is None:
        fix = "Begin with ---, then title: ..., then --- and the text"
        return [Flaw(name, 1, 1, "there is no front-matter", fix)]
    front, body, begins = found
    read = read_yaml(front, name)
    if read.flaws:
        return read.flaws
    if not isinstance(read.value, dict):
        return [Flaw(name, 1, 1, "the front-matter is empty", "title: ...")]
    read.values.setdefault((), (1, 1))
    return read, read.value, body, begins


def named(name: str, language: Language) -> tuple[str, Language, str]:
    """Id, language and tone as the file's name says them: ID.LANG.TONE.md, ID.md, LANG/ID.md."""
    path = PurePosixPath(name)
    stem, *marks = path.name.removesuffix(".md").split(".")
    known: dict[str, Language] = {each: each for each in _LANGUAGES}
    if marks and marks[0] in known:
        return stem, known[marks[0]], ".".join(marks[1:])
    return stem, known.get(path.parent.name, language), ".".join(marks)
