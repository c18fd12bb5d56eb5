"""What agents do by mail, and the whole list of letters: every program, posting and language with four deeds each."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, product
from typing import Literal

from helpdesk.tickets.model import Language
from tests.leaks.programs import PROGRAMS, Posting

Parts = Literal["both", "text", "html"]
# sent: every piece reaches the customer, or all of it comes back; inside: nothing does; told: nor does it, and she
# is told so; held: it comes back; any: one of these.
Expected = Literal["sent", "inside", "told", "held", "any"]
DEEDS_EACH = 4


@dataclass(frozen=True, slots=True)
class Deed:
    """What she does. `words` makes her two pieces from hers in her language; `to` the handle she writes to, of the
    mail she answers: r the customer's, n the note's, '' where Reply-To leads; `asked`: which mail that is. `route`: to
    whom else it goes, the desk then being in Cc; `dress` is put for what stands in the HTML, `bare` in the text."""

    name: str
    words: Callable[[list[str], Language], list[str]]
    expected: Expected = "sent"
    to: Literal["r", "n", ""] = ""
    asked: Literal["customer", "note"] = "customer"
    way: Literal["answer", "forward", "attach", "copy"] = "answer"
    commands: tuple[str, ...] = ()
    route: Literal["", "colleague", "customer", "friend", "exposed", "all"] = ""
    dress: tuple[tuple[str, str], ...] = ()
    bare: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail of an agent's."""

    n: int
    program: str
    posting: Posting
    language: Language
    deed: Deed = field(repr=False)
    parts: Parts = "both"

    @property
    def name(self) -> str:
        """What a failure calls it."""
        return f"{self.n} {self.program} {self.posting} {self.language} {self.deed.name} {self.parts}"

    @property
    def marks(self) -> list[str]:
        """A word in each of her pieces that stands nowhere else."""
        return [f"pieza{self.n}a", f"pieza{self.n}b"]

    @property
    def pieces(self) -> list[str]:
        """Her two pieces, commands and signature with them."""
        first, second = ANSWERS[self.language]
        return self.deed.words([f"{first} {self.marks[0]}.", f"{second} {self.marks[1]}."], self.language)

    @property
    def secret(self) -> str:
        """A note about the customer, every word of it in this letter alone."""
        return " ".join(
            f"{word}x{self.n}x"
            for word in ("ojo", "moroso", "no", "devolver", "nada", "hasta", "que", "pague")
        )


ANSWERS: dict[Language, tuple[str, str]] = {
    "es": ("Buenos días: el segundo cobro ya está devuelto", "Si no lo ve mañana, escríbanos"),
    "en": ("Good morning: the second charge has been returned", "Write to us if you do not see it tomorrow"),
    "pt": ("Bom dia: a segunda cobrança já foi devolvida", "Se não a vir amanhã, escreva-nos"),
}
SOLVE: dict[Language, str] = {"es": "#resolver", "en": "#solve", "pt": "#resolver"}
URGENT = {"es": "#prioridad alta", "en": "#priority high", "pt": "#prioridade alta"}
TAG = {"es": "#etiqueta +vip", "en": "#tag +vip", "pt": "#etiqueta +vip"}
NOTE: dict[Language, str] = {"es": "#nota", "en": "#note", "pt": "#nota"}
WRONG = {"es": "#resolevr", "en": "#slove", "pt": "#resolevr"}
SIGNATURE = "\n\n-- \nAna Ruiz\nAcme · Atención\nTel. +34 555 01 02"


def _above(lines: Callable[[Language], str]) -> Callable[[list[str], Language], list[str]]:
    return lambda own, language: [f"{lines(language)}\n\n{own[0]}", own[1]]


def _below(lines: Callable[[Language], str]) -> Callable[[list[str], Language], list[str]]:
    return lambda own, language: [own[0], f"{own[1]}\n\n{lines(language)}"]


def _same(own: list[str], language: Language) -> list[str]:
    return own


def _in_the_midst(own: list[str], language: Language) -> list[str]:
    return [f"{own[0]}\n{SOLVE[language]}\n{own[1]}", own[1]]


def _commands_alone(own: list[str], language: Language) -> list[str]:
    return [URGENT[language], TAG[language]]


COMMANDS = (
    "#resolver",
    "#solve",
    "#prioridad alta",
    "#priority high",
    "#prioridade alta",
    "#etiqueta +vip",
    "#tag +vip",
)
DEEDS = (
    Deed("answers", _same),
    Deed("answers and signs", _below(lambda _: SIGNATURE.lstrip("\n"))),
    Deed("answers to the address on the card", _same, to="r"),
    Deed("writes a note", _same, "inside", to="n"),
    Deed("says it is a note", _above(lambda language: NOTE[language]), "inside", commands=("#nota", "#note")),
    Deed("solves on top", _above(lambda language: SOLVE[language]), commands=COMMANDS),
    Deed("tags and solves below", _below(lambda language: f"{TAG[language]}\n{SOLVE[language]}"), commands=COMMANDS),
    Deed(
        "solves above her signature", _below(lambda language: URGENT[language] + SIGNATURE), commands=COMMANDS
    ),
    Deed("commands alone", _commands_alone, "inside", commands=COMMANDS),
    Deed("writes a command wrong", _above(lambda language: WRONG[language]), "held", commands=("#resolevr", "#slove")),
    Deed("commands in the midst", _in_the_midst, "held", commands=COMMANDS),
    Deed("uses a macro", _above(lambda _: "#macro aviso"), commands=("#macro",)),
    Deed("uses an article", _below(lambda _: "#kb ayuda"), commands=("#kb",)),
    Deed("passes the notification on to the customer", _same, "told", to="r", way="forward"),
    Deed("attaches the notification", _same, "told", to="r", way="attach"),
    Deed("passes a colleague's note on to the customer", _same, "told", to="r", asked="note", way="forward"),
    Deed("answers a colleague's note to the customer", _same, "told", to="r", asked="note"),
    Deed("answers a colleague's note", _same, "inside", asked="note"),
    Deed("copies somebody outside", _same, way="copy"),
    Deed(
        "answers a colleague's note to the customer and solves", _above(lambda language: SOLVE[language]), "told",
        to="r", asked="note", commands=COMMANDS,
    ),
)  # fmt: skip
BY_NAME = {deed.name: deed for deed in DEEDS}


def letters() -> Iterator[Letter]:
    """All of them, in the same order every time."""
    numbers = count(1)
    languages: tuple[Language, ...] = ("es", "en", "pt")
    postings: tuple[Posting, ...] = ("top", "bottom", "inline")
    for program, posting, language in product(PROGRAMS, postings, languages):
        chance = random.Random(f"{program} {posting} {language}")
        for deed in chance.sample(DEEDS, DEEDS_EACH):
            parts: Parts = chance.choice(("both", "both", "html", "text"))
            yield Letter(next(numbers), program, posting, language, deed, parts)
