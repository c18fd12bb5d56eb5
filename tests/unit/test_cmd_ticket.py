"""`helpdesk ticket list` and what is asked of agents, as typed: words of three languages, and what there is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.commands.envelopes import refuse_odd_envelope
from helpdesk.daemon.exits import Stop
from tests.unit.command_kit import Command
from tests.unit.mail_kit import letter

pytest_plugins = ("tests.unit.command_fixtures",)


def test_a_status_is_named_in_any_of_the_languages(helpdesk: Command, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(letter())
    helpdesk("ingest", tmp_path / "a.eml")
    for word, found in (("new", 1), ("nuevo", 1), ("NOVO", 1), ("cerrado", 0)):
        said = helpdesk("ticket", "list", "--json", "--status", word)
        assert (said.code, len(said.lines)) == (0, found), word


def test_a_status_there_is_not_is_a_usage_error(helpdesk: Command) -> None:
    said = helpdesk("ticket", "list", "--status", "bogus")
    assert said.code == 2
    assert "new, open, waiting, snoozed, resolved, closed" in said.err


def test_links_to_a_tickets_state_are_closed(helpdesk: Command, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(letter())
    [told] = helpdesk("ingest", tmp_path / "a.eml", "--json").lines
    said = helpdesk("ticket", "close-links", str(told["protocol"]), "--json")
    assert (said.code, said.lines) == (0, [{"protocol": told["protocol"], "closed": 0}])
    assert helpdesk("ticket", "close-links", "HD-2611-000000").code == 65


def test_an_agent_there_is_not_is_unknown_data(helpdesk: Command) -> None:
    for command in ("agent password", "login-link"):
        said = helpdesk(*command.split(), "nobody@x.example")
        assert (said.code, said.err.partition(". ")[0]) == (
            65,
            "nobody@x.example: no agent in agents.yaml has this address",
        )


@pytest.mark.parametrize("odd", ["bad addr", "garbage", "a@b c@d", "a@b\nBcc: c@d", "<a@b>", " a@b", "a@b>"])
def test_an_envelope_no_server_would_have_said_is_a_usage_error(odd: str) -> None:
    for option, said in (((odd, ()), "--envelope-from"), ((None, ("a@b.example", odd)), "--rcpt")):
        with pytest.raises(Stop) as stopped:
            refuse_odd_envelope(*option)
        assert stopped.value.code == 2
        assert stopped.value.message.startswith(f"{said}: {odd!r} is no address. ")
    for nobody in ("", "<>"):
        with pytest.raises(Stop, match="--rcpt"):
            refuse_odd_envelope(None, (nobody,))


def test_an_envelope_may_have_what_servers_say() -> None:
    for sender in (None, "", "<>", "a@b.example", '"a b"@c.example', "ñ@españa.example"):
        refuse_odd_envelope(sender, ("support+r-abc@acme.example",))
