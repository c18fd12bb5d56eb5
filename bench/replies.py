"""How often the words taken out of a reply are exactly its sender's, whether any are lost, and what hostile mail costs.

make bench-replies        (ARGS=CORPUS: the folder of real mail; default beside the project, or $HELPDESK_CORPUS)
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.parse import read
from tests.replies import (
    below,
    corpus_words,
    doubtful,
    hostile,
    inline,
    later,
    others,
    outside,
    outside_habits,
    outside_last,
    outside_later,
    outside_others,
    outside_ours,
    outside_plain,
    programs,
    tongues,
    unseen,
)
from tests.replies.letters import Case, folded, lost


def main(arguments: list[str]) -> int:
    """Print a line a set; 1 where a sender's words were lost."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    corpus = Path(arguments[0] if arguments else os.environ.get("HELPDESK_CORPUS") or beside) / "replies"
    losses = 0
    if corpus.is_dir():
        losses += measured("the corpus beside the project", corpus_words.cases(corpus))
    else:
        print(f"no corpus at {corpus}")
    own = [*programs.cases(), *others.cases(), *inline.cases(), *doubtful.cases(), *below.cases()]
    losses += measured("the project's own", own)
    losses += measured("written later", [*later.cases(), *unseen.cases(), *tongues.cases()])
    checks = (
        outside,
        outside_others,
        outside_habits,
        outside_later,
        outside_last,
        outside_plain,
        outside_ours,
    )
    losses += measured("checks from outside", [case for one in checks for case in one.cases()])
    slow("a reply of so many characters", hostile.reply, hostile.REPLIES, 100_000)
    slow("two versions of so many words", hostile.versions, hostile.VERSIONS, 8_000)
    slow("a quote of so many pieces that nobody knows", hostile.quote, hostile.QUOTES, 1_000)
    return 1 if losses else 0


def measured(name: str, cases: Iterable[Case]) -> int:
    """Print how many of `cases` are exact, and each that is not; give the number that lose words."""
    total = exact = losing = 0
    began = time.perf_counter()
    for case in cases:
        total += 1
        found = words_of(case)
        if folded(found) == folded(case.words):
            exact += 1
            continue
        gone = lost(case.words, found)
        losing += bool(gone)
        print(f"  {f'LOSES {gone[0]!r}' if gone else 'shows more'}: {case.name}")
        if "-v" in sys.argv:
            print(f"      expected {case.words!r}\n      found    {found!r}")
    spent = (time.perf_counter() - began) / max(total, 1) * 1000
    print(
        f"{name}: {exact} of {total} exact ({exact / max(total, 1):.1%}), {losing} lose words; {spent:.1f} ms a mail"
    )
    return losing


def slow(
    what: str, made: Callable[[str, int], Callable[[], object]], names: Iterable[str], size: int
) -> None:
    """Print what hostile mail costs at most, and four times as much of it; the tests count what is Python of it."""
    spent = {name: (_seconds(made(name, size)), _seconds(made(name, 4 * size))) for name in names}
    name, (small, large) = max(spent.items(), key=lambda one: one[1][1])
    most, ratio = max((large / small, name) for name, (small, large) in spent.items())[::-1]
    print(
        f"hostile, {what}: {small * 1000:.0f} ms at {size:,}, {large * 1000:.0f} ms at {4 * size:,} ({name});"
        f" at most {ratio:.1f} times the time ({most})"
    )


def _seconds(reading: Callable[[], object]) -> float:
    """CPU, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        reading()
        best = min(best, time.process_time() - began)
    return best


def words_of(case: Case) -> str:
    """What the desk takes for the sender's own words."""
    return own_words(read(case.raw), case.sent).text


if __name__ == "__main__":
    sys.exit(main([one for one in sys.argv[1:] if one != "-v"]))
