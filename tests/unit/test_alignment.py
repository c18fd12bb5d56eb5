"""Which authenticated domains may speak for From, without a list of public suffixes (threats A3)."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.alignment import aligned


@pytest.mark.parametrize(
    ("one", "other", "counts"),
    [
        ("acme.example", "acme.example", True),
        ("ACME.example.", "acme.example", True),
        ("mail.acme.example", "acme.example", True),
        ("acme.example", "mail.acme.example", True),
        ("a.acme.example", "b.acme.example", False),
        ("xacme.example", "acme.example", False),
        ("example", "acme.example", False),
        ("co.uk", "acme.co.uk", False),
        ("evil.co.uk", "co.uk", False),
        ("com.br", "acme.com.br", False),
        ("mail.acme.com.br", "acme.com.br", True),
        ("", "acme.example", False),
        ("acme.example", "", False),
    ],
)
def test_a3_alignment_without_a_list_of_suffixes(one: str, other: str, counts: bool) -> None:
    assert aligned(one, other) is counts
