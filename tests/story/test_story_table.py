"""README.md beside this file says which stories show which point of the design; this holds the page to the folders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.story.rig.story import Owed, read_story

HERE = Path(__file__).parent
ROWS = {
    match[1]: re.findall(r"`(\d\d-[\w-]+)`", match[2])
    for match in re.finditer(r"^\| ([\w.]+) \|(.*)\|$", (HERE / "README.md").read_text("utf-8"), re.M)
}
POINTS = [*(f"1.{n}" for n in range(1, 12)), "mailboxes", *(f"E{n}" for n in range(1, 10))]
# The desk's own people, to whom the other mails of a story go.
INSIDE = {"ana", "luis", "kate", "rita", "marta", "nico", "admin"}


@pytest.mark.parametrize("point", POINTS)
def test_every_point_has_a_story_that_compares_what_a_customer_gets(point: str) -> None:
    stories = [read_story(HERE / name) for name in ROWS[point]]
    assert stories, f"no story shows {point}"
    shown = [owed for story in stories for step in story.steps for owed in step.sends if _compared(owed)]
    assert shown, f"no story of {point} compares a mail to a customer"


def test_no_row_names_a_point_that_is_none() -> None:
    assert set(ROWS) - {"point", "row"} == set(POINTS)


def test_no_expected_mail_lies_about_unread() -> None:
    idle = []
    for folder in sorted(path.parent for path in HERE.glob("[0-9]*/story.yaml")):
        story = read_story(folder)
        read = {file for step in story.steps for owed in step.sends for file in owed.files}
        there = {path.name for path in (*folder.glob("*.txt"), *folder.glob("*.html"))}
        idle += [f"{folder.name}/{name}" for name in sorted(there - read)]
    assert idle == []


def _compared(owed: Owed) -> bool:
    return bool(owed.files) and owed.to not in INSIDE
