"""`helpdesk outbox ...`: outgoing mail, and its state per recipient."""

from __future__ import annotations

import typer

from helpdesk.daemon.shell.options import Json, Limit, Number, group

app = group()


@app.command("list")
def outbox_list(context: typer.Context, limit: Limit = None, json: Json = False) -> int:
    """Outgoing mail, the newest first."""
    from helpdesk.daemon.commands.outbox import list_outbox

    return list_outbox(context.obj.config, context.obj.data, limit, json)


@app.command("show")
def outbox_show(context: typer.Context, number: Number, json: Json = False) -> int:
    """One outgoing mail and the state of each recipient."""
    from helpdesk.daemon.commands.outbox import show_outgoing

    return show_outgoing(context.obj.config, context.obj.data, number, json)


@app.command("raw")
def outbox_raw(context: typer.Context, number: Number) -> int:
    """Print the bytes of an outgoing mail."""
    from helpdesk.daemon.commands.outbox import print_raw

    return print_raw(context.obj.config, context.obj.data, number)


@app.command("hold")
def outbox_hold(context: typer.Context, number: Number) -> int:
    """Keep back what is not sent yet, until it is sent again by retry."""
    from helpdesk.daemon.commands.outbox import hold

    return hold(context.obj.config, context.obj.data, number)


@app.command("retry")
def outbox_retry(context: typer.Context, number: Number) -> int:
    """Send again what failed, is unsure or was kept back."""
    from helpdesk.daemon.commands.outbox import retry

    return retry(context.obj.config, context.obj.data, number)
