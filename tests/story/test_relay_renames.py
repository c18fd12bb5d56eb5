"""A relay that writes its own ids over ours (Amazon SES): answers join all the same, and what comes back is known."""

from __future__ import annotations

from tests.story.rig.tell import answered_case, customers_mail, mail, tell
from tests.story.rig.template import protocols_of
from tests.story.rig.world import World

RELAY = "eu-west-1.amazonses.com"


def renamed(world: World) -> str:
    """The id under which Lucía was sent the last mail."""
    [sent] = [one for one in world.sent if one.kind == "reply"]
    row = world.store.find_sent(sent.message_id)
    assert row is not None
    return f"<{row.id}@{RELAY}>"


def test_an_answer_that_names_the_relays_id_alone_joins(world: World) -> None:
    world.inboxes.renames = RELAY
    answered_case(world)
    text = mail(
        "lucia-replies", subject="otra cosa", message_id="<again@gmail.example>", in_reply_to=renamed(world),
        references=renamed(world), body="¿Y cuándo llega?",
    )  # fmt: skip
    told = tell(world, text, "lucia", "pass")
    assert (told.outcome, told.line["protocol"]) == ("threaded", protocols_of(world)[0])


def test_a20_our_own_mail_that_a_list_sends_back_in_its_name_is_known_by_its_id(answered: World) -> None:
    [sent] = [one for one in answered.sent if one.kind == "reply"]
    text = mail(
        "lucia-writes", from_="Lista <lista@club.example>", subject=f"[club] {sent.mail['Subject']}",
        message_id=sent.message_id, body=sent.text,
    )  # fmt: skip
    told = tell(answered, text, "lista@club.example", "pass")
    assert told.outcome == "loop" and not customers_mail(told, answered)
    assert [one.reason for one in answered.store.held()] == ["loop"]
