"""Which of the desk's languages a text is written in: told by its small words, or not told at all.

A first mail may be one word long: a word that stands in no other of the three languages then tells, until more is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpdesk.mailflow.quotes import forwarded_line, header_block, may_head, original_line
from helpdesk.tickets.model import Language

READ = 4_000  # characters of a text that are looked at
SURE = 0.75  # the share of the telling words that must be of one language
ENOUGH = 2  # of so many words at least
SHORT = 8  # words: of a text that is no longer, one is enough

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Words that stand in nearly every text of one language and in none of the two others. What two of them share ("de",
# "no", "me", "que") tells nothing and is left out.
_TELLING: Mapping[Language, str] = {
    "es": (
        "el los las del al unos y con sin pero muy más mi mis su sus lo le les es son está están hay ha han fue hace "
        "nos hola buenos buenas días tardes gracias saludos usted ustedes quiero quisiera puedo puede pueden necesito "
        "tengo tiene cuando cómo qué cuál dónde porque ya aún todavía también nada hoy ayer mañana desde hasta sobre "
        "factura cuenta pedido correo contraseña ayuda señores cobraron llegado aparece dinero sigue siguen veces mes "
        "vez esto eso aquí entre yo ni llega hacer estoy sí solo sólo cuánto cuanto cuesta cuestan precio donde "
        "tienen alguna ningún compré recibí llegó estimados estimado envíen precios podéis podeis podrían podrian "
        "podría podria ayudar ayudarme olvidé olvide clave contrasena envío devolución devolucion pregunta duda cayó "
        "horario tarjeta cobro quieren quisiéramos oye perdona disculpe buen bien roto rota llegan nadie respondan "
        "mirad miren vean tenéis teneis"
    ),
    "en": (
        "the and of to is are was were be been it this that these those with without for from not don't doesn't can't "
        "i i'm i've you your we our my have has had would could can will please thanks thank hello hi dear regards "
        "help need want when how what which where why because still yet also nothing today yesterday tomorrow since "
        "until about invoice account order mail password money charged got get any there here but if or at on in by "
        "does did good morning afternoon evening find attached much many price shipping refund prices question urgent "
        "broken working works work down opening hours news forgot forgotten lost missing wrong parcel package "
        "delivery delivered received cancel cancelled cannot won't isn't pls problem hey again pay paid bill return "
        "returned"
    ),
    "pt": (
        "uma uns umas ao aos à às em com sem muito mais minha meu meus minhas seu sua seus suas é são está estão há "
        "tem foi faz olá oi bom boa dia tarde obrigado obrigada atenciosamente você vocês quero queria gostaria posso "
        "pode podem preciso tenho quando qual onde já ainda também hoje ontem amanhã desde até sobre fatura conta "
        "pedido senha ajuda não nem eu isso isto aqui cobraram chegou aparece dinheiro vezes mês vez pelo pela pelos "
        "estou fazer senhores encomenda cartão duas quanto quantos custa custam preço prezado prezados prezada loja "
        "comprei recebi frete produto agora então ele ela quais vou vai informações ola nao voce voces tambem tudo "
        "bem cadê cade boleto novidade novidades algum esqueci quebrado quebrada quebrou caiu vejam veja dúvida "
        "duvida dúvidas falar vc vcs obg preco horário horários cartao pagamento rastreio rastreamento atendimento "
        "cancelamento conseguem conseguir dizer chegaram recebemos"
    ),
}
_WORDS: Mapping[str, Language] = {
    word: language
    for language, words in _TELLING.items()
    for word in words.split()
    if not any(word in others.split() for other, others in _TELLING.items() if other != language)
}
# What tells only as a pair: 'no' is a word of all three, a verb stands behind the Spanish one alone.
_PAIR = re.compile(
    r"(?<!\w)no (?:(?:me|le|nos|se) )?"
    r"(?:funcionan?|cargan?|abren?|entran?|responden?|aparecen?|sirven?|arranca|va|anda)(?!\w)"
)
# What other languages say as well: alone it tells nothing. And short words that do.
_ELSEWHERE = frozenset((
    "entre", "solo", "pero", "quando", "posso", "quanto", "mail", "account", "password", "problem",
))  # fmt: skip
_SHORT_ALONE = frozenset(("hi", "hey", "pls", "oi", "olá", "ola", "não", "nao", "hay", "hoy", "obg", "vcs"))
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


_ALONE = "ñ¿¡ãõ"
# Below these words stands what a company adds to every mail, in a language of its own.
_LEGAL = re.compile(
    r"confidential|confidencia(?:l|is)|privileged|disclaimer|aviso legal|legal notice|intended (?:solely|only|for)"
    r"|destinat[aá]ri[oa]|protecci[oó]n de datos|prote[cç][cç]?[aã]o de dados|before printing|antes de imprimir",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class Guess:
    """The language of a text, None where it is not told; `because` counts what told it. What is not `sure` is good for
    one case, until she says more."""

    language: Language | None
    because: str
    sure: bool = False


def of_mail(subject: str, words: str) -> Guess:
    """The language of a mail: what its writer says below the subject goes before the subject, which others may have
    given it; and both before what a company adds at the end."""
    own = _above_what_is_passed_on(words)
    said = _without_legal(own)
    first = _PARAGRAPH.split(said.strip(), maxsplit=1)[0]
    tries = (said, f"{subject}\n{said}", first)
    guesses = [detect(text) for text in tries]
    told = next((one for one in guesses if one.sure), None) or next(
        (one for one in guesses if one.language), None
    )
    return told or detect(subject if own.strip() else words)


def detect(text: str) -> Guess:
    """Counts the words and letters of `text` that belong to one language alone. A text that tells too little, or two
    things, is of no language: the desk's own is then as good as any."""
    text = " ".join(text[:READ].lower().replace("’", "'").split())
    words = _TOKEN.findall(text)
    found: Counter[Language] = Counter(_WORDS[word] for word in words if word in _WORDS)
    if not found and len(words) > SHORT:
        return Guess(None, "no word that tells the language")  # letters alone: of a charset that was not said
    for letter, language in _LETTERS.items():
        found[language] += min(text.count(letter), 3)
    found["es"] += len(_PAIR.findall(text))
    told = sum(found.values())
    if told == 0:
        return Guess(None, "no word that tells the language")
    language, count = found.most_common(1)[0]
    because = f"{count} of {told} telling words are of {language}"
    if count / told < SURE or (count < ENOUGH and not _tells_alone(text, words)):
        return Guess(None, because)
    return Guess(language, because, sure=count >= ENOUGH)


def _tells_alone(text: str, words: Sequence[str]) -> bool:
    """Whether the one thing that tells is enough: in few words, and nothing that French or Italian has too."""
    if len(words) > SHORT:
        return False
    told = next((word for word in words if word in _WORDS), "")
    if told:
        return told in _SHORT_ALONE or (len(told) > 3 and told not in _ELSEWHERE)
    return any(letter in text for letter in _ALONE) or _PAIR.search(text) is not None


def _above_what_is_passed_on(words: str) -> str:
    """What stands above a forwarded mail, where that is something: it is hers, the mail below is somebody's."""
    lines = words[:READ].split("\n")
    for at, line in enumerate(lines):
        if forwarded_line(line) or original_line(line) or (may_head(line) and header_block(lines, at)):
            above = "\n".join(lines[:at])
            return above if _TOKEN.search(above) else words
    return words


def _without_legal(words: str) -> str:
    """The paragraphs above the first that speaks of confidentiality and the like, unless that is the first."""
    parts = _PARAGRAPH.split(words[:READ])
    end = next((n for n, part in enumerate(parts) if _LEGAL.search(part)), len(parts))
    return "\n\n".join(parts[:end]) if end else words
