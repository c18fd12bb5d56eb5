"""What came with a message, for the viewer: its HTML for a frame, its bytes, its attachments."""

from __future__ import annotations

from helpdesk.mailflow.htmlframe import framed, picture_type
from helpdesk.mailflow.parse import leaves, part_bytes, read
from helpdesk.mailflow.tokens import scrub
from helpdesk.tickets.mail import Unreadable
from helpdesk.tickets.model import Message
from helpdesk.tickets.store import Store
from helpdesk.web_min.shown import Download, Reader


def frame_html(store: Store, message: Message, blocked: str) -> str:
    """A customer's HTML made safe for a frame, '' where there is none or it cannot be read any more."""
    if message.direction != "in" or not message.raw_key:
        return ""
    raw = store.raw(message.raw_key)
    try:
        html = read(raw).html
        pictures = _pictures(raw, message) if html else {}
    except Unreadable:
        return ""
    return scrub(framed(html, pictures, blocked)) if html else ""


def original(store: Store, message: Message, reader: Reader) -> Download | None:
    """The mail as it came, for whoever wrote it or was meant to read it: an agent's carries her handle (A13)."""
    if not message.raw_key or (message.direction != "in" and message.author != reader.agent.id):
        return None
    return Download(store.raw(message.raw_key), f"{message.ticket}-{message.n}.eml")


def attachment(store: Store, message: Message, part: str) -> Download | None:
    """The bytes of one attachment, None where the message has no such one."""
    wanted = next((one for one in message.attachments if one.part == part), None)
    if wanted is None or not message.raw_key:
        return None
    try:
        data = part_bytes(store.raw(message.raw_key), part)
    except (Unreadable, LookupError):
        return None
    return Download(data, wanted.filename, picture_type(data))


def _pictures(raw: bytes, message: Message) -> dict[str, bytes]:
    """The mail's own pictures by Content-ID."""
    named = {one.part: one.content_id for one in message.attachments if one.content_id}
    if not named:
        return {}
    return {named[path]: octets for path, _, octets in leaves(raw) if path in named and picture_type(octets)}
