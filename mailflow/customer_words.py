"""Words by which a customer steers a case: obeyed only where they are all that was said (product.md 1.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from helpdesk.mailflow.accents import without_accents
from helpdesk.mailflow.body import own_words, too_long
from helpdesk.mailflow.courtesy import after_greeting, before_closing, names_in
from helpdesk.mailflow.decoration import files_said
from helpdesk.mailflow.ours import known
from helpdesk.mailflow.protocol import find
from helpdesk.mailflow.reading import Reading, reading_of
from helpdesk.mailflow.two_versions import apart
from helpdesk.tickets.mail import InboundMail
from helpdesk.tickets.model import Language

Word = Literal["status", "close", "reopen", "human", "no-surveys", "language"]

LONGEST = 60  # characters: what is longer is a sentence
_READ = 1_000  # of a longer text nothing is asked
_DRESSED = 160  # the same with a greeting above it, and a closing and a name below
_EMPTY_LINES_OF_A_PROGRAM = 40  # words above a quoted mail: the attribution, or Outlook's block of headers

_SAID: Mapping[Word, Sequence[str]] = {
    "status": ("estado", "status", "situacao", "situacion"),
    "close": ("cerrar", "close", "fechar"),
    "reopen": ("reabrir", "reopen"),
    "human": ("humano", "humana", "human", "un humano", "una humana", "um humano", "uma humana", "a human"),
    "no-surveys": (
        "sin encuestas",
        "no surveys",
        "sem pesquisas",
        "sin encuesta",
        "no more surveys",
        "no survey",
        "sem pesquisa",
    ),
}
_LANGUAGES: Mapping[str, Language] = {
    "espanol": "es", "castellano": "es", "spanish": "es", "espanhol": "es",
    "english": "en", "ingles": "en",
    "portugues": "pt", "portuguese": "pt",
}  # fmt: skip
_WORDS: Mapping[str, Word] = {said: word for word, saids in _SAID.items() for said in saids}
# Who asks kindly asks for the same.
_KINDLY = re.compile(
    r"^(?:por favor|please) | (?:por favor|please|(?:muchas )?gracias|thanks|thank you|(?:muito )?obrigad[ao])$"
)
_IN = re.compile(r"^(?:in|en|em) (?=\w+$)")  # 'en español', 'in English'
_NOT_LETTERS = re.compile(r"[^a-z]+")
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A customer's word. `said` is how she wrote it, in one line, '' for none; `language`: the one she asks for."""

    word: Word
    said: str = ""
    language: Language | None = None


def word_in(text: str, people: Sequence[str] = ()) -> Spoken | None:
    """The word that `text` is, whatever its case, accents and punctuation; None where it is anything else.

    A greeting before it, and thanks, regards or the name of one of `people` (or of an address) behind it say nothing.
    """
    said = " ".join(text.split()) if len(text) <= _READ else ""
    return _word(said) or (_word(_undressed(said, people), said) if len(said) <= _DRESSED else None)


def _word(bare: str, said: str = "") -> Spoken | None:
    if not bare or len(bare) > LONGEST:
        return None
    said = said or bare
    bare = without_accents(bare.lower())
    key = " ".join(_NOT_LETTERS.sub(" ", bare).split())
    if any(c.isalpha() and not "a" <= c <= "z" for c in bare) or any(c.isdigit() for c in bare):
        return None
    key = _KINDLY.sub("", key)
    language = _LANGUAGES.get(_IN.sub("", key))
    if language:
        return Spoken("language", said, language)
    word = _WORDS.get(key)
    return Spoken(word, said) if word else None


def _undressed(said: str, people: Sequence[str]) -> str:
    names = {
        name for name in names_in(*people) if _word(name) is None
    }  # of Glenn Close the last name is the word
    return before_closing(after_greeting(said, names), names).strip()


def spoken(
    given: InboundMail | Reading,
    words: str,
    sent_texts: Sequence[str],
    prefixes: Sequence[str] = (),
    people: Sequence[str] = (),
) -> Spoken | None:
    """The word that the mail consists of; None where it says anything else, or brings a file.

    `words` are the own words as they are filed; `sent_texts` are texts of ours that it may quote. An empty mail that
    leads to a case asks for its state. A photo without a text is content, a logo below one is none. `people`: whom she
    may greet; she signs with her own name.
    """
    reading, sent = reading_of(given), known(sent_texts)
    mail = reading.mail
    if files_said(mail) or too_long(mail):
        return None
    if any(apart(reading, lambda one: own_words(one, sent, strict=True).text)):
        return None
    text = _without_protocol(words, prefixes)
    people = (mail.sender.name, mail.sender.address, *people)
    found = word_in(text, people)
    if found is not None:
        return found
    quoted = _above_us(mail.text, sent_texts)
    if text and quoted is None:
        return None  # whatever is left of what says more than a word, it is no mail that quotes us whole
    bare = _without_protocol(own_words(reading, sent, strict=True).text, prefixes)
    if bare == text:
        return Spoken("status") if not text and not mail.attachments else None
    # What was taken off by marks alone may hold answers between our lines: only a mail that quotes us whole is bare.
    if quoted is None or quoted > len(_TOKEN.findall(bare)) + _EMPTY_LINES_OF_A_PROGRAM:
        return None
    if not bare:
        return Spoken("status") if not mail.attachments else None
    return word_in(bare, people)


def _without_protocol(text: str, prefixes: Sequence[str]) -> str:
    """A text that is a protocol and nothing else says no more than the subject does."""
    text = text.strip()
    if prefixes and len(text) <= LONGEST and find(text, prefixes)[0]:
        return re.sub(r"[A-Za-z0-9]{1,12}[ -]?[0-9OoIiLl]{4}[ -]?[0-9A-Za-z]{6}", "", text, count=1).strip(
            " []().·-\n"
        )
    return text


def _above_us(text: str, sent_texts: Sequence[str]) -> int | None:
    """How many words stand in `text` above one of our texts that it ends with, word for word; None where there is none.
    Those are her own, and a program's lines about the mail it quotes."""
    tokens = _TOKEN.findall(text)
    for ours in map(_TOKEN.findall, sent_texts):
        at = len(tokens) - len(ours)
        if ours and at >= 0 and tokens[at:] == ours:
            return at
    return None
