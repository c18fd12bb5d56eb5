"""The rules laboratory from the command line: test, explain, replay, a case from a real ticket; words and JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from helpdesk.daemon.commands.check import check
from helpdesk.daemon.commands.ingest import Told, ingest_paths
from helpdesk.daemon.commands.rules import explain, replay_past, run_tests
from helpdesk.daemon.errors import OperatorError
from helpdesk.daemon.exits import DATA, USAGE, Stop
from tests.unit.acme_kit import ACME
from tests.unit.test_cases import VIP

TOML = """\
[desk]
name = "Acme"
prefix = "ACM"
language = "es"
[[mailbox]]
name = "soporte"
address = "soporte@acme.example"
[[mailbox]]
name = "tienda"
address = "tienda@acme.example"
[[listen]]
kind = "smtp"
port = 2525
"""
MAIL = """\
From: Pedro Ortiz <cfo@bancodelsur.example>
To: tienda@acme.example
Subject: Factura {n}
Message-ID: <m{n}@bancodelsur.example>
Date: Fri, 20 Nov 2026 09:10:00 +0100

Nos cobraron dos veces la {n}. Saludos, Pedro Ortiz
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The worked example as a desk, with its cases."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HELPDESK_CONFIG", raising=False)
    monkeypatch.delenv("HELPDESK_DATA", raising=False)
    (tmp_path / "helpdesk.toml").write_text(TOML)
    shutil.copytree(ACME, tmp_path / "config")
    (tmp_path / "config/tests").mkdir()
    (tmp_path / "config/tests/vip.yaml").write_text(VIP)
    return tmp_path


def ingest(desk: Path, capsys: pytest.CaptureFixture[str], count: int = 1) -> list[str]:
    """Take in mails of the bank; returns the protocols."""
    files = []
    for n in range(count):
        file = desk / f"m{n}.eml"
        file.write_text(MAIL.format(n=n))
        files.append(str(file))
    ingest_paths(None, None, files, Told("", None, (), "pass", False), json=True)
    return [json.loads(line)["protocol"] for line in capsys.readouterr().out.splitlines()]


