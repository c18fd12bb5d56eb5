"""What the sender wrote, apart from what the mail quotes and how it is signed; and HTML made safe to show.

Order of evidence (product.md 1.10): lines that we sent, marks in the HTML, phrases. The whole text is always
kept beside it; a strip that leaves next to nothing is taken back for customers (threats A49). Linear (A42).
"""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.mailflow import marks, quotes
from helpdesk.mailflow.htmlquotes import quoted_text
from helpdesk.mailflow.htmlsafe import sanitised_html
from helpdesk.mailflow.ours import Sent
from helpdesk.mailflow.signature import phone_line, signature_start
from helpdesk.tickets.mail import InboundMail, OwnWords

__all__ = ["own_words", "sanitised_html"]

_LEAST_OURS = 12  # words in a block at an end of a customer's mail before it counts as ours
_SURELY_OURS = 40  # words in a block before it counts as ours in the midst of a mail
_LEAST_LEFT = 2  # words that a strip must leave of a customer's mail


def own_words(mail: InboundMail, sent_texts: Sequence[str] = (), *, strict: bool = False) -> OwnWords:
    """The own words of `mail`. `sent_texts` are texts of ours that it may quote.

    `strict` is for what agents write and customers shall read: any line of ours, any card of ours and all that
    follows it goes, and so does whatever a program quoted, even if nothing is left.
    """
    forwarded = quotes.forward_subject(mail.subject)
    text = mail.text
    if mail.html and not any(quotes.is_quoted(line) for line in text.split("\n")):
        # A '>' in the plain text says more than the HTML: answers between the lines keep their place.
        text = quoted_text(mail.html, forwarded and not strict) or text
    strip = _Strip(text.split("\n"), strict=strict, forwarded=forwarded and not strict, reply=_is_reply(mail))
    strip.ours(Sent(sent_texts))
    strip.quoted()
    strip.signature()
    left = strip.left()
    if not strict and strip.cut and len(left.split()) < _LEAST_LEFT and mail.text.split():
        return OwnWords(mail.text.strip(), ("kept whole: without its quotes next to nothing is left",))
    return OwnWords(left, tuple(strip.cut))


def _is_reply(mail: InboundMail) -> bool:
    return bool(mail.in_reply_to or mail.references) or mail.subject[:3].lower() in {
        "re:",
        "aw:",
        "rif",
        "res",
    }


class _Strip:
    """Lines of a mail, and which of them are gone. `cut` says for the record what was taken off."""

    def __init__(self, lines: list[str], *, strict: bool, forwarded: bool, reply: bool) -> None:
        self.lines = lines
        self.strict = strict
        self.forwarded = forwarded
        self.reply = reply
        self.gone: set[int] = set()
        self.cut: list[str] = []

    def ours(self, sent: Sent) -> None:
        """Take off what the desk sent, and in an agent's mail everything from the first card of ours."""
        if sent:
            bare = [line.lstrip("> \t\xa0") for line in self.lines]
            for block in sent.blocks_in(bare):
                # In the midst of a mail a sentence of ours is likelier said again than quoted.
                at_an_end = (block.first or block.last) and (self.strict or block.words >= _LEAST_OURS)
                if at_an_end or block.words >= _SURELY_OURS:
                    self._take(set(block.lines), "lines of a mail this desk sent")
        if self.strict:
            for at, line in enumerate(self.lines):
                if marks.is_separator(line):
                    if quotes.is_quoted(line):
                        self._take({at}, "the desk's card")
                    else:
                        self._take(set(range(at, len(self.lines))), "the desk's card")
                        return

    def quoted(self) -> None:
        """Take off quoted lines with their attributions, and a mail quoted below its headers."""
        evidence = self.reply or self.strict
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            if not self.strict and quotes.forwarded_line(line):
                break
            begin, sure = quotes.attribution(self.lines, at)
            if begin >= 0 and self._attributed(begin, at, sure):
                evidence = True
            elif not self.forwarded and self._original_at(at):
                break
            at += 1
        self._marked(evidence)

    def _attributed(self, begin: int, end: int, sure: bool) -> bool:
        """Take off an attribution; where no '>' follows one that is sure, all that follows it."""
        following = next(
            (n for n in range(end + 1, min(end + 4, len(self.lines))) if self.lines[n].strip()), -1
        )
        if following >= 0 and quotes.is_quoted(self.lines[following]):
            self._take(set(range(begin, end + 1)), "an attribution")
            return True
        if not sure or (self.forwarded and not self.strict):
            return False
        if not self.strict and any(quotes.is_quoted(line) for line in self.lines[end + 1 : end + 201]):
            # Perhaps answers between the lines: keep what is not marked.
            self._take(set(range(begin, end + 1)), "an attribution")
            return True
        self._take(set(range(begin, len(self.lines))), "a mail quoted below its attribution")
        return True

    def _original_at(self, at: int) -> bool:
        """Take off a mail quoted below its headers, from line `at` on."""
        line = self.lines[at]
        if not quotes.may_head(line) or at in self.gone or quotes.is_quoted(line):
            return False
        if quotes.original_line(line) or quotes.header_block(self.lines, at):
            pass
        elif quotes.rule_line(line):
            below = next(
                (n for n in range(at + 1, min(at + 4, len(self.lines))) if self.lines[n].strip()), at
            )
            if below == at or not quotes.header_block(self.lines, below):
                return False
        else:
            return False
        self._take(set(range(at, len(self.lines))), "a mail quoted below its headers")
        return True

    def _marked(self, evidence: bool) -> None:
        """Take off '>' lines. In a mail that answers nothing they may be the sender's own: only a block at the end."""
        marked = [at for at, line in enumerate(self.lines) if quotes.is_quoted(line)]
        if not marked:
            return
        if evidence:
            self._take(set(marked), "lines quoted with >")
            return
        end = len(self.lines)
        block: set[int] = set()
        for at in range(end - 1, -1, -1):
            if quotes.is_quoted(self.lines[at]):
                block.add(at)
            elif self.lines[at].strip():
                break
        if len(block) >= 2:
            self._take(block, "lines quoted with > at the end")

    def signature(self) -> None:
        """Take off the signature of what is left, and the lines that phones add."""
        if self.forwarded:
            return
        kept = [at for at in range(len(self.lines)) if at not in self.gone]
        start = signature_start([self.lines[at] for at in kept])
        if start < len(kept):
            self._take(set(kept[start:]), "a signature")
        phones = {at for at in kept[:start] if phone_line(self.lines[at]) and self._ends_something(at)}
        if phones:
            self._take(phones, "a line a phone added")

    def _ends_something(self, at: int) -> bool:
        """Whether only blank or taken lines follow line `at` for a while."""
        nearby = range(at + 1, min(at + 4, len(self.lines)))
        following = next((n for n in nearby if self.lines[n].strip() and not phone_line(self.lines[n])), None)
        return following is None or following in self.gone

    def left(self) -> str:
        """What stays, blank lines single."""
        kept: list[str] = []
        for at, line in enumerate(self.lines):
            if at in self.gone:
                continue
            if line.strip() or (kept and kept[-1]):
                kept.append(line.rstrip())
        return "\n".join(kept).strip()

    def _take(self, which: set[int], what: str) -> None:
        if which - self.gone:
            self.gone |= which
            if what not in self.cut:
                self.cut.append(what)
