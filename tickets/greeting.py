"""How a person is greeted by the name that stands in her mail."""

from __future__ import annotations

import re

# A given name and up to four more; no company with a number in it, no address, no "Support Team (automatic)".
_PERSON = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-])*(?: [^\W\d_][\w'’.-]*){0,4}")

LONGEST = 80


def given_name(name: str) -> str:
    """The given name, also of "Pérez, Lucía"; '' where the name has no person's shape."""
    name = " ".join(name.split())
    if len(name) > LONGEST:
        return ""
    last, comma, first = name.partition(",")
    if comma and first.strip():
        name = f"{first.strip()} {last.strip()}"
    return name.split(" ")[0] if _PERSON.fullmatch(name) else ""
