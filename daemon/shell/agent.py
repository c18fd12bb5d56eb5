"""`helpdesk agent ...`: the agents as the policy has them, and the doors they come in by."""

from __future__ import annotations

from typing import Annotated

import typer

from helpdesk.daemon.shell.options import Json, group

app = group()


@app.command("list")
def agent_list(context: typer.Context, json: Json = False) -> int:
    """The agents of config/agents.yaml."""
    from helpdesk.daemon.commands.agent import list_agents

    return list_agents(context.obj.config, context.obj.data, json=json)


@app.command("password")
def agent_password(context: typer.Context, email: Annotated[str, typer.Argument()]) -> int:
    """Set a password for the submission listener: asked for, or read from standard input."""
    from helpdesk.daemon.commands.agent import set_password

    return set_password(context.obj.config, context.obj.data, email)


def login_link(context: typer.Context, email: Annotated[str, typer.Argument()]) -> int:
    """Print a one-use link to the viewer for an agent's address."""
    from helpdesk.daemon.commands.agent import print_login_link

    return print_login_link(context.obj.config, context.obj.data, email)
