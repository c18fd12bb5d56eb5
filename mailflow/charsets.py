"""Bytes to text, by an allow-list of charsets: a charset name in a mail is never handed to a codec look-up."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Python knows codecs that are no charset (rot13, zlib), raise by design (undefined) or take quadratic time
# (punycode), threats A44. Left: the name in a mail, without punctuation; right: the codec that reads it.
# As browsers do (WHATWG Encoding), a label means the superset that senders really use under it.
_CODECS = {
    "cp1252": "usascii ascii iso88591 iso885911987 latin1 l1 windows1252 cp1252 xcp1252 ansi ansix341968 88591",
    "utf-8": "utf8 utf8mb4 unicode11utf8 xunicode20utf8 cp65001 65001",
    "utf-16": "utf16 ucs2 unicode",
    "utf-16-le": "utf16le",
    "utf-16-be": "utf16be",
    "utf-32": "utf32",
    "utf-7": "utf7 unicode11utf7 unicode20utf7",
    "iso8859-2": "iso88592 iso885921987 latin2 l2",
    "iso8859-3": "iso88593 latin3 l3",
    "iso8859-4": "iso88594 latin4 l4",
    "iso8859-5": "iso88595 cyrillic",
    "iso8859-6": "iso88596 iso88596i iso88596e arabic",
    "iso8859-7": "iso88597 greek greek8",
    "iso8859-8": "iso88598 iso88598i iso88598e hebrew visual logical",
    "cp1254": "iso88599 latin5 l5 windows1254 cp1254",
    "iso8859-10": "iso885910 latin6 l6",
    "iso8859-13": "iso885913 latin7 l7",
    "iso8859-14": "iso885914 latin8 l8",
    "iso8859-15": "iso885915 latin9 latin0 l9",
    "iso8859-16": "iso885916 latin10 l10",
    "cp1250": "windows1250 cp1250 xcp1250",
    "cp1251": "windows1251 cp1251 xcp1251 win1251",
    "cp1253": "windows1253 cp1253",
    "cp1255": "windows1255 cp1255",
    "cp1256": "windows1256 cp1256",
    "cp1257": "windows1257 cp1257",
    "cp1258": "windows1258 cp1258",
    "cp437": "cp437 ibm437 437",
    "cp850": "cp850 ibm850 850",
    "cp852": "cp852 ibm852 852",
    "cp858": "cp858 ibm858 858",
    "cp866": "cp866 ibm866 866",
    "cp874": "cp874 windows874 tis620 iso885911 dos874",
    "koi8-r": "koi8r koi8 koi",
    "koi8-u": "koi8u koi8ru",
    "mac-roman": "macintosh macroman mac xmacroman",
    "gb18030": "gb18030 gbk gb2312 cngb xgbk cp936 936 windows936 eucncn euccn gb231280 csgb2312 iso58",
    "hz": "hz hzgb2312 hzgb",
    "big5hkscs": "big5 big5hkscs xxbig5 cnbig5 csbig5 cp950 950 windows950",
    "cp932": "shiftjis sjis xsjis cp932 ms932 mskanji windows31j windows932 csshiftjis",
    "euc_jp": "eucjp xeucjp euc ujis",
    "iso2022_jp_ext": "iso2022jp iso2022jp1 iso2022jpext csiso2022jp jis",
    "iso2022_jp_2": "iso2022jp2",
    "iso2022_jp_2004": "iso2022jp3 iso2022jp2004",
    "cp949": "euckr ksc5601 ksc56011987 ksc5601 korean cp949 949 windows949 uhc kscs56011987 isoir149 "
    "ksc560119871 cseuckr",
    "johab": "johab cp1361",
    "iso2022_kr": "iso2022kr csiso2022kr",
    "ptcp154": "ptcp154 pt154 cyrillicasian",
}
_CODEC_OF = {label: codec for codec, labels in _CODECS.items() for label in labels.split()}
_ASCII = frozenset({"", "usascii", "ascii", "ansix341968"})
_PUNCTUATION = re.compile(r"[^0-9a-z]+")
_END_OF_NAME = re.compile(r"[\s(;,*]")
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and a remark for people where the bytes were not what their label said ('' otherwise)."""

    text: str
    note: str = ""


def decoded(octets: bytes, charset: str = "") -> Decoded:
    """`octets` as text by the label `charset`; '' means that none was given. Never raises.

    No label, or us-ascii: utf-8 if it is that, else windows-1252. A label outside the list: the same, noted
    as latin-1. Bytes that do not fit their label: utf-8 if they are that, else the label with U+FFFD.
    """
    name = _END_OF_NAME.split(charset.strip().strip("'\"").lower()[:_LONGEST_NAME], maxsplit=1)[0]
    label = _PUNCTUATION.sub("", name)
    if octets.isascii() and _CODEC_OF.get(label, "cp1252") in {"cp1252", "utf-8"}:
        unknown = label not in _CODEC_OF and label not in _ASCII
        return Decoded(octets.decode("ascii"), _note(name, "unknown", "latin-1") if unknown else "")
    codec = _CODEC_OF.get(label)
    if label in _ASCII or codec is None:
        return _guessed(octets, name, known=label in _ASCII)
    try:
        return Decoded(_whole(octets.decode(codec)))
    except UnicodeError:
        return _misfit(octets, name, codec)


def _guessed(octets: bytes, name: str, known: bool) -> Decoded:
    """Bytes of no usable label."""
    try:
        return Decoded(octets.decode("utf-8"), "" if known else _note(name, "unknown", "utf-8"))
    except UnicodeDecodeError:
        problem = ("wrong" if name else "missing") if known else "unknown"
        return Decoded(latin(octets), _note(name, problem, "latin-1"))


def _misfit(octets: bytes, name: str, codec: str) -> Decoded:
    """Bytes that the codec of their own label refuses."""
    if codec == "cp1252":
        return Decoded(latin(octets))
    if codec != "utf-8":
        try:
            return Decoded(octets.decode("utf-8"), _note(name, "wrong", "utf-8"))
        except UnicodeDecodeError:
            return Decoded(
                _whole(octets.decode(codec, "replace")), _note(name, "wrong", f"{codec} with gaps")
            )
    # A mail cut in the middle of a letter is still utf-8; a mail full of misfits is not.
    text = octets.decode("utf-8", "replace")
    if text.count("\ufffd") * 3 <= sum(1 for char in text if char > "\x7f"):
        return Decoded(text, _note(name, "wrong", "utf-8 with gaps"))
    return Decoded(latin(octets), _note(name, "wrong", "latin-1"))


def latin(octets: bytes) -> str:
    """Windows-1252, which is what latin-1 mail really is; its five holes read as latin-1. Never raises."""
    try:
        return octets.decode("cp1252")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _whole(text: str) -> str:
    """Text without lone surrogates, which some codecs (utf-7) make and no store takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _note(name: str, problem: str, read_as: str) -> str:
    shown = "".join(char if char.isascii() and char.isprintable() else "?" for char in name)
    match problem:
        case "missing":
            return f"no charset was given: decoded as {read_as}"
        case "wrong":
            return f"the charset {shown!r} does not fit the bytes: decoded as {read_as}"
        case _:
            return f"the charset {shown!r} is not known: decoded as {read_as}"
