"""`helpdesk run` and `helpdesk ingest`: the desk at work, on its own or on the mails it is handed."""

from __future__ import annotations

from typing import Annotated

import typer

from helpdesk.daemon.shell.options import Json


def run(
    context: typer.Context,
    role: Annotated[
        list[str] | None,
        typer.Option(help="receive, poll, work, send, timers or web; again for more; default all."),
    ] = None,
    shadow: Annotated[
        bool, typer.Option("--shadow", help="Read the real mailboxes, send and move nothing.")
    ] = False,
) -> int:
    """Run the daemon."""
    from helpdesk.daemon.commands.run import run_daemon

    return run_daemon(context.obj.config, context.obj.data, tuple(role or ()), shadow)


def ingest(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(help="Mail files, mbox files, Maildirs, directories, or -.")],
    mailbox: Annotated[str, typer.Option(help="The desk mailbox it came to (default the first).")] = "",
    envelope_from: Annotated[
        str | None, typer.Option(help="MAIL FROM; default Return-Path, then From.")
    ] = None,
    rcpt: Annotated[list[str] | None, typer.Option(help="RCPT TO; default the mailbox's address.")] = None,
    authenticated: Annotated[
        str, typer.Option(help="What the trusted MTA would have said: pass, none or fail.")
    ] = "none",
    send: Annotated[bool, typer.Option("--send", help="Deliver what is due before ending.")] = False,
    json: Json = False,
) -> int:
    """Take mail from files through the daemon's own intake, one after the other."""
    from helpdesk.daemon.commands.ingest import Told, ingest_paths

    told = Told(mailbox, envelope_from, tuple(rcpt or ()), authenticated, send)
    return ingest_paths(context.obj.config, context.obj.data, paths, told, json)
