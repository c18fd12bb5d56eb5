"""Agents' answers to our own notifications: her words and no others, and no question where all that is off is known."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.parse import read
from tests.replies.letters import folded
from tests.replies.outside_agents import ANSWERS, CARDS, PAST, Answer


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.case.name)
def test_an_agents_words_come_out_of_what_her_program_wrote(answer: Answer) -> None:
    found = own_words(read(answer.case.raw), CARDS, strict=True, past=PAST)
    assert folded(found.text) == folded(answer.case.words)
    assert folded(found.doubtful) == folded(answer.doubt)
