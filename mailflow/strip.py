"""Takes quotes and signatures off the lines of a mail, and says what it took. When in doubt a line stays."""

from __future__ import annotations

from helpdesk.mailflow import marks, quotes
from helpdesk.mailflow.accounted import unaccounted, with_their_heads
from helpdesk.mailflow.announced import announced, said_again
from helpdesk.mailflow.attributions import UNSEEN, Grade, attribution, is_quoted
from helpdesk.mailflow.evidence import Past, goes_to, pasted_forward, pasted_quote, whose
from helpdesk.mailflow.htmlquotes import MARKED, REST, SIGNED
from helpdesk.mailflow.inserted import somebodys
from helpdesk.mailflow.markedlines import Page, evident_lines, quoted_at_the_end, quoted_lines
from helpdesk.mailflow.ours import Sent
from helpdesk.mailflow.sealed import freed
from helpdesk.mailflow.signature import a_programs, links_below, phone_line, phones_above_commands
from helpdesk.mailflow.signing import signing

UNMARKED = "lines quoted with > at the end"
WRITTEN_INTO = "words of the sender's in a quote that nothing marks"

_SURELY_OURS = 40  # words in a block before it counts as ours in the midst of a mail
_NEARBY = 200  # lines below an attribution where marked ones say that the rest is not all quoted


