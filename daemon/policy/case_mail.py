"""The mail of a case before the daemon's own guard: whether a machine wrote it, and whether it is acknowledged."""

from __future__ import annotations

from email.utils import formataddr
from typing import cast

from helpdesk.mailflow.guard import guard
from helpdesk.mailflow.receipt import Counts, ReceiptRules, receipt_due
from helpdesk.rules.case import CaseMail
from helpdesk.rules.case_world import Judge, Judged
from helpdesk.tickets.mail import Accept, Authentication, AuthResult, Envelope, InboundMail, SetAside

_FIRST = Counts(0, 0, 0, 0)


def judge(own_addresses: frozenset[str]) -> Judge:
    """The judge of cases at a desk with these addresses."""

    def look(mail: CaseMail) -> Judged:
        envelope = Envelope("ingest", mail.sender.address, (), mail.mailbox)
        found = guard(_inbound(mail), envelope, own_addresses)
        if isinstance(found, SetAside):
            return Judged(True, found.because)
        if not isinstance(found, Accept):
            return Judged(True, "a delivery report")
        proof = Authentication(_result(mail.authentication), "told")
        due = receipt_due(envelope, found, proof, writable=True, counts=_FIRST, rules=ReceiptRules())
        return Judged(False, due.because if due.kind == "none" else "")

    return look


def _result(text: str) -> AuthResult:
    return cast(AuthResult, text) if text in ("pass", "none", "fail", "temperror") else "none"


def _inbound(mail: CaseMail) -> InboundMail:
    headers = [("From", formataddr((mail.sender.name, mail.sender.address))), ("Subject", mail.subject)]
    headers += [(name, value) for name, values in mail.headers.items() for value in values]
    return InboundMail(
        message_id="<case@helpdesk.example>",
        in_reply_to=(),
        references=(),
        sender=mail.sender,
        sender_problem="",
        shown_from=mail.sender,
        reply_to=(),
        to=(),
        cc=(),
        subject=mail.subject,
        date=None,
        text=mail.body,
        html="",
        attachments=(),
        headers=tuple(headers),
        repeated_headers=(),
        content_key="",
        size=len(mail.body),
    )
