"""Names in commands' values: looked up without case, accents and punctuation, and never guessed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from helpdesk.mailflow.addresses import dot_atom
from helpdesk.mailflow.command_words import bare

NEXT = re.compile(r"[^\s,;]+")
# `dias=5`, `importe="20 euros"`; what stands between two of them belongs to the first.
_GIVEN = re.compile(r"""(?<!\S)([^\W\d]\w*)=("[^"]*"|'[^']*'|\S*)""")
_MOST_NAMED = 4
_AT = re.compile(
    r"\s*(?:[(\[]\s*(?:at|arroba|a)\s*[)\]]|@)+\s*", re.IGNORECASE
)  # as people hide it from machines


class Wrong(Exception):
    """A value that means nothing, or several things: `what` is the fault's code, `about` the word, `fixes` what was
    perhaps meant."""

    def __init__(self, what: str, about: str, fixes: Sequence[str] = ()) -> None:
        super().__init__(what)
        self.what, self.about, self.fixes = what, about, tuple(fixes)


def signed(value: str, read: Callable[[str], str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`+a -b c`: what is put on and what is taken off, each once; the plus may be left out. `read` makes a name
    of a word.

    Raises Wrong for a sign alone, for a name that is put on and taken off, and where `read` does.
    """
    add: list[str] = []
    remove: list[str] = []
    for word in NEXT.findall(value):
        name = word[1:] if word[0] in "+-" else word
        if not name:
            raise Wrong("command_value", word)
        (remove if word[0] == "-" else add).append(read(name))
    twice = next((each for each in add if each in remove), None)
    if twice is not None:
        raise Wrong("command_contradicts", twice)
    return tuple(dict.fromkeys(add)), tuple(dict.fromkeys(remove))


def address(word: str) -> str:
    """The address in `word`, bare, in angle brackets or behind mailto:. Raises Wrong for what is none, with the address
    that is hidden in it ('ana (arroba) acme,example'), if one is."""
    address = word.strip("<>").removeprefix("mailto:")
    if not dot_atom(address):
        meant = _AT.sub("@", address).replace(",", ".").strip(".;:")
        raise Wrong("command_no_address", word, (meant,) if dot_atom(meant) and "@" in meant else ())
    return address


def one(value: str, names: Mapping[str, tuple[str, ...]], what: str) -> str:
    """The id that `value` names: by itself, else by a name of it or a word of a name, if that is one alone's.

    Raises Wrong: 'command_several' where it is several's, else `what`, with the names that are like it.
    """
    wanted = bare(value.lstrip("@"))
    by_id = [each for each in names if bare(each) == wanted]
    by_name = [each for each, said in names.items() if any(bare(name) == wanted for name in said)]
    by_word = [each for each, said in names.items() if any(wanted in bare(name).split() for name in said)]
    for found in (by_id, by_name, by_word):
        if wanted and len(found) == 1:
            return found[0]
        if wanted and found:
            raise Wrong("command_several", value, [_spoken(each, names) for each in found])
    near = alike(value, names) or alike(value, (name for said in names.values() for name in said))
    ids = [each for each, said in names.items() if each in near or any(name in near for name in said)]
    raise Wrong(what, value, [_spoken(each, names) for each in ids or (names if len(names) <= 6 else ())])


def _spoken(one: str, names: Mapping[str, tuple[str, ...]]) -> str:
    return f"{one} ({names[one][0]})" if names[one] else one


def alike(value: str, names: Iterable[str]) -> list[str]:
    """The names most like `value`, whole or in one of their words."""
    words: dict[str, list[str]] = {}
    for name in names:
        for piece in dict.fromkeys((bare(name), *bare(name).split())):
            words.setdefault(piece, []).append(name)
    close = difflib.get_close_matches(bare(value)[:80], list(words), n=_MOST_NAMED, cutoff=0.6)
    return list(dict.fromkeys(name for piece in close for name in words[piece]))[:_MOST_NAMED]


def given(value: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The name that `value` begins with, and what follows it as keys and values."""
    found = list(_GIVEN.finditer(value))
    ends = [*(each.start() for each in found[1:]), len(value)]
    pairs = [
        (
            each[1],
            (each[2][1:-1] if each[2][:1] in ("'", '"') and len(each[2]) > 1 else each[2])
            + value[each.end() : end].rstrip(),
        )
        for each, end in zip(found, ends, strict=False)
    ]
    return value[: found[0].start()].strip() if found else value, tuple(pairs)
