"""The Message-ID that a relay puts in the place of ours, as far as its answer to the mail names it."""

from __future__ import annotations

import re

# Amazon SES writes an id of its own over every mail's and says the part before the @ ("250 Ok 0102018f...-000000").
_SES = re.compile(r"email-smtp(?:-fips)?\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com")
_SES_SAID = re.compile(r"250 (?:2\.\d\.\d )?Ok ([0-9a-zA-Z]+(?:-[0-9a-zA-Z]+)+)")
# Exchange and others say the id they sent under ("250 2.6.0 <...> [InternalId=...] Queued mail for delivery").
_NAMED = re.compile(r"<[^\s<>\[\]@]+@[^\s<>\[\]@]+>")


def new_message_id(host: str, said: str, ours: str) -> str:
    """The id under which the recipients see the mail, '' where it is `ours` or nothing says so.

    `host`: the relay's name; `said`: its whole answer to the mail, code first; ids are written <left@right>.
    Replies will name that id and no other, so it must lead to the ticket (threats D).
    """
    if region := _SES.fullmatch(host.lower().rstrip(".")):
        left = _SES_SAID.match(said)
        domain = "email" if region[1] == "us-east-1" else region[1]
        return f"<{left[1]}@{domain}.amazonses.com>" if left else ""
    named = _NAMED.search(said)
    return named[0] if named and named[0] != ours else ""
