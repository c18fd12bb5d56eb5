"""How a parsed mail travels between the daemon and its reading cell: length-prefixed JSON, nothing executable."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from helpdesk.mailflow.parse import ParseLimits
from helpdesk.tickets.mail import Address, Attachment, InboundMail, Unreadable

PREFIX = 8  # bytes of the big-endian length in front of every frame


def framed(payload: bytes) -> bytes:
    """`payload` with its length in front."""
    return len(payload).to_bytes(PREFIX, "big") + payload


def request(raw: bytes, limits: ParseLimits) -> bytes:
    """The frame that asks for a mail to be read."""
    head = json.dumps(asdict(limits)).encode()
    return framed(len(head).to_bytes(PREFIX, "big") + head + raw)


def asked(payload: bytes) -> tuple[bytes, ParseLimits]:
    """The mail and the limits in a request."""
    end = PREFIX + int.from_bytes(payload[:PREFIX], "big")
    return payload[end:], ParseLimits(**json.loads(payload[PREFIX:end]))


def answer(outcome: InboundMail | Unreadable) -> bytes:
    """The frame that brings back what was read, or why nothing was."""
    if isinstance(outcome, Unreadable):
        return framed(json.dumps({"reason": outcome.reason, "detail": outcome.detail}).encode())
    fields = asdict(outcome)
    fields["date"] = outcome.date.isoformat() if outcome.date else None
    return framed(json.dumps({"mail": fields}).encode())


def answered(payload: bytes) -> InboundMail:
    """The mail in an answer. Raises Unreadable where the answer says so, ValueError where it is no answer."""
    outcome = json.loads(payload)
    if "mail" not in outcome:
        raise Unreadable(str(outcome["reason"]), str(outcome["detail"]))
    fields = cast("Mapping[str, Any]", outcome["mail"])
    return InboundMail(
        message_id=fields["message_id"],
        in_reply_to=tuple(fields["in_reply_to"]),
        references=tuple(fields["references"]),
        sender=Address(**fields["sender"]),
        sender_problem=fields["sender_problem"],
        shown_from=Address(**fields["shown_from"]),
        reply_to=_addresses(fields["reply_to"]),
        to=_addresses(fields["to"]),
        cc=_addresses(fields["cc"]),
        subject=fields["subject"],
        date=datetime.fromisoformat(fields["date"]) if fields["date"] else None,
        text=fields["text"],
        html=fields["html"],
        attachments=tuple(Attachment(**one) for one in fields["attachments"]),
        headers=tuple((name, value) for name, value in fields["headers"]),
        repeated_headers=tuple(fields["repeated_headers"]),
        content_key=fields["content_key"],
        size=fields["size"],
        notes=tuple(fields["notes"]),
        twice=fields["twice"],
        beside=tuple(fields["beside"]),
    )


def _addresses(values: Sequence[Mapping[str, str]]) -> tuple[Address, ...]:
    return tuple(Address(**one) for one in values)
