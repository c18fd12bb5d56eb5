"""A story as it stands in its folder: story.yaml read into steps, every key known, nothing guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

PROOFS = ("pass", "none", "fail", "")
VIAS = ("lmtp", "smtp", "imap", "submission")


@dataclass(frozen=True)
class Owed:
    """A mail the desk is expected to send: 'ack to lucia'; `files` have its text; one that ends in `-headers.txt` every
    header as well, one in `.html` the HTML part."""

    kind: str
    to: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One thing that happens and all that must follow from it.

    What happens is one of: `mail` (a template file), `advance` (time passes while the desk stands still), `live`
    (time passes and the desk is there), `jump` (the clock alone is set on, or back: '-3h'), `release` or `discard` (a
    held mail, by its place in the held list, from 1), `refuse` (who answers mail with what from now on), `becomes`
    (the last ticket is changed as a command will change it one day), `does` (agents' commands from the shell, about the
    last ticket), `mornings` (the agents' digests are planned, as at a start of the daemon), `notify` (`tag`, `macro`: a
    notice to all open cases). `writer` is the envelope's sender ('' = the null
    sender); `proof` what the desk's mail server says of it.
    """

    says: str
    mail: str = ""
    writer: str = ""
    proof: str = "none"
    via: str = "lmtp"
    login: str = ""
    rcpt: tuple[str, ...] = ()
    historic: bool = False
    again: bool = False
    advance: str = ""
    live: str = ""
    jump: str = ""
    release: int = 0
    discard: int = 0
    refuse: Mapping[str, str] = field(default_factory=dict)
    becomes: Mapping[str, Any] = field(default_factory=dict)
    does: Mapping[str, str] = field(default_factory=dict)
    mornings: bool = False
    notify: Mapping[str, str] = field(default_factory=dict)
    result: Mapping[str, Any] = field(default_factory=dict)
    sends: tuple[Owed, ...] = ()
    ticket: Mapping[str, Any] = field(default_factory=dict)
    tickets: int = -1
    held: tuple[str, ...] | None = None
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    """A folder's story. `about` says in a sentence what it shows; `policy` names the folder whose files replace
    those of the worked example ('acme': none of them), '' = a desk without rules."""

    folder: Path
    about: str
    steps: tuple[Step, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    agents: Mapping[str, Any] = field(default_factory=dict)
    policy: str = ""


def read_story(folder: Path) -> Story:
    """The story of `folder`. Raises AssertionError for anything it does not know."""
    document = yaml.safe_load((folder / "story.yaml").read_text("utf-8"))
    _known(document, {"about", "settings", "agents", "policy", "steps"}, folder.name)
    steps = tuple(_step(raw, f"{folder.name} step {n}") for n, raw in enumerate(document["steps"], 1))
    return Story(
        folder,
        document["about"],
        steps,
        document.get("settings") or {},
        document.get("agents") or {},
        document.get("policy", ""),
    )


def _step(raw: dict[str, Any], where: str) -> Step:
    keys = set(Step.__dataclass_fields__) - {"writer"} | {"from"}
    _known(raw, keys, where)
    values = {("writer" if key == "from" else key): value for key, value in raw.items()}
    values.setdefault("says", where)
    values["sends"] = tuple(_owed(one) for one in values.get("sends") or ())
    for name in ("rcpt", "held", "alerts"):
        if name in values:
            values[name] = tuple(values[name] or ())
    if isinstance(values.get("result"), str):
        values["result"] = {"outcome": values["result"]}
    step = Step(**values)
    assert step.proof in PROOFS and step.via in VIAS, where
    return step


def _owed(raw: str | dict[str, str]) -> Owed:
    words, files = (raw, "") if isinstance(raw, str) else next(iter(raw.items()))
    kind, _, to = words.partition(" to ")
    return Owed(kind, to, tuple(files.split()))


def _known(raw: Mapping[str, Any], keys: set[str], where: str) -> None:
    assert not (odd := set(raw) - keys), f"{where}: unknown {sorted(odd)}"
