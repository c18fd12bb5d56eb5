"""The folder of doubtful mail: stored by one name, called in the language of whoever reads or writes it."""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.tickets.model import Language

REVIEW_FOLDER = "Por revisar"
_CALLED: Mapping[Language, str] = {"es": REVIEW_FOLDER, "en": "To review", "pt": "A revisar"}
_SAID = frozenset(name.casefold() for name in _CALLED.values())


def folder_shown(folder: str, language: Language) -> str:
    """What a folder is called; those of the policy by the names their desk gave them."""
    return _CALLED[language] if folder == REVIEW_FOLDER else folder


def folder_stored(said: str, known: tuple[str, ...] = ()) -> str:
    """What a folder that somebody names is stored as: a folder of the policy called so comes first."""
    plain = " ".join(said.split()).casefold()
    taken = plain != REVIEW_FOLDER.casefold() and plain in map(str.casefold, known)
    return REVIEW_FOLDER if plain in _SAID and not taken else said
