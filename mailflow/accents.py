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
    if plain.isascii():
        return plain
    # Each character is asked about once, however often it stands there.
    marks = {ord(char): None for char in set(plain) if combining(char)}
    return plain.translate(marks) if marks else plain
