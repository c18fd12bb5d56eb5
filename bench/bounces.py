"""How many real delivery reports are recognised, and how many people's mails are taken for one.

    python -m bench.bounces [CORPUS]

The corpus is the folder of real mail beside the project (or $HELPDESK_CORPUS).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection
from pathlib import Path

from helpdesk.mailflow.bounce import read_report
from helpdesk.mailflow.others_receipts import reads_like_receipt
from helpdesk.mailflow.parse import read
from helpdesk.tickets.mail import Bounce, InboundMail, Unreadable

# In bounces/ of the corpus, these two are a person's mail and an absence notice.
NO_REPORTS = {"groupwise_03.txt", "qmail_08.txt"}
OTHERS = ("mails", "mime", "mailbox", "replies")


# Reports among the mails of the other folders.
REPORTS_ELSEWHERE = {
    "multi_address_bounce1.eml", "multi_address_bounce2.eml", "multipart_report_multiple_status.eml",
    "raw_email_with_mimepart_without_content_type.eml", "report_422.eml", "report_530.eml", "delayed_dsn.raw",
    "dsn_with_multipart_alternative.raw", "multi_recipient_dsn.raw", "multipart-wo-boundary.raw", "simple_dsn.raw",
    "simple_dsn_with_html.raw",
}  # fmt: skip
# Reports that name no recipient anywhere but, perhaps, in the mail they return.
NAMES_NOBODY = {"bounce_01.txt", "dumbass_01.txt", "simple_43.txt"}


def main(arguments: list[str]) -> int:
    """Print the figures; 1 where there is no corpus."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    corpus = Path(arguments[0] if arguments else os.environ.get("HELPDESK_CORPUS") or beside)
    if not corpus.is_dir():
        print(f"no corpus at {corpus}")
        return 1
    reports(sorted((corpus / "bounces").iterdir()))
    people([path for name in OTHERS for path in sorted((corpus / name).iterdir())])
    return 0


def reports(paths: list[Path]) -> None:
    """What is found out about delivery reports."""
    judgements = {path.name: judged(path) for path in paths if path.name not in NO_REPORTS}
    found = {name: report for name, (report, _) in judgements.items() if report is not None}
    named = {name for name, report in found.items() if any(one.address for one in report.failures)}
    with_id = sum(bool(report.original_ids) for report in found.values())
    naming = len(judgements) - len(NAMES_NOBODY & judgements.keys())
    print(
        f"reports {len(judgements)}: recognised {len(found)}, missed {listed(judgements.keys() - found.keys())}"
    )
    print(f"of {naming} that name a failed recipient: named {len(named - NAMES_NOBODY)}")
    print(f"of {with_id} the Message-ID of the mail they return was found")
    print(
        f"{sum(seconds for _, seconds in judgements.values()) / max(len(judgements), 1) * 1000:.2f} ms a report"
    )


def people(paths: list[Path]) -> None:
    """What of the other mails is taken for a report, or for another desk's receipt."""
    taken = {path.name for path in paths if judged(path)[0] is not None}
    there = {path.name for path in paths} & REPORTS_ELSEWHERE
    print(f"reports among {len(paths)} other mails: {len(taken & there)} of {len(there)}")
    print(f"people's mails {len(paths) - len(there)}: taken for reports {listed(taken - there)}")
    receipts = {
        path.name for path in paths if (mail := mail_in(path)) and reads_like_receipt(mail.subject, mail.text)
    }
    print(f"taken for another desk's receipt {listed(receipts - there)}")


def listed(names: Collection[str]) -> str:
    """How many, and which."""
    return f"{len(names)}: {', '.join(sorted(names))}" if names else "0"


def mail_in(path: Path) -> InboundMail | None:
    """The mail in a file; None where there is none that can be read: it would be held with its bytes."""
    try:
        return read(path.read_bytes())
    except Unreadable:
        return None


def judged(path: Path) -> tuple[Bounce | None, float]:
    """The report in a file, None where there is none, and the seconds it took to tell."""
    mail = mail_in(path)
    if mail is None:
        return None, 0.0
    raw = path.read_bytes()
    began = time.perf_counter()
    return read_report(mail, raw), time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
