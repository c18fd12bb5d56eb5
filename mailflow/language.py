"""Which of the desk's languages a text is written in: told by its small words, or not told at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from helpdesk.tickets.model import Language

READ = 4_000  # characters of a text that are looked at
SURE = 0.75  # the share of the telling words that must be of one language
ENOUGH = 2  # of so many words at least

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Words that stand in nearly every text of one language and in none of the two others. What two of them share ("de",
# "no", "me", "que") tells nothing and is left out.
_TELLING: Mapping[Language, str] = {
    "es": (
        "el los las del al una unos y con sin pero muy más mi mis su sus lo le les es son está están hay ha "
        "han fue hace nos hola buenos buenas días tardes gracias saludos usted ustedes quiero quisiera puedo puede "
        "pueden necesito tengo tiene cuando cómo qué cuál dónde porque ya aún todavía también nada hoy ayer mañana "
        "desde hasta sobre factura cuenta pedido correo contraseña ayuda señores cobraron llegado aparece dinero sigue "
        "siguen veces mes vez esto eso aquí entre yo ni llega hacer estoy sí solo sólo "
        "cuánto cuanto cuesta cuestan precio donde tienen alguna ningún compré recibí llegó estimados estimado envíen"
    ),
    "en": (
        "the and of to is are was were be been it this that these those with without for from not don't doesn't can't "
        "i i'm i've you your we our my have has had would could can will please thanks thank hello hi dear regards "
        "help need want when how what which where why because still yet also nothing today yesterday tomorrow since "
        "until about invoice account order mail password money charged been got get any there here but if or at on "
        "in by does did good morning afternoon evening find attached much many price shipping refund"
    ),
    "pt": (
        "uma uns umas ao aos à às em com sem muito mais minha meu meus minhas seu "
        "sua seus suas é são está estão há tem foi faz olá oi bom boa dia tarde obrigado obrigada atenciosamente "
        "você vocês quero queria gostaria posso pode podem preciso tenho quando qual onde já ainda também hoje ontem "
        "amanhã desde até sobre fatura conta pedido senha ajuda não nem eu isso isto aqui cobraram chegou aparece "
        "dinheiro vezes mês vez pelo pela pelos estou fazer senhores encomenda cartão duas "
        "quanto quantos custa custam preço prezado prezados prezada loja comprei recebi frete produto agora então ele "
        "ela onde quais vou vai informações"
    ),
}
_WORDS: Mapping[str, Language] = {
    word: language
    for language, words in _TELLING.items()
    for word in words.split()
    if not any(word in others.split() for other, others in _TELLING.items() if other != language)
}
# Letters that only one of the three writes.
_LETTERS: Mapping[str, Language] = {
    "ñ": "es",
    "¿": "es",
    "¡": "es",
    "ã": "pt",
    "õ": "pt",
    "ç": "pt",
    "ê": "pt",
}


@dataclass(frozen=True, slots=True)
class Guess:
    """The language of a text, None where it is not told; `because` counts what told it."""

    language: Language | None
    because: str


def detect(text: str) -> Guess:
    """Counts the words and letters of `text` that belong to one language alone. A text that tells too little, or two
    things, is of no language: the desk's own is then as good as any."""
    text = text[:READ].lower().replace("’", "'")
    found: Counter[Language] = Counter()
    for word in _TOKEN.findall(text):
        if word in _WORDS:
            found[_WORDS[word]] += 1
    for letter, language in _LETTERS.items():
        found[language] += min(text.count(letter), 3)
    told = sum(found.values())
    if told == 0:
        return Guess(None, "no word that tells the language")
    language, count = found.most_common(1)[0]
    because = f"{count} of {told} telling words are of {language}"
    if count < ENOUGH or count / told < SURE:
        return Guess(None, because)
    return Guess(language, because)
