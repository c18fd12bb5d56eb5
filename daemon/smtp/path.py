"""The argument of MAIL and RCPT: an address in angle brackets and its parameters (RFC 5321 4.1.2, 6531)."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Lenient where real senders are sloppy (dots in odd places, no brackets, a blank after the colon), strict where it
# could be misread: no controls, no blank or bracket outside a quoted local part (threats A29).
_ATOM = r"[!#-'*+\-./0-9=?A-Z^-~\u00a0-\U0010ffff]+"
_QUOTED = r'"(?:[ !#-\[\]-~\u00a0-\U0010ffff]|\\[ -~])*"'
_LETTER = r"[0-9A-Za-z_\u00a0-\U0010ffff]"
_DOMAIN = rf"(?:{_LETTER}(?:[0-9A-Za-z_.\-\u00a0-\U0010ffff]*{_LETTER})?\.?|\[[0-9A-Za-z.:\-]+\])"
_BARE = rf"(?:(?:{_ATOM}|{_QUOTED})@{_DOMAIN}|[Pp][Oo][Ss][Tt][Mm][Aa][Ss][Tt][Ee][Rr])"
_ROUTE = rf"(?:@{_DOMAIN}(?:,@{_DOMAIN})*:)?"
_PATH = re.compile(
    rf" *(?:<(?P<null>)>|<{_ROUTE}(?P<path>{_BARE})>|(?P<bare>{_BARE}))(?P<params>(?: .*)?)", re.DOTALL
)
_PARAMETER = re.compile(r"([A-Za-z0-9][A-Za-z0-9\-]*)(?:=([!-<>-~\u00a0-\U0010ffff]+))?")
_LONGEST = 320


@dataclass(frozen=True, slots=True)
class Path:
    """`address` is '' for the null path `<>`; `parameters` have upper-case names, None where there is no value."""

    address: str
    parameters: dict[str, str | None]

    @property
    def international(self) -> bool:
        """Does the address need SMTPUTF8?"""
        return not self.address.isascii()


def read_path(argument: str, keyword: str) -> Path | None:
    """Read 'FROM:<a@b> SIZE=1' (keyword 'FROM:'). None where it is not of that form; linear in its length."""
    if argument[: len(keyword)].upper() != keyword:
        return None
    found = _PATH.fullmatch(argument[len(keyword) :])
    if found is None:
        return None
    address = found["path"] or found["bare"] or ""
    parameters: dict[str, str | None] = {}
    for word in found["params"].split():
        parameter = _PARAMETER.fullmatch(word)
        if parameter is None or parameter[1].upper() in parameters:
            return None
        parameters[parameter[1].upper()] = parameter[2]
    return None if len(address) > _LONGEST else Path(address, parameters)
