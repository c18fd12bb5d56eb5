"""An agent's answer is read in every way it must be, and no part of that is done twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow import ours, reading
from helpdesk.mailflow.strip import Strip
from tests.story.rig.shop import shop, writes
from tests.story.test_two_parts import two

QUOTED = "Tengo una pregunta sobre la factura 4711 de enero."
TEXT = f"Hola, ya está.\n\nEl lun, 16 nov 2026 a las 10:20, Lucía <lucia@cliente.example> escribió:\n\n> {QUOTED}"
PAGE = (
    '<div style="color:red">Hola, ya está.</div><div class="gmail_quote">El lun, 16 nov 2026 a las 10:20, Lucía'
    f" &lt;lucia@cliente.example&gt; escribió:<blockquote type=cite>{QUOTED}</blockquote></div>"
)


@pytest.mark.parametrize(("text", "cuts"), [(TEXT, 2), (TEXT.replace("> ", ""), 2), ("Hola, ya está.", 2)])
def test_each_rendering_each_cut_and_each_fold_of_what_was_sent_is_made_once(
    text: str, cuts: int, tmp_path: Path, cell: ParseCell, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: dict[str, list[object]] = {"rendered": [], "looked at": [], "marked": [], "cut": [], "folded": []}

    def counted(what: str, owner: Any, name: str, key: Callable[..., object]) -> None:
        real = getattr(owner, name)

        def call(*given: Any, **named: Any) -> Any:
            done[what].append(key(*given, **named))
            return real(*given, **named)

        monkeypatch.setattr(owner, name, call)

    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Factura", QUOTED)
        counted("rendered", reading, "text_of", lambda html: html)
        counted("looked at", reading, "shown_of", lambda html: html)
        counted("marked", reading, "quoted_text", lambda html, forwarded=False: (html, forwarded))
        counted("cut", Strip, "__init__", lambda _, lines, **how: ("\n".join(lines), how["strict"]))
        counted("folded", ours.Sent, "__init__", lambda _, texts, most=0: tuple(texts))
        told = two(world, text, PAGE)
        assert told.mails == ["reply to lucia"]
    done["folded"] = [texts for texts in done["folded"] if texts]
    for what, each in done.items():
        assert len(each) == len(set(each)), f"{what} again"
    assert len([one for one in done["cut"] if one[1]]) == cuts  # type: ignore[index]
    assert done["rendered"] and done["marked"] and done["folded"]
