"""What was wrong with a command, said from the record to whoever reads it: every sentence, and nothing by halves."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.fault_words import _PARTS, fault_spoken
from helpdesk.mailflow.words import phrases
from helpdesk.tickets.model import Language

SENTENCES = [key for key in phrases("en") if key.startswith("command") and key not in _PARTS]


@pytest.mark.parametrize("language", ["es", "pt", "en"])
@pytest.mark.parametrize("key", SENTENCES)
def test_every_sentence_about_a_command_is_told_in_the_readers_language(key: str, language: Language) -> None:
    english, wanted = (phrases(one)[key].replace("{about}", "x; y: z") for one in ("en", language))
    line = {"es": "línea", "en": "line", "pt": "linha"}[language]
    told = fault_spoken(f"line 3: #uno dos: tres: {english}; line 12: #otra: {english}", language)
    assert told == f"{line} 3: #uno dos: tres: {wanted}; {line} 12: #otra: {wanted}"


def test_the_fixes_come_with_it() -> None:
    record = "line 1: #asignar luiz: there is no agent “luiz”. Did you mean luis, eva or without line 1?"
    assert fault_spoken(record, "es") == (
        "línea 1: #asignar luiz: no hay agente «luiz». ¿luis, eva o sin la línea 1?"
    )


@pytest.mark.parametrize("record", ["", "new mail", "line 3: #x", "line 3: #x: a sentence nobody wrote"])
def test_what_is_no_fault_is_left_to_others(record: str) -> None:
    assert fault_spoken(record, "es") == ""
