"""Whether an authenticated domain may speak for the domain in From (DMARC's relaxed alignment, read safely).

RFC 7489 3.1 compares organisational domains, which takes the public suffix list. Without it: the two are the same,
or one stands under the other. A parent controls its children's DNS anyhow; a child under a parent is what DMARC
allows too. Siblings, which DMARC would let pass, are refused; so is everything across a name that only
registries hold (one label, or `co.uk` and its like).
"""

from __future__ import annotations

from helpdesk.mailflow.addresses import fold

_SECOND_LEVEL = frozenset(
    {
        "ac",
        "co",
        "com",
        "edu",
        "gen",
        "go",
        "gob",
        "gouv",
        "gov",
        "govt",
        "id",
        "ind",
        "info",
        "ltd",
        "me",
        "mil",
        "ne",
    }
    | {"net", "nhs", "nom", "or", "org", "plc", "sch", "school", "web"}
)


def aligned(authenticated: str, from_domain: str) -> bool:
    """Whether a pass for `authenticated` counts for `from_domain`. Both are bare domains, any ASCII case."""
    one, other = fold(authenticated).rstrip("."), fold(from_domain).rstrip(".")
    if not one or not other:
        return False
    if one == other:
        return True
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer.endswith("." + shorter) and not _registry(shorter)


def _registry(domain: str) -> bool:
    labels = domain.split(".")
    return len(labels) == 1 or (len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _SECOND_LEVEL)
