"""The sample policy: no warning, its cases pass, init writes it, and each mistake in it is told with its fix."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.commands.check import check
from helpdesk.daemon.commands.init import init
from helpdesk.daemon.commands.rules import run_tests
from helpdesk.daemon.policy.files import surroundings
from helpdesk.daemon.policy.lab import try_folder
from helpdesk.daemon.policy.reload import Reloader
from helpdesk.daemon.settings.sample_policy import sample_policy
from helpdesk.daemon.settings.values import load
from helpdesk.daemon.wiring import open_desk
from helpdesk.rules.cases import untested
from helpdesk.rules.json_schema import FILES
from helpdesk.tickets.model import Alert, Language

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk with the sample policy, as it stands in config/."""
    monkeypatch.chdir(tmp_path)
    for name in ("HELPDESK_CONFIG", "HELPDESK_DATA"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(ROOT / "config", tmp_path / "config", ignore=shutil.ignore_patterns("__*", ".*"))
    (tmp_path / "helpdesk.toml").write_text(
        '[[mailbox]]\nname = "support"\naddress = "support@helpdesk.example"\n'
        '[[listen]]\nkind = "smtp"\nport = 2525\n'
    )
    return tmp_path


def test_nothing_is_wrong_and_every_rule_is_tested(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No error, no warning; all cases pass; none of the rules is left out."""
    assert check(None, None, strict=True) == 0, capsys.readouterr().err
    capsys.readouterr()
    assert run_tests(None, None, None, "", False) == 0
    assert re.fullmatch(r"✓ 2\d  ✗ 0\n", capsys.readouterr().out)


def test_what_it_has(desk: Path) -> None:
    """The folders, tiers, services, macros in three languages and a tone."""
    settings = load(desk / "helpdesk.toml", None, {})
    tried = try_folder(settings.config_dir, surroundings(settings))
    book = tried.book
    assert book is not None
    folders = {folder.name for folder in book.folders}
    assert {"Problemas técnicos", "Facturación", "Cuentas", "Clientes VIP"} <= folders
    assert {team.tier for team in book.teams.values()} == {"N0", "N1", "N2", "N3"}
    assert len(book.services) == 2
    assert {language for macro in book.macros.values() for language, _ in macro.variants} == {
        "es",
        "en",
        "pt",
    }
    assert ("es", "formal") in book.macros["cobro-duplicado"].variants
    assert untested(book, tried.results) == {}


def test_every_file_names_its_schema() -> None:
    """Where init writes it."""
    for file in FILES:
        first = (ROOT / "config" / file).read_text("utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema=.schema/{Path(file).stem}.json"


@pytest.mark.slow  # a whole policy, checked and tested
@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_init_writes_it_in_the_desks_language(
    tmp_path: Path, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    """Good, tested, with the desk's names in the schemas; no comment is left in another language."""
    init(tmp_path, yes=True, language=language)
    assert check(tmp_path / "helpdesk.toml", None, strict=True) == 0, capsys.readouterr().err
    assert run_tests(tmp_path / "helpdesk.toml", None, None, "", False) == 0, capsys.readouterr().out
    tags = json.loads((tmp_path / "config/.schema/tags.json").read_text("utf-8"))
    assert "facturacion" in json.dumps(tags)
    spanish = sample_policy("es", "support")
    written = sample_policy(language, "support")
    assert written.keys() == spanish.keys()
    comments = {
        comment.strip()
        for text in spanish.values()
        for comment in re.findall(r"(?:^|\s)# (.{12,})$", text, re.MULTILINE)
        if "yaml-language-server" not in comment and "mailboxes" not in comment and "away" not in comment
    }
    assert len(comments) > 20
    kept = {comment for comment in comments for text in written.values() if comment in text}
    assert kept == (comments if language == "es" else set())
    assert "langs: [" + language in written["agents.yaml"]
    assert "@acme.example" not in written["agents.yaml"]


def test_init_keeps_what_is_there(tmp_path: Path) -> None:
    """A file of the policy that stands there already is not touched."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config/customers.yaml").write_text("customers: {}\n")
    init(tmp_path, yes=True)
    assert (tmp_path / "config/customers.yaml").read_text() == "customers: {}\n"


# file, what stands there, what somebody makes of it, what they are told
MISTAKES = {
    "a wrong tag's name": (
        "folders.yaml", "tag: facturacion", "tag: facturas",
        'config/folders.yaml:6:37: there is no tag "facturas". Did you mean "facturacion"? (tags.yaml:5)',
    ),
    "an unknown key": (
        "escalation.yaml", "    escalate: {to: n3, reason: politica", "    escalar: {to: n3, reason: politica",
        'config/escalation.yaml:38:5: unknown key "escalar" in asunto-legal. Did you mean "escalate"?',
    ),
    "a bad duration": (
        "sla.yaml", "first_response: 30m", "first_response: 30",
        'config/sla.yaml:9:53: "30" is not a duration: write 30m, 4h or 3d.',
    ),
    "a shadowed folder": (
        "folders.yaml", "when: {tag: tecnico}", "when: {tag: vip}",
        "config/folders.yaml:8:5: folder rule 5 (Problemas técnicos) can never match: rule 2 (Clientes VIP, ",
    ),
    "hours nobody covers": (
        "agents.yaml", "    teams: [n3]", '    teams: [n3]\n    hours: {mon-fri: "09:00-14:00"}',
        "config/teams.yaml:7:3: nobody covers n3 Mon-Fri 14:00-18:00 (Madrid): 44% of its hours.",
    ),
    "a macro missing in Portuguese": (
        "macros/pedir-datos.pt.md", "", None,
        'config/macros/pedir-datos.en.md:1:1: the macro "pedir-datos" is missing in pt: es would be used. Write macros',
    ),
    "a regex that re2 refuses": (
        "tags.yaml", "contrase/'", "contrase(?=ña)/'",
        "config/tags.yaml:28:19: this /regex/ is refused: invalid perl operator: (?=. Lookahead",
    ),
    "an alias bomb": (
        "customers.yaml", "customers:", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\ncustomers:",
        "config/customers.yaml:3:4: anchors (&a) are not used here. Write the value where it is needed",
    ),
    "a key twice": (
        "calendars.yaml", "    country: ES\n    holidays", "    country: ES\n    country: PT\n    holidays",
        'config/calendars.yaml:12:5: "country" stands here twice. It is in line 11 already',
    ),
    "a time without quotes": (
        "calendars.yaml", 'sat: "10:00-13:00"', "sat: 17:30",
        'config/calendars.yaml:6:59: 17:30 without quotes is a number to other readers of YAML. Write "17:30"',
    ),
}  # fmt: skip


@pytest.mark.slow  # a whole policy, checked and tested
@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_told_with_its_place_and_fix(
    desk: Path, mistake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the running desk keeps the last good policy where it is an error, and says so."""
    file, old, new, said = MISTAKES[mistake]
    path = desk / "config" / file
    alerts: list[Alert] = []
    with open_desk(None, None, clock=ManualClock(), last_good=True) as running:
        reloader = Reloader(running, alerts.append)
        assert reloader.reload()
        good = running.policy.revision
        if new is None:
            path.unlink()
        else:
            assert old in path.read_text("utf-8")
            path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
        code = check(None, None)
        told = capsys.readouterr().err
        assert said in told
        taken = reloader.reload()
        assert taken == (code == 0)
        assert (running.policy.revision == good) == (not taken)
    if code:
        assert said in alerts[0].detail
        assert f"(policy {good} stays in force)" in alerts[0].detail
    else:
        assert "[warning]" in told
