"""Characters that nobody sees, in named sets: a word with one in it is read, by people, as the word without it.

The sets are the insides of a character class of `re`. Who takes which:
- `without_unseen` (leak guard, commands): all that is drawn as nothing, and of emoji and pictures what is no letter.
- `visible.py` (terminal, viewer): all that could hide, re-order or break what a person looks at, shown as an escape;
  emoji and the scripts that need fillers stay as they are.
- `filenames.py`: controls, tab and line feed too, and what is hidden, taken away; a name is one line.
- `visible.py` `clean_header` and `notification.py`: what breaks the line, and what re-orders the words around it.
`attributions.py` `UNSEEN` is no class but what is stripped from the ends of a line, blanks among them.
"""

from __future__ import annotations

import re

CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1, but for tab and line feed, which lay a text out
SEPARATORS = "\u2028\u2029"  # a new line for some programs, and nothing for others
SURROGATES = (
    "\ud800-\udfff"  # no characters: what is left where bytes could not be read, and no UTF-8 has them
)
REORDERING = (
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates: "txt.exe" read as "exe.txt" (UAX #9)
)
_DIRECTION = "\u061c\u200e\u200f"  # marks that people's own programs put beside Arabic and Hebrew
_RETIRED = "\u206a-\u206f"  # format characters that Unicode has given up
_JOINERS = (
    "\u00ad\u200b-\u200d\u2060-\u2065\ufeff"  # soft hyphen, zero-width spaces and joiners, byte order mark
)
# Arabic and Indic letters, and emoji: between two of these a joiner or its opposite says how both are drawn.
JOINED = "\u0600-\u08ff\u0900-\u0dff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
_ANNOTATIONS = "\ufff9-\ufffb"  # begin and end of what stands between the lines
HIDDEN = _DIRECTION + REORDERING + _RETIRED + _JOINERS + _ANNOTATIONS  # what is unseen wherever it stands
MONGOLIAN = "\u180e"  # the vowel separator: a space for old programs, nothing for new ones
TAGS = "\U000e0000-\U000e007f"  # ASCII written so that nobody sees it
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # letters without a shape: Hangul's, Khmer's; what joins marks
# How the character before is drawn; the frame of a keycap.
_SELECTORS = "\u180b-\u180d\ufe00-\ufe0f\u20e3\U000e0100-\U000e01ef"
_PICTURE = "\ufffc"  # where a picture stood

_UNSEEN = re.compile(f"[{HIDDEN}{MONGOLIAN}{TAGS}{_FILLERS}{_SELECTORS}{_PICTURE}]")


def without_unseen(text: str) -> str:
    """`text` as it is seen."""
    return text if text.isascii() else _UNSEEN.sub("", text)
