"""A customer is asked once how her case was: by day, seldom, never against her word; a digit answers."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import shell
from tests.story.rig.people import address_of
from tests.story.rig.shop import later, ticket, writes
from tests.story.rig.tell import Told, answered_case, mail, tell
from tests.story.rig.template import last
from tests.story.rig.world import World, open_world
from tests.story.test_customer_words import kinds, word


@pytest.fixture
def asked(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    """A desk that asks: Lucía's case was answered and resolved, and she has the question."""
    with open_world(tmp_path, cell, settings={"surveys.enabled": True}) as world:
        answered_case(world)
        shell(world, "ana", "#resolver")
        assert later(world, "24h") == ["survey to lucia"]
        yield world


def answer(world: World, said: str, proof: str = "pass") -> Told:
    return word(world, said, proof, kind="survey")


def tapped(world: World, url: str, proof: str = "none") -> Told:
    """Lucía's mail program sends the mail that a mailto: link opens, as it is."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <t{world.arrivals + 1}@x.example>\nSubject: {query['subject'][0]}\n"
        f"From: Lucia <{address_of('lucia')}>\nTo: {unquote(parts.path)}\n\n{query['body'][0]}\n",
        "lucia",
        proof,
    )


def faces(world: World) -> list[str]:
    html = last(world, "survey", "lucia").mail.get_body(("html",))
    assert html is not None
    return [
        url.replace("&amp;", "&") for url in re.findall(r'href="(mailto:[^"]*)"', str(html.get_content()))
    ]


def test_the_question_names_the_case(asked: World) -> None:
    sent = last(asked, "survey", "lucia")
    assert "«Factura duplicada»" in sent.text and "1 · muy mal" in sent.text and "SIN ENCUESTAS" in sent.text
    assert sent.mail["Auto-Submitted"] == "auto-generated" and "+b-" in sent.envelope_from
    assert str(sent.mail["List-Unsubscribe"]).startswith("<mailto:soporte+c-")
    assert len(faces(asked)) == 5


def test_a_digit_counts_and_leaves_the_case_ended(asked: World) -> None:
    told = answer(asked, "5")
    assert (told.outcome, told.mails) == ("command", [])
    assert ticket(asked).status == "resolved" and kinds(asked)[-1] == "csat"
    [found] = asked.store.surveys_of(ticket(asked).protocol)
    assert (found.score, found.agent, found.ticket) == (5, "ana", ticket(asked).protocol)
    told = answer(asked, "2")
    assert told.mails == ["sla to ana"] and "CSAT 2 de 5" in told.sent[0].text
    assert [one.score for one in asked.store.surveys_of(ticket(asked).protocol)] == [2], "the last one counts"


def test_the_card_of_her_next_case_says_how_she_scored(asked: World) -> None:
    """Of all that she was asked, in her agent's language; nothing where she never answered."""
    writes(asked, "lucia", "Antes de contestar", box="soporte")
    assert "CSAT" not in last(asked, "notification", "ana").text
    answer(asked, "4")
    asked.store._db.run(
        "INSERT INTO surveys (message_id, kind, ticket_id, address_key, agent, sent_at, score, answered_at) "
        "SELECT 'again', kind, ticket_id, address_key, agent, sent_at + 1, 5, answered_at FROM surveys"
    )
    writes(asked, "lucia", "Otra cosa", box="soporte")
    assert " · CSAT 4,5 · " in next(one for one in reversed(asked.sent) if one.kind == "notification").text


def test_a_comment_is_a_note_and_her_agent_hears(asked: World) -> None:
    told = answer(asked, "4\n\nMuy amables, pero la factura tardó.")
    assert told.mails == ["sla to ana"] and "la factura tardó" in told.sent[0].text
    note = asked.store.messages(ticket(asked).protocol)[-1]
    assert (note.direction, note.own_words) == ("note", "csat 4: Muy amables, pero la factura tardó.")
    assert ticket(asked).status == "resolved"


def test_without_a_digit_it_is_a_message(asked: World) -> None:
    told = answer(asked, "Sigue sin llegar la devolución.")
    assert (told.outcome, told.mails) == ("threaded", ["notification to ana"])
    assert ticket(asked).status == "open"
    assert later(asked, "40d") == []


def test_a_score_as_people_say_it_counts_and_reopens_nothing(asked: World) -> None:
    answer(asked, "Hola, Ana: le doy un 4 porque tardó una semana.\n\nUn saludo,\nLucía")
    assert (
        asked.store.surveys_of(ticket(asked).protocol)[-1].score == 4 and ticket(asked).status == "resolved"
    )
    notes = [one.own_words for one in asked.store.messages(ticket(asked).protocol) if one.direction == "note"]
    assert notes[-1].startswith("csat 4: porque tardó una semana.")


@pytest.mark.parametrize(
    ("said", "status"),
    [("10/10!", "resolved"), ("Un 10", "resolved"), ("0", "open"), ("10 días llevo", "open")],
)
def test_ten_of_five_is_kept_as_thanks(asked: World, said: str, status: str) -> None:
    """No score is made of it; whoever says less, or more, is heard."""
    assert answer(asked, said).outcome == "threaded"
    assert ticket(asked).status == status and asked.store.surveys_of(ticket(asked).protocol)[-1].score is None


