"""Where a person's words end and a signature begins: the '-- ' line and what phones add by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST_SIGNATURE = 15  # lines below a '--' that lost its blank; below '-- ' any number

_PHONE = re.compile(
    r"[\s*_>]{0,4}(?:"
    r"(?:enviado|env[ií]ado) (?:desde|con|a partir d[eo]|do|pelo|atrav[eé]s) .{2,70}"
    r"|sent (?:from|via|with|using) .{2,70}|envoy[ée] (?:de|depuis|avec|à partir) .{2,70}"
    r"|(?:von|gesendet|verschickt) (?:meinem|von|mit|über|vom) .{2,70}|inviato (?:da|dal|con) .{2,70}"
    r"|verzonden (?:vanaf|met|via) .{2,70}|enviat (?:des|amb) .{2,70}"
    r"|(?:get|obtener|obtenha|obtenir|scarica|holen sie) outlook .{2,70}"
    r"|yahoo mail: .{2,70}|(?:mandado|escrito) desde .{2,60}|отправлено (?:с|из) .{2,60})[\s.]{0,4}",
    re.IGNORECASE,
)
_LONGEST_LINE = 160


def phone_line(line: str) -> bool:
    """'Enviado desde mi iPhone', 'Sent from my ...', 'Get Outlook for iOS': words of a program, not of a person."""
    return len(line) <= _LONGEST_LINE and _PHONE.fullmatch(line) is not None


def signature_start(lines: Sequence[str]) -> int:
    """The index of the line that begins the signature of `lines`, or their number where there is none (RFC 3676 4.3).

    The last '-- ' decides; a bare '--' counts only with little below it, since people draw lines too.
    """
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at].replace("\xa0", " ")
        if line == "-- ":
            return at
        if line.rstrip() in {"--", "—"} and len(line) <= 4 and len(lines) - at - 1 <= LONGEST_SIGNATURE:
            return at
    return len(lines)
