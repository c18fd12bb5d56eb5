"""Whether a mail is a reaction and nothing else: what a program writes where a person tapped a thumb or a heart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpdesk.mailflow.accents import without_accents
from helpdesk.mailflow.body import own_words, too_long
from helpdesk.tickets.mail import InboundMail

# https://developers.google.com/workspace/gmail/reactions/format; RFC 9078 has a disposition for it.
_PART = "text/vnd.google.email-reaction+json"
# What a sender or an organisation lets others do, in every mail of theirs: no sign of a reaction.
_SETTINGS = frozenset({"", "allow", "disallow"})

_LOOKED_AT = 2_000  # characters at the top of a mail in which a program says that somebody reacted
_LONGEST = 400  # characters of a mail that says so; a tapback repeats what it is about
_OTHERS = 3  # words before it that are not of the sender's name
_WORD = re.compile(r"[^\W\d_]{2,}|a\b")
_REACTED = re.compile(
    r"(?P<who>.*?)(?:reacted (?:to (?:your|this|the|a) (?:message|e-?mail)|via gmail)"
    r"|(?:reacciono|ha reaccionado) (?:a (?:tu|su|este|el|un) (?:mensaje|correo)"
    r"|(?:a traves de|desde|en|con|mediante) gmail)"
    r"|reagiu (?:(?:a|ao) (?:sua |seu |esta |este )?(?:mensagem|e-?mail)|(?:via|pelo|atraves do|no) gmail)"
    r"|a reagi a votre message|hat auf (?:ihre|deine) nachricht reagiert|ha reagito al tuo messaggio)"
    r"[\W_]*(?:<?https?://\S+[\W_]*)?",
)
# Tapbacks, as Apple's programs write them where they cannot be shown: a verb, and the whole text it is about.
_TAPBACK = re.compile(
    r"(?P<who>.{0,60}?)(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted \S{1,12} to"
    r"|removed an? [\w ]{1,20} from"
    r"|(?:no )?le (?:gusta|gusto|encanta|encanto)|se (?:rio|ha reido) (?:de|con)|(?:ha )?(?:enfatizo|enfatizado|destaco"
    r"|cuestiono|cuestionado)|reacciono con \S{1,12} a"
    r"|(?:nao )?gostou de|amou|curtiu|riu de|enfatizou|questionou|reagiu com \S{1,12} a)"
    r" ?[\"“«].*[\"”»]\W*"
)
_ANY = re.compile(
    r"reac|reag|liked|loved|laughed|emphasi|questioned|removed an?|le gust|le encant|se rio|reido|enfatiz|destaco"
    r"|cuestion|gostou|amou|curtiu|riu de|questionou"
)


def reaction(mail: InboundMail, names: Sequence[str] = ()) -> str:
    """Why `mail` is no more than a reaction, in plain words, or ''. `names`: what its sender may be called, besides
    what From says."""
    if any(file.content_type.lower() == _PART for file in mail.attachments):
        return "a reaction of Gmail's"
    if mail.first("Content-Disposition").strip().lower().partition(";")[0].strip() == "reaction":
        return "a reaction (RFC 9078)"
    if mail.first("x-ms-reactions").strip().lower() not in _SETTINGS:
        return "a reaction of Outlook's"
    if (
        too_long(mail)
        or not _ANY.search(_plain(mail.text[:_LOOKED_AT]))
        or any(not file.inline for file in mail.attachments)
    ):
        return ""
    words = " ".join(_plain(own_words(mail, strict=True).text).split())
    who = {_plain(each).strip() for each in (*_called(mail), *names)} - {""}
    return "a reaction without a word beside it" if len(words) <= _LONGEST and _says_so(words, who) else ""


def _says_so(words: str, names: set[str]) -> bool:
    """A program names the person whose mail it is, by all of the name or some; people name others: 'My boss reacted to
    your message'."""
    reacted, tapped = _REACTED.fullmatch(words), _TAPBACK.fullmatch(words)
    found = reacted or tapped
    if found is None or re.search(r"(?<!\b\w)[.?!:;](?!\w)", found["who"]):
        return False
    known = {word for name in names for word in _WORD.findall(name)}
    said = _WORD.findall(found["who"])
    others = [word for word in said if word not in known]
    # What is neither: what a picture is called, a second given name. Of a tapback a name is not always said.
    return len(others) <= _OTHERS and (len(said) > len(others) or (reacted is None and others in ([], ["a"])))


def _called(mail: InboundMail) -> tuple[str, ...]:
    return mail.sender.name, mail.sender.address, mail.sender.address.partition("@")[0]


def _plain(text: str) -> str:
    """Lower case, without accents."""
    return without_accents(text.lower())
