"""Mail to the command address: each line a command that ends with the protocol it is for (debbugs' control server)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from helpdesk.mailflow import protocol
from helpdesk.mailflow.command_line import like
from helpdesk.mailflow.command_words import VERBS, plain
from helpdesk.mailflow.commands import parse, readable
from helpdesk.mailflow.mending import corrected
from helpdesk.tickets.deeds import CommandFault, Verb

MOST = 200  # lines of one mail
_ENDS = frozenset({"gracias", "thanks", "thank you", "obrigado", "obrigada", "fin", "fim", "end", "--", "-"})
_HASHES = ("#", "\uff03", "\ufe5f")
# Of no ticket; what follows `#buscar` is what is searched for, a protocol too.
OF_NONE = frozenset({"queue", "search", "help"})
# What a line cannot hold: words of a mail, or the place for a text.
OF_TEXT = frozenset({"note", "macro", "kb", "for"})
# Of what is nearly written so; another would be refused again.
_TAKEN = tuple(word for word, name in VERBS.items() if name not in OF_TEXT)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read, with its command and the protocol at its end; or what is wrong with it. `bare`: she left
    the hash out; `source` has it all the same, so that a fix finds its place."""

    number: int
    source: str
    verb: Verb | None = None
    protocol: str = ""
    fault: CommandFault | None = None
    marked: bool = False
    bare: bool = False

    @property
    def written(self) -> str:
        """The line as she wrote it."""
        return self.source[1:] if self.bare else self.source

    def as_written(self, fault: CommandFault) -> CommandFault:
        """What is wrong with it, to be shown: she would look in vain for a hash that she did not write."""
        if not self.bare:
            return fault
        about = fault.about[1:] if self.source.startswith(fault.about) else fault.about
        return replace(fault, source=self.written, column=max(1, fault.column - 1), about=about)

    @property
    def is_text(self) -> bool:
        """Whether it is no command, nor nearly one with a hash or a protocol to it: `Hola` is a letter off `#cola`."""
        unknown = self.fault is not None and self.fault.what == "command_unknown"
        return unknown and not (self.marked and self.fault is not None and like(self.fault.about))


def lines_of(own_words: str, prefixes: Sequence[str]) -> tuple[list[Line], str]:
    """The lines that are commands, in order, and the word that ended them ('' where the mail itself did).

    The address takes nothing but commands, so the hash may be left out.
    """
    found: list[Line] = []
    for number, raw in enumerate(own_words.splitlines(), 1):
        text = readable(raw)
        if plain(text.rstrip(".,;!")) in _ENDS or text.startswith("-- "):
            return found, text
        if not text:
            continue
        if len(found) == MOST:
            fault = CommandFault(number, 1, "command_too_many", (), str(MOST), text)
            return [*found, Line(number, text, fault=fault)], ""
        bare = not text.startswith(_HASHES)
        line = _line(number, f"#{text}" if bare else text, prefixes)
        found.append(replace(line, bare=bare, marked=line.fault is not None and (not bare or line.marked)))
    return found, ""


def _line(number: int, source: str, prefixes: Sequence[str]) -> Line:
    first = plain(source[1:].split(" ", maxsplit=1)[0].rstrip(".,:;!"))
    name = VERBS.get(first, "")
    rest, wanted, near = (source, "", ()) if name in OF_NONE else _ending(source, prefixes)
    read = parse(rest)
    if isinstance(read, CommandFault):
        fixes = like(first, _TAKEN) if read.what == "command_unknown" else read.fixes
        fault = replace(read, line=number, source=source, fixes=fixes)
        return Line(number, source, protocol=wanted, fault=fault, marked=bool(wanted))
    if not read.verbs:
        fault = CommandFault(number, 1, "command_unknown", (), source.split(" ", maxsplit=1)[0], source)
        return Line(number, source, fault=fault)
    verb = replace(read.verbs[0], line=number, source=source)
    if name in OF_TEXT:
        to: Literal["desk", "note", "customer"] = (
            "desk" if name == "for" else "note" if name == "note" else "customer"
        )
        fault = CommandFault(number, 1, "command_needs_text", (), f"#{verb.word}", source, rest, to)
        return Line(number, source, protocol=wanted, fault=fault)
    if near:
        about = source[len(rest) :].strip()
        at = len(source) - len(about) + 1
        return Line(number, source, fault=CommandFault(number, at, "command_no_ticket", (), about, source))
    if not wanted and name not in OF_NONE:
        fault = CommandFault(number, len(source) + 1, "command_needs_protocol", (), "", source)
        return Line(number, source, fault=fault)
    return Line(number, source, verb, wanted)


def mended_lines(line: Line, fault: CommandFault, fix: str) -> str:
    """What to write in place of the line, each command of it with its protocol; '' where there is nothing to write."""
    found = []
    for each in corrected(fault, fix).splitlines():
        word = plain(each.lstrip("".join(_HASHES)).split(" ", maxsplit=1)[0])
        missing = line.protocol and line.protocol not in each and VERBS.get(word) not in OF_NONE
        found.append(f"{each} {line.protocol}" if missing else each)
    return "\n".join(found)


def _ending(source: str, prefixes: Sequence[str]) -> tuple[str, str, tuple[str, ...]]:
    """The line without its last word, the protocol that this is, and the near misses where it is nearly one."""
    head, _, last = source.rpartition(" ")
    valid, near = protocol.find(last.strip(".,;[]()"), prefixes)
    if not head or not (valid or near):
        return source, "", ()
    return head, valid[0] if valid else "", () if valid else near
