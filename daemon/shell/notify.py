"""`helpdesk notify`: one notice to many customers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from helpdesk.daemon.shell.options import Json, Place


def notify(
    context: typer.Context,
    macro: Annotated[
        str, typer.Option("--macro", help="The macro whose text they get, each in its language.")
    ],
    tag: Annotated[str, typer.Option("--tag", help="To the open cases that have this tag.")] = "",
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv", metavar="FILE", help="To the addresses of a table: address, name, language, variables."
        ),
    ] = None,
    mailbox: Annotated[
        str, typer.Option(help="With --csv: the mailbox that writes; default the first.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say who would get it, send nothing.")] = False,
    per_minute: Annotated[int, typer.Option(min=1, max=600, help="So many a minute at most.")] = 30,
    json: Json = False,
) -> int:
    """Send a notice to the open cases of a tag, in their threads, or to addresses: once each, not to who wants none."""
    from helpdesk.daemon.commands.notify import Audience
    from helpdesk.daemon.commands.notify import notify as run

    place: Place = context.obj
    to = Audience(tag, csv, mailbox)
    return run(place.config, place.data, to, macro, per_minute=per_minute, dry=dry_run, json=json)
