"""How a mail comes to the desk: the envelope it has, and what the desk's own mail server writes on top of it."""

from __future__ import annotations

from email.parser import BytesHeaderParser
from email.utils import getaddresses
from typing import Literal, cast

from helpdesk.tickets.mail import Envelope
from tests.story.rig.people import address_of
from tests.story.rig.story import Step
from tests.story.rig.template import fill
from tests.story.rig.world import World, recipients_of

MX = "mx.acme.example"


def envelope_of(world: World, raw: bytes, step: Step) -> Envelope:
    """As the door of the desk makes it: recipients are those addresses in To and Cc that are the desk's."""
    head = BytesHeaderParser().parsebytes(raw)
    named = [
        address for _, address in getaddresses(map(str, head.get_all("To", []) + head.get_all("Cc", [])))
    ]
    rcpt, mailbox = recipients_of(world, [fill(one, world) for one in step.rcpt] or named)
    return Envelope(
        source=cast(Literal["lmtp", "smtp", "imap", "submission"], step.via),
        mail_from=address_of(step.writer) if step.writer else "",
        recipients=rcpt if step.via != "imap" else (),
        mailbox=mailbox,
        peer="192.0.2.7",
        login=address_of(step.login) if step.login else "",
        historic=step.historic,
        trusted_peer=step.via == "lmtp",
    )


def stamped(raw: bytes, step: Step) -> bytes:
    """The mail with what the desk's mail server found out about its sender; a mail by SMTP has no such stamp."""
    if step.via in ("smtp", "submission") or not step.proof:
        return raw
    values = [str(value) for value in BytesHeaderParser().parsebytes(raw).get_all("From", [""])]
    domain = getaddresses(values[:1])[0][1].rpartition("@")[2]
    said = {"pass": f"dmarc=pass header.from={domain}", "fail": f"dmarc=fail header.from={domain}"}
    path = f"<{address_of(step.writer)}>" if step.writer else "<>"
    stamp = f"Authentication-Results: {MX}; {said.get(step.proof, 'none')}\r\nReturn-Path: {path}\r\n"
    return stamp.encode() + raw
