"""`helpdesk held ...`: what was set aside, and what to do with it."""

from __future__ import annotations

from typing import Annotated

import typer

from helpdesk.daemon.shell.options import Json, Number, group

app = group()


@app.command("list")
def held_list(context: typer.Context, json: Json = False) -> int:
    """What was set aside, with its reason."""
    from helpdesk.daemon.commands.held import list_held

    return list_held(context.obj.config, context.obj.data, json)


@app.command("show")
def held_show(context: typer.Context, number: Number, json: Json = False) -> int:
    """One held mail: why, what to do, and its bytes."""
    from helpdesk.daemon.commands.held import show_held

    return show_held(context.obj.config, context.obj.data, number, json)


@app.command("release")
def held_release(
    context: typer.Context,
    number: Number,
    note: Annotated[bool, typer.Option("--note", help="an agent's words stay inside")] = False,
    without_commands: Annotated[
        bool, typer.Option("--without-commands", help="an agent's words alone, without her commands")
    ] = False,
    to_customer: Annotated[
        bool, typer.Option("--to-customer", help="an agent's words go out, whatever she wrote them to")
    ] = False,
    json: Json = False,
) -> int:
    """Send a held mail through intake again, on your word."""
    from helpdesk.daemon.commands.held import release

    return release(
        context.obj.config,
        context.obj.data,
        number,
        json,
        note=note,
        plain=without_commands,
        customer=to_customer,
    )


@app.command("discard")
def held_discard(context: typer.Context, number: Number) -> int:
    """Discard a held mail; its bytes stay in the archive and your name beside it."""
    from helpdesk.daemon.commands.held import discard

    return discard(context.obj.config, context.obj.data, number)
