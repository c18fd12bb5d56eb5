"""Whether an agent's mail asks in any of its parts, rightly or wrongly, that its words stay inside: then they do."""

from __future__ import annotations

from helpdesk.daemon.lookups.hers import Hers
from helpdesk.mailflow.body import too_long
from helpdesk.mailflow.commands import says_note


def asked_inside(hers: Hers) -> bool:
    """Of her own words, and of what she may have pasted: what she quotes is a customer's, or names the commands there
    are. Of one that is too long to be looked through none may leave."""
    if too_long(hers.mail):
        return True
    reading = hers.reading
    parts = [reading.plain]
    if reading.mail.html:
        # Hidden or not: what keeps words inside may stand anywhere.
        parts += [reading, reading.version(reading.page.written)]
    return any(says_note(hers.words(part, doubtful=True).text) for part in parts)
