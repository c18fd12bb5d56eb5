"""Whether a mail says no more than thanks, or that all is well: it then does not reopen a case (product.md 1.6)."""

from __future__ import annotations

import re

from helpdesk.mailflow.accents import without_accents

MOST_WORDS = 12
_LONGEST = 1_000  # characters: so many words are fewer, and what is longer is not looked at (threats A42)

# A thumb that was typed, and its kin; their colours, and what joins them.
_GLAD = re.compile("[👍👌🙏❤😊🙂😀😃😄😁🎉✅💯👏🤝🥰😍🤗💪😉☺\U0001f3fb-\U0001f3ff\ufe0f\u200d\\s!.]+")
# 'Gracias por nada' says the opposite, and so does 'llegó tarde'.
_FOR_NOTHING = re.compile(r"\bpor\s+nada\b|\b(?:lleg|cheg)\w*\s+(?:muy\s+|muito\s+)?tarde\b", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W\d_]+")
# At least one of these; all others must be of the second list, so that a word nobody thought of is content.
_THANKS = """
gracias agradecido agradecida agradezco perfecto genial estupendo excelente
thanks thank thx perfect great excellent awesome cheers appreciated
obrigado obrigada obrigadissimo obrigadissima brigado brigada grato grata agradeco perfeito otimo valeu vlw
"""
_BESIDE = """
muchas muchisimas mil por todo toda tu su la el los las ayuda atencion respuesta rapidez y a ya de nada un saludo
saludos abrazo muy amable amables bien ok vale acuerdo listo resuelto solucionado funciona ahora hola buenos buenas
dias tardes noches cordial cordiales cordialmente atentamente mucho muchisimo que tenga tengan buen dia feliz se lo
le les os te equipo igualmente recibido you very much many so lot for your the help support quick reply answer
response and all it is that this works worked now fine good hi hello dear best kind regards cheers have nice day
everyone team resolved solved fixed got received again muito muita mesmo pela pelo ajuda atencao resposta rapida
tudo certo esta e o as abraco bom boa tarde noite ola oi voces voce equipe resolvido funcionou agora recebi abracos
atenciosamente att cumprimentos been has correcto correcta recibida nuevo info informacion pronta gestion navidad
ano fin fim semana finde weekend week appreciate excelente atendimento deu chegou llego llegado he ha me nos trabajo
servicio trato happy christmas ja
"""
# Or of these: who answers 'ok' to 'we take it as resolved' asks for nothing.
_AGREES = """
ok okay okey beleza vale acuerdo listo resuelto solucionado funciona recibido entendido works worked resolved solved
fixed received understood resolvido funcionou recebi entendi combinado
"""
_GIVES_THANKS = frozenset(f"{_THANKS} {_AGREES}".split())
_LISTED = _GIVES_THANKS | frozenset(_BESIDE.split())


def only_thanks(text: str, *, files: bool = False, thanked: str = "", sender: str = "") -> bool:
    """Whether the own words `text` are thanks and nothing else; a question, a file, a number or a name is content.

    Two names are none: the given name of who is `thanked`, and the `sender`'s own below it.
    """
    if (
        files
        or len(text) > _LONGEST
        or "?" in text
        or "¿" in text
        or any(char.isdigit() for char in text)
        or _FOR_NOTHING.search(text)
    ):
        return False
    if text.strip() and _GLAD.fullmatch(text):
        return any(char not in " .!\n\r\t" for char in text)
    words = _words(text)
    known = _LISTED.union(_words(thanked)[:1], _words(sender))
    if not 0 < len(words) <= MOST_WORDS:
        return False
    return any(word in _GIVES_THANKS for word in words) and all(word in known for word in words)


def _words(text: str) -> list[str]:
    return [_drawn_in(word) for word in _TOKEN.findall(without_accents(text.lower()))]


def _drawn_in(word: str) -> str:
    """'gracias' for 'graciasss'."""
    last = word[-1:]
    return word.rstrip(last) + last if word.endswith(last * 3) else word
