"""How values of several parts lie in one text column: compact JSON arrays, written and read here only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from helpdesk.tickets.mail import Address, Attachment, Envelope
from helpdesk.tickets.model import Timer
from helpdesk.tickets.times import from_micros, to_micros

_encode = json.JSONEncoder(separators=(",", ":")).encode
# What most messages have; spares the encoder.
_EMPTY = "[]"
_attachment_fields = attrgetter(*(each.name for each in fields(Attachment)))
_envelope_fields = attrgetter(*(each.name for each in fields(Envelope)))


def fold(address: str) -> str:
    """The address as it is compared: ASCII letters in lower case, all others untouched (threats A8)."""
    return address.encode("utf-8", "replace").lower().decode("utf-8")


def pack_strings(values: Iterable[str]) -> str:
    """A tuple of strings."""
    values = list(values)
    return _encode(values) if values else _EMPTY


def unpack_strings(text: str) -> tuple[str, ...]:
    """What `pack_strings` packed."""
    return tuple(json.loads(text)) if text != _EMPTY else ()


def pack_addresses(addresses: Sequence[Address]) -> str:
    """Addresses with their names."""
    return _encode([[each.address, each.name] for each in addresses]) if addresses else _EMPTY


def unpack_addresses(text: str) -> tuple[Address, ...]:
    """What `pack_addresses` packed."""
    return tuple(Address(address, name) for address, name in json.loads(text)) if text != _EMPTY else ()


def pack_attachments(attachments: Sequence[Attachment]) -> str:
    """What is known of the attachments; their bytes are in the raw mail."""
    if not attachments:
        return _EMPTY
    return _encode([_attachment_fields(each) for each in attachments])


def unpack_attachments(text: str) -> tuple[Attachment, ...]:
    """What `pack_attachments` packed."""
    return tuple(Attachment(*each) for each in json.loads(text)) if text != _EMPTY else ()


def pack_envelope(envelope: Envelope) -> str:
    """An envelope, its fields in order; a release that adds one at the end still reads the older rows."""
    return _encode(_envelope_fields(envelope))


def unpack_envelope(text: str) -> Envelope:
    """What `pack_envelope` packed."""
    source, mail_from, recipients, *rest = json.loads(text)
    return Envelope(source, mail_from, tuple(recipients), *rest)


def pack_plain(value: Mapping[str, Any]) -> str:
    """Plain JSON data. Raises TypeError for anything else."""
    return _encode(dict(value))


def unpack_plain(text: str | None) -> dict[str, Any] | None:
    """What `pack_plain` packed; None for None."""
    return None if text is None else json.loads(text)


def pack_plain_list(values: Sequence[Any]) -> str:
    """Plain JSON data in a row."""
    return _encode(values) if values else _EMPTY


def unpack_plain_list(text: str) -> list[Any]:
    """What `pack_plain_list` packed."""
    return list(json.loads(text)) if text != _EMPTY else []


def pack_timer(timer: Timer) -> str:
    """A timer that became a journal row."""
    return _encode([timer.id, timer.kind, to_micros(timer.due), dict(timer.payload), timer.ticket])


def unpack_timer(text: str | None) -> Timer | None:
    """What `pack_timer` packed; None for None."""
    if text is None:
        return None
    id_, kind, due, payload, ticket = json.loads(text)
    return Timer(kind=kind, due=from_micros(due), payload=payload, ticket=ticket, id=id_)
