"""Shapes that slipped through elsewhere: who stands in To and Cc, commands dressed up or half there, what is pasted."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import count, product

from helpdesk.tickets.model import Language
from tests.leaks.letters import COMMANDS, NOTE, SOLVE, Deed, Expected, Letter, Parts
from tests.leaks.programs import PROGRAMS, Posting
from tests.leaks.speech import SPEECH

FIRST = 1_001  # the number of the first of them
PROGRAMS_EACH = 3
SECRET, CARD = (
    "«secret»",
    "«card»",
)  # where the letter's note, and the card of the mail she answers, are pasted
SAID: dict[Language, str] = {
    "es": "El lun, 23 nov 2026 a las 9:12, Luis escribió:",
    "en": "On Mon, Nov 23, 2026 at 9:12 AM Luis wrote:",
    "pt": "Em seg., 23 de nov. de 2026 às 9:12, Luis escreveu:",
}
FOREIGN: dict[Language, str] = {
    "es": "El jue, 19 nov 2026 a las 9:12, Banco <b@banco.example> escribió:",
    "en": "On Thu, Nov 19, 2026 at 9:12 AM Bank <b@banco.example> wrote:",
    "pt": "Em qui., 19 de nov. de 2026 às 9:12, Banco <b@banco.example> escreveu:",
}
PASSED_ON: dict[Language, str] = {
    "es": "---------- Mensaje reenviado ---------",
    "en": "---------- Forwarded message ---------",
    "pt": "---------- Mensagem encaminhada ---------",
}
PHONES: dict[Language, str] = {each: speech.iphone for each, speech in SPEECH.items()}
SHOWN_BY = ("BEGIN PGP", "SHA512")
SEALED = "-----BEGIN PGP MESSAGE-----"
SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n"
BY = "\n-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCgAdFiEE\n=aBcD\n-----END PGP SIGNATURE-----"
NOTES, ENDS = ("#nota", "#note"), ("#resolver", "#solve")

Words = Callable[[list[str], Language], list[str]]
Swap = tuple[tuple[str, str], ...]


def _first(form: str, commands: dict[Language, str]) -> Words:
    """The command, dressed like this, above her words."""
    return lambda own, language: [f"{form.format(commands[language])}\n\n{own[0]}", own[1]]


def _last(form: str, commands: dict[Language, str]) -> Words:
    return lambda own, language: [own[0], f"{own[1]}\n\n{form.format(commands[language])}"]


def _between(line: str) -> Words:
    return lambda own, _: [f"{own[0]}\n\n{line}\n\n{own[1]}", own[1]]


def _below_the_phone(own: list[str], language: Language) -> list[str]:
    return [own[0], f"{own[1]}\n\n{PHONES[language]}\n\n{SOLVE[language]}"]


def _pasted(heads: dict[Language, str], what: str, mark: str = "") -> Words:
    return lambda own, language: [own[0], f"{own[1]}\n\n{heads[language]}\n\n{mark}{what}"]


def _wide(commands: dict[Language, str], old: str, new: str) -> dict[Language, str]:
    return {language: command.replace(old, new) for language, command in commands.items()}


def _in_html(form: str, names: tuple[str, ...]) -> Swap:
    """What her program's HTML has in place of the escaped text."""
    return tuple((form.format(name), f"<b>{name}</b>") for name in names)


def _dressed(kind: str, commands: dict[Language, str], names: tuple[str, ...]) -> Iterator[Deed]:
    """One command in every dress. A note stays inside in each; what ends a case may be held, never shown."""
    expected: Expected = "inside" if names is NOTES else "any"
    known = NOTES if names is NOTES else COMMANDS
    forms: tuple[tuple[str, Words, Swap, Swap], ...] = (
        ("in quotes", _first('"{}"', commands), (), ()),
        ("in bold", _first("*{}*", commands), _in_html("*{}*", names), ()),
        ("in stars", _first("*{}*", commands), (), ()),
        ("in a list", _first("- {}", commands), (), ()),
        ("in a bold list", _first("- *{}*", commands), _in_html("*{}*", names), ()),
        ("after a word", _first("Ojo. {}", commands), (), ()),
        ("behind a mark", _first("> {}", commands), (), ()),
        ("below, behind a mark", _last("> {}", commands), (), ()),
        (
            "in a blockquote",
            _first("{}", commands),
            tuple((f">{one}<", f"><blockquote>{one}</blockquote><") for one in names),
            (),
        ),
        ("in her signature", _last("-- \nAna Ruiz\n{}", commands), (), ()),
        ("wide", _first("{}", _wide(commands, "#", "\uff03")), (), ()),
        ("with an unseen sign", _first("{}", _wide(commands, "o", "o\u200b")), (), ()),
        ("behind an unseen sign", _first("\u200b\u2060{}", commands), (), ()),
        ("in html alone", _first("{}", commands), (), tuple((f"{one}\n\n", "") for one in names)),
        ("in text alone", _first("{}", commands), tuple((one, "") for one in names), ()),
    )
    for name, words, dress, bare in forms:
        yield Deed(f"{kind} {name}", words, expected, commands=known, dress=dress, bare=bare)


