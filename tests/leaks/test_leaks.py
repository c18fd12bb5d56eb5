"""No byte of a note, a card, a handle, an obeyed command or a private address in any mail to a customer."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.tickets.model import Language
from tests.leaks.letters import DEEDS, Letter, letters
from tests.leaks.play import ANA, desk, play
from tests.leaks.shapes import shapes
from tests.leaks.watch import shown
from tests.story.rig.invariant import check

LETTERS = list(letters())
SHAPED = list(shapes())
LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")


def test_the_corpus_is_as_large_as_it_says() -> None:
    assert len(LETTERS) >= 300
    assert len({letter.name for letter in (*LETTERS, *SHAPED)}) == len(LETTERS) + len(SHAPED)
    assert Counter(one.language for one in SHAPED).keys() == set(LANGUAGES)
    for each in ("deed", "program", "posting", "language"):
        used = Counter(getattr(letter, each) for letter in LETTERS)
        assert min(used.values()) >= 5 and (each != "deed" or len(used) == len(DEEDS)), used


def test_whatever_shows_is_seen(tmp_path: Path, cell: ParseCell) -> None:
    """The watch itself: each kind of secret, put into a mail to the customer, is found."""
    with desk(tmp_path, cell, "es") as world:
        assert play(world, LETTERS[0]) == []
        mails = list(world.sent)
        hers = next(one for one in mails if one.to == ANA)
        card = next(line for line in hers.text.split("\n") if line.startswith("| "))
        for secret in (card.strip("| "), str(hers.mail["Reply-To"]), ANA, "morosox1x", "#resolver"):
            for body in (secret, quote(secret), f"<b>{escape(secret[:4])}</b>{escape(secret[4:])}"):
                told = replace(mails[0], to="c1@cliente.example", raw=f"Subject: x\r\n\r\n{body}".encode())
                assert shown(world, [*mails, told], ["morosox1x", "#resolver"]), body


@pytest.mark.slow
@pytest.mark.parametrize("letters_of", [LETTERS, SHAPED], ids=["deeds", "shapes"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a13_nothing_of_the_inside_reaches_a_customer(
    language: Language, letters_of: list[Letter], tmp_path: Path, cell: ParseCell
) -> None:
    assert played([one for one in letters_of if one.language == language], tmp_path, cell) == []


def played(chosen: list[Letter], data: Path, cell: ParseCell) -> list[str]:
    """What is wrong with any of them, on one desk."""
    assert chosen
    with desk(data, cell, chosen[0].language) as world:
        wrong = [one for letter in chosen for one in play(world, letter)]
        wrong += shown(world, world.sent, ())
        check(world, [], "")
    return wrong
