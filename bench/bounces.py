"""How many real delivery reports are recognised, and how many people's mails are taken for one.

    python -m bench.bounces [CORPUS]

The corpus is the folder of real mail beside the project (or $HELPDESK_CORPUS).
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from helpdesk.mailflow.bounce import read_report
from helpdesk.mailflow.parse import read
from helpdesk.tickets.mail import Bounce

# In bounces/ of the corpus, these two are a person's mail and an absence notice.
NO_REPORTS = {"groupwise_03.txt", "qmail_08.txt"}


def main(arguments: list[str]) -> int:
    """Print the figures; 1 where there is no corpus."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    corpus = Path(arguments[0] if arguments else os.environ.get("HELPDESK_CORPUS") or beside)
    if not corpus.is_dir():
        print(f"no corpus at {corpus}")
        return 1
    reports = recognised = named = with_id = 0
    spent = 0.0
    for path in sorted((corpus / "bounces").iterdir()):
        found, seconds = judged(path)
        spent += seconds
        if path.name in NO_REPORTS:
            continue
        reports += 1
        recognised += found is not None
        named += found is not None and any(one.address for one in found.failures)
        with_id += found is not None and bool(found.original_ids)
        if found is None:
            print(f"  missed: {path.name}")
    print(
        f"reports {reports}: recognised {recognised}, recipients named {named}, original ids found {with_id}"
    )
    print(f"{spent / max(reports, 1) * 1000:.2f} ms a report")
    others = [
        path for name in ("mails", "mime", "mailbox", "replies") for path in sorted((corpus / name).iterdir())
    ]
    taken = [path.name for path in others if judged(path)[0] is not None]
    print(f"other mails {len(others)}: taken for reports {len(taken)}: {', '.join(taken)}")
    return 0


def judged(path: Path) -> tuple[Bounce | None, float]:
    """The report in a file, None where there is none, and the seconds it took to tell."""
    raw = path.read_bytes()
    mail = read(raw)
    began = time.perf_counter()
    return read_report(mail, raw), time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
