"""swaks, a client we did not write, against the receiver: a reply for each LMTP recipient, TLS and AUTH."""

from __future__ import annotations

import subprocess

import pytest

from helpdesk.daemon.smtp.options import Listener
from helpdesk.tickets.errors import StoreBusy
from tests.fakes.smtp_rig import running, tls_context
from tests.servers.child import Missing
from tests.servers.fixtures import skip_or_fail
from tests.servers.swaks import check

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("able")]


@pytest.fixture(scope="module")
def able() -> None:
    """Skips where swaks or its TLS is missing; fails there in CI."""
    try:
        check(tls=True)
    except Missing as missing:
        skip_or_fail(missing)


def swaks(*arguments: str) -> tuple[int, str]:
    """Run it; returns its exit status and what was said on the wire."""
    command = ["swaks", "--helo", "client.test", "--from", "ana@agents.test", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return ran.returncode, ran.stdout + ran.stderr


def test_lmtp_answers_for_each_recipient() -> None:
    with running(Listener("lmtp")) as rig:
        at = ("--protocol", "LMTP", "--server", "127.0.0.1", "--port", str(rig.port))
        to = "support@desk.test,nobody@desk.test,sales@desk.test"
        _, said = swaks(*at, "--to", to)
        assert said.count("<-  250 2.0.0 Ok") == 2
        assert said.count("<** 550 5.1.1") == 1
        assert len(rig.store.got) == 1
        rig.store.fail_next = [StoreBusy("locked")]
        status, said = swaks(*at, "--to", to)
        assert status != 0
        assert said.count("<** 451 4.3.0") == 2


@pytest.mark.parametrize("implicit", [False, True])
@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_an_agent_submits_with_a_password(implicit: bool, mechanism: str) -> None:
    def check(user: str, password: str) -> str | None:
        return "ana@agents.test" if (user, password) == ("ana", "right") else None

    with running(Listener("submission", tls=tls_context(), implicit_tls=implicit), check_login=check) as rig:
        at = ("--server", "127.0.0.1", "--port", str(rig.port), "--tls-on-connect" if implicit else "--tls")
        login = ("--auth", mechanism, "--auth-user", "ana", "--to", "support@desk.test", "--auth-password")
        assert swaks(*at, *login, "right")[0] == 0
        assert rig.store.got[0].envelope.login == "ana@agents.test"
        status, said = swaks(*at, *login, "wrong")
        assert status == 28
        assert "535 5.7.8" in said
        assert len(rig.store.got) == 1
