"""How a held mail is taken when somebody lets it go: as it stands, mended, without its commands, as a note."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

_WORDS = ("plain", "note", "send", "anyway", "whole", "bare")


@dataclass(frozen=True, slots=True)
class Release:
    """Who let it go ('agent:ana', 'admin:root'; '' = nobody yet), and how. `plain`: without its commands; `note`: her
    words stay inside; `send`: they go to the customer, whatever address they were sent to; `anyway`: though a
    colleague has answered meanwhile; `fixes`: what stands, in order, in place of what was wrong in its commands."""

    by: str = ""
    plain: bool = False
    note: bool = False
    send: bool = False
    anyway: bool = False
    fixes: tuple[str, ...] = ()
    whole: bool = False
    bare: bool = False

    @property
    def as_it_is(self) -> bool:
        """Whether who let it go has seen all there was to see, and asks for no other text."""
        other = self.plain or self.note or self.send or self.whole or self.bare or self.fixes
        return bool(self.by) and (self.anyway or not other)

    def __str__(self) -> str:
        """As the journal keeps it: `agent:ana (plain; fix luis)`."""
        how = [word for word in _WORDS if getattr(self, word)]
        how += [f"fix {quote(fix, safe=' :#+@./=')}" for fix in self.fixes]
        return f"{self.by} ({'; '.join(how)})" if how else self.by


def release_of(text: str) -> Release:
    """What `str` wrote."""
    by, opened, how = text.partition(" (")
    words = how.removesuffix(")").split("; ") if opened else []
    fixes = tuple(unquote(word.removeprefix("fix ")) for word in words if word.startswith("fix "))
    return Release(by, fixes=fixes, **{word: word in words for word in _WORDS})
