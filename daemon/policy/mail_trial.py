"""A desk's own mails tried out: each written in every case of the preview, so that none fails before a customer."""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.daemon.letters.speaker import UNWRITABLE, unwritable
from helpdesk.mailflow.leaks import Leak
from helpdesk.mailflow.preview import PROTOCOL, previews, read_text
from helpdesk.mailflow.words import LANGUAGES
from helpdesk.rules.load_mails import ENDING, FOLDER
from helpdesk.rules.mail_names import changeable
from helpdesk.rules.yaml_text import Flaw
from helpdesk.tickets.model import Language

Mails = Mapping[tuple[str, Language], str]


def try_mails(mails: Mails) -> list[Flaw]:
    """What goes wrong when `mails` are written."""
    flaws: list[Flaw] = []
    for language in LANGUAGES:
        own = {key: text for key, text in mails.items() if key[1] == language}
        if own and (_try(own, language) is not None):
            for key, text in own.items():  # one of them it is: each alone
                flaw = _try({key: text}, language)
                flaws += [flaw] if flaw is not None else []
    return flaws


def _try(own: Mails, language: Language) -> Flaw | None:
    """The first thing wrong with the mails of `own`, which are of `language`."""
    file = f"{FOLDER}{next(iter(own))[0]}.{language}{ENDING}"
    try:
        written = previews(language, own)
    except (*UNWRITABLE, Leak) as fault:
        return Flaw(file, 0, 0, f"it cannot be written: {unwritable(fault)}", "helpdesk templates preview")
    shipped = previews(language)  # a macro to a case that she knows has no number in it, whose words it has
    for name, mail in written.items():
        kind, _, case = name.partition(":")
        owed = (kind, language) in own and "protocol" in changeable()[kind].facts
        if owed and PROTOCOL not in read_text(mail) and PROTOCOL in read_text(shipped[name]):
            what = f"it leaves out the number of the case{f' where this is so: {case}' if case else ''}"
            return Flaw(
                f"{FOLDER}{kind}.{language}{ENDING}", 0, 0, what, "{{ protocol }} outside of any {% if %}"
            )
    return None
