"""The viewer's words: the same keys in every language, and none that a template cannot ask for."""

from __future__ import annotations

import pytest

from helpdesk.web_min.speech import LANGUAGES, speech


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_hides_behind_what_every_dict_has(language: str) -> None:
    """`speech.keys` in a template is the method, and a reader was shown its address in memory."""
    assert [key for key in speech(language) if hasattr(dict, key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there(language: str) -> None:
    assert speech(language).keys() == speech("en").keys()
    assert [key for key, words in speech(language).items() if not words.strip()] == []
