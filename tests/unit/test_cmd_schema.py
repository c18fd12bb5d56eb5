"""`helpdesk schema`: printed, or written where the policy files' first lines look for it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from helpdesk.daemon.commands.schema import schema
from helpdesk.daemon.errors import OperatorError
from helpdesk.daemon.exits import Stop
from helpdesk.rules.json_schema import FILES
from tests.unit.acme_kit import ACME

BOX = '[desk]\nlanguage = "es"\n[[mailbox]]\nname = "tienda"\naddress = "tienda@acme.example"\n'


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The worked example as a desk."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HELPDESK_CONFIG", raising=False)
    (tmp_path / "helpdesk.toml").write_text(BOX)
    shutil.copytree(ACME, tmp_path / "config")
    return tmp_path


def test_printed(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All files in one schema, or one of them, with the desk's names and in its language."""
    assert schema(None, None) == 0
    whole = json.loads(capsys.readouterr().out)
    assert {ref["$ref"].rpartition("/")[2] for ref in whole["anyOf"]} == set(FILES)
    assert schema(None, None, file="tags.yaml") == 0
    tags = json.loads(capsys.readouterr().out)
    assert tags["$defs"]["TagRuleEntry"]["properties"]["add"]["description"] == "Etiquetas que pone"
    assert "boletin" in json.dumps(tags)


def test_written(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Into a file; into a folder one each; nothing is left beside them."""
    assert schema(None, None, out=desk / "all.json") == 0
    assert json.loads((desk / "all.json").read_text("utf-8"))["title"] == "helpdesk"
    (desk / "config/.schema").mkdir()
    assert schema(None, None, out=desk / "config/.schema") == 0
    assert {path.name for path in (desk / "config/.schema").iterdir()} == {
        f"{Path(file).stem}.json" for file in FILES
    }
    assert capsys.readouterr().out.startswith("written: config/.schema/agents.json, ")


def test_refused(desk: Path) -> None:
    """No such file, nowhere to write, a policy with errors."""
    with pytest.raises(Stop, match=r"tag\.yaml is no policy file"):
        schema(None, None, file="tag.yaml")
    with pytest.raises(Stop, match="cannot be written"):
        schema(None, None, out=desk / "no/such/folder.json")
    (desk / "config/tags.yaml").write_text("tags: []\n")
    with pytest.raises(OperatorError):
        schema(None, None)