def test_tests_pass_and_name_what_nothing_tests(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In words; in JSON a line a case and the sum."""
    assert run_tests(None, None, None, "", False) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "✓ 2  ✗ 0"
    assert said[1].startswith("untested: averia (tags.yaml:5), Facturación (folders.yaml:3), ")
    assert run_tests(None, None, None, "", True) == 0
    *cases, total = map(json.loads, capsys.readouterr().out.splitlines())
    assert [case["ok"] for case in cases] == [True, True]
    assert (total["passed"], total["failed"], total["untested"]["averia"]) == (2, 0, "tags.yaml:5")


def test_a_failed_case_ends_with_1(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a file named, of a folder named, of another policy's folder."""
    (desk / "mine.yaml").write_text(VIP.replace("folder: Clientes VIP", "folder: Facturación"))
    assert run_tests(None, None, desk / "mine.yaml", "", False) == 1
    failed = "✓ 1  ✗ 1  tests/mine.yaml:6 expected folder Facturación, got Clientes VIP (folders.yaml:2)"
    assert capsys.readouterr().out.splitlines()[0] == failed
    (desk / "more").mkdir()
    shutil.copy(desk / "mine.yaml", desk / "more/mine.yaml")
    assert run_tests(None, None, desk / "more", "", True) == 1
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert first["misses"] == [
        {
            "place": "tests/mine.yaml:6",
            "expected": "folder Facturación",
            "got": "Clientes VIP",
            "cause": "folders.yaml:2",
        }
    ]
    shutil.copytree(desk / "config", desk / "other")
    shutil.copy(desk / "mine.yaml", desk / "other/tests/vip.yaml")
    assert run_tests(None, None, desk / "other", "", False) == 1
    with pytest.raises(Stop) as caught:
        run_tests(None, None, desk / "nothing.yaml", "", False)
    assert caught.value.code == DATA


def test_what_cannot_be_read_ends_with_78(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A broken case or policy has its place, and check says the same; the desk itself goes on with a broken case."""
    (desk / "config/tests/vip.yaml").write_text(VIP.replace("expect:", "expct:"))
    assert run_tests(None, None, None, "", False) == 78
    wrong = 'config/tests/vip.yaml:6:5: unknown key "expct" in'
    assert wrong.removesuffix(" in") in capsys.readouterr().err
    assert check(None, None) == 78
    assert 'config/tests/vip.yaml:6:5: unknown key "expct"' in capsys.readouterr().err
    assert ingest(desk, capsys)
    (desk / "config/tags.yaml").write_text("tags: [\n")
    assert run_tests(None, None, None, "", False) == 78
    assert "config/tags.yaml:" in capsys.readouterr().err


def test_explain_a_ticket_and_a_mail(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every rule with its mark, its place and why; a ticket's by the policy that decided it."""
    [protocol] = ingest(desk, capsys)
    assert explain(None, None, protocol.lower(), False) == 0
    ticket = capsys.readouterr().out
    assert ticket.startswith(f"{protocol}  ")
    assert '✓ factura                 tags.yaml:4        subject ∋ "factura"  → +facturacion' in ticket
    assert "✗ averia                  tags.yaml:5        text has none of: error" in ticket
    assert "– Facturación             folders.yaml:3     tag facturacion: Clientes VIP comes first" in ticket
    assert explain(None, None, "m0.eml", False) == 0
    mail = capsys.readouterr().out
    assert mail.startswith("(new)  ")
    assert '✓ factura                 tags.yaml:4        subject ∋ "factura"  → +facturacion' in mail
    assert explain(None, None, protocol, True) == 0
    [record] = map(json.loads, capsys.readouterr().out.splitlines())
    assert (record["protocol"], record["happening"]) == (protocol, "opened")
    rules = {rule["rule"]: rule for rule in record["rules"]}
    assert rules["factura"]["actions"] == [{"action": "AddTag", "tag": "facturacion"}]
    assert not rules["averia"]["hit"]


@pytest.mark.parametrize("wanted", ["nothing.eml", "ACM-2611-7K3MGX"])
def test_explain_what_is_not_there(desk: Path, wanted: str) -> None:
    """65, in words."""
    with pytest.raises(Stop) as caught:
        explain(None, None, wanted, False)
    assert caught.value.code == DATA


def test_replay_under_another_policy(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counted by kind, then a line a ticket; nothing is changed or sent."""
    protocols = ingest(desk, capsys, 3)
    other = desk / "other"
    shutil.copytree(desk / "config", other)
    shutil.rmtree(other / "tests")
    text = (other / "folders.yaml").read_text("utf-8").replace("Clientes VIP", "Oro")
    (other / "folders.yaml").write_text(text, "utf-8")
    assert replay_past(None, None, "30d", other, False) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["3 tickets · 3 would differ", "folder Clientes VIP→Oro 3"]
    assert said[2:] == [f"{protocol}  folder Clientes VIP→Oro" for protocol in protocols]
    assert replay_past(None, None, "30d", other, True) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["changes"] == [{"field": "folder", "before": "Clientes VIP", "after": "Oro", "tickets": 3}]
    assert replay_past(None, None, "30d", None, False) == 0
    assert capsys.readouterr().out.startswith("3 tickets · 0 would differ\n(both are policy ")
    (other / "tags.yaml").write_text(
        (other / "tags.yaml").read_text().replace("header.list-unsub", "header.x-unsub")
    )
    assert replay_past(None, None, "30d", other, False) == 0
    assert "(not recorded, since no rule read it before: header.x-unsubscribe)" in capsys.readouterr().out
    (other / "folders.yaml").write_text("folders: 1\n")
    with pytest.raises(OperatorError):
        replay_past(None, None, "30d", other, False)
    with pytest.raises(Stop) as caught:
        replay_past(None, None, "a month", None, False)
    assert caught.value.code == USAGE


def test_a_case_from_a_real_ticket(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Written into config/tests with nobody's name, never over another; it passes as it stands."""
    [protocol] = ingest(desk, capsys)
    assert run_tests(None, None, None, protocol, False) == 0
    file = desk / "config/tests" / f"{protocol.lower()}.yaml"
    text = file.read_text("utf-8")
    assert capsys.readouterr().out.startswith(f"config/tests/{protocol.lower()}.yaml\n")
    assert "Pedro" not in text
    assert "Ortiz" not in text
    assert 'from: "cliente@bancodelsur.example"' in text
    assert run_tests(None, None, file, "", False) == 0
    with pytest.raises(Stop, match="nothing is overwritten"):
        run_tests(None, None, None, protocol, False)
