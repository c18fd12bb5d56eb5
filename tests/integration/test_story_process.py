"""The desk as a process: told to end under load, started five times at once, told to read its policy again."""

from __future__ import annotations

import signal
import smtplib
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Condition, Event

import pytest

from tests.fakes.smtp_sink import SmtpSink
from tests.integration.desk_mails import head_of, letter, text_of
from tests.integration.desk_rig import ADMIN, AGENTS, ANA, LUIS, SUPPORT, Desk
from tests.servers.child import Missing
from tests.servers.fixtures import skip_or_fail
from tests.servers.postfix import Postfix, check

pytestmark = pytest.mark.servers

MAILS = 400
SENDERS = 6


class Load:
    """Customers who write without pause, each until her mail was answered 250, whatever happens to the desk."""

    def __init__(self, port: int, mails: int) -> None:
        self._port = port
        self._mails = [
            (f"c{n}@client.test", letter(f"Asunto {n}", sender=f"c{n}@client.test")) for n in range(mails)
        ]
        self.acknowledged = Counter[str]()
        self.refused = Counter[int]()
        self._change = Condition()
        self._give_up = Event()

    def run(self) -> None:
        """All of it."""

        def one_sender(start: int) -> None:
            for sender, mail in self._mails[start::SENDERS]:
                while not self._give_up.is_set() and not self._sent(sender, mail):
                    self._give_up.wait(0.02)

        with ThreadPoolExecutor(SENDERS) as pool:
            list(pool.map(one_sender, range(SENDERS)))

    def stop(self) -> None:
        """Give up."""
        self._give_up.set()

    def wait_for(self, count: int) -> None:
        """Until so many were answered 250."""
        with self._change:
            assert self._change.wait_for(lambda: sum(self.acknowledged.values()) >= count, 60)

    def _sent(self, sender: str, mail: bytes) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self._port, timeout=30) as client:
                client.sendmail(sender, [SUPPORT], mail)
            code = 250
        except smtplib.SMTPResponseException as refusal:
            code = refusal.smtp_code
        except smtplib.SMTPRecipientsRefused as refusal:
            code = next(iter(refusal.recipients.values()))[0]
        except (OSError, smtplib.SMTPServerDisconnected):
            return False
        with self._change:
            if code == 250:
                self.acknowledged[sender] += 1
            else:
                self.refused[code] += 1
            self._change.notify_all()
        return code == 250


