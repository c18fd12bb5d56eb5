"""HTML of others made safe to show: nothing runs, nothing calls home, nothing takes long (threats A32, A35, A36)."""

from __future__ import annotations

import re

import pytest

from helpdesk.mailflow.body import sanitised_html


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='JaVa&#x53;cript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>1</script>'>x</a>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
        "<iframe src=https://evil.example></iframe>",
        "<form action=https://evil.example><input name=x></form>",
        "<p style='background:url(https://evil.example)'>x</p>",
        "<style>p{background:url(https://evil.example)}</style>",
        "<link rel=stylesheet href=https://evil.example>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<object data=https://evil.example></object><embed src=https://evil.example>",
        "<p onclick=alert(1)>x</p>",
        "<base href=https://evil.example>",
        "<video src=https://evil.example poster=https://evil.example></video>",
        "<table background=https://evil.example><tr><td background=https://evil.example>x</td></tr></table>",
        "<img src=https://evil.example/p.gif>",
        "<img srcset='https://evil.example/p.gif 2x'>",
        "<img src='//evil.example/p.gif'>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    ],
)
def test_a32_a35_a36_nothing_active_and_nothing_remote(html: str) -> None:
    clean = sanitised_html(html)
    assert not re.search(
        r"<(?:script|svg|iframe|form|style|link|meta|object|embed|base|video)|javascript:|data:", clean
    )
    assert not re.search(r"<[^>]*(?:\son\w+=|evil)", clean)


def test_what_is_harmless_stays() -> None:
    html = '<p>Hola <b>Lucía</b> <a href="https://x.example">x</a> <img src="cid:logo@x" alt="logo"></p>'
    clean = sanitised_html(html)
    assert "<b>Lucía</b>" in clean
    assert 'href="https://x.example" rel="noopener noreferrer nofollow"' in clean
    assert '<img src="cid:logo@x" alt="logo">' in clean


@pytest.mark.parametrize("html", ["<div>" * 30_000 + "hola", "<p>hola " * 300_000], ids=["deep", "large"])
def test_a43_what_a_sanitiser_cannot_bear_becomes_text(html: str) -> None:
    clean = sanitised_html(html)
    assert clean.startswith("<pre>")
    assert "hola" in clean
