"""Mail to the command address: line by line, each whole or not at all, one transcript; and never for a stranger."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from helpdesk.daemon.commands.ticket_do import batch
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.batch import OF_TEXT
from helpdesk.mailflow.command_words import VERBS
from helpdesk.mailflow.protocol import ALPHABET, check_character
from tests.story.rig.agents import kinds, says, shell
from tests.story.rig.carrier import Sent
from tests.story.rig.invariant import check
from tests.story.rig.people import address_of
from tests.story.rig.shop import later, sets, shop, ticket, writes
from tests.story.rig.tap import links, tap
from tests.story.rig.tell import Told, tell
from tests.story.rig.world import World

AGENTS = """
agents:
  ana:   {name: Ana Ruiz,   email: ana@acme.example,   teams: [n1-madrid], langs: [es]}
  luis:  {name: Luis Gómez, email: luis@acme.example,  teams: [n1-bogota], langs: [es]}
  kate:  {name: Kate Lane,  email: kate@acme.example,  teams: [n2], langs: [en], mailboxes: [web]}
"""
FILES = {"agents.yaml": AGENTS}
TO = "tienda+comandos@acme.example"


def orders(
    world: World, agent: str, body: str, to: str = TO, proof: str = "pass", head: str = "", subject: str = ""
) -> Told:
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <m{world.arrivals + 1}@acme.example>\nSubject: {subject}\n"
        f"From: {agent.title()} <{address_of(agent)}>\nTo: {to}\n{head}\n{body}\n",
        agent,
        proof,
    )


def case(world: World, n: int) -> str:
    return ticket(world, n).protocol


def two_cases(world: World) -> tuple[str, str]:
    for name in ("lucia", "john"):
        writes(world, name, f"De {name}")
        later(world, "1m")
    return case(world, 1), case(world, 2)


def test_each_line_is_whole_or_not_at_all_and_one_transcript_says_so(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        one, two = two_cases(world)
        told = orders(
            world,
            "ana",
            f"#prioridad alta {one}\nresolver {two}\n#asignar luiz {one}\n\n#RESOLVER {one.lower()}\n"
            f"#etiqueta +vip {two}\n#spam {two}\n#estado {one}\n#cola\nGracias,\nAna\n#reabrir {one}",
        )
        assert (told.outcome, told.mails) == ("command", ["sla to john", "sla to lucia", "receipt to ana"])
        transcript = told.sent[-1]  # the customers hear of the end of their cases, as by any way
        assert transcript.to == "ana@acme.example" and "+c-" in str(transcript.mail["Reply-To"])
        assert str(transcript.mail["Subject"]) == "Órdenes: 7 hechas, 1 no"
        text = transcript.text
        assert "3 | #asignar luiz" in text and "^^^^ no hay agente «luiz». ¿luis (Luis Gómez)?" in text
        assert f"2 | resolver {two}\n  | hecho" in text and "«Gracias,»" in text
        assert "queda como spam" in text and "TUYOS: 0" in text and f"{one} · De lucia" in text
        assert (ticket(world, 1).status, ticket(world, 1).priority) == ("resolved", "high")
        assert (ticket(world, 2).status, ticket(world, 2).aside) == ("closed", "spam")
        assert "vip" in ticket(world, 2).tags and world.store.verify().sound
        check(world, [], "")


def test_the_same_lines_give_the_same_events_by_every_way(tmp_path: Path, cell: ParseCell) -> None:
    lines = [
        "#tomar",
        "#prioridad alta",
        "#asignar luis",
        "#posponer 2d",
        "#discard",
        "#restore",
        "#mute",
        "#solve",
    ]
    found = []
    for name in ("batch", "shell", "mail", "do"):
        (tmp_path / name).mkdir()
        with shop(tmp_path / name, cell, FILES) as world:
            writes(world, "lucia", "La factura")
            mine = ticket(world).protocol
            before = len(world.sent)
            if name == "batch":
                orders(world, "ana", "\n".join(f"{line} {mine}" for line in lines))
            elif name == "do":
                ana = world.desk.agent("ana")
                assert ana is not None
                batch(world.desk, ana, [f"{line} {mine}" for line in lines])
                world.settle()
            else:
                for line in lines:
                    (shell if name == "shell" else says)(world, "ana", line)
            mails = sorted((one.kind, one.to) for one in world.sent[before:] if one.kind != "receipt")
            found.append((kinds(world), mails, ticket(world).status))
    assert found[0] == found[1] == found[2] == found[3]
    assert len(found[0][0]) == 7 and ("notification", "luis@acme.example") in found[0][1]


@pytest.mark.parametrize("way", ["set", "+commands", "reply"])
def test_the_address_is_the_settings_or_a_mailboxs_or_that_of_an_answer(
    way: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        one, _ = two_cases(world)
        if way == "reply":
            says(world, "ana", "#cola")
            told = says(world, "ana", f"#resolver {one}\n\n> TUYOS: 2\n", "receipt")
        else:
            object.__setattr__(world.desk.settings.desk, "command_addresses", ("ordenes@acme.example",))
            to = "Ordenes@acme.example" if way == "set" else "web+commands@acme.example"
            told = orders(world, "ana", f"#resolver {one}", to)
        assert told.mails == ["sla to lucia", "receipt to ana"] and ticket(world, 1).status == "resolved"


def test_less_than_full_trust_waits_for_her_word(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        one, _ = two_cases(world)
        told = orders(world, "ana", f"#resolver {one}", proof="none")
        assert (told.outcome, told.reason, told.mails[0]) == ("held", "agent-unverified", "confirm to ana")
        assert ticket(world, 1).status == "new" and "la mesa (órdenes)" in told.sent[0].text
        told = says(world, "ana", "Sí", "confirm")
        assert told.mails == ["sla to lucia", "receipt to ana"], "the transcript of what was held"
        assert ticket(world, 1).status == "resolved" and world.store.held() == []
        told = orders(world, "ana", f"#reabrir {one}", proof="fail")
        assert told.outcome == "held" and ticket(world, 1).status == "resolved"


def test_a_protocol_in_the_subject_lends_no_trust(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        one, _ = two_cases(world)
        assert orders(world, "ana", f"#resolver {one}", subject=f"[{one}]").reason == "agent-confirm"
        assert ticket(world, 1).status == "new"


def test_a_stranger_and_a_machine_order_nothing(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        one, _ = two_cases(world)
        told = orders(world, "pedro", f"#resolver {one}")
        assert told.outcome == "opened", "mail like any other: nobody's is dropped"
        told = orders(world, "ana", f"#resolver {one}", head="Auto-Submitted: auto-replied\n")
        assert (told.outcome, told.mails) == ("auto_reply", [])
        assert ticket(world, 1).status == "new"
        check(world, [], "")


def test_words_never_leave_by_it_whoever_else_it_was_sent_to(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        two_cases(world)
        sets(world, n=2, assignee="ana")
        body = "Hola, John:\nSu pedido llega el lunes por la tarde.\nUn saludo"
        told = orders(world, "ana", body, f"{TO}, {{reply-to of notification to ana}}")
        assert (told.outcome, told.reason, told.mails) == ("held", "commands-only", ["receipt to ana"])
        assert body in told.sent[0].text, "she has it back"
        assert ticket(world, 2).message_count == 1


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("#resolver", "falta el protocolo"),
        ("#nota {one}", "necesita un texto"),
        ("#macro hola {one}", "necesita un texto"),
        ("#resolver ACM-2611-AAAAAA", "no hay caso «ACM-2611-AAAAAA»"),
        ("#separar {one}", ""),
        ("#restaurar {one}", "no está apartado"),
        ("#resolverr {one}", "¿#resolver?"),
    ],
)
def test_what_cannot_be_done_says_why_and_does_nothing(
    line: str, what: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        one, _ = two_cases(world)
        told = orders(world, "ana", line.replace("{one}", one))
        assert (
            told.mails == ["receipt to ana"]
            and str(told.sent[0].mail["Subject"]) == "Órdenes: 0 hechas, 1 no"
        )
        assert "^" in told.sent[0].text and what in told.sent[0].text
        assert kinds(world, 1) == [] and ticket(world, 1).status == "new"


def test_a_mail_that_is_none_for_a_machine_ends_early(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        one, _ = two_cases(world)
        told = orders(world, "ana", "\n".join(["Hola a todos"] * 9 + [f"#resolver {one}"]))
        assert told.sent[0].text.count("no hay ninguna orden «Hola»") == 5
        assert "5 líneas seguidas" in told.sent[0].text and ticket(world, 1).status == "new"
        for nothing in ("--\nAna", "", "Gracias"):
            assert orders(world, "ana", nothing).reason == "commands-only"


@pytest.mark.parametrize(
    ("agent", "line", "shown"),
    [
        ("ana", "hola", ["2 | hola", "  | ^^^^ no hay ninguna orden «hola»."]),
        ("kate", "hello", ["2 | hello", "  | ^^^^^ there is no command “hello”."]),
        ("rita", "olá a todos", ["2 | olá a todos", "  | ^^^ não há comando “olá”."]),
        ("ana", "asignar luiz {one}", ["2 | asignar luiz {one}", "  |         ^^^^ no hay agente «luiz»."]),
        ("ana", "\uff03hola", ["2 | \uff03hola", "  | ^^^^^ no hay ninguna orden «#hola»."]),
    ],
)
def test_a_line_that_is_refused_is_shown_as_she_wrote_it(
    agent: str, line: str, shown: list[str], tmp_path: Path, cell: ParseCell
) -> None:
    """She would look in vain for '#hola': she wrote 'hola'."""
    rita = "  rita: {name: Rita Luz, email: rita@acme.example, teams: [n1-bogota], langs: [pt]}\n"
    with shop(tmp_path, cell, {"agents.yaml": AGENTS + rita}) as world:
        one, _ = two_cases(world)
        told = orders(world, agent, f"cola\n{line.replace('{one}', one)}")
        text = told.sent[-1].text
        assert "1 | cola\n" in text
        assert all(each.replace("{one}", one) in text for each in shown), text


def test_the_fix_of_such_a_line_is_the_whole_command(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        one, _ = two_cases(world)
        told = orders(world, "ana", f"prioridda alta {one}\ncola")
        assert "¿#prioridad?" in told.sent[-1].text and f"#prioridad alta {one}" in told.sent[-1].text


def test_of_a_ticket_she_may_not_see_she_learns_nothing(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        one, _ = two_cases(world)
        told = orders(world, "kate", f"#status {one}\n#solve {one}\n#status ACM-2611-0000R3")
        assert "De lucia" not in told.sent[0].text and ticket(world, 1).status == "new"
        assert told.sent[0].text.count("there is no ticket") == 3


def test_cases_are_merged_and_a_change_taken_back_by_a_line(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        for subject in ("Una", "Otra"):
            writes(world, "lucia", subject)
            later(world, "1m")
        one, two = case(world, 1), case(world, 2)
        sets(world, n=2, assignee="ana")
        sets(world, n=1, assignee="ana")
        told = orders(
            world, "ana", f"#prioridad alta {one}\n#deshacer {one}\n#unir {one} {two}\n#estado {two}"
        )
        text = told.sent[-1].text
        assert str(told.sent[-1].mail["Subject"]) == "Órdenes: 4 hechas, 0 no", text
        assert ticket(world, 1).priority == "normal"
        assert world.store.survivor(two) == one and ticket(world, 1).message_count == 2
        assert f"  | {one} · Una" in text, "what is asked of the one that went is answered of the other"
        assert world.store.verify().sound
        check(world, [], "")


def bodies_of(sent: Sent) -> list[str]:
    """What the links of a mail write."""
    return [parse_qs(urlsplit(url).query)["body"][0] for url in links(sent).values()]


def elsewhere(protocol: str) -> str:
    """A number with its right check character, of no case, and unlike this one."""
    five = protocol[9:14].translate(str.maketrans(ALPHABET, ALPHABET[::-1]))
    return f"{protocol[:9]}{five}{check_character(protocol[4:8] + five)}"


@pytest.mark.parametrize(
    ("agent", "said", "all_of_them"),
    [
        ("ana", "Escribe: #resolver ACM-2611-…", "Todas a la vez"),
        ("kate", "Write: #resolver ACM-2611-…", "All at once"),
    ],
)
def test_a_number_of_no_case_is_taken_for_none_that_is_unlike_it(
    agent: str, said: str, all_of_them: str, tmp_path: Path, cell: ParseCell
) -> None:
    """'All at once' would have changed some case of hers, whatever she meant."""
    with shop(tmp_path, cell, {"agents.yaml": AGENTS.replace(", mailboxes: [web]", "")}) as world:
        one, two = two_cases(world)
        for case_of in (one, two):
            orders(world, agent, f"#tomar {case_of}")
        unlike, broken = elsewhere(one), elsewhere(one)[:-1] + ("0" if elsewhere(one)[-1] != "0" else "1")
        told = orders(world, agent, f"#resolver {unlike}\n#spam {broken}\n#resolver\n#prioridad")
        labels = links(told.sent[-1])
        bodies = " ".join(bodies_of(told.sent[-1]))
        assert all_of_them not in labels and f"#spam {two}" not in bodies and f"#spam {one}" not in bodies
        assert said in " ".join(told.sent[-1].text.split())
        near = one[:-1] + ("0" if one[-1] != "0" else "1")
        told = orders(world, agent, f"#resolver {near}\n#resolver\n#asignar luiz {two}")
        assert all_of_them in links(told.sent[-1]), told.sent[-1].text
        assert tap(world, agent, all_of_them).outcome == "command"
        assert (ticket(world, 1).status, ticket(world, 2).status) == ("resolved", "new")
        assert ticket(world, 2).assignee == "luis"


@pytest.mark.parametrize("wrong", ["forr", "paraa", "notta", "macrro", "kbb", "not", "mac"])
def test_a_slip_is_mended_by_no_verb_that_a_batch_refuses(
    wrong: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        one, _ = two_cases(world)
        told = orders(world, "ana", f"#{wrong} x {one}\n#cola")
        text = told.sent[-1].text
        assert f"no hay ninguna orden «#{wrong}»" in text
        refused = {word for word, name in VERBS.items() if name in OF_TEXT}
        offered = {word.strip("¿?.,") for word in text.partition("\n2 |")[0].split() if word.startswith("¿#")}
        assert not {word.lstrip("#") for word in offered} & refused
        bodies = [body.lstrip("#").split(" ", maxsplit=1)[0] for body in bodies_of(told.sent[-1])]
        assert not set(bodies) & refused


@pytest.mark.parametrize("wrong", ["cerar", "resolverr", "estdo"])
def test_a_slip_is_mended_by_the_verb_that_it_takes(wrong: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        one, _ = two_cases(world)
        told = orders(world, "ana", f"#{wrong} {one}\n#cola")
        assert tap(world, "ana", "Línea 1").outcome == "command", told.sent[-1].text
