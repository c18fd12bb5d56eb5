"""To and Cc as rules read them: whatever one careless mailer put beside it, an address is found."""

from __future__ import annotations

import pytest

from helpdesk.rules.match_text import _recipients
from tests.unit.policy_kit import facts


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("a@x.example, B <b@x.example>", ["a@x.example", "b@x.example"]),
        ("c@x.example <c@x.example>, b@x.example", ["c@x.example", "c@x.example", "b@x.example"]),
        ('"d@evil.example" <b@x.example>', ["b@x.example"]),
        ('"un\\"closed@evil.example" <b@x.example>; c@x.example', ["b@x.example", "c@x.example"]),
        ("undisclosed-recipients:;", []),
    ],
)
def test_every_address_of_the_field(field: str, found: list[str]) -> None:
    assert list(_recipients(facts(headers={"to": (field,)}))) == found
