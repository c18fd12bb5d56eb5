"""Every folder beside this file is a story: mail as people write it, and what the desk makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.runner import play
from tests.story.rig.story import read_story

STORIES = sorted(path.parent for path in Path(__file__).parent.glob("[0-9]*/story.yaml"))


@pytest.mark.parametrize("folder", STORIES, ids=[folder.name for folder in STORIES])
def test_story(folder: Path, tmp_path: Path, cell: ParseCell) -> None:
    play(read_story(folder), tmp_path, cell)
