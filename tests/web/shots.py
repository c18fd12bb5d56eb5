"""Pictures of every page, for people to look at: build/shots/PAGE-WIDTH-SCHEME.png (make shots)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from helpdesk.daemon.parse_cell import ParseCell
from tests.story.rig.shop import shop
from tests.web.chromium import chromium, tab
from tests.web.conftest import sign_in
from tests.web.rig import served
from tests.web.scene import play
from tests.web.walk import pages

SHOTS = Path(__file__).parents[2] / "build" / "shots"
WIDTHS = (320, 768, 1440)


def main(only: list[str]) -> None:
    """Take them all, or those of the pages named."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    cell = ParseCell()
    with tempfile.TemporaryDirectory() as folder, shop(Path(folder), cell) as world:
        play(world)
        while world.store.index_pending():
            pass
        with served(world.desk) as home, chromium() as browser:
            for width in WIDTHS:
                for scheme in ("light", "dark"):
                    with tab(
                        browser, home, viewport={"width": width, "height": 900}, color_scheme=scheme
                    ) as shown:
                        shown.go("/")
                        shown.page.screenshot(path=SHOTS / f"outside-{width}-{scheme}.png", full_page=True)
                        sign_in(world, shown)
                        for name, path in pages(world).items():
                            if only and name not in only:
                                continue
                            shown.go(path)
                            shown.page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
    cell.close()
    print(f"{len(list(SHOTS.glob('*.png')))} pictures in {SHOTS}")


if __name__ == "__main__":
    main(sys.argv[1:])
