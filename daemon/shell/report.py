"""`helpdesk report`: the figures of the desk."""

from __future__ import annotations

from typing import Annotated

import typer

from helpdesk.daemon.shell.options import Json


def report(
    context: typer.Context,
    since: Annotated[str, typer.Option(help="How far back, for example 30d.")] = "30d",
    by: Annotated[
        str, typer.Option(help="tag, topic, product, cause, service, team, agent or mailbox.")
    ] = "tag",
    csv: Annotated[bool, typer.Option("--csv", help="As a spreadsheet takes it.")] = False,
    json: Json = False,
) -> int:
    """The figures of the viewer's page: how soon, how long, how much as promised, what customers say."""
    from helpdesk.daemon.commands.report import report as print_report

    return print_report(context.obj.config, context.obj.data, since, by, csv=csv, json=json)
