"""`#estado`, `#cola`, `#buscar`, `#ayuda`: answered to the registered address, in the agent's language, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.command_words import VERBS
from tests.story.rig.agents import kinds, says, shell
from tests.story.rig.invariant import check
from tests.story.rig.shop import at, later, sets, shop, ticket, writes, writes_again
from tests.story.rig.tell import Told

AGENTS = """
agents:
  ana:   {name: Ana Ruiz,   emails: [ana@acme.example, ana.ruiz@casa.example], teams: [n1-madrid], langs: [es]}
  nico:  {name: Nico Sanz,  email: nico@acme.example,  teams: [n1-madrid], langs: [pt]}
  kate:  {name: Kate Lane,  email: kate@acme.example,  teams: [n2], langs: [en], mailboxes: [web]}
  marta: {name: Marta Gil,  email: marta@acme.example, teams: [n2], role: lead, mailboxes: [tienda]}
"""
FILES = {"agents.yaml": AGENTS}


def answer(told: Told) -> str:
    """The text of the one mail that followed; it is a receipt to the agent."""
    [sent] = told.sent
    assert told.outcome == "command" and sent.kind == "receipt", told
    assert "+c-" in str(sent.mail["Reply-To"]) and sent.envelope_from == ""
    return sent.text


def test_the_card_of_this_ticket_and_nothing_changes(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        before = ticket(world), world.store.events(ticket(world).protocol)
        told = says(world, "ana", "#estado")
        text = answer(told)
        assert told.sent[0].to == "ana@acme.example"
        assert f"{before[0].protocol} · La factura" in text and "VENCE" in text and "tuyo" in text
        assert (ticket(world), world.store.events(ticket(world).protocol)) == before
        text = answer(says(world, "ana", "#prioridad alta\n#estado", "receipt"))
        assert "alta" in text, "as it is after what stands above"
        check(world, [], "")


def test_the_queue_by_due_date_and_nobody_elses(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        for n, name in enumerate(("lucia", "john", "joana", "pedro")):
            writes(world, name, f"Asunto {n}")
            later(world, "10m")
        sets(world, n=1, assignee="ana", team="n1-madrid")
        sets(world, n=2, assignee="nico", team="n1-madrid")
        sets(world, n=3, assignee="", team="n1-madrid")
        sets(world, n=4, assignee="ana", priority="urgent", team="n1-madrid")
        text = answer(shell(world, "ana", "#cola", 1))
        assert "TUYOS: 2" in text and "SIN ASIGNAR EN TUS EQUIPOS: 1" in text and "Asunto 1" not in text
        assert text.index("Asunto 3") < text.index("Asunto 0") < text.index("Asunto 2"), (
            "the urgent one first"
        )
        assert text.count("VENCE") == 3
        sets(world, n=4, status="resolved")
        assert "TUYOS: 1" in answer(shell(world, "ana", "#queue", 1))
        check(world, [], "")


def test_a_long_queue_is_cut_and_says_so(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        with world.store.write():
            for n in range(60):
                world.store._db.run(
                    "INSERT INTO tickets (subject, status, mailbox, requester_address, requester_name, requester_key, "
                    "language, updated_at, folder, tags, priority, tier, team, assignee, service, version, "
                    "message_count, not_delivered, protocol, created_at) VALUES ('x', 'open', 'tienda', '', '', '', "
                    "'es', 0, '', '[]', 'normal', 'N1', 'n1-madrid', 'ana', '', 0, 0, 0, ?, 0)",
                    f"ACM-2611-X{n:05d}",
                )
            world.store.rebuild_rollups()
        text = answer(shell(world, "ana", "#cola", 1))
        assert "TUYOS: 61" in text and text.count("ACM-2611-X") == 49 and "… y 11 más" in text


def test_what_is_found_is_of_her_mailboxes_alone(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura roja")
        writes(world, "john", "La factura azul", box="web")
        writes(world, "joana", "Otra cosa")
        sets(world, n=1, assignee="marta")
        text = answer(shell(world, "marta", "#buscar factura", 1))
        assert "roja" in text and "azul" not in text
        text = answer(shell(world, "ana", "#buscar factura", 1))
        assert "roja" in text and "azul" in text and "Otra" not in text
        assert "azul" not in answer(shell(world, "ana", "#buscar factura agente:marta", 1))
        assert "roja" not in answer(shell(world, "ana", "#search factura status:resolved", 1))
        assert "Nada." in answer(shell(world, "ana", '#buscar "factura verde"', 1))
        check(world, [], "")


def test_help_has_every_verb_in_her_language(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        texts = {
            language: answer(shell(world, agent, "#ayuda"))
            for agent, language in (("ana", "es"), ("kate", "en"), ("nico", "pt"))
        }
    for language, text in texts.items():
        told = [line[1:].split()[0].rstrip(":") for line in text.splitlines() if line.startswith("#")]
        verbs = [VERBS[word] for word in told]
        assert set(verbs) | {"unmute"} == set(VERBS.values()), language
    assert "#resolver: resuelto" in texts["es"] and "#solve: resolved" in texts["en"]
    assert "#adiar" in texts["pt"]


def test_the_answer_goes_to_the_registered_address_whatever_her_mail_said(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = says(world, "ana", "#estado", head="Reply-To: otra@casa.example\nCc: mallory@evil.example\n")
        assert [one.to for one in told.sent] == ["ana@acme.example"]


def test_a_customers_question_is_text(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = writes_again(world, "lucia", "#cola\n#buscar factura\n#silenciar")
        assert (told.outcome, told.mails) == ("threaded", ["notification to ana"])
        assert kinds(world) == []


def test_silence_is_hers_alone_and_ends_when_she_is_given_the_case(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert says(world, "ana", "#silenciar").mails == []
        assert writes_again(world, "lucia", "¿Hay algo?").mails == []
        assert kinds(world) == [("agent:ana", "muted", "", "ana")]
        assert "sla to ana" in later(world, "1d"), "warnings of promises stay"
        assert says(world, "ana", "#silenciar no").outcome == "command"
        assert writes_again(world, "lucia", "¿Hola?").mails == ["notification to ana"]
        says(world, "ana", "#mute")
        assert says(world, "ana", "#asignar nico").mails == ["notification to nico"]
        assert writes_again(world, "lucia", "¿Hola?").mails == ["notification to nico"]
        assert says(world, "nico", "#assign ana").mails == ["notification to ana"]
        assert writes_again(world, "lucia", "¿Hola?").mails == ["notification to ana"], "it is hers again"
        check(world, [], "")


def test_nor_is_a_silent_one_of_the_queue_told(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        at(world, 23)  # nobody is there
        told = writes(world, "lucia", "La factura")
        assert ticket(world).assignee == "" and "notification to ana" in told.mails
        says(world, "ana", "#silenciar")
        told = writes_again(world, "lucia", "¿Hay algo?")
        assert "notification to nico" in told.mails and "notification to ana" not in told.mails
        assert "reply to lucia" in says(world, "ana", "Lo miro.").mails
        assert ticket(world).assignee == "ana"
        assert writes_again(world, "lucia", "Gracias").mails == ["notification to ana"], (
            "by answering she took it"
        )


@pytest.mark.slow  # every verb three times
@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("#estado", "#status"),
        ("#cola", "#queue"),
        ("#buscar factura", "#search factura"),
        ("#ayuda", "#help"),
        ("#silenciar", "#mute"),
        ("#silenciar|#silenciar no", "#mute|#unmute"),
    ],
)
def test_both_languages_and_the_shell_do_the_same(
    spanish: str, english: str, tmp_path: Path, cell: ParseCell
) -> None:
    found = []
    for name, way, lines in (("es", says, spanish), ("en", says, english), ("do", shell, spanish)):
        (tmp_path / name).mkdir()
        with shop(tmp_path / name, cell, FILES) as world:
            writes(world, "lucia", "La factura")
            mails = [way(world, "ana", line).mails for line in lines.split("|")]
            found.append((kinds(world), world.store.muted_by(ticket(world).protocol), mails))
    assert found[0] == found[1] == found[2]
    assert found[0][0] or found[0][2] == [["receipt to ana"]]
