"""Statuses and priorities as people write them in Spanish, English and Portuguese, and as they are stored."""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.rules.fold import fold
from helpdesk.tickets.model import Priority, Status

PRIORITIES: tuple[Priority, ...] = ("low", "normal", "high", "urgent")
STATUSES: tuple[Status, ...] = ("new", "open", "waiting", "snoozed", "resolved", "closed")

PRIORITY_WORDS: Mapping[str, Priority] = {
    "low": "low",
    "baja": "low",
    "baixa": "low",
    "normal": "normal",
    "high": "high",
    "alta": "high",
    "urgent": "urgent",
    "urgente": "urgent",
}

STATUS_WORDS: Mapping[str, Status] = {
    "new": "new",
    "nuevo": "new",
    "novo": "new",
    "open": "open",
    "abierto": "open",
    "aberto": "open",
    "waiting": "waiting",
    "pending": "waiting",
    "esperando": "waiting",
    "en espera": "waiting",
    "pendiente": "waiting",
    "aguardando": "waiting",
    "em espera": "waiting",
    "pendente": "waiting",
    "snoozed": "snoozed",
    "pospuesto": "snoozed",
    "adiado": "snoozed",
    "resolved": "resolved",
    "resuelto": "resolved",
    "resolvido": "resolved",
    "closed": "closed",
    "cerrado": "closed",
    "fechado": "closed",
}


def priority(text: str) -> Priority | None:
    """Return the priority `text` names in any of the three languages, None where it names none."""
    return PRIORITY_WORDS.get(fold(text.strip()))


def status(text: str) -> Status | None:
    """Return the status `text` names in any of the three languages, None where it names none."""
    return STATUS_WORDS.get(fold(text.strip()))
