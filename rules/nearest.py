"""The name somebody probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, names: Iterable[str]) -> str:
    """Return the one of `names` most like `word` (case ignored), or '' where none is like it."""
    by_fold = {name.casefold(): name for name in names}
    found = difflib.get_close_matches(word.casefold(), list(by_fold), n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Return 'Did you mean "x"?', or '' where nothing is near."""
    near = nearest(word, names)
    return f'Did you mean "{near}"?' if near else ""


def suggestion(word: str, names: Iterable[str]) -> str:
    """Return 'Did you mean "x"?', or the whole choice where nothing is near and the choice is short."""
    known = sorted(set(names))
    return did_you_mean(word, known) or _choice(known)


def _choice(known: list[str]) -> str:
    return f"Known here: {', '.join(known)}" if 0 < len(known) <= 12 else ""
