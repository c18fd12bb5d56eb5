"""Forms of script that mail has been used to smuggle into pages: over two hundred, each a way of its own (xss/*.txt).

Collected from public advisories of webmail and help desk programs and from what browsers are known to do. `{R}` is
where a form runs, `{C}` whom it asks, `{N}` which one it is; `\\xNN` and `\\uNNNN` are characters.
"""

from __future__ import annotations

import re
from pathlib import Path

RUN = "window.ran=`{}`"
CANARY = "https://canary.example/{}"
_CHARACTER = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4}))")


def _lines(name: str) -> list[str]:
    return (Path(__file__).parent / "xss" / f"{name}.txt").read_text("utf-8").splitlines()


def _forms(name: str) -> list[str]:
    return [_filled(line, f"{name}-{n}") for n, line in enumerate(_lines(name))]


def _filled(line: str, which: str) -> str:
    line = _CHARACTER.sub(lambda found: chr(int(found[1] or found[2], 16)), line)
    return line.replace("{R}", RUN.format(which)).replace("{C}", CANARY.format(which)).replace("{N}", which)


# What is read as HTML (in a frame), and what is text wherever it stands: bodies, subjects, names, file names.
FILES = _forms("files")
HTML = [
    *_forms("html"),
    *(f'<a href="{scheme}">x</a>' for scheme in _forms("schemes")),
    *(f"<b on{name}={RUN.format(name)} tabindex=1>x</b>" for name in _lines("handlers")),
]
EVERYTHING = [*HTML, *FILES]
