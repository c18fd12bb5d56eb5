"""The /regex/ of policy files: RE2 over folded text, so linear in time and without case and accents (A42)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import re2

from helpdesk.rules.fold import Looked, fold

_MOST_MEMORY = 1 << 20
_SHOWN = 40
_LONGEST = 1000
_PLAIN = re.compile(r"[a-z0-9 ]+(\.[*+]\??[a-z0-9 ]+)*")


@dataclass(frozen=True, slots=True)
class Regex:
    """A compiled /regex/. `search` returns what it found (cut to 40 characters), '' for nothing.

    `needle` is a piece that every text it fits has ('' where that cannot be said).
    """

    search: Callable[[Looked], str]
    needle: str


class Refused(ValueError):
    """A pattern RE2 does not take. `fix` says what it lacks."""

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.fix = fix


def written_as_regex(text: str) -> bool:
    """Whether `text` is meant as a /regex/. Raises Refused for one that is not finished, or has flags."""
    if len(text) < 2 or not text.startswith("/"):
        return False
    if text.endswith("/"):
        return True
    if re.fullmatch(r"/.*/[gimsuxy]{1,3}", text):
        raise Refused(
            "a /regex/ takes no flags: case and accents never count", f"Write {text[: text.rindex('/') + 1]}"
        )
    if re.search(r"[*+?|\\\[(]", text):
        raise Refused("this /regex/ has no closing /", f"Write '{text}/'")
    return False


def compile_regex(text: str) -> Regex:
    """Compile the /regex/ `text`. Raises Refused with RE2's reason."""
    pattern = text[1:-1]
    if not pattern.strip():
        raise Refused("this /regex/ is empty: it would match everything")
    if len(pattern) > _LONGEST:
        raise Refused(f"this /regex/ is over {_LONGEST} characters")
    folded = fold_pattern(pattern)
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    try:
        compiled = re2.compile(folded.encode("utf-8", "surrogatepass"), options)
    except re2.error as fault:
        said = fault.args[0].decode("utf-8", "replace") if isinstance(fault.args[0], bytes) else str(fault)
        raise Refused(f"this /regex/ is refused: {said}", _advice(pattern)) from None
    if compiled.search(b"\0") is not None:
        raise Refused("this /regex/ matches whatever is written", "Ask for at least one word")
    needle = max(re.split(r"\.[*+]\??", folded), key=len) if _PLAIN.fullmatch(folded) else ""

    def search(looked: Looked) -> str:
        if needle and needle not in looked.text:
            return ""
        found = compiled.search(looked.raw)
        if found is None:
            return ""
        piece = str(found.group().decode("utf-8", "replace"))
        return (piece if len(piece) <= _SHOWN else piece[: _SHOWN - 1] + "…") or " "

    return Regex(search, needle)


def fold_pattern(pattern: str) -> str:
    r"""Fold the letters of a pattern, not its escapes: \S stays \S, \p{L} stays \p{L}."""
    pieces = re.split(r"(\\[pPx]\{[^}]*\}|\\.)", pattern, flags=re.DOTALL)
    return "".join(piece if index % 2 else fold(piece) for index, piece in enumerate(pieces))


def _advice(pattern: str) -> str:
    if re.search(r"\(\?<?[=!]", pattern):
        return "Lookahead and lookbehind are not known here: say it with all, any and not"
    if re.search(r"\\[1-9]", pattern):
        return "Backreferences are not known here"
    return ""
