"""`helpdesk templates ...`: the words of the desk's mails."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from helpdesk.daemon.shell.options import group

app = group()


@app.command("preview")
def templates_preview(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="The folder to write into.")] = Path("preview"),
    only: Annotated[str, typer.Option("--only", help="One template alone: acknowledgement.")] = "",
) -> int:
    """Write every mail of the desk, text and HTML, in three languages, to files."""
    from helpdesk.daemon.commands.templates import preview

    return preview(out, only, context.obj.config)


@app.command("list")
def templates_list(context: typer.Context) -> int:
    """Say which mails customers get, when, and which of them speak in your words."""
    from helpdesk.daemon.commands.templates import listed

    return listed(context.obj.config)


@app.command("copy")
def templates_copy(
    context: typer.Context,
    mail: Annotated[str, typer.Argument(help="Which: acknowledgement.")],
    language: Annotated[str, typer.Option("--language", help="In one language alone: es, en or pt.")] = "",
) -> int:
    """Put the words of a mail into config/templates, to be changed there."""
    from helpdesk.daemon.commands.templates import copy

    return copy(mail, language, context.obj.config)
