"""The name of an attachment as people may see it: the sender's text, made harmless; never a path (threats A37)."""

from __future__ import annotations

import re

from helpdesk.mailflow.unseen import CONTROLS, HIDDEN, SEPARATORS

LONGEST = 200

_SEPARATOR = re.compile(r"[/\\]+")
_HIDDEN = re.compile(f"[{CONTROLS}\t\n{SEPARATORS}{HIDDEN}]")  # they hide what a name is
_SHORT = re.compile("[a-z0-9]{2,5}")
_ENDINGS = {
    "text/plain": "txt",
    "text/html": "html",
    "text/calendar": "ics",
    "application/ics": "ics",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
    "text/csv": "csv",
    "text/rtf": "rtf",
    "application/rtf": "rtf",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/json": "json",
    "application/ms-tnef": "dat",
    "application/pgp-signature": "asc",
    "application/pkcs7-signature": "p7s",
    "application/x-pkcs7-signature": "p7s",
    "application/pkcs7-mime": "p7m",
    "application/x-pkcs7-mime": "p7m",
    "message/rfc822": "eml",
    "message/global": "eml",
    "message/delivery-status": "txt",
    "message/global-delivery-status": "txt",
    "message/disposition-notification": "txt",
    "text/rfc822-headers": "txt",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
    "image/tiff": "tif",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "video/mp4": "mp4",
}


def shown_name(text: str) -> str:
    """The last component of `text`, without hidden characters, at most LONGEST characters; '' where nothing is left."""
    name = _HIDDEN.sub("", _SEPARATOR.split(_HIDDEN.sub("", text).strip())[-1]).strip(" .")
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if dot and 0 < len(ending) <= 12:
        return stem[: LONGEST - len(ending) - 1] + "." + ending
    return name[:LONGEST]


def made_up_name(content_type: str, part: str, subject: str = "") -> str:
    """A name for a part that brought none, the same on every reading of the same mail."""
    kind, _, subtype = content_type.partition("/")
    ending = _ENDINGS.get(content_type) or (
        subtype if kind == "image" and _SHORT.fullmatch(subtype) else "bin"
    )
    stem = shown_name(_SEPARATOR.sub("-", subject))[:100].strip(" .") if subject else ""
    return f"{stem or f'{kind}-{part}'}.{ending}"
