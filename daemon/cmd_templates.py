"""`helpdesk templates preview`: every mail of the desk, in three languages, as files that a person opens and reads."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import escape
from pathlib import Path

from helpdesk.daemon.exits import DATA, DONE, Stop
from helpdesk.daemon.printer import Printer
from helpdesk.mailflow.preview import previews
from helpdesk.mailflow.words import LANGUAGES


def preview(out: Path, only: str = "") -> int:
    """Write text and HTML of each mail into a folder for each language, and a page that leads to all; of the template
    `only`, where one is named. Raises Stop where there is no such template, or where nothing can be written."""
    rows: list[str] = []
    count = 0
    try:
        for language in LANGUAGES:
            folder = out / language
            folder.mkdir(parents=True, exist_ok=True)
            for name, written in previews(language).items():
                if only and name.partition(":")[0] != only:
                    continue
                stem = name.replace(":", "-").replace(" ", "_").replace(",", "")
                subject, text, html = _parts(written.outgoing.raw)
                (folder / f"{stem}.txt").write_text(f"{subject}\n\n{text}", "utf-8")
                (folder / f"{stem}.html").write_text(html, "utf-8")
                rows.append(_row(language, name, stem, subject))
                count += 1
        if not count:
            raise Stop(DATA, f"there is no template {only}: they are in templates_mail, NAME.LANGUAGE.txt.j2")
        (out / "index.html").write_text(_INDEX.format(rows="\n".join(rows)), "utf-8")
    except OSError as fault:
        raise Stop(DATA, f"{out}: cannot be written: {fault.strerror}.") from None
    Printer().say(f"{count} mails in {len(LANGUAGES)} languages: {out / 'index.html'}")
    return DONE


def _parts(raw: bytes) -> tuple[str, str, str]:
    """Subject, text and HTML of a mail that the desk made; HTML '' where it has none."""
    mail = message_from_bytes(raw, _class=EmailMessage, policy=default)
    found = {}
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        found[kind] = str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
    return str(mail["Subject"]), found["plain"], found["html"]


def _row(language: str, name: str, stem: str, subject: str) -> str:
    return (
        f'<tr lang="{language}"><td>{language}</td><td>{escape(name)}</td>'
        f'<td><a href="{language}/{stem}.html">{escape(subject)}</a></td>'
        f'<td><a href="{language}/{stem}.txt">text</a></td></tr>'
    )


_INDEX = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Mails of the desk</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
</head><body><main><h1>Mails of the desk</h1>
<table><thead><tr><th scope="col">Language</th><th scope="col">Mail</th><th scope="col">Subject</th>
<th scope="col">Text</th></tr></thead><tbody>
{rows}
</tbody></table></main></body></html>
"""
