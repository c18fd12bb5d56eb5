"""One reading of a mail, handed from step to step: what its parts say is made out once, whoever asks for it.

An agent's mail is read as it came, and again one version at a time: for her words, for her commands in either version,
for what one of them says alone. All of these stand on the same few renderings of its HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from helpdesk.mailflow.htmlquotes import quoted_text
from helpdesk.mailflow.htmltext import shown_of, text_of
from helpdesk.mailflow.unsaid import says_the_same, without_pictures
from helpdesk.tickets.mail import InboundMail


@dataclass(frozen=True)
class Page:
    """The HTML of a mail, and each text that is made of it."""

    html: str = ""

    @cached_property
    def written(self) -> str:
        """All that stands in it."""
        return text_of(self.html)

    @cached_property
    def seen(self) -> str:
        """What of it a reader sees."""
        shown = shown_of(self.html)
        return self.written if shown is None else shown

    @cached_property
    def quoted(self) -> str:
        """With its quotes as '>' lines; '' where a program marked none."""
        return quoted_text(self.html)

    @cached_property
    def forwarded(self) -> str:
        """As `quoted`, of a mail that is passed on."""
        return quoted_text(self.html, forwarded=True)

    @cached_property
    def unpictured(self) -> Page:
        """Without its pictures."""
        html = without_pictures(self.html)
        return self if html == self.html else Page(html)


_NO_PAGE = Page()


@dataclass(frozen=True)
class Reading:
    """A mail, or one version of it, with its HTML."""

    mail: InboundMail
    page: Page

    @cached_property
    def alike(self) -> bool:
        """Whether text and HTML have the same words in the same order."""
        return says_the_same(self.page.unpictured.seen, self.mail.text)

    def version(self, text: str, page: Page = _NO_PAGE) -> Reading:
        """The mail as if it had this text, and this HTML."""
        return Reading(replace(self.mail, text=text, html=page.html), page)

    @cached_property
    def plain(self) -> Reading:
        """Its text alone."""
        return self.version(self.mail.text)


def reading_of(mail: InboundMail | Reading) -> Reading:
    """The mail, read from here on; what was read before as it is."""
    return mail if isinstance(mail, Reading) else Reading(mail, Page(mail.html))
