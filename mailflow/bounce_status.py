"""The machine part of a delivery report: message/delivery-status read as RFC 3464 and RFC 6533 have it."""

from __future__ import annotations

import re

from helpdesk.mailflow.charsets import decoded
from helpdesk.mailflow.headertext import header_text
from helpdesk.tickets.mail import Failure

STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
RETURNED_TYPES = frozenset(
    {
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "text/rfc822",
        "message/global-headers",
    }
)
MOST_RECIPIENTS = 200

_ACTIONS = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})
_BY_CLASS = {"2": "delivered", "4": "delayed", "5": "failed"}
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_FOLD = re.compile(r"\n[ \t]+")
_GROUPS = re.compile(r"\n[ \t]*\n")
# RFC 6533 3: a character in an ASCII-only copy of an address, \x{E9}.
_XCHAR = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
_ADDRESS = re.compile(r"[^\s<>,;:()\"]{1,254}@[^\s<>,;:()\"]{1,254}")
_MESSAGE_ID = re.compile(r"^[> \t]{0,8}message-id:\s{0,8}(<[^<>\s]{1,998}>)", re.IGNORECASE | re.MULTILINE)


def read_status(octets: bytes) -> list[Failure]:
    """Every recipient that the fields in `octets` name, with what became of the mail to it."""
    text = decoded(octets, "utf-8").text.replace("\r\n", "\n").replace("\r", "\n")
    found: list[Failure] = []
    for group in _GROUPS.split(text.strip("\n")):
        failure = _recipient(_fields(group))
        if failure is not None and len(found) < MOST_RECIPIENTS:
            found.append(failure)
    return found


def read_disposition(octets: bytes) -> tuple[list[Failure], str]:
    """A disposition notification by which a server says that it threw the mail away (Dovecot's quota rejections),
    and the Message-ID of that mail; nothing for the receipts that readers send (RFC 8098)."""
    text = decoded(octets, "utf-8").text.replace("\r\n", "\n").replace("\r", "\n")
    fields = _fields(text.strip("\n"))
    address = address_in(fields.get("original-recipient", "")) or address_in(
        fields.get("final-recipient", "")
    )
    disposition = fields.get("disposition", "").lower()
    if not address or not disposition.startswith("automatic-action") or "deleted" not in disposition:
        return [], ""
    return [Failure(address, "failed")], fields.get("original-message-id", "")


def address_in(value: str) -> str:
    """The bare address in a recipient field ('rfc822; a@b', 'utf-8; ...', '<a@b>'), '' where there is none."""
    value = value.partition(";")[2] if ";" in value else value
    value = _XCHAR.sub(lambda match: _character(int(match[1], 16)), value.strip())
    found = _ADDRESS.search(value)
    return found[0].strip(".'") if found else ""


def ids_in(text: str) -> list[str]:
    """The Message-IDs in the headers of a returned mail, quoted or not."""
    return _MESSAGE_ID.findall(text)


def _fields(group: str) -> dict[str, str]:
    """The fields of one group by lower-case name, the first of each."""
    fields: dict[str, str] = {}
    for line in _FOLD.sub(" ", group).split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _recipient(fields: dict[str, str]) -> Failure | None:
    """One recipient's group; None for the group about the whole mail, or without any address."""
    # What we wrote to is the original recipient; the final one is where it was forwarded to (RFC 3464 2.3.1).
    address = ""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        address = address or address_in(fields.get(name, ""))
    if not address:
        return None
    status = _STATUS.search(fields.get("status", "")) or _STATUS.search(fields.get("diagnostic-code", ""))
    code = status[1] if status else ""
    action = fields.get("action", "").partition(" ")[0].partition("(")[0].strip().lower()
    if action not in _ACTIONS:
        action = _BY_CLASS.get(code[:1], "failed")
    return Failure(address, action, code, header_text(fields.get("diagnostic-code", ""))[:500])


def _character(code: int) -> str:
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF else "?"
