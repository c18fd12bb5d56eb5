"""Why a mail is held or an admin told, by code: plain words and what to do next, in es, en and pt."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.tickets.model import Language
from helpdesk.tickets.reason_words_answer import ANSWER_WORDS
from helpdesk.tickets.reason_words_content import CONTENT_WORDS
from helpdesk.tickets.reason_words_desk import DESK_WORDS
from helpdesk.tickets.reason_words_sender import SENDER_WORDS


@dataclass(frozen=True, slots=True)
class Reason:
    """What happened and what the reader may do about it, in one language."""

    words: str
    advice: str


_WORDS = {**SENDER_WORDS, **CONTENT_WORDS, **ANSWER_WORDS, **DESK_WORDS}
CODES: tuple[str, ...] = tuple(_WORDS)


def reason(code: str, language: Language) -> Reason:
    """The words for `code`; a code without words (of a newer version) is shown as it is."""
    words, advice = _WORDS.get(code, {}).get(language, (code, _LOOK[language]))
    return Reason(words, advice)


_LOOK: dict[Language, str] = {
    "es": "Un administrador puede verlo con «helpdesk held show», soltarlo o descartarlo.",
    "en": "An admin can look at it with “helpdesk held show”, release it or discard it.",
    "pt": "Um administrador pode vê-lo com “helpdesk held show”, liberá-lo ou descartá-lo.",
}
