"""`helpdesk rules ...`: the laboratory of the policy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from helpdesk.daemon.shell.options import Json, group

app = group()


@app.command("test")
def rules_test(
    context: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(help="A file of cases, a folder of them, or a policy's folder.")
    ] = None,
    origin: Annotated[
        str, typer.Option("--from", help="Write a case, anonymised, from this ticket's protocol.")
    ] = "",
    json: Json = False,
) -> int:
    """Run the policy's own cases (config/tests), and name the rules that none of them puts to the test."""
    from helpdesk.daemon.commands.rules import run_tests

    return run_tests(context.obj.config, context.obj.data, path, origin, json)


@app.command("explain")
def rules_explain(
    context: typer.Context,
    wanted: Annotated[str, typer.Argument(metavar="PROTOCOL|FILE.eml", help="A ticket, or a mail.")],
    json: Json = False,
) -> int:
    """Say of every rule whether it held, where it stands, and why."""
    from helpdesk.daemon.commands.rules import explain as why

    return why(context.obj.config, context.obj.data, wanted, json)


@app.command("replay")
def rules_replay(
    context: typer.Context,
    since: Annotated[str, typer.Option(help="How far back: 30d, 12h.")] = "30d",
    folder: Annotated[
        Path | None, typer.Option("--config", help="The folder of another policy (default config/).")
    ] = None,
    json: Json = False,
) -> int:
    """Decide the past again under another policy, and print what would differ. Sends and changes nothing."""
    from helpdesk.daemon.commands.rules import replay_past

    return replay_past(context.obj.config, context.obj.data, since, folder, json)
