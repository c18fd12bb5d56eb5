"""What of an HTML part the eye sees, and what it does not."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.htmltext import DEEPEST, seen_of, text_of


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">#spam</div>',
        '<p style="color:red; DISPLAY :  none !important">#spam</p>',
        '<span style="visibility:hidden">#spam</span>',
        '<span style="mso-hide:all">#spam</span>',
        '<span style="font-size:0">#spam</span>',
        '<span style="font-size:0.0px">#spam</span>',
        "<div hidden>#spam</div>",
        '<div style="display:none"><div style="display:none">#spam</div></div>',
        # As HTML lets it be spelled: what asks the source first must not pass over it.
        '<div style="display&#58;none">#spam</div>',
        '<div style="display&colon;n&#x6F;ne">#spam</div>',
        "<div style=display:&NewLine;none>#spam</div>",
        '<div class="a"hidden>#spam</div>',
        "<div/HIDDEN/>#spam</div>",
        "<div hidden=''>#spam</div>",
    ],
)
def test_what_is_hidden_is_not_seen(hidden: str) -> None:
    html = f"<div>Hola</div>{hidden}<div>Adiós</div>"
    assert "#spam" in text_of(html)
    assert seen_of(html) == "Hola\nAdiós"


@pytest.mark.parametrize(
    "shown",
    [
        '<div style="display:block">#spam</div>',
        '<div style="font-size:0.9em">#spam</div>',
        '<div style="font-size:10px">#spam</div>',
        "<div>#spam, hidden style</div>",
        '<div style="overflow: hidden" class="hidden">#spam</div>',
        '<div title="display:none">#spam</div>',
    ],
)
def test_what_is_shown_stays(shown: str) -> None:
    assert seen_of(f"<div>Hola</div>{shown}") == text_of(f"<div>Hola</div>{shown}")


def test_hostile_html_raises_nothing() -> None:
    for html in (
        "",
        '<div style="display:none">' * (DEEPEST + 9),
        '<b style="display:none"' * 999,
        "<!-- style",
    ):
        assert isinstance(seen_of(html), str)


def test_a_link_in_a_list_has_no_gaps_around_it() -> None:
    html = '<ol><li>Abra <a href="https://acme.example/r?u=1">esta página</a> y espere</li></ol><ul><li>a  b</li></ul>'
    assert text_of(html) == "  1. Abra esta página (https://acme.example/r?u=1) y espere\n  • a b"
