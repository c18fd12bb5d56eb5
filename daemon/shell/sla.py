"""`helpdesk sla ...`: what open tickets are promised."""

from __future__ import annotations

from typing import Annotated

import typer

from helpdesk.daemon.shell.options import Json, group

app = group()


@app.command("recalc")
def sla_recalc(
    context: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, change nothing.")
    ] = False,
    service: Annotated[str, typer.Option(help="Only of tickets that this service made its promise to.")] = "",
    json: Json = False,
) -> int:
    """Make the promises of all open tickets anew under the policy now in force. Nobody is written to."""
    from helpdesk.daemon.commands.sla import recalc

    return recalc(context.obj.config, context.obj.data, service, dry=dry_run, json=json)
