"""#unir and #separar: one case of two, two of one; nothing is lost, and nobody learns of anybody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.daemon.commands.ticket_do import about, received
from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import says
from tests.story.rig.invariant import check
from tests.story.rig.shop import later, mails, shop, writes, writes_again
from tests.story.rig.tell import Told, tell
from tests.story.rig.template import protocols_of
from tests.story.rig.world import World
from tests.story.test_commands import FILES


def two_cases(world: World, second: str = "lucia") -> tuple[str, str]:
    """Lucía's case, answered, and another; both are Ana's. Their protocols."""
    writes(world, "lucia", "La factura", "Me han cobrado dos veces la misma factura.")
    later(world, "5m")
    assert says(world, "ana", "Lo miro.").mails == ["reply to lucia"]
    later(world, "5m")
    writes(world, second, "Otra vez la factura", "Sigo sin noticias del cobro repetido de ayer.")
    first, other = protocols_of(world)
    return first, other


def people(world: World, protocol: str) -> set[tuple[str, str]]:
    return {(one.address, one.role) for one in world.store.participants(protocol)}


def names_it(world: World, who: str, protocol: str, body: str, proof: str = "pass") -> Told:
    """A mail that knows nothing but the protocol."""
    address = {"lucia": "lucia.perez@gmail.example", "pedro": "pedro@empresa.example"}[who]
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <n{world.arrivals + 1}@x.example>\nSubject: Re: [{protocol}]\n"
        f"From: {address}\nTo: tienda@acme.example\n\n{body}\n",
        who,
        proof,
    )


def test_both_protocols_lead_to_the_one_case(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        first, other = two_cases(world)
        told = says(world, "ana", f"#unir {first.lower()}")
        assert (told.outcome, told.mails) == ("command", ["receipt to ana"])
        assert f"{other} «Otra vez la factura» ya es parte de {first}: 1 mensajes." in told.sent[0].text
        one, gone = world.desk.ticket(first), world.desk.ticket(other)
        assert [m.direction for m in world.store.messages(first)] == ["in", "out", "in"]
        assert (gone.status, gone.message_count, world.store.timers(other)) == ("closed", 0, [])
        assert (one.status, one.version) == ("open", 2)
        assert world.store.sla(one.id).owed(one.status).get("next_response"), "she waits here now"
        assert [event.kind for event in world.store.events(other)][-1] == "merged-into"
        for protocol in (other, first):
            told = names_it(world, "lucia", protocol, "¿Alguna novedad?")
            assert (told.outcome, told.line["protocol"], told.mails) == (
                "threaded",
                first,
                ["notification to ana"],
            )
        told = writes_again(world, "lucia", "Y por aquí también.")  # the token of the receipt of the other
        assert (told.outcome, told.line["protocol"]) == ("threaded", first)
        assert says(world, "ana", "Hecho.").mails == ["reply to lucia"]
        assert world.store.verify().sound
        check(world, [], "")


def test_the_case_merged_is_none_resolved_on_its_day(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        first, other = two_cases(world)
        now = world.clock.now()
        day = [now - timedelta(days=1), now + timedelta(days=1)]
        says(world, "ana", f"#unir {first.lower()}")
        assert world.desk.ticket(other).resolved_at is not None
        assert world.store.resolved(1, day) == [0]
        [one, gone] = world.store.taken(None, day[0], world.clock.now()).samples
        assert (one.took, gone.took) == (None, None), "nor where every case is looked at"


def test_another_customer_is_merged_by_force_alone_and_hears_nothing(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        first, other = two_cases(world, "pedro")
        told = says(world, "ana", f"#unir {first}")
        assert (told.outcome, told.reason) == ("held", "command-error")
        assert "es de otro cliente" in told.sent[0].text and f"¿{first} forzar?" in told.sent[0].text
        told = says(world, "ana", f"REINTENTAR {first} forzar", "receipt")
        assert told.mails == ["receipt to ana"]
        assert "pedro@empresa.example" in told.sent[0].text
        assert people(world, first) == {
            ("lucia.perez@gmail.example", "requester"),
            ("pedro@empresa.example", "guest"),
        }
        assert [m.standing for m in world.store.messages(first)] == ["full", "", "guest"]
        told = names_it(world, "pedro", other, "¿Y lo mío?")
        assert (told.outcome, told.line["protocol"], told.mails) == (
            "threaded",
            first,
            ["notification to ana"],
        )
        told = says(world, "ana", "Está devuelto.")
        assert told.mails == ["reply to lucia"] and "pedro" not in told.sent[0].everything.lower()
        assert names_it(world, "lucia", other, "Gracias.", "none").line["protocol"] == first
        told = says(world, "ana", "#admitir pedro@empresa.example\n\nA los dos: hecho.")
        assert world.store.verify().sound
        check(world, [], "")


def test_those_an_agent_added_come_along_and_guests_stay_guests(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        writes(world, "lucia", "Otra", head="Cc: pedro@empresa.example\n")
        says(world, "ana", "#cc +jefa@cliente.example")
        first, _ = protocols_of(world)
        told = says(world, "ana", f"Las uno.\n\n#unir {first}")
        assert told.mails.count("reply to lucia") == 1 and told.mails[-1] == "receipt to ana"
        assert people(world, first) == {
            ("lucia.perez@gmail.example", "requester"),
            ("jefa@cliente.example", "added"),
            ("pedro@empresa.example", "guest"),
        }
        assert [m.own_words for m in world.store.messages(first)][-1] == "Las uno."
        assert world.store.verify().sound
        check(world, [], "")


def test_an_answer_to_what_was_before_the_merge_is_held(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        first, other = two_cases(world)
        old = world.sent[-1].mail["Reply-To"]
        [nico] = [agent for agent in world.desk.agents if agent.id == "nico"]
        later(world, "5m")
        received(world.desk, world.desk.ticket(other), nico, [f"#unir {first}", "", ""])
        world.settle()
        assert mails(world)[-2:] == ["notification to ana", "receipt to nico"]
        assert "Nico Sanz unió" in world.sent[-2].text
        told = tell(
            world,
            f"Date: {{date}}\nMessage-ID: <late@acme.example>\nSubject: Re: [{other}] Otra vez\n"
            f"From: Ana <ana@acme.example>\nTo: {old}\n\nAquí va la respuesta.\n",
            "ana",
            "pass",
        )
        assert (told.outcome, told.reason, told.mails) == ("held", "merged", ["receipt to ana"])
        assert f"Nico Sanz: {other}." in told.sent[0].text
        told = says(world, "ana", "ENVIAR", "receipt")
        assert told.mails == ["reply to lucia"], "released in one word"
        told = says(world, "ana", "Sabiendo lo que hay: hecho.")
        assert (told.outcome, told.mails) == ("threaded", ["reply to lucia"])
        check(world, [], "")


def test_an_answer_to_another_customer_whom_she_merged_away_is_held(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        first, other = two_cases(world, "pedro")
        old = world.sent[-1].mail["Reply-To"]
        later(world, "5m")
        assert says(world, "ana", f"#unir {first} forzar").mails == ["receipt to ana"]
        told = tell(
            world,
            f"Date: {{date}}\nMessage-ID: <late@acme.example>\nSubject: Re: [{other}] Otra vez\n"
            f"From: Ana <ana@acme.example>\nTo: {old}\n\nPedro, su clave nueva es 1234.\n",
            "ana",
            "pass",
        )
        assert (told.outcome, told.reason, told.mails) == ("held", "merged", ["receipt to ana"])
        assert f"Ana Ruiz: {other}." in told.sent[0].text
        check(world, [], "")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("#unir", "falta decir cuál"),
        ("#unir ACM-2611-000000", "no hay caso «ACM-2611-000000». ¿{first} (La factura)?"),
        ("#unir {other}", "«{other}» es este mismo caso."),
        ("#unir {first}\n#resolver", "esta orden va sola"),
        ("#separar 7", "no hay un mensaje «7» del cliente. ¿1?"),
        ("#separar tres", "no hay un mensaje «tres» del cliente."),
        ("#separar", "es el único mensaje del cliente"),
        ("#separar 1\n\nHola", "separar no manda texto"),
    ],
)
def test_what_cannot_be_merged_or_split_comes_back(
    line: str, shown: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        first, other = two_cases(world)
        told = says(world, "ana", line.format(first=first, other=other))
        assert (told.outcome, told.reason, told.mails) == ("held", "command-error", ["receipt to ana"])
        assert shown.format(first=first, other=other) in told.sent[0].text, told.sent[0].text
        assert world.desk.ticket(other).status == "new"
        check(world, [], "")


def test_a_case_of_a_mailbox_that_is_not_hers_is_none(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "Un asunto de otra ventanilla", box="web")
        writes(world, "lucia", "La factura")
        other, here = protocols_of(world)
        [marta] = [agent for agent in world.desk.agents if agent.id == "marta"]
        received(world.desk, world.desk.ticket(here), marta, [f"#unir {other}", "", ""])
        world.settle()
        receipt = world.sent[-1]
        assert (receipt.kind, receipt.to) == ("receipt", "marta@acme.example")
        assert f"no hay caso «{other}»" in receipt.text and "ventanilla" not in receipt.text
        assert world.desk.ticket(here).message_count == 1


def test_the_answered_mail_becomes_a_case_of_its_own(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura", "Me han cobrado dos veces la misma factura.")
        writes_again(world, "lucia", "URGENTE: además no puedo entrar en mi cuenta desde ayer.")
        told = says(world, "ana", "#separar")
        old, new = protocols_of(world)
        assert (told.outcome, told.line["protocol"]) == ("command", old)
        assert told.mails == ["receipt to ana", "notification to nico"], (
            "the rules look at it as at any new one"
        )
        assert f"El mensaje 2 de {old} es ahora el caso {new}." in told.sent[0].text
        assert [len(world.store.messages(each)) for each in (old, new)] == [1, 1]
        made = world.desk.ticket(new)
        assert (made.requester.address, made.status, made.priority) == (
            "lucia.perez@gmail.example",
            "new",
            "urgent",
        )
        assert (new, old, "split") in world.store.links(new)
        assert made.created_at == world.store.messages(new)[0].at
        told = says(world, "nico", "Pruebe ahora.")
        assert told.line["protocol"] == new and told.mails == ["reply to lucia"]
        told = writes_again(world, "lucia", "Ya entro.", kind="reply")
        assert told.line["protocol"] == new
        assert world.store.verify().sound
        check(world, [], "")


@pytest.mark.slow  # every way
@pytest.mark.parametrize("line", ["#unir {first}", "#merge {first}", "#separar", "#split"])
def test_from_the_shell_the_same_as_by_mail(line: str, tmp_path: Path, cell: ParseCell) -> None:
    found = []
    for way in ("mail", "do"):
        (tmp_path / way).mkdir()
        with shop(tmp_path / way, cell, FILES) as world:
            if "unir" in line or "merge" in line:
                first, about_it = two_cases(world)
            else:
                writes(world, "lucia", "La factura")
                writes_again(world, "lucia", "Una cosa más, que no tiene que ver con la factura.")
                [first] = [about_it] = protocols_of(world)
            before = len(world.sent)
            said = line.format(first=first)
            if way == "mail":
                says(world, "ana", said)
            else:
                [ana] = [agent for agent in world.desk.agents if agent.id == "ana"]
                lines = about(2, [said], "")[0] if line in ("#separar", "#split") else [said]
                received(world.desk, world.desk.ticket(about_it), ana, [*lines, "", ""])
                world.settle()
            protocols = protocols_of(world)
            events = [
                [(one.actor, one.kind) for one in world.store.events(each) if one.actor.startswith("agent:")]
                for each in protocols
            ]
            found.append((len(protocols), events, mails(world, before)))
            assert world.store.verify().sound
            check(world, [], "")
    assert found[0] == found[1]
    assert any(kind in ("merged", "split") for events in found[0][1] for _, kind in events)
