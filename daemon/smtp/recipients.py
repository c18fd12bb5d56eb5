"""Whom the desk takes mail for: its own addresses, their plus tags, and postmaster (threats A24)."""

from __future__ import annotations

from collections.abc import Sequence

_FOLD = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


class AllowList:
    """The addresses of the desk's mailboxes. Case does not matter in ASCII letters, and only there (A8)."""

    def __init__(self, mailboxes: Sequence[tuple[str, Sequence[str]]], domains: Sequence[str] = ()) -> None:
        """`mailboxes`: (name, addresses), the first mailbox first. `domains` beside those of the addresses."""
        self._mailbox: dict[str, str] = {}
        desk_domains = {fold(domain) for domain in domains}
        for name, addresses in mailboxes:
            for address in addresses:
                self._mailbox.setdefault(fold(address), name)
                desk_domains.add(fold(address).rpartition("@")[2])
        if mailboxes:
            # RFC 5321 4.5.1: whoever takes mail for a domain takes mail for its postmaster.
            for postmaster in ("postmaster", *(f"postmaster@{domain}" for domain in desk_domains)):
                self._mailbox.setdefault(postmaster, mailboxes[0][0])

    def __call__(self, address: str) -> str | None:
        """The mailbox that takes mail for `address`, or None. `support+anything@` is `support@`."""
        wanted = fold(address)
        local, at, domain = wanted.rpartition("@")
        if wanted in self._mailbox or not at:
            return self._mailbox.get(wanted)
        return self._mailbox.get(f"{local.partition('+')[0]}@{domain}")


def fold(address: str) -> str:
    """`address` with its ASCII letters in lower case, nothing else changed."""
    return address.translate(_FOLD)
