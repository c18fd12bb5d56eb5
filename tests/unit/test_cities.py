"""The hour of a place is said as its people say it, in each language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args
from zoneinfo import ZoneInfo, available_timezones

import pytest

from helpdesk.mailflow.cities import _CALLED
from helpdesk.mailflow.words import deadline
from helpdesk.tickets.model import Language

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "es", "en", "pt"),
    [
        ("Europe/Madrid", "hora de Madrid", "Madrid time", "horário de Madrid"),
        (
            "America/Mexico_City",
            "hora de Ciudad de México",
            "Mexico City time",
            "horário da Cidade do México",
        ),
        ("America/Sao_Paulo", "hora de São Paulo", "São Paulo time", "horário de São Paulo"),
        (
            "America/Argentina/Buenos_Aires",
            "hora de Buenos Aires",
            "Buenos Aires time",
            "horário de Buenos Aires",
        ),
        ("Europe/Lisbon", "hora de Lisboa", "Lisbon time", "horário de Lisboa"),
        ("UTC", "hora UTC", "UTC time", "horário UTC"),
    ],
)
def test_the_hour_of_a_place_in_three_languages(zone: str, es: str, en: str, pt: str) -> None:
    said: dict[Language, str] = {"es": es, "en": en, "pt": pt}
    for language in get_args(Language):
        assert deadline(NOON, ZoneInfo(zone), language).endswith(f"({said[language]})")


def test_every_place_of_the_list_is_a_zone() -> None:
    assert set(_CALLED) <= {name.rpartition("/")[2] for name in available_timezones()}
