"""What was counted of a sender, for the limits on what a machine answers her."""

from __future__ import annotations

from datetime import datetime

from helpdesk.daemon.desk import Desk
from helpdesk.mailflow.addresses import fold
from helpdesk.mailflow.receipt import DAY, HOUR, Counts


def sender_counts(desk: Desk, address: str, now: datetime) -> Counts:
    """What is stored so far: the mail in question, whose changes are not saved yet, is not among it."""
    key, store, rules = fold(address), desk.store, desk.receipts
    return Counts(
        mails_in_gap=store.count_since(f"from:{key}", now - rules.gap, 1),
        mails_in_day=store.count_since(f"from:{key}", now - DAY, rules.per_day),
        neutral_in_day=store.count_since(f"neutral:{key}", now - DAY, rules.unproven_per_day),
        receipts_in_hour=store.count_since("receipts", now - HOUR, rules.per_hour),
    )
