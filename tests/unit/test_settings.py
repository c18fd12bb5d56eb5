"""Settings: defaults, look-ups, secrets and where each thing is found."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.daemon.errors import OperatorError, Problem
from helpdesk.daemon.settings.places import Secret
from helpdesk.daemon.settings.values import Settings, load

SHOP = """
[desk]
name = "Tienda Acme"
prefix = "ACM"
former_prefixes = ["TA"]
language = "pt"
reopen_window = "1d12h"

[[mailbox]]
name = "tienda"
address = "Tienda@Acme.Example"
aliases = ["pedidos@acme.example", "tienda@ñandú.example"]
language = "es"

[mailbox.intake.imap]
url = "imap+starttls://imap.acme.example"
user = "tienda"
password = "env:HD_IMAP"
after = "move:Archivo/Mesa"

[[mailbox]]
name = "sin-mas"
address = "otra@acme.example"
plus_addressing = false
display_name = "Otra"
intake.smtp = false
intake.imap.url = "imaps://[2001:db8::1]:1993"
intake.imap.user = "otra"

[mailbox.intake.imap.oauth]
kind = "refresh_token"
token_url = "https://login.example/t"
client_id = "c"
refresh_token = "file:t"

[[listen]]
kind = "lmtp"
unix = "run/lmtp.sock"

[smarthost]
url = "smtps://smtp.acme.example"
user = "desk"
password = "file:secrets/smtp"

[limits]
mail = "10MB"
free_disk = 5
"""


@pytest.fixture
def shop(tmp_path: Path) -> Settings:
    """A desk with two mailboxes."""
    file = tmp_path / "helpdesk.toml"
    file.write_text(SHOP, "utf-8")
    return load(file, None, {"HD_IMAP": "hunter2"})


def test_the_built_in_desk_reaches_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no file: SQLite below the working folder, this machine only, no smarthost."""
    monkeypatch.chdir(tmp_path)
    desk = load(None, None, {})
    assert (desk.path, desk.smarthost, desk.desk.prefix, desk.desk.language) == (None, None, "HD", "es")
    assert desk.database == f"sqlite://{tmp_path}/helpdesk-data/helpdesk.db"
    assert desk.outgoing_dir == tmp_path / "helpdesk-data/outgoing"
    assert [(socket.kind, socket.host, socket.port) for socket in desk.listeners] == [
        ("smtp", "127.0.0.1", 2525)
    ]
    assert desk.own_addresses == {"support@helpdesk.example"}
    assert (desk.config_dir / "agents.yaml").is_file()
    assert desk.desk.reopen_window == timedelta(days=7)


def test_the_file_is_found_by_flag_then_environment_then_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--config, $HELPDESK_CONFIG, ./helpdesk.toml, in this order."""
    monkeypatch.chdir(tmp_path)
    for name in ("flag", "variable", "helpdesk"):
        box = f'[[mailbox]]\nname = "{name}"\naddress = "{name}@x.example"\n'
        (tmp_path / f"{name}.toml").write_text(box)
    variable = {"HELPDESK_CONFIG": str(tmp_path / "variable.toml")}
    assert load(tmp_path / "flag.toml", None, variable).mailboxes[0].name == "flag"
    assert load(None, None, variable).mailboxes[0].name == "variable"
    assert load(None, None, {}).mailboxes[0].name == "helpdesk"


def test_the_data_folder_is_found_by_flag_then_environment_then_file(tmp_path: Path) -> None:
    """--data, $HELPDESK_DATA, [storage] data beside the file."""
    file = tmp_path / "a.toml"
    file.write_text('[storage]\ndata = "kept"\n[[mailbox]]\nname = "a"\naddress = "a@x.example"\n')
    assert load(file, None, {}).data_dir == tmp_path / "kept"
    assert load(file, None, {"HELPDESK_DATA": "/var/d"}).data_dir == Path("/var/d")
    desk = load(file, Path("/srv/d"), {"HELPDESK_DATA": "/var/d"})
    assert (desk.data_dir, desk.database) == (Path("/srv/d"), "sqlite:///srv/d/helpdesk.db")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Named but absent is an error, never the built-in desk."""
    with pytest.raises(OperatorError) as caught:
        load(tmp_path / "no.toml", None, {})
    assert caught.value.problems[0].what == "there is no such file"


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("tienda@acme.example", "tienda"),
        ("TIENDA@ACME.EXAMPLE", "tienda"),
        ("pedidos@acme.example", "tienda"),
        ("pedidos+r-abcdefgh@acme.example", "tienda"),
        ("tienda+@acme.example", "tienda"),
        ("tienda@xn--and-6ma2c.example", "tienda"),
        ("otra@acme.example", "sin-mas"),
        ("otra+x@acme.example", None),
        ("nadie@acme.example", None),
        ("+tienda@acme.example", None),
        ("tienda@acme.example.evil.example", None),
        ("tien\u212aa@acme.example", None),
        ("tienda", None),
        ("", None),
    ],
)
def test_whose_mail_it_is(shop: Settings, address: str, mailbox: str | None) -> None:
    """An address, its aliases and +tags; ASCII case only; nothing else (A24, A8)."""
    found = shop.mailbox_for(address)
    assert (found.name if found else None) == mailbox


