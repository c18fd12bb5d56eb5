"""What several commands of `helpdesk` have in common: which desk, ticket or mail they are told, how they print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON object, or one a line where it lists.")]
LARGEST = 2**63 - 1  # of the archive's numbers; beyond it there can be none to look for
Limit = Annotated[
    int | None,
    typer.Option(min=1, max=100_000, help="So many at most (default: the newest 50; with --json, all)."),
]
Number = Annotated[int, typer.Argument(metavar="ID", max=LARGEST)]
Protocol = Annotated[
    str, typer.Argument(help="A protocol such as HD-2611-7K3MGX; case and dashes do not matter.")
]


class Place:
    """Which settings and data this invocation is about."""

    def __init__(self, config: Path | None, data: Path | None) -> None:
        self.config = config
        self.data = data


def group() -> typer.Typer:
    """What the commands of one group are added to; their help is plain text, like that of all others."""
    return typer.Typer(rich_markup_mode=None)
