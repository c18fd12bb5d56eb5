"""A mail of the desk as stories expect it: what a person sees and what her client threads by, randomness named."""

from __future__ import annotations

import re

from tests.story.rig.carrier import Sent
from tests.story.rig.template import SLIPS, protocols_of
from tests.story.rig.world import World

HEADERS = (
    "From",
    "To",
    "Cc",
    "Bcc",
    "Reply-To",
    "Subject",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "Content-Language",
)

_MIME = ("Content-Type", "MIME-Version", "Content-Transfer-Encoding")
_HANDLE = re.compile(r"\+([rncb])-[a-z2-7]{16}(?=@)")
_HANDLE_URL = re.compile(r"(\+|%2B)([rncb])-[a-z2-7]{16}(?=@|%40)")
_POLICY = re.compile(r"\((policy|política) [0-9a-f]+\)")


def shown(sent: Sent, world: World) -> str:
    """Headers that matter, the names of its files, the text part; ids, handles and protocols by name."""
    lines = []
    for name in HEADERS:
        for value in sent.mail.get_all(name, []):
            lines.append(f"{name}: {value}")
    lines.append(f"Envelope-From: {sent.envelope_from or '<>'}")
    for part in sent.mail.iter_attachments():
        data = part.get_payload(decode=True)
        size = len(data) if isinstance(data, bytes) else 0
        lines.append(f"File: {part.get_filename()} ({part.get_content_type()}, {size} bytes)")
    return named("\n".join([*lines, "", sent.text]), world).rstrip("\n") + "\n"


def whole(sent: Sent, world: World) -> str:
    """Every header in its order, but those of MIME, and the text part."""
    lines = [f"{name}: {value}" for name, value in sent.mail.items() if name not in _MIME]
    lines.append(f"Envelope-From: {sent.envelope_from or '<>'}")
    return named("\n".join([*lines, "", sent.text]), world).rstrip("\n") + "\n"


def html_of(sent: Sent, world: World) -> str:
    """The HTML part."""
    body = sent.mail.get_body(("html",))
    assert body is not None, "it has no HTML part"
    return named(str(body.get_content()).replace("\r\n", "\n"), world).rstrip("\n") + "\n"


def named(text: str, world: World) -> str:
    """`text` with everything random in it replaced by a name that is the same in every run."""
    for n, protocol in enumerate(protocols_of(world), 1):
        for form in (protocol, protocol.lower()):
            text = text.replace(form, f"{{protocol {n}}}")
        for slip, mistyped in SLIPS.items():
            text = text.replace(mistyped(protocol), f"{{protocol {n}, as typed {slip}}}")
    counts: dict[str, int] = {}
    ids: dict[str, str] = {}
    for sent in world.sent:
        if sent.message_id not in ids:
            counts[sent.kind] = counts.get(sent.kind, 0) + 1
            ids[sent.message_id] = f"<{sent.kind} {counts[sent.kind]}>"
    for message_id, name in ids.items():
        text = text.replace(message_id, name)
    text = _HANDLE_URL.sub(r"\1\2-{handle}", _HANDLE.sub(r"+\1-{handle}", text))
    text = text.replace(f"· {world.desk.policy.revision}", "· {revision}")
    return _POLICY.sub(r"(\1 {revision})", text)
