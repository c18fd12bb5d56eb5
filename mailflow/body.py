"""What the sender wrote, apart from what the mail quotes and how it is signed; and HTML made safe to show.

Order of evidence (product.md 1.10): lines that we sent, marks in the HTML, phrases. The whole text is always
kept beside it; a strip that leaves nothing is taken back for customers (threats A49). Linear (A42).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from helpdesk.mailflow import quotes
from helpdesk.mailflow.attributions import is_quoted, split_run_ons
from helpdesk.mailflow.evidence import Past
from helpdesk.mailflow.htmlsafe import sanitised_html
from helpdesk.mailflow.inserted import inserted
from helpdesk.mailflow.markedlines import typed_form
from helpdesk.mailflow.ours import Sent, known
from helpdesk.mailflow.reading import Reading, reading_of
from helpdesk.mailflow.strip import UNMARKED, WRITTEN_INTO, Strip
from helpdesk.mailflow.two_versions import apart
from helpdesk.tickets.mail import InboundMail, OwnWords

__all__ = ["WRITTEN_INTO", "own_words", "sanitised_html"]

KEPT_WHOLE = "kept whole: without its quotes next to nothing is left"
KEPT_LONG = "kept whole: it is too long to look for quotes in"
# Of more no mail is looked through, for a line costs microseconds, and 25 MB of short ones kept every other waiting for
# half a minute (threats A42). Nobody writes so much by hand: of a stranger's nothing is cut, an agent's is held.
_LINES = 100_000
_TAGS = 200_000

_WORD = re.compile(r"\w+")
# Characters of both versions of a stranger's mail. Of more, they are not compared, for each costs microseconds: the
# viewer shows the HTML as it is, and one mail of 25 MB must not keep all others waiting (threats A42).
_COMPARED = 250_000
_NOT_SAID = re.compile(
    r"_{5,}|<(?:https?|mailto|tel):[^<>\s]{0,2000}>|https?://\S{1,2000}|\[(?:cid|image)[^\[\]]{0,300}\]"
)


def own_words(
    mail: InboundMail | Reading,
    sent_texts: Sequence[str] | Sent = (),
    *,
    strict: bool = False,
    answered: Sequence[str] = (),
    past: Past | None = None,
    with_doubtful: bool = False,
) -> OwnWords:
    """The own words of `mail`. `sent_texts` are texts of ours that it may quote; who asks again hands over the reading
    of the mail, and these ready to be compared.

    `strict` is for what agents write and customers shall read: any line of ours, any card of ours and all that
    follows it goes, and so does whatever a program quoted, even if nothing is left. `answered`: the whole texts that
    such a mail answers; where she announces words between their lines and nothing marks which, `cut` says WRITTEN_INTO.
    `past`: of the ticket such a mail is about: what looks like a quote and holds words that the ticket does not know
    is doubtful, and `cut` says WRITTEN_INTO; `with_doubtful` leaves it in.

    What a customer says in the HTML alone is beside the words of the text, in a mail of ordinary length: nobody would
    see it there.
    """
    reading, sent = reading_of(mail), known(sent_texts)
    if not strict and too_long(reading.mail):
        return OwnWords(reading.mail.text.strip(), (KEPT_LONG,))
    words = _of_one(reading, sent, strict, answered, past, with_doubtful)
    if strict:
        return words
    if len(reading.mail.text) + len(reading.mail.html) > _COMPARED:
        return words
    # Most words are taken out of marked HTML already. Where that leaves too little each version is itself kept whole.
    cut, marked = cut_from(reading, strict)
    again = marked and KEPT_WHOLE not in words.cut and not _too_little(words.text, words.cut)

    def of_version(version: Reading) -> str:
        same = again and cut_from(version, strict) == (cut, marked)
        return words.text if same else _of_one(version, sent).text

    more, _ = apart(reading, of_version)
    taken = set(words.text.split("\n"))  # the HTML itself, where it says all that the text does
    return replace(words, beside="\n".join(line for line in more if line not in taken))


def too_long(mail: InboundMail) -> bool:
    """Whether `mail` has more lines, or more marks in its HTML, than are looked through for quotes."""
    return mail.text.count("\n") > _LINES or mail.html.count("<") > _TAGS


def cut_from(reading: Reading, strict: bool) -> tuple[str, bool]:
    """The text that quotes are cut from, and whether it is the HTML's, with those marked that programs marked."""
    forwarded = quotes.forward_subject(reading.mail.subject) and not strict
    marked = _marked_html(reading, forwarded, strict)
    return marked or split_run_ons(reading.mail.text), bool(marked)


def _of_one(
    reading: Reading,
    sent: Sent,
    strict: bool = False,
    answered: Sequence[str] = (),
    past: Past | None = None,
    with_doubtful: bool = False,
) -> OwnWords:
    mail = reading.mail
    text, marked = cut_from(reading, strict)
    strip = Strip(
        text.split("\n"),
        strict=strict,
        forwarded=quotes.forward_subject(mail.subject) and not strict,
        reply=_is_reply(mail),
        marked=marked,
        headless=not mail.message_id,
    )
    strip.whole = Sent(answered)
    strip.past = past
    strip.ours(sent)
    if not strict:
        strip.typed = _typed(reading, marked)
        strip.inserted, continued = inserted([line.lstrip("> \t\xa0") for line in strip.lines], sent)
        strip.known = sorted({*strip.known, *continued})
    strip.quoted()
    doubtful = strip.doubtful()
    if with_doubtful:
        strip.put_back(doubtful)
    strip.signature()
    left = strip.left()
    if not strict and strip.cut and mail.text.split() and _too_little(left, strip.cut):
        return OwnWords(mail.text.strip(), (KEPT_WHOLE,))
    signed = tuple((at + 1, strip.lines[at]) for at in sorted(strip.signing))
    shown = "\n".join(strip.lines[at] for at in sorted(doubtful))
    return OwnWords(left, tuple(strip.cut), signed, shown.strip("\n"))


def _marked_html(reading: Reading, forwarded: bool, strict: bool) -> str:
    """The HTML's text with its quotes marked, where it says all that the plain text says; else ''."""
    # A '>' in the plain text says more than the HTML: answers between the lines keep their place.
    if not reading.mail.html or any(is_quoted(line) for line in reading.mail.text.split("\n")):
        return ""
    rendered = reading.page.forwarded if forwarded else reading.page.quoted
    return rendered if rendered and (strict or _says_all(rendered, reading.mail.text)) else ""


def _typed(reading: Reading, marked: bool) -> frozenset[str]:
    """The '>' lines of the HTML that stand in it as they are, beside quotes that its program marked."""
    if marked or not reading.mail.html or not any(is_quoted(line) for line in reading.mail.text.split("\n")):
        return frozenset()
    return frozenset(typed_form(line) for line in reading.page.quoted.split("\n") if is_quoted(line))


def _says_all(rendered: str, text: str) -> bool:
    """Whether nothing that stands in `text` is missing in `rendered`: HTML may hold less, or something else."""
    said = Counter(_WORD.findall(_NOT_SAID.sub(" ", rendered).casefold()))
    missing = Counter(_WORD.findall(_NOT_SAID.sub(" ", text).casefold())) - said
    return not missing


def _is_reply(mail: InboundMail) -> bool:
    return bool(mail.in_reply_to or mail.references) or quotes.reply_subject(mail.subject)


def _too_little(left: str, cut: Sequence[str]) -> bool:
    """Nothing, or one word where only '>' without any attribution says that the rest is quoted ('Gracias' above a
    quote that a program marked is an answer)."""
    words = len(left.split())
    return words == 0 or (words == 1 and UNMARKED in cut)
