"""A word in an agent's signature that keeps a mail inside is found there; a verb of a fixed signature is none."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.commands import private_in
from helpdesk.mailflow.parse import read as read_mail

GMAIL = '<div dir="ltr">SECRETO uno.<br><span>-- </span><br><div class="gmail_signature">Ana Ruiz<br>#nota</div></div>'


def found(body: str, kind: str = "text/plain") -> str:
    raw = f"From: ana@acme.example\nMIME-Version: 1.0\nContent-Type: {kind}; charset=utf-8\n\n{body}\n"
    words = own_words(read_mail(raw.encode()), strict=True)
    assert words.text == "SECRETO uno.", "the signature is cut all the same"
    fault = private_in(words.signed)
    assert fault is None or fault.what == "command_misplaced"
    return f"{fault.line} {fault.about}" if fault else ""


@pytest.mark.parametrize(
    ("signature", "told"),
    [
        ("-- \nAna Ruiz\n#nota", "5 #nota"),
        ("--\nAna\nAcme\n\n#nota", "7 #nota"),
        ("-- \n#NOTE.\nAna", "4 #NOTE"),
        ("-- \nAna\n# nota", "5 #nota"),
        ("-- \nAna\n#ntoa", "5 #ntoa"),
        ("-- \nAna\n\u200b＃interno", "5 #interno"),
    ],
)
def test_a_word_of_privacy_in_a_signature_is_found(signature: str, told: str) -> None:
    assert found(f"SECRETO uno.\n\n{signature}") == told


def test_so_it_is_in_the_signature_that_gmail_marks() -> None:
    assert found(GMAIL, "text/html").endswith("#nota")


@pytest.mark.parametrize(
    "line", ["#tomar", "#AcmeContigo", "Nota: cierro a las 18:00", "#nota de prensa en acme.example"]
)
def test_other_words_of_a_signature_are_none(line: str) -> None:
    assert found(f"SECRETO uno.\n\n-- \nAna Ruiz\n{line}") == ""