class Strip:
    """Lines of a mail, and which of them are gone. `cut` says for the record what was taken off.

    `marked`: its '>' stand for quotes that a program marked in HTML. `headless`: it lost the headers that would say
    whether it answers one.
    """

    def __init__(
        self,
        lines: list[str],
        *,
        strict: bool,
        forwarded: bool,
        reply: bool,
        marked: bool,
        headless: bool = False,
    ) -> None:
        self.signed = {at for at, line in enumerate(lines) if line.startswith(SIGNED)}
        self.rest = [at for at, line in enumerate(lines) if line.startswith(REST)]
        bare = [line.removeprefix(SIGNED).removeprefix(REST) for line in lines]
        self.by_program = {at for at, line in enumerate(bare) if line.startswith(MARKED)}
        self.lines, self.cut = freed([line.removeprefix(MARKED) for line in bare])
        self.strict = strict
        self.forwarded = forwarded
        self.reply = reply
        self.marked = marked
        self.headless = headless
        self.sent = Sent(())
        self.whole = Sent(())  # all that an agent's mail answers
        self.past: Past | None = None  # of the ticket: an agent's quotes must be shown to be some
        self.typed: frozenset[str] = frozenset()  # '>' lines that the HTML has as they are
        self.inserted: set[int] = set()  # a customer's lines between ours
        self.known: list[int] = []  # lines that the desk sent, taken off or not
        self.gone: set[int] = set()
        self.pasted: set[int] = set()  # lines an agent pasted for the customer to read
        self.signing: set[int] = set()  # the lines taken off as a signature

    def ours(self, sent: Sent) -> None:
        """Take off what the desk sent, and in an agent's mail everything from the first card of ours."""
        if sent:
            self.sent = sent
            bare = [line.lstrip("> \t\xa0") for line in self.lines]
            blocks = sent.blocks_in(bare)
            for block in blocks:
                self.known.extend(block.lines)
                # In the midst of a mail a sentence of ours is likelier said again than quoted.
                at_an_end = (block.first or block.last) and (
                    self.strict or not said_again(self.lines, block, blocks, sent)
                )
                if at_an_end or block.words >= _SURELY_OURS:
                    self._take(set(block.lines), "lines of a mail this desk sent")
        if self.strict:
            for at, line in enumerate(self.lines):
                if marks.is_separator(line):
                    if is_quoted(line):
                        self._take({at}, "the desk's card")
                    else:
                        self._take(set(range(at, len(self.lines))), "the desk's card")
                        return

    def quoted(self) -> None:
        """Take off quoted lines with their attributions, and a mail quoted below its headers."""
        evidence = self.reply or self.strict or self.marked
        end = len(self.lines)
        if self.rest:
            self._take(
                set(range(self.rest[0], self._answered(self.rest[0], 0))), "a mail quoted below its headers"
            )
        self._take(
            {at for at, line in enumerate(self.lines) if quotes.desk_line(line)}, "a line of another desk's"
        )
        for at, line in enumerate(self.lines):
            if quotes.forwarded_line(line) and (self.forwarded or not is_quoted(line)):
                if self.past is not None and pasted_forward(self.past, self.lines, at, self.gone):
                    continue
                end = at
                if self.strict:
                    self._take(set(range(at, len(self.lines))), "a mail passed on")
                break
            begin, grade = attribution(self.lines, at)
            if grade and self._attributed(begin, at, grade):
                evidence = True
                if (
                    len(self.lines) - 1 in self.gone
                    and at + 1 in self.gone
                    and not is_quoted(self.lines[at + 1])
                ):
                    break
            elif not self.forwarded and self._original_at(at):
                break
        self._marks(evidence, end)
        if self.past is None:
            self._look_into()
        for at in self.inserted & self.gone:
            if not quotes.header_line(self.lines[at]) and not attribution(self.lines, at)[1]:
                self.gone.discard(at)
                self.lines[at] = self.lines[at].lstrip("> \t\xa0")

    def doubtful(self) -> set[int]:
        """What is off an agent's mail though nothing accounts for it: `cut` says so, and a person is to be asked."""
        if self.past is None or not self.strict:
            return set()
        found = unaccounted(self.lines, self.gone, self.past)
        if found and WRITTEN_INTO not in self.cut:
            self.cut.append(WRITTEN_INTO)
        return with_their_heads(self.lines, found)

    def put_back(self, which: set[int]) -> None:
        """Leave these lines in all the same."""
        self.gone -= which

    def _attributed(self, begin: int, end: int, grade: Grade) -> bool:
        """Take off an attribution; where no '>' follows one that is sure, all that follows it."""
        near = range(end + 1, min(end + 4, len(self.lines)))
        following = next((n for n in near if self.lines[n].strip(UNSEEN)), -1)
        if self.past is not None:
            self.pasted.update(pasted_quote(self.past, self.lines, begin, end, self.gone))
        if begin in self.pasted:
            return False
        if following >= 0 and is_quoted(self.lines[following]):
            self._take(set(range(begin, end + 1)), "an attribution")
            return True
        sure = grade >= (Grade.DATED if self.strict else Grade.SURE)
        if not sure or self.forwarded or not (self.reply or self.strict) or self._shows(begin):
            return False
        below = self.lines[end + 1 : end + 1 + _NEARBY]
        if not self.strict and (any(is_quoted(line) for line in below) or self._points_below(begin)):
            # Perhaps answers between the lines: keep what is not marked.
            self._take(set(range(begin, end + 1)), "an attribution")
            return True
        self._take(set(range(begin, len(self.lines))), "a mail quoted below its attribution")
        return True

    def _original_at(self, at: int) -> bool:
        """Take off a mail quoted below its headers, from line `at` on."""
        line = self.lines[at]
        if not quotes.may_head(line) or at in self.gone or is_quoted(line):
            return False
        block = at
        at = quotes.above_headers(self.lines, at)
        if quotes.original_line(line) or quotes.rule_line(line):
            near = range(at + 1, min(at + 4, len(self.lines)))
            block = next((n for n in near if self.lines[n].strip(UNSEEN)), at)
        size = quotes.header_block(self.lines, block)
        if not size and not quotes.original_line(line):
            return False
        answers = self.reply or self.strict or quotes.original_line(line) or self._last_known(at) > 0
        if not answers and not (self.headless and quotes.written_by_a_program(self.lines, block, size)):
            return False  # what answers nothing holds a form filled in, or what its sender wants read
        if self.past is not None and not self._shown(self.past, at, block, size):
            return False
        if not self.strict and self._points_below(at):
            ours = {n for n in self.known if n > at}
            self._take(set(range(at, block + size)) | ours, "headers of a quoted mail")
            return False
        if self._shows(at):
            return False
        end = self._answered(at, block + size)
        self._take(set(range(at, end)), "a mail quoted below its headers")
        return end == len(self.lines)

    def _shows(self, at: int) -> bool:
        """Whether a customer says that he shows the mail whose head stands in line `at`, which is none of ours."""
        return not self.strict and not self._last_known(at) and announced(self.lines, at)

    def _shown(self, past: Past, at: int, block: int, size: int) -> bool:
        """Whether headers in an agent's mail and what is below are to be taken off; see `doubtful`.

        Somebody else's mail that she pasted is hers to send, with the words she wrote below it.
        """
        if whose(past, self.lines, at, block, size, self.gone) != "pasted":
            return True
        self.pasted.update(range(at, goes_to(self.lines, block + size, self.gone)))
        return False

    def _answered(self, begin: int, end: int) -> int:
        """Where the sender goes on below a mail quoted from `begin` on, whose headers go to `end`; else the last line.

        Nothing marks the end of such a quote but our own words' end, and what we quoted below them.
        """
        last = self._last_known(begin)
        if self.strict or not last:
            return len(self.lines)
        at = max(last + 1, end)
        while at < len(self.lines):
            if not self.lines[at].strip(UNSEEN) or is_quoted(self.lines[at]):
                at += 1
                continue
            near = range(at, min(at + 4, len(self.lines)))
            found = next((n for n in near if attribution(self.lines, n)[1]), -1)
            if found < 0:
                head = quotes.may_head(self.lines[at]) and (
                    quotes.original_line(self.lines[at]) or quotes.header_block(self.lines, at)
                )
                return len(self.lines) if head or self._ends_something(at - 1) else at
            following = next(
                (n for n in range(found + 1, len(self.lines)) if self.lines[n].strip(UNSEEN)), at
            )
            if not is_quoted(self.lines[following]):
                return len(self.lines)
            at = following
        return len(self.lines)

    def _last_known(self, at: int) -> int:
        """The last line that the desk sent below line `at`, 0 where there is none."""
        return self.known[-1] if self.known and self.known[-1] > at else 0

    def _look_into(self) -> None:
        """Say so where an agent announces answers in a quote, and words stand in it that the desk did not send: which
        they are nobody can tell, so nothing may be sent without them."""
        first = min(self.gone, default=0)
        if not self.strict or not self.gone or not self._points_below(first):
            return
        if WRITTEN_INTO not in self.cut and any(somebodys(self.lines, at, self.whole) for at in self.gone):
            self.cut.append(WRITTEN_INTO)

    def _points_below(self, at: int) -> bool:
        return quotes.points_below("\n".join(self.lines[max(0, at - 80) : at]))

    def _marks(self, evidence: bool, end: int) -> None:
        """Take off '>' lines. In a mail that answers nothing they may be the sender's own: only a block at the end."""
        page = Page(self.lines, self.gone, self.sent, self.by_program, self.typed)
        if self.past is not None:
            shown = evident_lines(Page(self.lines, self.gone, self.past.said), end)
            marked = {at for at in self.by_program if at < end}
            self._take((shown | marked) - self.pasted, "lines quoted with >")
        elif self.strict:
            marked = {at for at in range(end) if is_quoted(self.lines[at])}
            self._take(marked - self.pasted, "lines quoted with >")
        elif evidence:
            self._take(quoted_lines(page, end), "lines quoted with >")
            for at in self.by_program - self.gone:
                self.lines[at] = self.lines[at].removeprefix("> ")  # it stood for a mark that quotes nothing
        else:
            self._take(quoted_at_the_end(page, end), UNMARKED)

    def signature(self) -> None:
        """Take off the signature of what is left, and the lines that phones add."""
        if self.forwarded:
            return
        signed = signing(self.lines, self.gone, self.signed, self.pasted, private=self.strict)
        self.signing |= signed - self.gone
        self._take(signed, "a signature")
        kept = [at for at in range(len(self.lines)) if at not in self.gone]
        phones = {at for at in kept if phone_line(self.lines[at]) and self._ends_something(at)}
        phones |= links_below(self.lines, phones)
        phones |= phones_above_commands(self.lines, kept) if self.strict else set()
        self._take(phones, "a line a phone added")

    def _ends_something(self, at: int) -> bool:
        """Whether only blank or taken lines follow line `at` for a while."""
        nearby = range(at + 1, min(at + 4, len(self.lines)))
        following = next(
            (n for n in nearby if self.lines[n].strip(UNSEEN) and not a_programs(self.lines[n])), None
        )
        return following is None or following in self.gone

    def left(self) -> str:
        """What stays, blank lines single."""
        kept: list[str] = []
        for at, line in enumerate(self.lines):
            if at in self.gone:
                continue
            if line.strip(UNSEEN) or (kept and kept[-1]):
                kept.append(line.strip("\ufeff").rstrip() if line.strip(UNSEEN) else "")
        return "\n".join(kept).strip()

    def _take(self, which: set[int], what: str) -> None:
        if which - self.gone:
            self.gone |= which
            if what not in self.cut:
                self.cut.append(what)
