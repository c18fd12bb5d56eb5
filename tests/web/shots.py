"""Pictures of every page and every mail, for people to look at (make shots).

build/shots/PAGE-WIDTH-SCHEME.png and build/shots/mails/LANGUAGE/MAIL-WIDTH-SCHEME.png.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.shop import shop
from tests.web.chromium import chromium, tab
from tests.web.conftest import sign_in
from tests.web.mails import every_mail, reading
from tests.web.rig import served
from tests.web.scene import ARTICLES, play_with_pages
from tests.web.walk import pages

SHOTS = Path(__file__).parents[2] / "build" / "shots"
WIDTHS = (320, 768, 1440)


def main(only: list[str]) -> None:
    """Take them all, or those of the pages named; `mails`: of mails alone, `mails/digest`: of that one."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    wanted = [name.removeprefix("mails").strip("/") for name in only if name.startswith("mails")]
    if wanted or not only:
        of_mails(wanted)
    if len(wanted) < len(only) or not only:
        of_pages(only)
    print(f"{len(list(SHOTS.rglob('*.png')))} pictures in {SHOTS}")


def of_mails(wanted: list[str]) -> None:
    """Every mail in every language, as a phone and a wide window show it."""
    with chromium() as browser:
        for width in (320, 640):
            for scheme in ("light", "dark"):
                with reading(browser, viewport={"width": width, "height": 320}, color_scheme=scheme) as shown:
                    for name, html in every_mail().items():
                        language, _, mail = name.partition("/")
                        if not any(mail.startswith(one) for one in wanted or [""]):
                            continue
                        shown.page.set_content(html)
                        stem = re.sub(r"\W+", "-", mail)
                        path = SHOTS / "mails" / language / f"{stem}-{width}-{scheme}.png"
                        shown.page.screenshot(path=path, full_page=True)


def of_pages(only: list[str]) -> None:
    """The viewer's."""
    cell = ParseCell()
    with tempfile.TemporaryDirectory() as folder, shop(Path(folder), cell, ARTICLES) as world:
        play_with_pages(world)
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


if __name__ == "__main__":
    main(sys.argv[1:])
