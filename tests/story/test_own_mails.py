"""A desk that says it in its own words: what its customers get, and that a mistake never comes into force."""

from __future__ import annotations

from pathlib import Path

from helpdesk.daemon.policy.reload import Reloader
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.tickets.model import Alert
from tests.story.rig.shop import shop, writes

OWN = (
    "\ufeffBuenas, {{ name }}.\r\nApunte: {{ protocol }} {{ promise }}\r\n"
    "{% for one in other_languages %}{{ one.words }}\r\n{% endfor %}"
)
FILE = "templates/acknowledgement.es.txt"


def test_its_own_words_are_what_a_customer_gets(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {FILE: OWN}) as world:
        told = writes(world, "lucia")
        assert "ack to lucia" in told.mails
        assert told.sent[0].text.startswith("Buenas, Lucia.\nApunte: ACM-")
        html = told.sent[0].mail.get_body(("html",))
        assert html is not None and "Apunte: ACM-" in html.get_content()
        english = writes(
            world, "john", "Wrong invoice", "You have charged me twice for the same order, why is that?"
        )
        assert any("Your reference number is" in mail.text for mail in english.sent), (
            "the others are as they come"
        )


def test_a_mistake_never_comes_into_force(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {FILE: OWN}) as world:
        alerts: list[Alert] = []
        reloader = Reloader(world.desk, alerts.append)
        path = world.desk.settings.config_dir / FILE
        path.write_text(OWN.replace("{{ protocol }}", "{{ protocolo }}"), "utf-8")
        assert not reloader.reload()
        assert (
            f'{FILE}:2:12: "protocolo" is nothing this mail knows. Did you mean "protocol"?'
            in alerts[0].detail
        )
        assert "Apunte: ACM-" in writes(world, "lucia").sent[0].text, "the last good words stay"
        path.write_text(OWN.replace("Buenas", "Hola"), "utf-8")
        assert reloader.reload()
        world.clock.advance(world.desk.receipts.gap * 2)
        assert writes(world, "lucia", "Otra cosa").sent[0].text.startswith("Hola, Lucia.")
