"""The whole product as a process: an agent asks for a link in a browser, reads it in the Maildir, and is in."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.integration.desk_rig import ANA, SUPPORT, Desk
from tests.web.chromium import tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
MAIL = (
    f"From: Lucía <lucia@correo.test>\nTo: {SUPPORT}\nSubject: ¿Dónde está mi pedido?\n"
    "Message-ID: <1@correo.test>\n\nHola\n"
)


def mailed(folder: Path, to: str) -> list[str]:
    """The links that stand in mails to this address in the Maildir."""
    found = []
    for path in sorted((folder / "helpdesk-data" / "outgoing").glob("*/*")):
        mail = message_from_bytes(path.read_bytes(), policy=default)
        body = mail.get_body(("plain",))
        if to in str(mail["To"]) and body is not None:
            found += re.findall(r"http://\S+/enter/[\w-]+", body.get_content())
    return found


def test_from_the_form_by_the_mail_to_the_tickets(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    with Desk(folder) as desk:
        desk.helpdesk("ingest", "-", "--mailbox", "support", "--authenticated", "pass", given=MAIL)
        home = f"http://127.0.0.1:{desk.port.web}"
        with tab(browser, home) as shown, tab(browser, home) as thief:
            shown.go("/")
            shown.page.fill("#address", ANA)
            shown.follow("main button")
            assert "Mire su correo" in shown.page.content()
            desk.until(lambda: bool(mailed(folder, ANA)), "the link is in the Maildir")
            [link] = mailed(folder, ANA)
            assert link.startswith(home)
            assert thief.go(link) == 404, "it is for the browser that asked"
            assert shown.go(link) == 200
            shown.follow("main button")
            assert "¿Dónde está mi pedido?" in shown.page.content()
            shown.follow("text=¿Dónde está mi pedido?")
            assert "remitente probado" in shown.page.content()
            assert shown.go(link) == 404, "it works once"
            assert shown.outside == [] and thief.outside == []
