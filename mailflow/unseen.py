"""Characters that nobody sees: a word with one in it is read, by people and by programs, as the word without it."""

from __future__ import annotations

import re

# Soft hyphen, joiners, marks of direction, variation selectors, the frame of a keycap, the place of a picture.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc]"
)


def without_unseen(text: str) -> str:
    """`text` as it is seen."""
    return text if text.isascii() else _UNSEEN.sub("", text)
