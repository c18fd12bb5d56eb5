"""An agent's mail in a wrapping that nobody here can open, and words signed in the clear, freed of their armour."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from helpdesk.mailflow.unseen import without_unseen

ARMOUR = "the armour of a signature"

# Whole mails of hers in a wrapping that is not opened (A38, A54): signed in one piece, enciphered, Outlook's own.
_KINDS = frozenset({"application/ms-tnef", "application/vnd.ms-tnef", "application/pgp-encrypted"})
_NAMES = re.compile(r"winmail\.dat|(?:smime|application-[\d.]+)\.p7m", re.IGNORECASE)
# Of words that are quoted and signed nobody asks to be freed; what is enciphered is so behind marks, too.
_SEALED = re.compile(
    r"[> ]*-----BEGIN PGP MESSAGE(?:, PART \d+(?:/\d+)?)?-----|-----BEGIN PGP SIGNED MESSAGE-----"
)
_BEGINS = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_ENDS = "-----END PGP SIGNATURE-----"
_HASH = re.compile(r"Hash: ?[\w,/ -]+")
_LONGEST = 200  # lines of a signature; the largest keys in use need thirty
_BLANK = " \t\r\xa0\ufeff"


def sealed_file(filename: str, content_type: str) -> bool:
    """Whether a file of a mail is the whole mail, and nobody can look into it."""
    return content_type in _KINDS or bool(_NAMES.fullmatch(filename.strip()))


def sealed_words(text: str) -> str:
    """The line of `text` that begins an enciphered mail, or one signed in the clear that could not be freed."""
    if "BEGIN PGP" not in text:
        return ""
    lines = (_bare(line) for line in text.split("\n"))
    return next((line for line in lines if _SEALED.fullmatch(line)), "")


def freed(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """`lines` without the armour of words signed in the clear (RFC 9580 7), and what to call it where there was any.

    Its lines are left blank. Dashes that were escaped are as they were written. What is not as the RFC has it stays,
    for `sealed_words` to find.
    """
    found, called, at = list(lines), list[str](), 0
    while at < len(found):
        begins = "-" in found[at] and _bare(found[at]) == _BEGINS
        block = _block(found, at) if begins else None
        if block is None:
            at += 1
            continue
        begin, signature, end = block
        for n in range(begin, signature):
            found[n] = found[n].removeprefix("- ")
        for n in (*range(at, begin), *range(signature, end)):
            found[n] = ""
        called, at = [ARMOUR], end
    return found, called


def _block(lines: Sequence[str], at: int) -> tuple[int, int, int] | None:
    """Of a block that begins at line `at`: where its words begin, where the signature does, and where that ends."""
    begin = at + 1
    while begin < len(lines) and _HASH.fullmatch(_bare(lines[begin])):
        begin += 1
    if begin >= len(lines) or _bare(lines[begin]):
        return None
    signature = begin + 1
    while signature < len(lines) and _bare(lines[signature]) != _SIGNATURE:
        # A dash that was not escaped is no word of the signer's, or the end of something else (7.2).
        if lines[signature].startswith("-") and not lines[signature].startswith("- "):
            return None
        signature += 1
    near: Iterable[int] = range(signature + 1, min(signature + _LONGEST, len(lines)))
    end = next((n for n in near if _bare(lines[n]).startswith("-")), -1)
    return (begin, signature, end + 1) if end > 0 and _bare(lines[end]) == _ENDS else None


def _bare(line: str) -> str:
    return without_unseen(line).strip(_BLANK)
