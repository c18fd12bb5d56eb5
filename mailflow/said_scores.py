"""A score as people say it: 'un 5', 'le doy un 4 porque ...', '5 de 5', 'cuatro estrellas', four stars in a row."""

from __future__ import annotations

import re

from helpdesk.mailflow.accents import without_accents

_NUMBERS = (
    "cero zero", "uno one um", "dos two dois", "tres three", "cuatro four quatro", "cinco five", "seis six",
    "siete seven sete", "ocho eight oito", "nueve nine nove", "diez ten dez",
)  # fmt: skip
_VALUE = {word: n for n, words in enumerate(_NUMBERS) for word in words.split()}
_NUMBER = rf"(?P<number>[0-9]{{1,2}}(?![0-9.,]*[0-9])|(?:{'|'.join(_VALUE)})(?!\w))"
# What comes before it. Each says that a score follows, and nothing else.
_LEAD = (
    r"(?:(?:yo |eu )?(?:le|les|os|te|lo|la) (?:doy|daria|pongo|pondria|califico con)"
    r"|(?:eu )?(?:dou|daria|doy)(?: nota)?"
    r"|(?:i(?:['’]d| would)? )?(?:give|rate|say)(?: (?:it|you|this|them))?"
    r"|(?:mi|minha|my) (?:nota|puntuacion|calificacion|valoracion|respuesta|avaliacao|pontuacao|score|rating|answer)"
    r"(?: es| e| is)?|nota|puntuacion|puntaje|calificacion|valoracion|avaliacao|pontuacao|score|rating)\s?:?"
)
_ONE = r"(?:un|uma|um|a|an)"
_UNIT = r"(?: (?:puntos?|points?|pontos?|estrellas?|stars?|estrelas?))"
_OF = (
    r"(?:\s?/\s?|(?: puntos| estrellas| stars| estrelas)? (?:de|sobre|out of|em) )"
    r"(?P<of>10|5|cinco|five|diez|ten|dez)(?!\w)"
)
# Behind it: an end, a stroke, a word that begins a reason, or praise and blame ('5 facturas' says something else).
_REASON = (
    r"porque|por que|por(?! favor| ciento| cento)|pero|aunque|ya que|because|but|since|although|as|mas|pois|embora"
    r"|ja que|for|excelente|excellent|great|good(?! reasons)|perfect[oa]?|perfeit[oa]|otim[oa]|pessim[oa]|pesim[oa]"
    r"|terrible|horrible|horrivel|awful|genial"
    r"|muy (?:buen[oa]?|bien|mal[oa]?|amables?|rapid[oa]s?|lent[oa]s?|profesional)"
    r"|very (?:good|well|bad|slow|helpful|quick|fast|kind)|muito (?:bom|boa|bem|ruim|rapid[oa]s?|lent[oa]s?)"
    r"|(?:buen|buena|mal|mala|bom|boa|ma) (?:atencion|servicio|trato|experiencia|atendimento|servico)"
    r"|(?:todo|tudo) (?:bien|bem|certo|perfecto|perfeito|genial|otimo)|all (?:good|fine|perfect)"
)
_SAID = re.compile(
    rf"\W{{0,3}}(?:(?P<lead>{_LEAD})\s)?\s?(?:(?P<one>{_ONE})\s)?{_NUMBER}(?:{_OF})?(?P<unit>{_UNIT})?"
    rf"(?:\W{{0,3}}$|\s?(?P<stroke>[·•.,:;!–—-])\s?(?P<rest>[^\W\d_].*)|\s(?P<why>(?:{_REASON})(?!\w).*))"
)
_STARS = re.compile(r"\s?(?P<stars>(?:[\u2605\u2b50]\ufe0f?\s?){1,5})(?:[\u2606]\ufe0f?\s?){0,4}\s?")
_LONGEST = 500


def said_score(line: str, highest: int) -> tuple[int, str] | None:
    """The score that `line` says in words, and what it says of it; None where it says something else."""
    line = " ".join(line[:_LONGEST].split())
    stars = _STARS.fullmatch(line) if highest == 5 else None
    if stars:
        return sum(char in "\u2605\u2b50" for char in stars["stars"]), ""
    plain = without_accents(line.lower())
    found = _SAID.fullmatch(plain)
    if found is None or (found["of"] and _number(found["of"]) != highest):
        return None
    worded = not found["number"].isdigit()
    told = found["lead"] or found["of"] or found["unit"] or found["one"]
    # '5. Quiero más' may be the first of five points, and '2 dos' nothing at all: a digit alone is scores.py's.
    if not (worded or told or found["why"]):
        return None
    remark = found["rest"] or found["why"] or ""
    # Accents are taken off letter by letter as a rule: then the remark is the line's own end, as it was written.
    return _number(found["number"]), line[-len(remark) :] if remark and len(plain) == len(line) else remark


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _VALUE[said]
