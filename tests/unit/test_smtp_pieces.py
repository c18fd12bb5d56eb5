"""The parts under the conversation, each alone: paths, recipients, the end of a mail, the log, clock and failpoints."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.daemon.clock import ManualClock, SystemClock
from helpdesk.daemon.failpoints import POINTS, armed_problem
from helpdesk.daemon.maillog import MailLog, redacted
from helpdesk.daemon.smtp.body import Body, stray_in_headers
from helpdesk.daemon.smtp.options import address
from helpdesk.daemon.smtp.path import read_path
from helpdesk.daemon.smtp.recipients import AllowList

ROOT = Path(__file__).resolve().parents[2]


@given(
    st.lists(st.sampled_from([b"\r", b"\n", b".", b"a", b"\r\n", b"\r\n.", b"\0"])),
    st.lists(st.integers(1, 4)),
)
def test_any_mail_comes_out_as_it_went_in_however_it_is_cut(parts: list[bytes], cuts: list[int]) -> None:
    mail = b"".join(parts) + b"\r\n"
    wire = (b"\r\n" + mail).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\nREST"
    body, at, rest = Body(1000, 1000), 0, b""
    for cut in [*cuts, len(wire)]:
        piece, at = wire[at : at + cut], at + cut
        rest += piece if body.done else body.feed(piece)
    assert body.done
    assert body.content() == mail
    assert rest == b"REST"


class Looked(bytearray):
    """Counts the bytes that are looked through."""

    passed = 0

    def find(self, what: bytes, begin: int = 0) -> int:  # type: ignore[override]
        self.passed += len(self) - begin
        return super().find(what, begin)

    def rfind(self, what: bytes, begin: int, end: int) -> int:  # type: ignore[override]
        self.passed += min(end, len(self)) - begin
        return super().rfind(what, begin, end)

    def count(self, what: bytes, begin: int = 0) -> int:  # type: ignore[override]
        self.passed += len(self) - begin
        return super().count(what, begin)


@pytest.mark.parametrize("piece", [b"..\r\n" * 16, b"..\r\n", b"a" * 63 + b"\n", b"\n"])
def test_reading_a_mail_is_linear_in_its_size_even_byte_by_byte(piece: bytes) -> None:
    def looked(size: int) -> int:
        body = Body(1 << 30, 1000)
        body._kept = kept = Looked(body._kept)
        for _ in range(size // len(piece)):
            body.feed(piece)
        assert body._kept is kept and not body.problem
        return kept.passed

    assert looked(1 << 16) <= 4.5 * looked(1 << 14)


def test_stray_bytes_after_the_header_are_no_concern() -> None:
    assert not stray_in_headers(b"A: b\r\n\r\n\n\r\0")
    assert not stray_in_headers(b"\r\n\n\r\0")
    assert stray_in_headers(b"A: b\r\n\n")
    assert not stray_in_headers(b"")


def test_paths_are_read_strictly() -> None:
    path = read_path('FROM:<"a@x> ORCPT=b"@y.test> SIZE=1', "FROM:")
    assert path is not None
    assert path.address == '"a@x> ORCPT=b"@y.test'
    assert path.parameters == {"SIZE": "1"}
    assert read_path("FROM:<a@[192.0.2.1]>", "FROM:") is not None
    for bad in (
        "FROM:<a@b.test",
        "FROM:a@b.test>",
        "FROM:<a@b..>x",
        "FROM:<a\r@b.test>",
        "FROM:<@>",
        "FROM:<a@" + "b" * 320 + ">",
    ):
        assert read_path(bad, "FROM:") is None, bad


@pytest.mark.timeout(60)  # each is a moment's work; what grows with the square would take hours
@pytest.mark.parametrize(
    ("evil", "times", "end"),
    [("<", "a", ""), ("<", "@a,@a", ""), ('<"', "\\a", ""), ("<a@", "a.", ">"), ("<a@b.test>", " A", "")],
)
def test_hostile_paths_are_read_to_their_end(evil: str, times: str, end: str) -> None:
    assert read_path(f"FROM:{evil}{times * 500_000}{end}", "FROM:") is None


def test_the_allow_list_folds_ascii_alone_and_knows_plus_tags() -> None:
    desk = AllowList([("support", ["Support@Desk.test"]), ("sales", ["sales+eu@desk.test"])], ["other.test"])
    assert desk("SUPPORT+r-x@desk.TEST") == "support"
    assert desk("sales+eu@desk.test") == "sales"
    assert desk("sales@desk.test") is None
    assert desk("postmaster@other.test") == "support"
    assert desk("postmaster") == "support"
    assert desk("\u212aupport@desk.test") is None
    assert AllowList([])("postmaster") is None


def test_peers_have_one_name() -> None:
    assert address("::ffff:192.0.2.1") == "192.0.2.1"
    assert address("fe80::1%eth0") == "fe80::1"


# -- log ---------------------------------------------------------------------------------------------


def test_the_log_shows_no_secret_and_no_control() -> None:
    secret = "abcdefgh234567ab"
    for text in (f"<support+r-{secret}@desk.test>", f"<r.{secret}bcdefgh2@desk.test>"):
        assert secret not in str(redacted(text))
        assert "desk.test" in str(redacted(text))
    assert redacted("a\nb\x1b[2J\u202e") == "a\\nb\\x1b[2J\\u202e"
    assert len(str(redacted("x" * 10_000))) < 600
    lines: list[str] = []
    MailLog(lines.append, ManualClock()).fault("1f", "deliver", ValueError(f"support+b-{secret}@desk.test"))
    assert secret not in lines[0]
    assert '"level": "error"' in lines[0]


def test_b13_a_log_that_cannot_be_written_stops_nothing() -> None:
    def full(line: str) -> None:
        raise OSError(28, "No space left on device")

    log = MailLog(full)
    log.login("192.0.2.1", "ana")
    assert log.lost == 1


def test_the_console_style_is_for_people() -> None:
    lines: list[str] = []
    MailLog(lines.append, ManualClock(), style="console").login("192.0.2.1", "ana")
    assert "login" in lines[0]
    assert "peer=192.0.2.1" in lines[0]


# -- clock and failpoints --------------------------------------------------------------------------------


def test_clocks() -> None:
    clock = ManualClock(datetime(2026, 1, 1, tzinfo=UTC))
    clock.advance(timedelta(minutes=1))
    clock.advance(1.5)
    assert clock.now() == datetime(2026, 1, 1, 0, 1, 1, 500_000, tzinfo=UTC)
    steady = clock.monotonic()
    clock.jump(datetime(2020, 1, 1, tzinfo=UTC))
    assert clock.monotonic() == steady
    with pytest.raises(ValueError, match="back"):
        clock.advance(-1)
    with pytest.raises(ValueError, match="aware"):
        ManualClock(datetime(2026, 1, 1))  # noqa: DTZ001
    assert SystemClock().now().tzinfo is UTC
    assert SystemClock().monotonic() <= SystemClock().monotonic()


def test_an_armed_failpoint_kills_at_its_count_and_no_other() -> None:
    program = (
        "from helpdesk.daemon.failpoints import failpoint\n"
        "for n in range(3):\n    failpoint('smtp.after-commit'); failpoint('smtp.before-commit'); print(n, flush=True)"
    )
    for armed, printed, status in (
        ("smtp.before-commit:2", b"0\n", -signal.SIGKILL),
        ("smtp.before-commit", b"", -signal.SIGKILL),
        ("", b"0\n1\n2\n", 0),
    ):
        env = {**os.environ, "HELPDESK_FAILPOINT": armed}
        ran = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, check=False)
        assert (ran.stdout, ran.returncode) == (printed, status)


def test_a_failpoint_that_would_never_fire_is_a_problem() -> None:
    assert armed_problem("smtp.before-commit:3") == ""
    assert "no failpoint" in armed_problem("smtp.befor-commit")
    assert "not a count" in armed_problem("smtp.before-commit:0")


def test_every_failpoint_that_is_called_is_listed() -> None:
    called = set()
    for path in (ROOT / "daemon").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "failpoint":
                assert isinstance(node.args[0], ast.Constant), f"{path.name}:{node.lineno}: a literal name"
                called.add(node.args[0].value)
    assert called - POINTS.keys() == set()
