"""What an agent's mail asks for besides being sent on."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.tickets.decide import Arrived
from helpdesk.tickets.deeds import CommandFault, Deed, Turn, Verb
from helpdesk.tickets.draft import Refused


@dataclass(frozen=True, slots=True)
class Order:
    """Deeds with the verbs that asked for them, one each; the first `above` verbs stand above her words. `arrived` has
    the words without the commands, `pieces` are those cut at the verbs that stand in their midst, the next ones, and
    `whole` are the words with the commands. `quiet`: who carries it out tells her what came of it.
    """

    arrived: Arrived
    deeds: tuple[Deed, ...] = ()
    verbs: tuple[Verb, ...] = ()
    above: int = 0
    quiet: bool = False
    whole: str = ""
    pieces: tuple[str, ...] = ()

    @property
    def resolves(self) -> bool:
        """Whether the case is taken as resolved with this mail."""
        return any(isinstance(deed, Turn) and deed.status == "resolved" for deed in self.deeds)

    @property
    def because(self) -> str:
        """The commands as they stood in the mail."""
        return " ".join(dict.fromkeys(verb.source for verb in self.verbs))[:500]


def placed(order: Order, refused: Refused) -> CommandFault:
    """The fault of a command that the ticket does not allow."""
    verb = order.verbs[refused.n]
    at = verb.source.find(refused.about, verb.value_column - 1) + 1 or verb.source.find(refused.about) + 1
    return CommandFault(verb.line, at or 1, refused.what, refused.fixes, refused.about, verb.source)


def first_line(words: str, what: str) -> CommandFault:
    """What is wrong with a mail because it has words at all: shown at the first line that is written."""
    lines = words.splitlines()
    at = next((n for n, line in enumerate(lines) if line.strip()), 0)
    source = lines[at].strip() if lines else ""
    return CommandFault(at + 1, 1, what, (), source, source)


def text_in(whole: str, text: str) -> CommandFault:
    """The first line that is no command, where nothing but commands is taken."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    at = next((n for n, line in enumerate(whole.splitlines(), 1) if first and line.strip() == first), 1)
    return CommandFault(at, 1, "commands_only", (), first, first)
