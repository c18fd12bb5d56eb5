"""`helpdesk ticket ...`: reading tickets, and acting on them as an agent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from helpdesk.daemon.shell.options import LARGEST, Json, Limit, Protocol, group

app = group()


@app.command("list")
def ticket_list(
    context: typer.Context,
    status: Annotated[str, typer.Option()] = "",
    folder: Annotated[str, typer.Option()] = "",
    tag: Annotated[str, typer.Option()] = "",
    assignee: Annotated[str, typer.Option()] = "",
    search: Annotated[str, typer.Option(help="Words; accents and case do not matter.")] = "",
    limit: Limit = None,
    json: Json = False,
) -> int:
    """List tickets, the newest first."""
    from helpdesk.daemon.commands.ticket import list_tickets

    wanted = {"status": status, "folder": folder, "tag": tag, "assignee": assignee, "search": search}
    return list_tickets(context.obj.config, context.obj.data, wanted, limit, json)


@app.command("show")
def ticket_show(context: typer.Context, protocol: Protocol, json: Json = False) -> int:
    """Show a ticket: its state, its messages, and every event with its reason."""
    from helpdesk.daemon.commands.ticket import show_ticket

    return show_ticket(context.obj.config, context.obj.data, protocol, json)


@app.command("raw")
def ticket_raw(
    context: typer.Context, protocol: Protocol, n: Annotated[int, typer.Argument(min=1, max=LARGEST)]
) -> int:
    """Print the original bytes of message N."""
    from helpdesk.daemon.commands.ticket import print_raw

    return print_raw(context.obj.config, context.obj.data, protocol, n)


@app.command("close-links")
def ticket_close_links(context: typer.Context, protocol: Protocol, json: Json = False) -> int:
    """Close the pages that show customers how a ticket stands: no link sent so far opens one any more."""
    from helpdesk.daemon.commands.ticket import close_links

    return close_links(context.obj.config, context.obj.data, protocol, json)


@app.command("do")
def ticket_do(
    context: typer.Context,
    protocol: Annotated[
        str,
        typer.Argument(help="A protocol such as HD-2611-7K3MGX, or -: lines that end with their own."),
    ],
    agent: Annotated[
        str, typer.Option("--as", metavar="AGENT", help="Whose commands they are: id or address.")
    ],
    commands: Annotated[
        list[str] | None, typer.Argument(metavar='"#VERB VALUE"...', help="As by mail.")
    ] = None,
    text: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Commands, and words to the customer (#nota: a note); - is stdin.",
        ),
    ] = None,
    message: Annotated[
        int, typer.Option(metavar="N", help="The message that a command is about, where one is.")
    ] = 0,
    json: Json = False,
) -> int:
    """Obey an agent's commands, the same as by mail: all of them, or none and the reason (65)."""
    from helpdesk.daemon.commands.ticket_do import do

    return do(context.obj.config, context.obj.data, protocol, commands or [], agent, text, message, json)
