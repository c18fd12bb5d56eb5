"""Two agents of two mailboxes at the pages about the desk: neither learns anything of the other's mail (A52)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.tickets.model import Alert, Language
from tests.story.rig.agents import shell
from tests.story.rig.shop import replies, shop, ticket, writes
from tests.story.rig.tell import tell
from tests.story.rig.world import World
from tests.web.rig import Viewer, viewer_of
from tests.web.scene import forged

pytestmark = pytest.mark.slow  # whole lives of a desk: make check has not the time


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A forger has written in Ana's name to both mailboxes, and Ana a command that is none."""
    cell = ParseCell()
    try:
        with shop(tmp_path_factory.mktemp("desk"), cell) as opened:
            writes(opened, "lucia", "Factura 4711", "¿Me la envían?")
            replies(opened, "ana", "#asignar nadia\n")
            for _ in range(3):
                writes(opened, "joana", "Pedido 20338", "Onde está?", box="web")
            forged(opened)
            tell(
                opened,
                "Date: {date}\nMessage-ID: <f2@evil.example>\nSubject: Otra cuenta\nFrom: Ana Ruiz <ana@acme.example>\n"
                "To: web@acme.example\n\nPague aquí.\n",
                "mallory",
                "fail",
            )
            yield opened
    finally:
        cell.close()


def reader(world: World, *mailboxes: str, language: Language = "es") -> Viewer:
    """Ana with these mailboxes (none = all) and this language."""
    before = world.desk.policy
    changed = [
        replace(one, mailboxes=mailboxes, languages=(language,)) if one.id == "ana" else one
        for one in before.agents
    ]
    world.desk.adopt(replace(before, agents=tuple(changed)))
    viewer = viewer_of(world.desk)
    viewer.sign_in("ana@acme.example")
    return viewer


def health(viewer: Viewer) -> tuple[str, int]:
    page = viewer.get("/health").text
    held = re.search(r"<dt>Correo retenido</dt><dd>(\d+)</dd>", page)
    assert held is not None
    return page, int(held[1])


def test_an_agent_of_one_mailbox_reads_no_alert_and_counts_no_mail_of_the_other(world: World) -> None:
    """An alert says whose name was abused on which case."""
    whole, all_of_them = health(reader(world))
    assert "Avisos de los últimos 7 días" in whole and all_of_them == 3
    page, hers = health(reader(world, "web"))
    assert "Avisos de los últimos 7 días" not in page and "Ana Ruiz, pero" not in page
    assert hers == 1
    assert health(reader(world, "tienda"))[1] == 2


def test_the_outbox_shows_no_alert_about_mail_of_another_mailbox(world: World) -> None:
    """It goes out from the desk's first address, whichever mailbox it is about."""
    assert "Alerta" in reader(world).get("/outbox").text
    page = reader(world, "tienda").get("/outbox").text
    assert "Acuse de recibo" in page and "Alerta" not in page


def test_an_alert_is_told_in_the_readers_language(world: World) -> None:
    """The record of it is English, as all that the desk says of itself."""
    page, _ = health(reader(world))
    assert "el remitente es Ana Ruiz, pero su dominio lo niega" in page
    assert "From is" not in page and "disowns" not in page


def counted(viewer: Viewer, rule: str) -> tuple[list[int], str]:
    """The figures of a rule's row, and when it hit last."""
    page = re.sub(r"\s+", " ", viewer.get("/rules").text)
    row = re.search(f'<td role="cell" class="subject">{re.escape(rule)}<.*?</tr>', page)
    assert row is not None
    numbers = [int(n) for n in re.findall(r'class="number"[^>]*>(\d+)<', row[0])]
    last = re.search(r'<time datetime="([^"]+)"', row[0])
    return numbers, last[1] if last else ""


def test_rules_are_counted_by_what_they_did_to_the_readers_own_mail(world: World) -> None:
    (whole, *_), last = counted(reader(world), "factura")
    (shop, *_), same = counted(reader(world, "tienda"), "factura")
    assert whole == shop > 0 and last == same
    assert counted(reader(world, "web"), "factura") == ([0, 0, 0], "")
    filed = ticket(world, 1)
    shell(world, "ana", "#carpeta Clientes VIP", 1)
    overruled = [counted(reader(world, *boxes), filed.folder)[0][2] for boxes in ((), ("tienda",), ("web",))]
    assert overruled == [1, 1, 0]


POLICY = (
    'config/folders.yaml:2:38: there is no tag "vips". Did you mean "vip"? (tags.yaml:1)\n'
    "and 3 more: helpdesk check\n(policy abc123 stays in force)"
)


def test_a_refused_policy_is_told_with_its_frame_in_the_readers_language(world: World) -> None:
    """On the page and in the mail; the errors as `helpdesk check` says them (docs/decisions/0030)."""
    with world.store.write():
        world.store.put_note("policy-refused", "x")
        world.store.alert(Alert("policy", POLICY), world.clock.now())
    viewer = reader(world)
    page = viewer.get("/health").text
    assert '<div lang="en">config/folders.yaml:2:38: there is no tag &#34;vips&#34;.' in page
    assert "<div>y 3 más: helpdesk check</div><div>(sigue en vigor la política abc123)</div>" in page
    assert "helpdesk check» dicen lo mismo" in page and "stays in force" not in page
    assert (
        '<div lang="en">(policy abc123 stays in force)</div>'
        in reader(world, language="en").get("/health").text
    )
    [mail] = Letters(world.desk).alerts([Alert("policy", POLICY)])
    text = message_from_bytes(mail.outgoing.raw, policy=default).get_body(("plain",))
    assert text is not None
    said = text.get_content()
    assert "y 3 más: helpdesk check" in said and "(sigue en vigor la política abc123)" in said
    assert 'there is no tag "vips". Did you mean "vip"?' in said
    assert (
        mail.outgoing.subject
        == "Aviso de la mesa: La configuración nueva tiene errores; sigue en vigor la última buena"
    )


@pytest.mark.slow  # hundreds of tickets
def test_a_customer_of_both_mailboxes_has_as_many_tickets_as_the_reader_may_see(world: World) -> None:
    joana = next(one for one in world.store.tickets() if one.requester.address.startswith("joana"))
    for _ in range(52):  # more than a page shows
        writes(world, "joana", f"Pedido {_}", "Onde está?", box="web")
    writes(world, "joana", "Outra coisa", "Olá")
    for mailboxes, wanted in (((), 56), (("web",), 55)):
        page = reader(world, *mailboxes).get(f"/t/{joana.protocol}/customer").text
        assert f"<dt>Casos</dt><dd>{wanted}</dd>" in page
        assert f"<dt>Abiertos</dt><dd>{wanted}</dd>" in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "línea 1: #asignar nadia: no hay agente «nadia»."),
        ("pt", "linha 1: #asignar nadia: não há agente “nadia”."),
        ("en", "line 1: #asignar nadia: there is no agent “nadia”."),
    ],
)
def test_a_command_nobody_understood_says_so_in_the_readers_language(
    world: World, language: Language, said: str
) -> None:
    """On the page of held mail and in the history, where the kind of what is wrong stood as `command-error`."""
    viewer = reader(world, language=language)
    ticket = next(one for one in world.store.tickets() if one.subject.startswith("Factura"))
    page = viewer.get(f"/t/{ticket.protocol}").text
    assert said in page and said in viewer.get("/held").text
    assert "command-error" not in page
