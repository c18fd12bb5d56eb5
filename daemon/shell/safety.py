"""`helpdesk backup`, `restore`, `verify` and `failpoints`: that no mail is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from helpdesk.daemon.shell.options import Json


def backup(context: typer.Context, file: Annotated[Path, typer.Argument()]) -> int:
    """Write a consistent copy while the daemon runs."""
    from helpdesk.daemon.commands.safety import backup_to

    return backup_to(context.obj.config, context.obj.data, file)


def restore(context: typer.Context, file: Annotated[Path, typer.Argument()]) -> int:
    """Put a backup in place of an empty data directory; old unsent mail is kept back."""
    from helpdesk.daemon.commands.safety import restore_from

    return restore_from(context.obj.config, context.obj.data, file)


def verify(
    context: typer.Context,
    recount: Annotated[
        bool, typer.Option(help="First count anew the sums that rules and lists go by.")
    ] = False,
    json: Json = False,
) -> int:
    """Account for every journal row and every digest."""
    from helpdesk.daemon.commands.safety import verify_all

    return verify_all(context.obj.config, context.obj.data, recount, json)


def failpoints(json: Json = False) -> int:
    """List the points at which HELPDESK_FAILPOINT can kill the process."""
    from helpdesk.daemon.commands.safety import list_failpoints

    return list_failpoints(json)
