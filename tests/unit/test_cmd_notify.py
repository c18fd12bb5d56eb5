"""`helpdesk notify` as typed: what it prints, and what it refuses."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.unit.acme_kit import ACME
from tests.unit.command_kit import Command
from tests.unit.test_cmd_rules import MAIL, TOML

pytest_plugins = ("tests.unit.command_fixtures",)


def test_as_typed(helpdesk: Command, tmp_path: Path) -> None:
    (tmp_path / "helpdesk.toml").write_text(TOML)
    shutil.copytree(ACME, tmp_path / "config")
    (tmp_path / "config/macros").mkdir(exist_ok=True)
    (tmp_path / "config/macros/retraso.es.md").write_text("---\ntitle: Retraso\n---\nSe retrasa dos días.\n")
    (tmp_path / "a.eml").write_text(MAIL.format(n=1))
    [told] = helpdesk("ingest", tmp_path / "a.eml", "--authenticated", "pass", "--json").lines
    [tag, *_] = helpdesk("ticket", "show", str(told["protocol"]), "--json").lines[0]["tags"]
    said = helpdesk("notify", "--tag", tag, "--macro", "retraso", "--dry-run")
    assert said.code == 0 and f"{told['protocol']}  es  yes" in said.out
    assert f"1 of 1 open cases with tag {tag} would get it. Nothing was sent" in said.out
    row, total = helpdesk("notify", "--tag", tag, "--macro", "retraso", "--json").lines
    assert row == {"protocol": told["protocol"], "language": "es", "left_out": None}
    assert total == {"tickets": 1, "notices": 1, "left_out": 0, "dry_run": False}
    said = helpdesk("notify", "--tag", tag, "--macro", "retraso")
    assert "left out: it is on its way" in said.out
    said = helpdesk("notify", "--tag", tag, "--macro", "retrazo")
    assert said.code == 2 and "retraso" in said.err


def test_to_a_table(helpdesk: Command, tmp_path: Path) -> None:
    (tmp_path / "helpdesk.toml").write_text(TOML)
    shutil.copytree(ACME, tmp_path / "config")
    (tmp_path / "config/macros").mkdir(exist_ok=True)
    (tmp_path / "config/macros/retraso.es.md").write_text("---\ntitle: Retraso\n---\nSe retrasa dos días.\n")
    table = tmp_path / "clientes.csv"
    table.write_text("address;name\nlucia@correo.example;Lucía\n", "utf-8")
    said = helpdesk("notify", "--csv", table, "--macro", "retraso", "--dry-run")
    assert said.code == 0 and "lucia@correo.example  es  yes" in said.out
    assert "1 of 1 addresses would get it. Nothing was sent" in said.out
    table.write_text(
        "address;name;language\nlucia@correo.example;Lucía;es\njoana@correo.example;Joana;pt\n", "utf-8"
    )
    said = helpdesk("notify", "--csv", table, "--macro", "retraso", "--dry-run")
    assert "joana@correo.example  pt  yes, in es: the macro is not written in pt" in said.out
    table.write_text("address;name\nlucia@correo.example;Lucía\n", "utf-8")
    row, total = helpdesk("notify", "--csv", table, "--macro", "retraso", "--json").lines
    assert row == {"address": "lucia@correo.example", "language": "es", "left_out": None}
    assert total == {"addresses": 1, "notices": 1, "left_out": 0, "dry_run": False}
    table.write_text("nombre;name\nlucia@correo.example;Lucía\n", "utf-8")
    said = helpdesk("notify", "--csv", table, "--macro", "retraso")
    assert said.code == 65 and "no column is called address" in said.err and "clientes.csv:1:1: " in said.err
    for wrong in (
        ("--macro", "retraso"),
        ("--macro", "retraso", "--tag", "vip", "--csv", table),
        ("--macro", "retraso", "--tag", "vip", "--mailbox", "tienda"),
    ):
        said = helpdesk("notify", *wrong)
        assert said.code == 2 and "--tag, --csv: name one of them" in said.err
