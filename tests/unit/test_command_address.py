"""The addresses that batches of commands are sent to: taken in, the desk's own, and no mailbox's."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.parts import accepted
from helpdesk.daemon.settings.values import Settings, load
from helpdesk.daemon.smtp.recipients import AllowList

FILE = """
[desk]
command_addresses = ["ordenes@shop.example"]
[[mailbox]]
name = "tienda"
address = "tienda@shop.example"
aliases = ["ventas@shop.example"]
[[mailbox]]
name = "web"
address = "web@shop.example"
[[listen]]
kind = "smtp"
port = 2525
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "helpdesk.toml").write_text(FILE)
    return load(tmp_path / "helpdesk.toml", None, {})


def test_which_they_are(settings: Settings) -> None:
    for address in (
        "ordenes@shop.example",
        "Ordenes@Shop.example",
        "tienda+comandos@shop.example",
        "ventas+commands@shop.example",
        "web+COMANDOS@shop.example",
    ):
        assert settings.is_command_address(address), address
    for address in (
        "tienda@shop.example",
        "comandos@shop.example",
        "tienda+x@shop.example",
        "x+comandos@a.example",
        "",
    ):
        assert not settings.is_command_address(address), address
    assert settings.command_address == "ordenes@shop.example"


def test_mail_to_them_is_taken_in_and_is_the_desks_own(settings: Settings) -> None:
    takes = AllowList(accepted(settings))
    assert takes("ordenes@shop.example") == takes("tienda+comandos@shop.example") == "tienda"
    assert takes("comandos@shop.example") is None
    assert "ordenes@shop.example" in settings.own_addresses


def test_without_the_setting_there_is_one_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "helpdesk.toml").write_text(FILE.replace('["ordenes@shop.example"]', "[]"))
    settings = load(tmp_path / "helpdesk.toml", None, {})
    assert settings.command_address == "tienda+comandos@shop.example"
    assert settings.is_command_address(settings.command_address)
    assert AllowList(accepted(settings))(settings.command_address) == "tienda"