def test_look_ups(shop: Settings, tmp_path: Path) -> None:
    """Names, languages and prefixes fall back to the desk's."""
    assert [box.display_name for box in shop.mailboxes] == ["Tienda Acme", "Otra"]
    assert (shop.language_of("tienda"), shop.language_of("sin-mas"), shop.language_of("gone")) == (
        "es",
        "pt",
        "pt",
    )
    assert shop.prefixes == ("ACM", "TA")
    assert shop.mailbox("tienda") is shop.mailboxes[0]
    assert shop.mailbox("gone") is None
    assert shop.config_dir == tmp_path / "config"
    assert shop.listeners[0].unix == tmp_path / "run/lmtp.sock"
    assert shop.web_url == "http://127.0.0.1:8080"
    assert (shop.limits.mail, shop.limits.free_disk) == (10 * 1024**2, 5)
    assert shop.desk.reopen_window == timedelta(hours=36)


def test_servers(shop: Settings) -> None:
    """The scheme says how the connection is secured, and gives the usual port."""
    first, second = (box.intake.imap for box in shop.mailboxes)
    assert first is not None
    assert second is not None
    assert shop.smarthost is not None
    assert (first.url.host, first.url.port, first.url.tls) == ("imap.acme.example", 143, "starttls")
    assert (second.url.host, second.url.port, second.url.tls) == ("2001:db8::1", 1993, "implicit")
    assert str(second.url) == "imaps://[2001:db8::1]:1993"
    assert (shop.smarthost.url.port, shop.smarthost.url.tls) == (465, "implicit")
    assert (first.after.action, first.after.name) == ("move", "Archivo/Mesa")


def test_secrets_are_read_when_they_are_needed(shop: Settings, tmp_path: Path) -> None:
    """From the environment or a file, each time; a missing one says so without a traceback."""
    imap = shop.mailboxes[0].intake.imap
    assert imap is not None
    assert imap.password is not None
    assert imap.password.reveal() == "hunter2"
    assert shop.smarthost is not None
    password = shop.smarthost.password
    assert password is not None
    with pytest.raises(OperatorError, match=r"file:secrets/smtp: cannot read .*secrets/smtp: No such file"):
        password.reveal()
    (tmp_path / "secrets").mkdir()
    for secret in ("first\n", "second\r\n"):
        (tmp_path / "secrets/smtp").write_text(secret)
        assert password.reveal() == secret.strip()
    (tmp_path / "secrets/smtp").write_text("\n")
    with pytest.raises(OperatorError, match="is empty"):
        password.reveal()
    with pytest.raises(OperatorError, match=r"env:NONE: this variable is not set. export NONE="):
        Secret("env:NONE", tmp_path, {}).reveal()


def test_no_secret_is_in_a_repr(shop: Settings) -> None:
    """Settings may be logged: they hold where secrets are, not what they are."""
    assert "hunter2" not in repr(shop)
    assert "env:HD_IMAP" in repr(shop)


def test_settings_are_frozen(shop: Settings) -> None:
    """Nothing changes them while the desk runs."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        shop.desk.name = "x"  # type: ignore[misc]


@pytest.mark.parametrize(
    "raw", [b"\xef\xbb\xbf[desk]\r\nname = 'x'\r\n[[mailbox]]\r\nname='a'\r\naddress='a@x.example'\r\n"]
)
def test_windows_files(tmp_path: Path, raw: bytes) -> None:
    """A byte order mark and CRLF are no fault."""
    file = tmp_path / "a.toml"
    file.write_bytes(raw)
    assert load(file, None, {}).desk.name == "x"


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    """The place of the first bad byte is named."""
    file = tmp_path / "a.toml"
    file.write_bytes(b"[desk]\nname = 'Caf\xe9'\n")
    with pytest.raises(OperatorError) as caught:
        load(file, None, {})
    assert caught.value.problems == (Problem(f"{file}:2:12", "this is not UTF-8", "Save the file as UTF-8"),)