def with_a_picture(world: World, said: str, shown: str = "cid:logo1", size: int = 300) -> Told:
    """Lucía answers the question as Outlook writes it, with a picture below her words."""
    picture = base64.encodebytes(b"\x89PNG\r\n\x1a\n" + bytes(size)).decode()
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <w{world.arrivals + 1}@x.example>\nSubject: {{subject of survey to lucia}}\n"
        f"In-Reply-To: {{message-id of survey to lucia}}\n"
        f"From: Lucia <{address_of('lucia')}>\nTo: soporte@acme.example\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'
        f"--b\nContent-Type: text/html; charset=utf-8\n\n<p>{said}</p><img src='{shown}'>\n"
        "--b\nContent-Type: image/png; name=logo.png\nContent-ID: <logo1>\n"
        "Content-Disposition: inline; filename=logo.png\n"
        f"Content-Transfer-Encoding: base64\n\n{picture}--b--\n",
        "lucia",
        "pass",
    )


@pytest.mark.parametrize("said", ["5", "Muchas gracias.", "CERRAR"])
def test_a_logo_in_her_signature_is_no_file(asked: World, said: str) -> None:
    with_a_picture(asked, said)
    assert ticket(asked).status in ("resolved", "closed") and "reopened" not in kinds(asked)


@pytest.mark.parametrize(
    ("shown", "size"), [("cid:other", 300), ("cid:logo1", 200_000)], ids=["sent", "large"]
)
def test_a_photo_is_content_whatever_stands_above_it(asked: World, shown: str, size: int) -> None:
    with_a_picture(asked, "Gracias", shown, size)
    assert ticket(asked).status == "open"


@pytest.mark.parametrize(("n", "score"), [(0, 5), (4, 1)])
def test_a_face_is_a_mail_that_is_already_written(asked: World, n: int, score: int) -> None:
    told = tapped(asked, faces(asked)[n])
    assert told.outcome == "command"
    assert asked.store.surveys_of(ticket(asked).protocol)[0].score == score


def test_one_tap_of_the_program_ends_surveys(asked: World) -> None:
    url = str(last(asked, "survey", "lucia").mail["List-Unsubscribe"]).strip("<>")
    told = tapped(asked, url)
    assert told.outcome == "command" and "no le enviaremos más encuestas" in told.sent[0].text
    assert not asked.store.contact(address_of("lucia")).surveys
    word(asked, "reabrir", kind="survey")
    assert ticket(asked).status == "open", "surveys and notices only"


def test_a_stranger_rates_nothing(asked: World) -> None:
    told = word(asked, "1", who="mallory", kind="survey")
    assert told.outcome == "held"
    assert answer(asked, "1", "fail").outcome == "held"
    assert asked.store.surveys_of(ticket(asked).protocol)[0].score is None


def test_weeks_later_a_digit_still_counts_and_opens_nothing(asked: World) -> None:
    later(asked, "20d")
    assert answer(asked, "5").outcome == "command"
    assert asked.store.surveys_of(ticket(asked).protocol)[0].score == 5 and len(asked.store.tickets()) == 1


def test_once_a_case(asked: World) -> None:
    word(asked, "reabrir", kind="survey")
    later(asked, "60d")
    shell(asked, "ana", "#resolver")
    assert [one for one in later(asked, "60d") if "survey" in one] == []


def test_seldom(asked: World) -> None:
    told = tell(
        asked, mail("lucia-writes", message_id="<l9@gmail.example>", subject="Otra cosa"), "lucia", "pass"
    )
    assert told.outcome == "opened"
    shell(asked, told.sent[1].to.partition("@")[0], "Aquí lo tiene.\n#resolver")
    assert [one for one in later(asked, "40d") if "survey" in one] == [], "asked about another not long ago"


@pytest.mark.slow  # a whole desk's life
def test_by_day(tmp_path: Path, cell: ParseCell) -> None:
    with open_world(tmp_path, cell, settings={"surveys.enabled": True}) as world:
        answered_case(world)
        later(world, "14h")  # 23:10 in Madrid
        shell(world, "ana", "#resolver")
        assert later(world, "24h") == []
        assert later(world, "10h") == ["survey to lucia"] and world.clock.now().hour >= 8


def test_who_wants_none_is_not_asked(tmp_path: Path, cell: ParseCell) -> None:
    with open_world(tmp_path, cell, settings={"surveys.enabled": True}) as world:
        answered_case(world)
        word(world, "Sin encuestas", kind="reply")
        shell(world, "ana", "#resolver")
        assert later(world, "5d") == []


def test_reopened_in_time_nobody_asks(tmp_path: Path, cell: ParseCell) -> None:
    with open_world(tmp_path, cell, settings={"surveys.enabled": True}) as world:
        answered_case(world)
        shell(world, "ana", "#resolver")
        word(world, "No, sigue igual.", kind="reply")
        assert later(world, "5d") == []


def test_a_desk_that_stood_still_asks_by_day(tmp_path: Path, cell: ParseCell) -> None:
    with open_world(tmp_path, cell, settings={"surveys.enabled": True}) as world:
        answered_case(world)
        shell(world, "ana", "#resolver")
        world.clock.advance(world.desk.settings.surveys.after_resolved * 2.6)
        world.settle()
        assert [one.kind for one in world.sent if one.kind == "survey"] == []
        assert later(world, "12h") == ["survey to lucia"]


@pytest.mark.slow  # a whole desk's life
def test_the_sample_is_asked_the_other_question(tmp_path: Path, cell: ParseCell) -> None:
    settings = {"surveys.enabled": True, "surveys.nps_percent": 100}
    with open_world(tmp_path, cell, settings=settings) as world:
        answered_case(world)
        shell(world, "ana", "#resolver")
        later(world, "24h")
        assert "¿Nos recomendaría" in last(world, "survey", "lucia").text and len(faces(world)) == 11
        assert answer(world, "10").mails == []
        assert answer(world, "3").mails == ["sla to ana"]
        [found] = world.store.surveys_of(ticket(world).protocol)
        assert (found.kind, found.score) == ("nps", 3)
