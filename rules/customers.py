"""What customers.yaml says of an address."""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.rules.address import folded
from helpdesk.rules.book import Book
from helpdesk.tickets.model import Language

_LANGUAGES: Mapping[str, Language] = {"es": "es", "en": "en", "pt": "pt"}


def known_customer(book: Book, address: str) -> Mapping[str, str]:
    """What is said of the address and, before that, of its domain; the address wins."""
    exact = folded(address)
    return {**book.customers.get(exact[exact.rfind("@") :], {}), **book.customers.get(exact, {})}


def language_named(text: str) -> Language | None:
    """The language called so, None for no language of the desk."""
    return _LANGUAGES.get(text)
