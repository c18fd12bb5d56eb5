"""Commands as values: what an agent wrote, what it means for her ticket, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from helpdesk.tickets.model import Language, Priority, Status

Question = Literal["status", "queue", "search", "help"]


@dataclass(frozen=True, slots=True)
class Verb:
    """One command as it was read: `name` is the verb's English name whatever the alias, `value` what follows it.

    `line` and the columns count from 1, in the agent's own words; `source` is the line as it was read.
    """

    name: str
    word: str
    value: str
    line: int
    column: int
    value_column: int
    source: str


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands of a text, in order, and the text without them; the first `above` of them stand above it. Where some
    stand in its midst, they come next, and `pieces` are the text cut at their places; else ()."""

    verbs: tuple[Verb, ...]
    text: str
    above: int = 0
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandFault:
    """Why none of a mail's commands is obeyed: the place, what is wrong (`what` is a key of the mails' words, `about`
    the piece of the line it speaks of), and what was probably meant. `line` 0: the mail as a whole.

    `fixes` are what one tap may put right (mailflow/mending.py), `write` is the line to write where none can be known
    for sure, and `to` whose address it is for where it is not the receipt's. `more` are the mail's other faults."""

    line: int
    column: int
    what: str
    fixes: tuple[str, ...] = ()
    about: str = ""
    source: str = ""
    write: str = ""
    to: Literal["", "customer", "note", "desk", "commands"] = ""
    more: tuple[CommandFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names a value may be one of. Of agents, macros and articles: the id with the names people say; of teams: with
    their tier; of reasons: the word for each in a language, where there is one. Where `tags` or `folders` is empty, the
    policy defines none and every word is one. `prefixes`: of protocols."""

    agents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    teams: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    reason_words: Mapping[str, Mapping[Language, str]] = field(default_factory=dict)
    priorities: Mapping[str, Priority] = field(default_factory=dict)
    macros: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    articles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prefixes: tuple[str, ...] = ()

    def reasons_in(self, language: Language) -> Mapping[str, str]:
        """The categories of escalation as they are called in `language`, each with its id."""
        return {self.reason_words.get(each, {}).get(language, each): each for each in self.reasons}


# -- what commands mean -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeepInside:
    """The mail's words are a note, wherever they were sent."""


@dataclass(frozen=True, slots=True)
class GiveTo:
    """The ticket is this agent's; '' = nobody's, back to its queue."""

    agent: str


@dataclass(frozen=True, slots=True)
class MoveToTeam:
    """The ticket is this team's; somebody of it is chosen by the rules."""

    team: str


@dataclass(frozen=True, slots=True)
class HandUp:
    """The same with a reason of the policy: the customer is told the reason's sentence, the team `text` as well."""

    team: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """The ticket's state."""

    status: Status


@dataclass(frozen=True, slots=True)
class Sleep:
    """The ticket is out of sight until this moment (UTC), or until the customer writes; its promises run on."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Retag:
    """Tags put on and taken off."""

    add: tuple[str, ...]
    remove: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rank:
    """The priority."""

    priority: Priority


@dataclass(frozen=True, slots=True)
class FileIn:
    """The folder."""

    folder: str


@dataclass(frozen=True, slots=True)
class Speak:
    """The language the customer is written in."""

    language: Language


@dataclass(frozen=True, slots=True)
class LetRules:
    """What persons have set is the rules' again."""


@dataclass(frozen=True, slots=True)
class People:
    """Addresses that take part from now on, and that no longer do; `numbers` are of those listed as not admitted."""

    add: tuple[str, ...]
    remove: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UseMacro:
    """A macro's text stands where the command stood; `values` are (name, value)."""

    macro: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class UseArticle:
    """So does an article of the knowledge base."""

    article: str


@dataclass(frozen=True, slots=True)
class PutAside:
    """The ticket is no case at all: spam, or nothing that anybody need do; for a while it can be restored."""

    how: Literal["spam", "discarded"]


@dataclass(frozen=True, slots=True)
class Restore:
    """It is one after all."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """She who says so is written nothing new of the ticket any more, or is again."""

    on: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that is answered by mail and changes nothing; `words` are what is searched for."""

    what: Question
    words: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """This ticket goes into another: `wanted` as she wrote it, `into` its protocol, '' where that is none. `force`: be
    it another customer's."""

    wanted: str
    into: str
    force: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """A message of the ticket is one of its own: number `n`, or with 0 the one that her mail answers."""

    n: int = 0


@dataclass(frozen=True, slots=True)
class Undo:
    """Her last change of this ticket is taken back."""


@dataclass(frozen=True, slots=True)
class ForCustomer:
    """A new mail is the first message of a case of this customer."""

    address: str
    name: str = ""


Deed = (
    KeepInside
    | GiveTo
    | MoveToTeam
    | HandUp
    | Turn
    | Sleep
    | Retag
    | Rank
    | FileIn
    | Speak
    | LetRules
    | People
    | UseMacro
    | UseArticle
    | PutAside
    | Restore
    | Quiet
    | Ask
    | Merge
    | Split
    | Undo
    | ForCustomer
)

# These change more than a ticket's fields: each is the one command of its mail.
LONE = (Merge, Split, Undo)
