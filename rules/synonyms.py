"""Statuses and priorities as people write them in Spanish, English and Portuguese, and as they are stored."""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.rules.fold import fold
from helpdesk.tickets.model import Language, Priority, Status

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


# Why a case moves up, as the sample policy calls it: whoever keeps these names writes them in her own language.
_REASONS: tuple[Mapping[Language, str], ...] = (
    {"es": "complejidad", "en": "complexity", "pt": "complexidade"},
    {"es": "tiempo", "en": "time", "pt": "prazo"},
    {"es": "permisos", "en": "permission", "pt": "permissões"},
    {"es": "politica", "en": "policy", "pt": "política"},
)


def reason_words(reason: str) -> Mapping[Language, str]:
    """The words for a category of escalation in each language, none where the policy has a name of its own for it."""
    wanted = fold(reason)
    return next((words for words in _REASONS if wanted in map(fold, words.values())), {})


def priority(text: str) -> Priority | None:
    """Return the priority `text` names in any of the three languages, None where it names none."""
    return PRIORITY_WORDS.get(fold(text.strip()))


def status(text: str) -> Status | None:
    """Return the status `text` names in any of the three languages, None where it names none."""
    return STATUS_WORDS.get(fold(text.strip()))
