"""Whether a customer's first mail is acknowledged, and how fully: product.md 1.4 and threats A19 to A22."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from helpdesk.tickets.mail import Accept, Authentication, Envelope

Receipt = Literal["full", "neutral", "none"]

DAY = timedelta(hours=24)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ReceiptRules:
    """The desk's limits. A neutral receipt goes to an address nobody vouched for: few a day, so that forged
    senders cannot be used to flood their owners (A19)."""

    enabled: bool = True
    gap: timedelta = timedelta(minutes=10)
    per_day: int = 5
    unproven_per_day: int = 1
    per_hour: int = 500


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted before this mail: the sender's mails within the gap and the day, neutral receipts to the
    address in the day, receipts of the whole desk in the hour."""

    mails_in_gap: int
    mails_in_day: int
    neutral_in_day: int
    receipts_in_hour: int


@dataclass(frozen=True, slots=True)
class ReceiptDecision:
    """`kind` and why; `park`: the receipt is written but kept back, because the desk's hourly cap is reached."""

    kind: Receipt
    because: str
    park: bool = False


def receipt_due(
    envelope: Envelope,
    accepted: Accept,
    authentication: Authentication,
    *,
    writable: bool,
    counts: Counts,
    rules: ReceiptRules,
) -> ReceiptDecision:
    """Decides on the acknowledgement of a newly opened ticket.

    `writable`: the sender's address may stand in an envelope (dot-atom, not one of our own).
    """
    silent = _silence(envelope, accepted, authentication, writable)
    if not silent and not rules.enabled:
        silent = "the desk sends no acknowledgements"
    silent = silent or writes_often(counts, rules)
    if silent:
        return ReceiptDecision("none", silent)
    park = counts.receipts_in_hour >= rules.per_hour
    if authentication.result == "pass":
        return ReceiptDecision("full", f"authenticated by {authentication.by}", park)
    if counts.neutral_in_day >= rules.unproven_per_day:
        return ReceiptDecision("none", "this address had its neutral receipt of the day")
    return ReceiptDecision(
        "neutral", "nobody vouched for the sender: the receipt repeats nothing of the mail", park
    )


def _silence(envelope: Envelope, accepted: Accept, authentication: Authentication, writable: bool) -> str:
    if envelope.historic:
        return "older than the first start on this mailbox"
    if accepted.list_mail:
        return "a mailing list or bulk mail"
    if accepted.no_receipt:
        return accepted.no_receipt
    if not writable:
        return "the sender's address cannot be written to"
    if authentication.result == "fail":
        return "the sender's domain disowns this mail"
    return ""


def writes_often(counts: Counts, rules: ReceiptRules) -> str:
    """Why a further new mail of this sender is answered by no machine, '' where it is: what asks every minute is none
    itself, or has its answer (A20, A21)."""
    if counts.mails_in_gap:
        return f"the sender wrote less than {int(rules.gap.total_seconds() // 60)} minutes ago"
    if counts.mails_in_day >= rules.per_day:
        return f"the sender wrote {rules.per_day} times today already"
    return ""