def test_sigterm_under_load_loses_nothing_and_ends_with_0(tmp_path: Path) -> None:
    with SmtpSink() as sink, Desk(tmp_path / "d", smarthost=sink.port) as desk:
        load = Load(desk.port.smtp, MAILS)
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(load.run)
            try:
                for part in (1, 2):
                    load.wait_for(part * MAILS // 8)
                    desk.stop()  # asserts exit 0 and no fault
                    assert sum(load.acknowledged.values()) < MAILS, "stopped when there was no load any more"
                    desk.start()
                running.result(60)
            finally:
                load.stop()
        assert set(load.acknowledged.values()) == {1}
        assert set(load.refused) <= {421, 451}, "told to come back, never refused for good"
        desk.wait_for(tickets=MAILS)
        got = Counter(one["requester"]["address"] for one in desk.tickets())
        assert got == load.acknowledged, "what was acknowledged is there, once"
        assert all(one["message_count"] == 1 for one in desk.tickets())
        sent = Counter(address for mail in sink.mails for address in mail.recipients)
        assert sent.pop(ANA) == MAILS
        assert sent == load.acknowledged, "one acknowledgement each"
        desk.verified()


def test_postfix_keeps_what_a_stopped_desk_cannot_take(tmp_path: Path) -> None:
    """The whole chain: Postfix delivers by LMTP while the desk is stopped and started again in the middle."""
    try:
        check()
    except Missing as missing:
        skip_or_fail(missing)
    desk = Desk(tmp_path / "d")
    with Postfix({"desk.test": f"lmtp:inet:127.0.0.1:{desk.port.lmtp}"}) as postfix:
        with desk:
            _hand_over(postfix.port, range(40))
        _hand_over(postfix.port, range(40, 60))
        with desk:
            _hand_over(postfix.port, range(60, 70))
            desk.wait_for(tickets=70)
            desk.until(lambda: postfix.queue() == [], "an empty queue at Postfix")
            got = Counter(one["subject"] for one in desk.tickets())
            assert got == {f"Asunto {n}": 1 for n in range(70)}
            desk.verified()


def _hand_over(port: int, numbers: range) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        for n in numbers:
            client.sendmail("c@client.test", [SUPPORT], letter(f"Asunto {n}", sender="c@client.test"))


def test_of_five_started_at_once_one_runs_and_four_name_it(tmp_path: Path) -> None:
    """B19: and where the one before died without a word, nothing stands in the way."""
    desk = Desk(tmp_path / "d")
    five = [_spawned(desk, tmp_path / f"{n}.log") for n in range(5)]
    try:
        ended = _four_ended(five)
        [runs] = [process for process in five if process not in ended]
        for process in ended:
            said = (tmp_path / f"{five.index(process)}.log").read_text()
            assert process.returncode == 75, said
            assert f"process {runs.pid}" in said
            assert "Traceback" not in said
    finally:
        for process in five:
            process.kill()
            process.wait()
    desk.log = tmp_path / "after.log"
    with desk:
        assert desk.ready()


def _spawned(desk: Desk, log: Path) -> subprocess.Popen[bytes]:
    desk.log = log
    log.unlink(missing_ok=True)
    return desk.spawn()


def _four_ended(five: list[subprocess.Popen[bytes]]) -> list[subprocess.Popen[bytes]]:
    for _ in range(300):
        ended = [process for process in five if process.poll() is not None]
        if len(ended) == 4:
            return ended
        assert len(ended) < 5, "all five ended"
        with suppress(subprocess.TimeoutExpired):
            next(process for process in five if process not in ended).wait(0.1)
    raise AssertionError(f"{len(ended)} ended")


BROKEN = AGENTS.replace(f"email: {LUIS}", f"emial: {LUIS}")
EVA = AGENTS.replace("Ana Ruiz", "Eva Sanz").replace(ANA, "eva@agents.test").replace("ana:", "eva:")


def test_sighup_takes_a_good_policy_and_keeps_it_when_a_broken_one_follows(tmp_path: Path) -> None:
    """B25, while mail flows."""
    with SmtpSink() as sink, Desk(tmp_path / "d", smarthost=sink.port) as desk:

        def told_of(subject: str) -> str:
            with smtplib.SMTP("127.0.0.1", desk.port.smtp, timeout=30) as client:
                client.sendmail("c@client.test", [SUPPORT], letter(subject, sender="c@client.test"))
            [told] = sink.wait_for(
                lambda mail: subject in head_of(mail.raw, "Subject") and "agents.test" in mail.recipients[0]
            )
            return told.recipients[0]

        assert told_of("Uno") == ANA
        desk.write_agents(EVA)
        desk.signal(signal.SIGHUP)
        desk.until(lambda: bool(desk.logged("policy adopted")), "the new policy")
        assert told_of("Dos") == "eva@agents.test"

        desk.write_agents(BROKEN)
        desk.signal(signal.SIGHUP)
        [alert] = sink.wait_for(lambda mail: mail.recipients == (ADMIN,))
        text = text_of(alert.raw)
        assert f"agents.yaml:{BROKEN[: BROKEN.index('emial')].count(chr(10)) + 1}:" in text
        assert "La configuración nueva tiene errores" in text
        assert told_of("Tres") == "eva@agents.test"
        assert desk.logged("policy refused")
        # A half-written file, many times over, harms nothing and floods nobody.
        for end in range(0, len(AGENTS), 60):
            desk.write_agents(AGENTS[:end])
            desk.signal(signal.SIGHUP)
        assert told_of("Cuatro") in {"eva@agents.test", ANA}
        desk.write_agents(AGENTS)
        desk.signal(signal.SIGHUP)
        desk.until(lambda: desk.logged("policy adopted")[-1]["policy"] == _revision(desk), "the last policy")
        assert told_of("Cinco") == ANA
        assert len(sink.to(ADMIN)) == 1, "one alert an hour for one reason"
        desk.verified()


def _revision(desk: Desk) -> str:
    return str(desk.logged("started")[0]["policy"])
