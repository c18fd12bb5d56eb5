"""The viewer's words: none that a template cannot ask for."""

from __future__ import annotations

import pytest

from helpdesk.web_min.speech import LANGUAGES, speech


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_hides_behind_what_every_dict_has(language: str) -> None:
    """`speech.keys` in a template is the method, and a reader was shown its address in memory."""
    assert [key for key in speech(language) if hasattr(dict, key)] == []
