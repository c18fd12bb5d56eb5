"""Taps on the links of the desk's mails: the mail that a program writes from them, signature and all."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

from tests.story.rig.carrier import Sent
from tests.story.rig.people import address_of
from tests.story.rig.tell import Told, tell
from tests.story.rig.template import last
from tests.story.rig.world import World

SIGNATURE = "\n-- \nAna Ruiz\nSoporte Acme · ext. 214\n"


def links(sent: Sent) -> dict[str, str]:
    """The label of every link of a mail that writes one, with its address."""
    html = sent.mail.get_body(("html",))
    assert html is not None
    found = re.findall(r'<a [^>]*href="(mailto:[^"]+body=[^"]+)">([^<]+)</a>', html.get_content())
    return {unescape(label): unescape(url) for url, label in found}


def tap(
    world: World,
    agent: str,
    label: str,
    kind: str = "receipt",
    *,
    to: str = "",
    n: int = 0,
    proof: str = "pass",
    signature: str = SIGNATURE,
) -> Told:
    """`agent` taps `label` in the last mail of this kind that she (or `to`) got, and sends what her program wrote."""
    found = links(last(world, kind, to or agent, n))
    assert label in found, sorted(found)
    address, _, query = found[label].removeprefix("mailto:").partition("?")
    parts = parse_qs(urlsplit(f"?{query}").query)
    body = parts.get("body", [""])[0].replace("\r\n", "\n")
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <m{world.arrivals + 1}@acme.example>\nSubject: {parts['subject'][0]}\n"
        f"From: {agent.title()} <{address_of(agent)}>\nTo: {unquote(address)}\n\n{body}{signature}",
        agent,
        proof,
    )
