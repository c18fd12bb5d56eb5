"""The viewer's words in the reader's language, from words/*.txt."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("es", "en", "pt")


def speech(language: str) -> Mapping[str, str]:
    """All words in `language`, English for a language there is not; 'lang' is the language itself."""
    return _read(language if language in LANGUAGES else "en")


@cache
def _read(language: str) -> Mapping[str, str]:
    text = files("helpdesk.web_min").joinpath(f"words/{language}.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    pairs = [line.partition(" = ") for line in lines]
    return {"lang": language} | {key: words for key, _, words in pairs}
