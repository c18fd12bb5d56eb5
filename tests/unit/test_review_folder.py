"""The folder of doubtful mail is stored by one name, and shown and accepted by the name it has in each language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.command_values import meant
from helpdesk.mailflow.commands import parse
from helpdesk.tickets.deeds import CommandFault, Commands, Deed, FileIn, Vocabulary
from helpdesk.tickets.model import Agent, Language
from helpdesk.tickets.review import REVIEW_FOLDER, folder_shown, folder_stored
from tests.story.rig.agents import says
from tests.story.rig.shop import shop, ticket, writes
from tests.web.rig import viewer_of

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
NAMES: dict[Language, str] = {"es": "Por revisar", "en": "To review", "pt": "A revisar"}


def answer(
    text: str, language: Language, folders: tuple[str, ...] = ("Billing", REVIEW_FOLDER)
) -> tuple[Deed, ...] | CommandFault:
    agent = Agent("ana", "Ana Ruiz", ("ana@acme.example",), languages=(language,))
    commands = parse(text)
    assert isinstance(commands, Commands), commands
    return meant(commands, Vocabulary(folders=folders), agent, NOW, UTC)


@pytest.mark.parametrize("language", NAMES)
def test_the_folder_of_doubtful_mail_is_shown_and_heard_in_each_language(language: Language) -> None:
    assert folder_shown(REVIEW_FOLDER, language) == NAMES[language]
    assert folder_shown("Billing", language) == "Billing"
    for said in NAMES.values():
        for text in (f"#folder {said}", f"#carpeta {said.lower()}", f"#pasta “{said}”"):
            assert answer(text, language) == (FileIn(REVIEW_FOLDER),), text
            assert answer(text, language, ()) == (FileIn(REVIEW_FOLDER),), "where every name is a folder, too"
    fault = answer("#folder Nowhere", language)
    assert isinstance(fault, CommandFault) and set(fault.fixes) == {"Billing", NAMES[language]}, fault


def test_a_folder_that_the_desk_itself_calls_so_comes_first() -> None:
    assert folder_stored("to  Review", ("Billing", REVIEW_FOLDER)) == REVIEW_FOLDER
    assert folder_stored("To review", ("To review", REVIEW_FOLDER)) == "To review"
    assert answer("#folder to review", "pt", ("To review", REVIEW_FOLDER)) == (FileIn("To review"),)
    assert answer("#folder to review", "en", ("To review", REVIEW_FOLDER)) == (FileIn("To review"),)


@pytest.mark.parametrize("language", ["en", "pt"])
def test_pages_and_mails_call_it_so_and_search_hears_it(language: Language, tmp_path: Path) -> None:
    cell = ParseCell()
    name = NAMES[language]
    try:
        with shop(tmp_path, cell) as world:
            desk = world.desk
            agents = tuple(replace(agent, languages=(language,)) for agent in desk.agents)
            desk.adopt(replace(desk.policy, agents=agents))
            viewer = viewer_of(desk)
            viewer.sign_in()
            writes(world, "tomas", "¿Soy yo?", proof="fail")
            assert ticket(world).folder == REVIEW_FOLDER
            mail = next(
                one for one in world.sent if one.kind == "notification" and one.to == "ana@acme.example"
            )
            assert f" · {name} · " in mail.text and REVIEW_FOLDER not in mail.text
            page = viewer.get("/").text
            assert page.count(name) >= 3 and f'<option value="{REVIEW_FOLDER}">{name}</option>' in page
            of_it = viewer.get(f"/t/{ticket(world).protocol}").text
            assert f">{name}</a>" in of_it and f">{REVIEW_FOLDER}<" not in of_it
            while desk.store.index_pending():
                pass
            for said in (name, REVIEW_FOLDER):
                found = viewer.get("/search", query_string={"q": f'folder:"{said}"'}).text
                assert "¿Soy yo?" in found, said
            told = says(world, "ana", f'#search folder:"{name}"')
            assert told.outcome == "command" and ticket(world).protocol in told.sent[-1].text
    finally:
        cell.close()
