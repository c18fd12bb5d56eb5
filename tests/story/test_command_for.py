"""#para: an agent opens a case by writing to a customer; under the trust that new mail needs, and no other way."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.commands.ticket_do import received
from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import says as of_kind
from tests.story.rig.invariant import check
from tests.story.rig.shop import later, shop, ticket, writes, writes_again
from tests.story.rig.tap import tap
from tests.story.rig.tell import Told, tell
from tests.story.rig.world import World
from tests.story.test_commands import FILES, kinds, pins, says


def new_mail(
    world: World,
    body: str,
    *,
    proof: str = "pass",
    subject: str = "Su pedido",
    head: str = "",
    via: str = "lmtp",
    login: str = "",
) -> Told:
    """Ana writes a new mail to the shop."""
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <new{world.arrivals + 1}@acme.example>\nSubject: {subject}\n"
        f"From: Ana Ruiz <ana@acme.example>\nTo: tienda@acme.example\n{head}\n{body}\n",
        "ana",
        proof,
        via=via,
        login=login,
    )


@pytest.mark.parametrize(
    "line",
    [
        "#para Lucía Pérez <lucia.perez@gmail.example>",
        "#for lucia.perez@gmail.example",
        "#para lucia.perez@gmail.example<mailto:lucia.perez@gmail.example>",
    ],
)
def test_the_first_message_goes_out_as_the_desks_and_the_answer_comes_back(
    line: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = new_mail(world, f"{line}\n\nSu pedido sale mañana.\n\n-- \nAna Ruiz\nana@acme.example")
        assert (told.outcome, told.mails) == ("opened", ["reply to lucia", "receipt to ana"])
        out, receipt = told.sent
        assert out.text == "Su pedido sale mañana."
        assert str(out.mail["From"]) == "Ana Ruiz · Tienda Acme <tienda@acme.example>"
        case = ticket(world)
        assert str(out.mail["Subject"]) == f"Su pedido [{case.protocol}]", "it answers nothing"
        assert (case.status, case.assignee, case.requester.address) == (
            "waiting",
            "ana",
            "lucia.perez@gmail.example",
        )
        assert case.protocol in receipt.text and "lucia.perez@gmail.example" in receipt.text
        assert [m.direction for m in world.store.messages(case.protocol)] == ["out"]
        later(world, "1h")
        told = writes_again(world, "lucia", "Gracias, ¿a qué hora?", kind="reply")
        assert (told.outcome, told.line["protocol"], told.mails) == (
            "threaded",
            case.protocol,
            ["notification to ana"],
        )
        assert ticket(world).status == "open"
        assert says(world, "ana", "Por la tarde.").mails == ["reply to lucia"]
        assert world.store.verify().sound
        check(world, [], "")


def test_other_commands_are_obeyed_on_it_and_her_cc_takes_part(tmp_path: Path, cell: ParseCell) -> None:
    policy = {
        **FILES,
        "macros/aviso.es.md": "---\ntitle: Aviso\n---\nHola {{ customer_name }}, de {{ agent_name }}.\n",
    }
    with shop(tmp_path, cell, policy) as world:
        told = new_mail(
            world,
            "#para Lucía <lucia.perez@gmail.example>\n#prioridad alta\n#etiqueta +vip\n#macro aviso\n\nSale mañana.",
            head="Cc: pedro@empresa.example\n",
        )
        assert told.mails == ["reply to lucia", "reply to pedro", "receipt to ana"], told
        assert told.sent[0].text == "Hola Lucía, de Ana Ruiz.\n\nSale mañana."
        assert (ticket(world).priority, "vip" in ticket(world).tags) == ("high", True)
        assert {"priority", "tag:vip"} <= pins(world)
        assert ("agent:ana", "macro", "", "aviso") in kinds(world)
        check(world, [], "")


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("#para lucia", "«lucia» no es una dirección"),
        ("#para a@x.example, b@x.example", "puede ser más de uno. ¿a@x.example o b@x.example?"),
        ("#para luis@acme.example", "es de la mesa o de un agente"),
        ("#para web@acme.example", "es de la mesa o de un agente"),
        ("#prioridad alta\n#para lucia@x.example", "va en la primera línea"),
        ("Hola\n\n#para lucia@x.example", "está en medio del texto"),
        ("#para lucia@x.example\n#unir ACM-2611-7K3MGX", "esta orden va sola"),
        ("#para lucia@x.example\n#spam", "este correo no es de ningún caso"),
        ("#resolver\n\nHola", "este correo no es de ningún caso"),
        ("#para lucia@x.example\n#macro nada", "no hay plantilla «nada»"),
    ],
)
def test_what_cannot_be_sent_comes_back(body: str, shown: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = new_mail(world, f"{body}\n\nSu pedido sale mañana.")
        assert (told.outcome, told.reason, told.mails) == ("held", "command-error", ["receipt to ana"])
        assert shown in told.sent[0].text, told.sent[0].text
        assert world.store.tickets(limit=5) == []
        check(world, [], "")


def test_one_tap_mends_it(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        new_mail(world, "#para lucia.perez@gmail.example, b@x.example\n\nSu pedido sale mañana.")
        told = of_kind(world, "ana", "REINTENTAR lucia.perez@gmail.example", "receipt")
        assert told.mails == ["reply to lucia", "receipt to ana"]
        assert told.sent[0].text == "Su pedido sale mañana."
        check(world, [], "")


def test_nothing_goes_out_that_is_the_desks_own(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = new_mail(world, "#para lucia@x.example\n\nEscriba a luis@acme.example.")
        assert (told.outcome, told.reason, told.mails) == ("held", "leak", ["receipt to ana"])
        told = new_mail(world, "#para lucia@x.example")
        assert (told.outcome, told.reason) == ("held", "empty")
        assert world.store.tickets(limit=5) == []
        check(world, [], "")


def test_without_proof_it_waits_for_her_word_and_a_forger_gets_nothing(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = new_mail(world, "#para lucia.perez@gmail.example\n\nSu pedido sale mañana.", proof="none")
        assert (told.outcome, told.mails) == ("held", ["confirm to ana", "alert to admin"])
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <yes@acme.example>\nSubject: Re: {subject of confirm to ana}\n"
            "In-Reply-To: {message-id of confirm to ana}\nFrom: ana@acme.example\n"
            "To: {reply-to of confirm to ana}\n\nSí.\n",
            "ana",
            "none",
        )
        assert told.mails == ["reply to lucia", "receipt to ana"]
        before = len(world.store.tickets(limit=5))
        told = new_mail(world, "#para lucia.perez@gmail.example\n\nPague aquí.", proof="fail")
        assert told.outcome == "held" and all(one.kind in ("confirm", "alert") for one in told.sent)
        assert len(world.store.tickets(limit=5)) == before
        check(world, [], "")


def test_signed_in_she_needs_no_other_proof(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = new_mail(
            world, "#para lucia.perez@gmail.example\n\nHola.", via="submission", login="ana", proof="none"
        )
        assert told.mails == ["reply to lucia", "receipt to ana"]


def test_in_an_answer_and_from_the_shell_it_opens_nothing(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = says(world, "ana", "#para pedro@empresa.example\n\nHola.")
        assert (told.outcome, told.reason) == ("held", "command-error")
        assert "abre un caso nuevo" in told.sent[0].text
        [ana] = [agent for agent in world.desk.agents if agent.id == "ana"]
        row = received(world.desk, ticket(world), ana, ["#para pedro@empresa.example", "", "Hola."])
        world.settle()
        done = world.store.inbox(row)
        assert done is not None and done.state == "held"
        assert len(world.store.tickets(limit=5)) == 1
        check(world, [], "")


BANK = "El jue, 19 nov 2026 a las 9:10, Banco <b@banco.example> escribió:\n\nEl cargo es correcto."
NAMELESS = "El jue, 19 nov 2026 a las 9:10, Eva escribió:\n\n> El cargo es correcto."


def test_what_she_pastes_into_it_goes_out(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = new_mail(world, f"#para lucia.perez@gmail.example\n\nLe copio lo del banco.\n\n{BANK}")
        assert told.mails == ["reply to lucia", "receipt to ana"]
        assert told.sent[0].text == f"Le copio lo del banco.\n\n{BANK}"


@pytest.mark.parametrize(
    ("part", "head", "label", "shown"),
    [
        (NAMELESS, "", "Enviar con esa parte", True),
        (NAMELESS, "", "Enviar sin esa parte", False),
        (BANK, "In-Reply-To: <x@banco.example>\n", "Enviar sin esa parte", False),
    ],
)
def test_what_her_program_may_have_quoted_is_asked_about(
    part: str, head: str, label: str, shown: bool, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = new_mail(world, f"#para lucia.perez@gmail.example\n\nAhí va.\n\n{part}", head=head)
        assert (told.outcome, told.reason, told.mails) == ("held", "written-into", ["receipt to ana"])
        told = tap(world, "ana", label)
        assert told.mails == ["reply to lucia", "receipt to ana"] and world.store.held() == []
        assert ("El cargo es correcto." in told.sent[0].text) == shown
        assert told.sent[0].text.startswith("Ahí va.")
