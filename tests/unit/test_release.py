"""What a tap says, how the journal keeps it, and the same by `helpdesk held release`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.daemon.agents.commands import REASONS
from helpdesk.mailflow.commands import parse, without_commands
from helpdesk.mailflow.mending import mended, mends
from helpdesk.mailflow.release import Release, release_of
from helpdesk.mailflow.taps import Held, Tap, offered, read_tap, released
from helpdesk.mailflow.words import LANGUAGES, say
from helpdesk.tickets.deeds import CommandFault
from helpdesk.tickets.reasons import CODES
from tests.unit.command_kit import Command
from tests.unit.mail_kit import letter

pytest_plugins = ("tests.unit.command_fixtures",)


@given(
    by=st.from_regex(r"(agent|admin):[a-z0-9._-]{1,20}", fullmatch=True),
    flags=st.tuples(*[st.booleans()] * 4),
    fixes=st.lists(st.text(min_size=1), max_size=3),
)
def test_what_is_kept_is_what_was_said(
    by: str, flags: tuple[bool, bool, bool, bool], fixes: list[str]
) -> None:
    fixes = [fix.encode("utf-8", "replace").decode() for fix in fixes]
    said = Release(by, *flags, tuple(fixes))
    assert release_of(str(said)) == said
    assert release_of(by) == Release(by) and Release(by).as_it_is and not Release().as_it_is


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_is_offered_is_read(language: str) -> None:
    words: dict[str, Tap] = {"send": "send", "yes": "send", "note": "note", "discard": "discard"}
    for key, tap in words.items():
        word = say(language, f"say_{key}")  # type: ignore[arg-type]
        for typed in (word, word.lower(), f"\n\u200b {word}. \n\nAna Ruiz", f"{word}\r\n"):
            assert read_tap(typed) == (tap, ""), typed
    retry = say(language, "say_retry")  # type: ignore[arg-type]
    assert read_tap(f"{retry} luis") == ("retry", "luis")
    assert read_tap(retry) is None


@pytest.mark.parametrize("text", ["", "Enviar mañana", "No, gracias", "Notas", "#nota", "Hola\nENVIAR"])
def test_a_sentence_is_no_tap(text: str) -> None:
    assert read_tap(text) is None


def test_who_retries_again_keeps_what_she_mended_before() -> None:
    once = released(Release(), "agent:ana", "command-error", "retry", "luis")
    twice = released(once, "agent:ana", "command-error", "retry", "alta")
    assert (twice.fixes, twice.as_it_is) == (("luis", "alta"), False)
    assert released(twice, "agent:ana", "stale", "send", "").as_it_is
    assert released(Release(), "agent:ana", "command-error", "send", "") == Release("agent:ana", plain=True)
    assert released(Release(), "agent:ana", "commands-only", "send", "") == Release("agent:ana", send=True)


def test_nothing_is_offered_that_leads_out_by_the_back_door() -> None:
    for reason in CODES:
        taps = [tap for tap, _ in offered(Held(reason, "n", True))]
        assert "send" not in taps or reason in {
            "commands-only", "filed-as-note", "merged", "stale", "template", "agent-alias", "agent-confirm",
            "agent-unverified", "taps-over", "quarantine",  # a customer's own mail, which is let in
        }  # fmt: skip
    assert "send" not in [tap for tap, _ in offered(Held("leak", "r", True))]
    assert offered(Held("poison")) == []


def test_whatever_holds_a_command_can_be_decided_about() -> None:
    for reason in {*REASONS.values(), "command-error", "leak", "stale", "empty", "bad-address", "template"}:
        assert ("discard", "") in offered(Held(reason, "r")), reason


@pytest.mark.parametrize(
    ("text", "fixes", "after"),
    [
        ("#asignar luiz\n\nHola", ("luis (Luis Gómez)",), "#asignar luis\n\nHola"),
        ("#escalar n2\nHola", ("n2 tiempo",), "#escalar n2 tiempo\nHola"),
        ("Hola\n#carpeta Factura", ("Facturación",), "Hola\n#carpeta Facturación"),
    ],
)
def test_the_fix_stands_where_the_fault_stood(text: str, fixes: tuple[str, ...], after: str) -> None:
    line = next(n for n, each in enumerate(text.split("\n"), 1) if each.startswith("#"))
    source = text.split("\n")[line - 1]
    about = source.split(" ")[1]
    fault = CommandFault(line, source.index(about) + 1, "command_x", fixes, about, source)
    [fix] = mends(fault)
    assert mended(text, fault, fix) == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Hola\n#resolver\nadiós", ["Hola\nadiós\n#resolver", "Hola\n\\#resolver\nadiós"]),
        ("Hola\n#resolverr\nadiós", ["Hola\nadiós\n#resolver", "Hola\n\\#resolverr\nadiós"]),
        ("Use #resolver para cerrar.", ["Use \\#resolver para cerrar."]),
        ("Hola\n#nota\nadiós", ["Hola\nadiós\n#nota"]),
        ("Hola\n#nota llámale\nadiós", []),
        ("Esto es #nota.", []),
        ("#tomar ahora\nHola", ["#tomar\nHola"]),
        ("#nota llámale\nHola", ["#nota\nllámale\nHola"]),
        ("Hola\n#nota llámale", ["Hola\nllámale\n#nota"]),
        ("#nota llámale\n#tomar\nHola", []),
        ("#asingar luis\nHola\n#prioridda alta", ["#asignar luis\nHola\n#prioridad alta"]),
        ("#felicidades\nQué tal\n#prioridda alta", []),
    ],
)
def test_one_tap_moves_what_stands_wrong_and_never_makes_text_of_a_note(text: str, after: list[str]) -> None:
    fault = parse(text)
    assert isinstance(fault, CommandFault)
    assert [mended(text, fault, fix) for fix in mends(fault)] == after


def test_without_commands_no_line_of_them_is_left() -> None:
    text = "#asignar luiz\n\\#hola sigue\nuno\n#resolver\n#1 Reinicie\ndos\n#nada\n"
    assert without_commands(text) == "#hola sigue\nuno\n#1 Reinicie\ndos"


@pytest.mark.slow  # every hold there is
def test_an_admin_releases_as_a_tap_would(helpdesk: Command, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(letter())
    helpdesk("ingest", tmp_path / "a.eml")
    protocol = str(helpdesk("ticket", "list", "--json").lines[0]["protocol"])
    [who, *_] = [one["id"] for one in helpdesk("agent", "list", "--json").lines]
    (tmp_path / "t.txt").write_text("Ya está hecho, señora.", "utf-8")
    for flag, direction in (("--without-commands", "out"), ("--note", "note")):
        wrong = ("ticket", "do", protocol, "#prioridad altisima", "--as", who, "--text", tmp_path / "t.txt")
        assert helpdesk(*wrong).code == 65
        number = helpdesk("held", "list", "--json").lines[0]["id"]
        assert helpdesk("held", "release", number, "--note", "--to-customer").code == 2
        again = helpdesk("held", "release", number)
        assert again.code == 65 and again.out.startswith(
            f"{number}: held {protocol} (line 1: #prioridad altisima"
        )
        assert helpdesk("held", "release", number, flag, "--json").code == 0
        messages = helpdesk("ticket", "show", protocol, "--json").lines[0]["messages"]
        assert messages[-1]["direction"] == direction and "Ya está hecho" in messages[-1]["reply_text"]
        assert ("#" in messages[-1]["reply_text"]) == (flag == "--note")
