"""What may stand in each mail to a customer: templates_mail/names.txt, read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from helpdesk.tickets.model import Language

LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")


@dataclass(frozen=True, slots=True)
class Mail:
    """`when` it is sent; its `names`, those of a list's members as `faces.label`, with what each is; the `facts`
    among them that it must say."""

    when: str
    names: Mapping[str, str]
    facts: tuple[str, ...]

    def members(self, name: str) -> tuple[str, ...]:
        """The names that each member of the list `name` has; () where it is no list."""
        return tuple(one.partition(".")[2] for one in self.names if one.startswith(f"{name}."))


@cache
def changeable() -> Mapping[str, Mail]:
    """The mails whose words a desk may change, by name."""
    mails: dict[str, Mail] = {}
    names: dict[str, str] = {}
    facts: list[str] = []
    for line in files("helpdesk.templates_mail").joinpath("names.txt").read_text("utf-8").splitlines():
        key, _, words = line.partition(" = ")
        if line.startswith("  "):
            name = key.strip().rstrip("!")
            names[name] = words
            facts += [name] if key.endswith("!") else []
        elif words and not line.startswith("#"):
            names, facts = {}, []
            mails[key] = Mail(words, names, ())
        if names:
            last = next(reversed(mails))
            mails[last] = Mail(mails[last].when, names, tuple(facts))
    return mails


@cache
def all_mails() -> frozenset[str]:
    """Every mail of the desk, by name."""
    found = files("helpdesk.templates_mail").iterdir()
    return frozenset(one.name.split(".")[0] for one in found if one.name.endswith(".txt.j2"))


def as_shipped(mail: str, language: Language) -> str:
    """The words of `mail` that come with the desk."""
    name = f"{mail}.{language}.txt.j2"
    return files("helpdesk.templates_mail").joinpath(name).read_text("utf-8")
