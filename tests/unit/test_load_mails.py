"""A desk's own words for its mails: what is wrong with them is said by its place, before anybody gets one."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from jinja2 import nodes

from helpdesk.daemon.commands.templates import copy, listed, preview
from helpdesk.daemon.exits import Stop
from helpdesk.daemon.policy.mail_trial import try_mails
from helpdesk.mailflow.render import _environment
from helpdesk.rules.load_mails import load_mails
from helpdesk.rules.mail_names import LANGUAGES, all_mails, as_shipped, changeable
from helpdesk.templates_mail.sandbox import FILTERS
from helpdesk.tickets.model import Language

SAYS_ALL = "{{ protocol }} {{ until }}\n"


def said(mail: str, text: str) -> list[str]:
    """What `helpdesk check` says of a file, by place."""
    _, flaws = load_mails({f"templates/{mail}.txt": text})
    return [f"{flaw.line}:{flaw.column} {flaw.what} {flaw.fix}".strip() for flaw in flaws]


@pytest.mark.parametrize("mail", list(changeable()))
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_may_stand_in_a_mail_is_what_stands_in_it(mail: str, language: str) -> None:
    tree = _environment(html=False).parse(as_shipped(mail, language))  # type: ignore[arg-type]
    loops = {
        loop.target.name: loop.iter.name
        for loop in tree.find_all(nodes.For)
        if isinstance(loop.target, nodes.Name) and isinstance(loop.iter, nodes.Name)
    }
    found = {name.name for name in tree.find_all(nodes.Name)} - {*loops, "loop"}
    found |= {
        f"{loops[one.node.name]}.{one.attr}"
        for one in tree.find_all(nodes.Getattr)
        if isinstance(one.node, nodes.Name) and one.node.name in loops
    }
    assert found == set(changeable()[mail].names)
    assert said(f"{mail}.{language}", as_shipped(mail, language)) == []  # type: ignore[arg-type]


def test_the_words_that_may_be_done_to_words_are_known() -> None:
    assert set(_environment(html=False).filters) == set(FILTERS)
    assert set(changeable()) < all_mails()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            SAYS_ALL + "Su caso {{ protocolo }}",
            ['2:12 "protocolo" is nothing this mail knows Did you mean "protocol"?'],
        ),
        ("{{ until }}", ["0:0 it never says the number of the case {{ protocol }}"]),
        (
            SAYS_ALL + "{{ protocol | stron }}",
            ['2:15 there is no "| stron" Did you mean "strong"?'],
        ),
        (SAYS_ALL + "{% if until %}x", ["2:1 {% if %} is not ended {% endif %} where it ends"]),
        (
            SAYS_ALL + "{{ desk | tap }}",
            ['2:11 "| tap" is given the wrong number of values | tap(name)'],
        ),
        (
            SAYS_ALL + "{% for x in faces %}{% endfor %}",
            ["2:13 this is no list of this mail This mail has no list"],
        ),
        (SAYS_ALL + "{{ desk.name }}", ['2:4 "desk" has nothing behind a dot here {% for one in list %}']),
        (SAYS_ALL + "{% set x = 1 %}", ["2:1 this has no place in a mail (Assign)"]),
        (SAYS_ALL + "{{ desk.upper() }}", ["2:1 this has no place in a mail (Call)"]),
        (SAYS_ALL + "{% include 'x' %}", ["2:1 this has no place in a mail (Include)"]),
        (SAYS_ALL + "\x01", ["2:1 a control character"]),
        (SAYS_ALL + "{{ name", ["2:1 this cannot be read: unexpected end of template"]),
        (SAYS_ALL + "x" * 20_001, ["0:0 this is over 20000 characters"]),
    ],
)
def test_what_is_wrong_is_said_by_place(text: str, told: list[str]) -> None:
    found = said("resolved.es", text)
    assert len(found) == len(told)
    assert all(one.startswith(start) for one, start in zip(found, told, strict=True)), found


def test_lists_have_members_of_their_own() -> None:
    good = as_shipped("survey_nps", "en")
    assert any("ulr" in one for one in said("survey_nps.en", good.replace("face.url", "face.ulr")))
    assert "never says the mail that answers it" in said("survey_nps.en", good.replace("face.url", "stop"))[0]
    inner = "{% for a in faces %}{% for b in faces %}{{ b.url }}{% endfor %}{% endfor %}"
    assert any("a loop inside a loop" in one for one in said("survey_nps.en", inner))


def test_names_of_files_are_mails_to_customers() -> None:
    assert said("resolvd.es", SAYS_ALL) == ['0:0 there is no mail "resolvd" Did you mean "resolved"?']
    assert "is not sent to customers" in said("notification.es", "x")[0]
    assert "does not say the language" in said("resolved.fr", SAYS_ALL)[0]
    assert "nobody reads this file" in load_mails({"templates/resolved.es.md": "x"})[1][0].what


def test_a_fact_behind_a_condition_is_missed_when_it_is_written() -> None:
    key = ("acknowledgement", "es")
    text = as_shipped(*key).replace("{{ protocol }}", "{% if promise %}{{ protocol }}{% endif %}")  # type: ignore[arg-type]
    assert said("acknowledgement.es", text) == []
    (flaw,) = try_mails({key: text, ("resolved", "es"): SAYS_ALL})  # type: ignore[dict-item]
    assert flaw.file == "templates/acknowledgement.es.txt" and "leaves out the number" in flaw.what
    (flaw,) = try_mails({key: as_shipped(*key) + "{{ articles | quoted }}"})  # type: ignore[arg-type,dict-item]
    assert "cannot be written" in flaw.what
    assert try_mails({key: as_shipped(*key)}) == []  # type: ignore[arg-type,dict-item]


@pytest.mark.slow  # every mail in every language
def test_copied_changed_and_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HELPDESK_CONFIG", raising=False)
    assert copy("resolved", "es", None) == 0
    path = tmp_path / "config" / "templates" / "resolved.es.txt"
    assert "until: how long" in path.read_text("utf-8")
    with pytest.raises(Stop, match="already"):
        copy("resolved", "es", None)
    with pytest.raises(Stop, match="helpdesk templates list"):
        copy("notification", "es", None)
    path.write_text(path.read_text("utf-8").replace("Damos su caso", "Cerramos su caso"), "utf-8")
    assert preview(tmp_path / "p", "resolved") == 0
    assert "Cerramos su caso" in (tmp_path / "p" / "es" / "resolved.txt").read_text("utf-8")
    assert listed(None) == 0
    assert "[yours: es]" in capsys.readouterr().out
    path.write_text("{{ until }}", "utf-8")
    assert preview(tmp_path / "p", "resolved") == 78
    assert "Damos su caso" in (tmp_path / "p" / "es" / "resolved.txt").read_text("utf-8"), "as it comes"
    assert "never says the number of the case" in capsys.readouterr().err


def test_the_page_on_them_names_every_one() -> None:
    page = (Path(str(files("helpdesk.templates_mail"))).parent / "docs" / "templates.md").read_text("utf-8")
    assert [mail for mail in changeable() if f"`{mail}`" not in page] == []


@pytest.mark.parametrize("language", ["es", "en", "pt"])
@pytest.mark.parametrize("mail", sorted(changeable()))
def test_every_mail_as_shipped_can_be_a_desks_own(mail: str, language: Language) -> None:
    assert try_mails({(mail, language): as_shipped(mail, language)}) == []


def test_a_macro_without_the_number_where_it_is_the_receipt() -> None:
    (flaw,) = try_mails({("macro", "es"): "{{ text }}\n{{ promise }}\n"})
    assert "leaves out the number of the case where this is so: a receipt" in flaw.what
