"""`helpdesk templates`: every mail of the desk to look at, and a desk's own words for those that customers get."""

from __future__ import annotations

import os
from collections.abc import Mapping
from html import escape
from pathlib import Path

from helpdesk.daemon.errors import Problem
from helpdesk.daemon.exits import CONFIGURATION, DATA, DONE, USAGE, Stop
from helpdesk.daemon.policy.files import policy_texts, problems_of, shown
from helpdesk.daemon.policy.mail_trial import try_mails
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.settings.values import find_file, load
from helpdesk.mailflow.preview import previews, read_html, read_text
from helpdesk.mailflow.words import LANGUAGES
from helpdesk.rules.load_mails import ENDING, FOLDER, load_mails
from helpdesk.rules.mail_names import as_shipped, changeable
from helpdesk.tickets.model import Language

Mails = Mapping[tuple[str, Language], str]


def preview(out: Path, only: str = "", config: Path | None = None) -> int:
    """Write text and HTML of each mail into a folder for each language, and a page that leads to all; of the template
    `only`, where one is named. What config/templates says is shown as it says it; what is wrong there is printed, and
    shown as it comes with the desk. Raises Stop where there is no such template, or where nothing can be written."""
    own, problems = own_mails(config_folder(config))
    rows: list[str] = []
    try:
        for language in LANGUAGES:
            rows += _write(out, language, only, own)
        if not rows:
            raise Stop(DATA, f"there is no mail {only}: helpdesk templates list")
        (out / "index.html").write_text(_INDEX.format(rows="\n".join(rows)), "utf-8")
    except OSError as fault:
        raise Stop(DATA, f"{out}: cannot be written: {fault.strerror}.") from None
    printer = Printer()
    for problem in problems:
        printer.problem(problem)
    mine = f", {len(own)} in words of your own" if own else ""
    printer.say(f"{len(rows)} mails in {len(LANGUAGES)} languages{mine}: {out / 'index.html'}")
    return CONFIGURATION if problems else DONE


def listed(config: Path | None) -> int:
    """Say which mails customers get, when, and which are in words of the desk's own."""
    own, _ = own_mails(config_folder(config))
    printer = Printer()
    for name, mail in changeable().items():
        mine = " ".join(language for language in LANGUAGES if (name, language) in own)
        printer.say(f"{name:<24}{mail.when}{f'  [yours: {mine}]' if mine else ''}")
    return DONE


def copy(name: str, language: str, config: Path | None) -> int:
    """Put the words of a mail into config/templates, to be changed there. Nothing is overwritten: raises Stop."""
    if name not in changeable():
        raise Stop(USAGE, f"there is no mail {name} that customers get: helpdesk templates list")
    wanted = [one for one in LANGUAGES if language in ("", one)]
    if not wanted:
        raise Stop(USAGE, f"{language} is not one of {', '.join(LANGUAGES)}")
    printer = Printer()
    for one in wanted:
        path = config_folder(config) / FOLDER / f"{name}.{one}{ENDING}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(_head(name) + as_shipped(name, one))
        except FileExistsError:
            raise Stop(
                USAGE, f"{shown(path)}: this file is there already, and nothing is overwritten."
            ) from None
        except OSError as fault:
            raise Stop(DATA, f"{shown(path)}: cannot be written: {fault.strerror}.") from None
        printer.say(f"{shown(path)}")
    printer.say("Change the words, then: helpdesk check && helpdesk templates preview")
    return DONE


def own_mails(folder: Path) -> tuple[Mails, list[Problem]]:
    """The desk's own mails that can be sent, and what is wrong with the others."""
    files, problems = policy_texts(folder)
    mails, flaws = load_mails(files)
    flaws += try_mails(mails)
    wrong = {flaw.file for flaw in flaws}
    good = {key: text for key, text in mails.items() if f"{FOLDER}{key[0]}.{key[1]}{ENDING}" not in wrong}
    unread = [problem for problem in problems if f"/{FOLDER}" in problem.place]
    return good, [*unread, *problems_of(flaws, folder)]


def config_folder(config: Path | None) -> Path:
    """Where the policy is."""
    file = find_file(config, os.environ)
    return load(config, None, os.environ).config_dir if file else Path("config")


def _write(out: Path, language: Language, only: str, own: Mails) -> list[str]:
    folder = out / language
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, written in previews(language, own).items():
        kind = name.partition(":")[0]
        if only and kind != only:
            continue
        stem = name.replace(":", "-").replace(" ", "_").replace(",", "")
        subject = written.outgoing.subject
        (folder / f"{stem}.txt").write_text(f"{subject}\n\n{read_text(written)}", "utf-8")
        (folder / f"{stem}.html").write_text(read_html(written), "utf-8")
        rows.append(_row(language, name, stem, subject, own=(kind, language) in own))
    return rows


def _head(name: str) -> str:
    """What stands above a copied mail, for whoever changes it: a remark, which nobody is sent."""
    mail = changeable()[name]
    names = "\n".join(f"   {one}: {what}" for one, what in mail.names.items())
    return f"""{{#
   Sent {mail.when}.
   What stands between two curly brackets is filled in; words between "if" and "endif" come only where there is
   something to say. All else may be changed. What can be filled in here:

{names}
#}}
"""


def _row(language: str, name: str, stem: str, subject: str, *, own: bool) -> str:
    return (
        f'<tr lang="{language}"><td>{language}</td><td>{escape(name)}{" *" if own else ""}</td>'
        f'<td><a href="{language}/{stem}.html">{escape(subject)}</a></td>'
        f'<td><a href="{language}/{stem}.txt">text</a></td></tr>'
    )


_INDEX = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Mails of the desk</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
</head><body><main><h1>Mails of the desk</h1>
<p>* in words of config/templates</p>
<table><thead><tr><th scope="col">Language</th><th scope="col">Mail</th><th scope="col">Subject</th>
<th scope="col">Text</th></tr></thead><tbody>
{rows}
</tbody></table></main></body></html>
"""
