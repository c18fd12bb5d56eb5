"""Did a person write this? Delivery reports, automatic answers, loops and our own mail, told from people's mail.

Nothing here throws mail away: what no person wrote is filed and obeyed by nothing (threats A16, A20-A22). A
header that merely asks for silence proves nothing about who wrote the mail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from helpdesk.mailflow.addresses import fold
from helpdesk.mailflow.automatic import is_automatic, is_null
from helpdesk.mailflow.body import own_words, too_long
from helpdesk.mailflow.bounce import read_report
from helpdesk.mailflow.others_receipts import reads_like_receipt
from helpdesk.mailflow.protocol import of_another_desk
from helpdesk.tickets.mail import Accept, Envelope, Guarded, InboundMail, SetAside

__all__ = ["LOOP_HEADER", "guard", "is_automatic"]

LOOP_HEADER = "X-Helpdesk-Loop"

_LISTS = (
    "List-Id",
    "List-Post",
    "List-Unsubscribe",
    "List-Help",
    "List-Subscribe",
    "List-Archive",
    "List-Owner",
)
_BULK = frozenset({"bulk", "list", "junk"})
# Nobody reads what comes back to these (RFC 2142, RFC 5321 4.5.1); "postmaster" answers machines only.
_UNREAD = re.compile(
    r"(?:mailer-?daemon|mail-?daemon|postmaster|(?:no|not|do-?not)[-_.]?reply|no[-_.]?responder|noresponda"
    r"|nao[-_.]?respond\w*)(?:[+=_.-].*)?|(?:bounces?|daemon|nobody|root|www-data|cron)(?:[+=].*)?",
    re.IGNORECASE,
)
_SILENT = frozenset({"all", "autoreply", "oof"})


def guard(
    mail: InboundMail,
    envelope: Envelope,
    own_addresses: frozenset[str],
    raw: bytes = b"",
    own_ids: Callable[[str], bool] | None = None,
    prefixes: Sequence[str] = (),
) -> Guarded:
    """What kind of mail it is. `raw` is needed to read delivery reports; `own_ids` tells whether a Message-ID
    is one that the desk gave out; `own_addresses` are the desk's, ASCII-folded; `prefixes` those of its protocols."""
    report = read_report(mail, raw, is_null(mail, envelope))
    if report is not None:
        return report
    own = _from_ourselves(mail, own_addresses)
    if own:
        return SetAside("own", own)
    if own_ids is not None and mail.message_id and own_ids(mail.message_id):
        return SetAside("loop", f"a mail of this desk came back: {mail.message_id}")
    automatic = is_automatic(mail, envelope)
    if automatic:
        return SetAside("auto_reply", automatic)
    words = _like_receipt(mail)
    silent = _no_receipt(mail, own_addresses) or (
        words and "it reads like what another desk writes by itself"
    )
    number = of_another_desk(mail.subject, prefixes) if prefixes and not silent else ""
    silent = silent or (
        number and f"it is about {number} of another desk, which gave its writer a number already"
    )
    return Accept(list_mail=_is_list(mail), no_receipt=silent, receipt=words == "surely")


def _like_receipt(mail: InboundMail) -> Literal["", "perhaps", "surely"]:
    """What its writer's own words read like: Outlook marks no line of the receipt that its user
    answers or passes on."""
    whole = reads_like_receipt(mail.subject, mail.text)
    if not whole or too_long(mail):
        return whole
    return reads_like_receipt(mail.subject, own_words(mail, strict=True).text)


def _from_ourselves(mail: InboundMail, own_addresses: frozenset[str]) -> str:
    """Mail in the desk's own name: its own, or somebody's who pretends; either way nobody to talk to."""
    for shown in (mail.sender, mail.shown_from):
        if shown.address and _untagged(shown.address) in own_addresses:
            return f"it comes from {shown.address}, an address of this desk"
    return ""


def _untagged(address: str) -> str:
    local, at, domain = fold(address).rpartition("@")
    return local.partition("+")[0] + at + domain


def _is_list(mail: InboundMail) -> bool:
    if any(mail.first(name) for name in _LISTS):
        return True
    return any(value.strip().lower() in _BULK for value in mail.all("Precedence"))


def _no_receipt(mail: InboundMail, own_addresses: frozenset[str]) -> str:
    """Why a person's mail is not acknowledged, or ''."""
    local = mail.shown_from.address.partition("@")[0]
    if _UNREAD.fullmatch(local):
        return f"nobody reads mail to {mail.shown_from.address}"
    # A header of ours proves nothing when it comes from outside (threats A17), but to stay silent costs little.
    if any(fold(value.strip()) in own_addresses for value in mail.all(LOOP_HEADER)):
        return f"it carries this desk's own {LOOP_HEADER} header"
    asked = {
        token.strip().lower() for value in mail.all("X-Auto-Response-Suppress") for token in value.split(",")
    }
    if asked & _SILENT:
        return "the sender's X-Auto-Response-Suppress asks for no automatic answer"
    return ""
