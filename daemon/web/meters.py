"""What /metrics says: counts of the archive as Prometheus text."""

from __future__ import annotations

from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from helpdesk.tickets.store import Store


def exposition(store: Store, now: datetime) -> bytes:
    """The text of the exposition format."""
    counts = store.counts(now)
    registry = CollectorRegistry()
    plain = {
        "mails_waiting": counts.waiting,
        "oldest_waiting_seconds": counts.oldest_waiting_seconds,
        "mails_held": counts.held,
        "recipients_queued": counts.queued,
        "outbox_overdue_seconds": counts.overdue_seconds,
        "late_timer_seconds": counts.late_timer_seconds,
        "messages_not_searchable": counts.not_searchable,
    }
    for name, value in plain.items():
        Gauge(f"helpdesk_{name}", name.replace("_", " "), registry=registry).set(value)
    for name, by in (("tickets", counts.tickets), ("recipients_parked", counts.parked)):
        gauge = Gauge(f"helpdesk_{name}", name.replace("_", " "), ["state"], registry=registry)
        for state, number in by.items():
            gauge.labels(state).set(number)
    return generate_latest(registry)
