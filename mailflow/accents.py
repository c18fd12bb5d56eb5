"""Text without accents, as words are compared that people write with and without them."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

# The marks of Latin in one stroke; U+034F between them joins and marks nothing.
_LATIN = re.compile("[\u0300-\u034e\u0350-\u036f]")


def without_accents(text: str) -> str:
    """`text` decomposed for compatibility (Unicode NFKD) and without its combining marks; case stays as it is."""
    if text.isascii():
        return text
    plain = _LATIN.sub("", normalize("NFKD", text))
    return plain if plain.isascii() else "".join(char for char in plain if not combining(char))
