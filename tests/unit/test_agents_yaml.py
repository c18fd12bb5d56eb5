"""agents.yaml: what the agents are, and every trap of YAML refused with its place (A51)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpdesk.daemon.policy.files import inspect_policy
from helpdesk.rules.book import Book
from helpdesk.rules.load import Surroundings, load_policy, revision_of
from helpdesk.rules.yaml_text import read_yaml
from helpdesk.tickets.model import Agent

FOLDER = Path(__file__).parent / "broken_agents"
FILES = sorted(FOLDER.glob("*.yaml"))
DESK = Surroundings(("support@helpdesk.example", "tienda@acme.example"), ("support", "tienda"), "es")

GOOD = """\
# who is who
agents:
  ana: {name: Ana Ruiz, email: ana@acme.example, team: n1, langs: [es, en]}
  luis:
    name: Luis Gómez
    emails: [luis@acme.example, LGomez@Acme.Example]
    teams: [n1, n2]
    role: admin
    mailboxes: [tienda]
    trust: dkim
"""


def said(text: str, around: Surroundings = DESK) -> list[str]:
    """Every flaw as 'line:column severity what. fix'."""
    _, flaws = load_policy({"agents.yaml": text}, around)
    return [
        f"{flaw.line}:{flaw.column} {flaw.severity} {flaw.what}. {flaw.fix}".rstrip(" .") for flaw in flaws
    ]


def policy(text: str) -> Book:
    """The policy of a good file."""
    found, flaws = load_policy({"agents.yaml": text}, DESK)
    assert found is not None, flaws
    return found


def test_agents() -> None:
    """The first address is the registered one; a language not given is the desk's."""
    assert policy(GOOD).agents == (
        Agent("ana", "Ana Ruiz", ("ana@acme.example",), ("n1",), "agent", ("es", "en")),
        Agent(
            "luis",
            "Luis Gómez",
            ("luis@acme.example", "LGomez@acme.example"),
            ("n1", "n2"),
            "admin",
            ("es",),
            ("tienda",),
            "dkim",
        ),
    )
    assert policy(GOOD).places == {"ana": "agents.yaml:3", "luis": "agents.yaml:4"}


def test_revision_names_exactly_these_texts() -> None:
    """The same files, the same revision; one byte more, another."""
    assert policy(GOOD).revision == policy(GOOD).revision == revision_of({"agents.yaml": GOOD})
    assert policy(GOOD).revision != policy(GOOD + "\n").revision
    assert revision_of({"a": "bc"}) != revision_of({"ab": "c"})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_traps(file: Path, tmp_path: Path) -> None:
    """Each file is refused with exactly the words beside it; nothing of it is obeyed."""
    shutil.copy(file, tmp_path / "agents.yaml")
    found, problems = inspect_policy(tmp_path, DESK)
    said = "".join(
        f"{problem}\n".replace(f"{tmp_path}/", "") for problem in problems if problem.severity == "error"
    )
    assert said == file.with_suffix(".txt").read_text("utf-8")
    assert found is None


def test_every_trap_has_its_words() -> None:
    """No file without its words, no words without their file."""
    assert {file.stem for file in FILES} == {file.stem for file in FOLDER.glob("*.txt")}


def test_yaml_1_1_words_stay_text() -> None:
    """NO is Norway, 17:30 a time, 010 a number somebody dials: nothing is turned into something else."""
    text = "a: NO\nb: on\nc: 17:30\nd: 010\ne: 2026-01-01\nf: yes\ng: 0x1F\nh: 1_000\ni: '1'\n"
    assert set(map(type, dict(read_yaml(text, "f").value or {}).values())) == {str}  # type: ignore[arg-type]
    plain = read_yaml("a: 1\nb: true\nc: null\nd: -2.5\ne: ~\nf:\n", "f").value
    assert plain == {"a": 1, "b": True, "c": None, "d": -2.5, "e": None, "f": None}
    assert read_yaml("<<: {a: 1}\n", "f").value == {"<<": {"a": 1}}


def test_a_name_that_looks_like_no_is_a_name() -> None:
    """The agent called No, of the team on."""
    agent = policy("agents:\n  no: {name: NO, email: no@x.example, team: on}\n").agents[0]
    assert (agent.id, agent.name, agent.teams) == ("no", "NO", ("on",))


def test_everything_wrong_at_once() -> None:
    """Schema, choices and cross-references in one go, in the order of the file."""
    text = """\
agents:
  Ana: {name: Ana, email: ana@acme.example, skils: [a]}
  bea: {name: 3, email: bea, langs: [sp], mailboxes: [suport]}
  eva: {name: Eva, email: EVA@x.example, mailboxes: [suport, support]}
  ivo: {nam: Ivo, team: a}
  oto: {name: Oto, emails: [o@x.example, tienda+x@acme.example], role: boss, langs: es}
  uma: {name: Uma, emails: [uma@x.example, eva@x.example]}
  ute: {name: Ute, emails: [UMA@x.example]}
  yan: {name: "Yan\\nBcc: x", email: yan@x.example}
  zoe:
agentes: 3
"""
    assert said(text) == [
        '2:3 error "Ana" is not an agent\'s id. Use lower-case letters, digits, hyphens',
        '2:45 error unknown key "skils". Did you mean "skills"?',
        '3:15 error "name" must be text. Put it in quotes',
        '3:25 error "bea" is not a plain mail address',
        '3:38 error "sp" is not one of es, en, pt',
        '4:54 error there is no mailbox "suport" in helpdesk.toml. Did you mean "support"?',
        '5:3 error ivo has no "name"',
        '5:9 error unknown key "nam". Did you mean "name"?',
        '6:72 error "boss" is not one of agent, lead, admin',
        '6:85 error "langs" must be a list. Write it in brackets: [...]',
        "7:44 error eva@x.example is eva's address already (agents.yaml:4). One address, one agent",
        "8:29 error UMA@x.example is uma's address already (agents.yaml:7). One address, one agent",
        "9:15 error this must be one line of text",
        '10:7 error "zoe" must hold keys and values. {name: ..., email: ...}',
        '11:1 error unknown key "agentes". Did you mean "agents"?',
    ]


def test_ids_and_addresses() -> None:
    """An id is what people type; an agent without an address cannot be written to."""
    assert said("agents:\n  Ana Ruiz: {name: Ana, email: a@x.example}\n  bea: {name: Bea}\n") == [
        '2:3 error "Ana Ruiz" is not an agent\'s id. Use lower-case letters, digits, hyphens',
        "3:3 error bea has no address. email: bea@example.com",
    ]


def test_warnings_do_not_stop_the_desk() -> None:
    """Skills that no tag backs, a weak trust, and people at example addresses of a real desk."""
    text = """\
agents:
  ana: {name: Ana, email: ana@acme.example, skills: [a], max_open: 3, trust: token, hours: {mon-fri: "09:00-18:00"}}
  bea: {name: Bea, email: bea@acme.com, away: ["2026-12-01/2026-12-15"]}
"""
    found, flaws = load_policy({"agents.yaml": text}, Surroundings(("support@acme.com",), None))
    assert found is not None
    assert [(flaw.line, flaw.severity, flaw.what.split(":")[0]) for flaw in flaws] == [
        (2, "warning", "ana@acme.example is an example"),
        (2, "warning", '"a" has no effect'),
        (2, "warning", "mail in ana's name is believed without proof of its sender"),
    ]


def test_no_agents_file() -> None:
    """The policy begins with who is who."""
    found, flaws = load_policy({}, DESK)
    assert found is None
    assert flaws[0].what == "there is no such file: the desk needs its agents"
