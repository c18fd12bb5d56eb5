"""`helpdesk init`, `check`, `schema` and `reload`: the files of a desk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from helpdesk.daemon.shell.options import Json


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write helpdesk.toml and config/.")],
    yes: Annotated[bool, typer.Option("--yes", help="Take the defaults, ask nothing.")] = False,
    name: Annotated[str | None, typer.Option(help="The desk's name.")] = None,
    prefix: Annotated[str | None, typer.Option(help="What protocols begin with.")] = None,
    address: Annotated[str | None, typer.Option(help="The support address.")] = None,
    imap: Annotated[str | None, typer.Option(help="imaps://user@host, or nothing.")] = None,
    smtp: Annotated[str | None, typer.Option(help="smtps://user@host, or nothing.")] = None,
    language: Annotated[str | None, typer.Option(help="es, en or pt.")] = None,
) -> int:
    """Ask six questions and write a desk's files."""
    from helpdesk.daemon.commands.init import init as write

    return write(
        folder, yes=yes, name=name, prefix=prefix, address=address, imap=imap, smtp=smtp, language=language
    )


def check(
    context: typer.Context,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings too end with 1.")] = False,
    form: Annotated[str, typer.Option("--format", help="text or github.")] = "text",
    json: Json = False,
) -> int:
    """Check settings and policy, without any network."""
    from helpdesk.daemon.commands.check import check as look

    return look(context.obj.config, context.obj.data, strict=strict, json=json, form=form)


def schema(
    context: typer.Context,
    file: Annotated[str, typer.Option("--file", help="Of one file: tags.yaml.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="A file, or a folder for one schema a file.")
    ] = None,
) -> int:
    """Print what editors complete and check the policy files by (JSON Schema)."""
    from helpdesk.daemon.commands.schema import schema as show

    return show(context.obj.config, context.obj.data, file=file, out=out)


def reload(context: typer.Context, json: Json = False) -> int:
    """Have the running daemon read the policy again, once it is checked and its tests pass."""
    from helpdesk.daemon.commands.reload import ask

    return ask(context.obj.config, context.obj.data, json)
