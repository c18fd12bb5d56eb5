"""The command `helpdesk`: every command there is, what is typed before any of them, and how each of them ends.

`shell/` says what may be typed, a file for each group; what is done about it is in `commands/`. What a command needs
is imported when it is called: nobody waits for the other forty.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from helpdesk.daemon.commands.ending import explain
from helpdesk.daemon.shell import agent, demo, files, notify, report, run, safety
from helpdesk.daemon.shell.options import Place

app = typer.Typer(
    add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"helpdesk {version('helpdeskd')}")
        raise typer.Exit


@app.callback()
def _where(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="The settings (default $HELPDESK_CONFIG, then ./helpdesk.toml).")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="The data directory (default $HELPDESK_DATA).")] = None,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """A shared-inbox help desk that lives in the mail."""
    context.obj = Place(config, data)


# In the order in which --help lists them.
for _command in (
    run.run,
    run.ingest,
    safety.failpoints,
    files.init,
    files.check,
    files.schema,
    notify.notify,
    files.reload,
    agent.login_link,
    report.report,
    safety.backup,
    safety.restore,
    safety.verify,
):
    app.command()(_command)


class Group(TyperGroup):
    """The commands of `shell/NAME.py`, made when one is asked for: making all of them is a tenth of any start."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Called with what was typed behind the group's name."""
        self.commands = get_group(import_module(f"helpdesk.daemon.shell.{self.name}").app).commands
        return super().make_context(info_name, args, parent, **extra)


_GROUPS: Mapping[str, str] = {
    "ticket": "Read tickets, and act on them as an agent.",
    "held": "What was set aside, and what to do with it.",
    "outbox": "Outgoing mail and its state per recipient.",
    "agent": "Agents as the policy has them.",
    "sla": "What tickets are promised.",
    "rules": "The rules laboratory: test, explain, replay.",
    "templates": "The words of the desk's mails.",
}
for _name, _help in _GROUPS.items():
    app.add_typer(typer.Typer(cls=Group, no_args_is_help=True, help=_help), name=_name)
app.add_typer(demo.app, name="demo")


def main() -> None:
    """The entry point: every error a person can cause comes out as `place: what. fix?`, never a traceback."""
    try:
        code = app(standalone_mode=False) or 0
    except Exception as fault:  # noqa: BLE001  the last place that can turn one into words
        code = explain(fault)
    raise SystemExit(code)
