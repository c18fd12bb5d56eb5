"""`helpdesk demo`: the whole product on one machine, and a mail of one of its cast."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(invoke_without_command=True, help="The whole product on one machine, with a cast.")


@app.callback(invoke_without_command=True)
def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Option("--dir", help="Where the demo keeps everything.")] = Path("demo"),
    once: Annotated[bool, typer.Option("--once", help="Play the story, print the summary, end.")] = False,
) -> int:
    """Run the whole product on one machine: no outside server, no question."""
    if context.invoked_subcommand:
        context.obj = folder
        return 0
    from helpdesk.daemon.commands.demo import play

    return play(folder, once)


@app.command("mail")
def demo_mail(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="One of the cast, for example lucia.")],
    text: Annotated[str, typer.Argument(help="What that person writes.")],
) -> int:
    """Write as one of the cast to the running demo."""
    from helpdesk.daemon.commands.demo import write_as

    return write_as(context.obj, person, text)