SHAPES = (
    *_dressed("says it is a note", NOTE, NOTES),
    *_dressed("ends the case", SOLVE, ENDS),
    Deed("pastes a note below a line", _pasted(SAID, SECRET), "any"),
    Deed("pastes a note behind a mark", _pasted(SAID, SECRET, "> "), "any"),
    Deed("pastes a note as somebody else's", _pasted(FOREIGN, SECRET), "any"),
    Deed("pastes a note as passed on", _pasted(PASSED_ON, SECRET), "any"),
    Deed("pastes the card below a line", _pasted(SAID, CARD), "any"),
    Deed("pastes the card as somebody else's", _pasted(FOREIGN, CARD), "any"),
    Deed("pastes the card alone", lambda own, _: [f"{own[0]}\n\n{CARD}", own[1]], "any"),
    Deed("answers a colleague with the desk in copy", lambda own, _: own, "told", route="colleague"),
    Deed("answers the customer with the desk in copy", lambda own, _: own, "any", route="customer"),
    Deed("answers the customer and all, handle and all", lambda own, _: own, "any", to="r", route="all"),
    Deed("answers all to a note, the customer among them", lambda own, _: own, "inside", asked="note", route="all"),
    Deed("passes it on to the customer, desk in copy", lambda own, _: own, "told", way="forward", route="customer"),
    Deed("passes it on to somebody, desk in copy", lambda own, _: own, "told", way="forward", route="friend"),
    Deed("passes it on to somebody, handle in copy", lambda own, _: own, "told", "r", way="forward", route="exposed"),
    Deed("attaches it to somebody, desk in copy", lambda own, _: own, "told", way="attach", route="friend"),
    Deed("attaches it to the customer, handle in copy", lambda own, _: own, "told", "r", way="attach", route="all"),
    Deed("puts a macro between her words", _between("#macro aviso"), commands=("#macro",)),
    Deed("ends the case below the line of her phone", _below_the_phone, commands=(*ENDS, *PHONES.values())),
    Deed("signs in the clear", lambda own, _: [f"{SIGNED}{own[0]}", f"{own[1]}{BY}"], "any", commands=SHOWN_BY),
    Deed("enciphers it", lambda own, _: [f"{SEALED}\n\n{own[0]}", own[1]], "held", commands=("BEGIN PGP",)),
    Deed("says to all that it is a note", _first("{}", NOTE), "inside", route="all", commands=NOTES),
    Deed("ends the case before all", _first("{}", SOLVE), "any", route="all", commands=ENDS),
)  # fmt: skip


def shapes() -> Iterator[Letter]:
    """Each shape in three languages and as several programs write it, the same ones every time."""
    numbers = count(FIRST)
    languages: tuple[Language, ...] = ("es", "en", "pt")
    postings: tuple[Posting, ...] = ("top", "bottom", "inline")
    for deed, language in product(SHAPES, languages):
        chance = random.Random(f"{deed.name} {language}")
        halves = bool(deed.dress or deed.bare)
        programs = sorted(set(PROGRAMS) - {"thunderbird"} if halves else PROGRAMS)  # it writes no HTML
        for program in chance.sample(programs, PROGRAMS_EACH):
            whole: tuple[Parts, ...] = ("both",) if halves else ("both", "html", "text")
            yield Letter(
                next(numbers), program, chance.choice(postings), language, deed, chance.choice(whole)
            )
