"""Every mail in every language: text and HTML say the same words, small, accessible, and mail is never a template."""

from __future__ import annotations

import re
from html import unescape
from importlib.resources import files
from urllib.parse import unquote

import pytest
from jinja2.exceptions import SecurityError, TemplateError, UndefinedError

from helpdesk.mailflow import looks
from helpdesk.mailflow.letter import Written
from helpdesk.mailflow.preview import previews
from helpdesk.mailflow.render import HTML_LIMIT, Plain, TooLong, _environment, clean, render
from helpdesk.mailflow.words import LANGUAGES, phrases, say, size
from helpdesk.tickets.model import Language
from tests.unit.compose_kit import html, read, text, words

MAILS = [(language, name, mail) for language in LANGUAGES for name, mail in previews(language).items()]
IDS = [f"{language}-{name}" for language, name, _ in MAILS]


@pytest.mark.slow  # every mail in every language
@pytest.mark.parametrize(("language", "name", "mail"), MAILS, ids=IDS)
def test_html_and_text_say_the_same_words(language: Language, name: str, mail: Written) -> None:
    message = read(mail.outgoing)
    assert words(html(message)) == words(text(message))
    assert message["Content-Language"] == language


@pytest.mark.slow  # every mail in every language
@pytest.mark.parametrize(("language", "name", "mail"), MAILS, ids=IDS)
def test_the_look(language: Language, name: str, mail: Written) -> None:
    shown = html(read(mail.outgoing))
    assert 500 < len(shown.encode()) < 80_000
    assert f'<html lang="{language}">' in shown
    assert shown.count("<table") == shown.count('role="presentation"')
    assert not re.search(r"<(img|script|link|iframe|form|object)\b|src=|url\(|\son\w+=", shown)
    assert all(link.startswith(("https://", "mailto:")) for link in re.findall(r'href="([^"]*)"', shown))
    assert "\n\n\n" not in text(read(mail.outgoing))
    assert not re.search(r"[\x00-\x08]", shown + text(read(mail.outgoing)))


@pytest.mark.slow  # every mail in every language
@pytest.mark.parametrize(("language", "name", "mail"), MAILS, ids=IDS)
def test_what_a_link_does_is_in_the_text(language: Language, name: str, mail: Written) -> None:
    """An address to open or to write to stands there; of a mail that is written beforehand, what it will say."""
    plain = text(read(mail.outgoing))
    for link in re.findall(r'href="([^"]*)"', html(read(mail.outgoing))):
        address, _, query = unquote(unescape(link)).removeprefix("mailto:").partition("?")
        body = query.partition("&body=")[2].strip()
        assert body in plain if body else address in plain


def test_every_template_is_previewed_in_every_language() -> None:
    names = {
        entry.name for entry in files("helpdesk.templates_mail").iterdir() if entry.name.endswith(".txt.j2")
    }
    kinds = {name.partition(":")[0] for name in previews("es")}
    assert names == {f"{kind}.{language}.txt.j2" for kind in kinds for language in LANGUAGES}


def test_every_phrase_is_said_in_every_language_with_the_same_names() -> None:
    def shape(language: Language) -> dict[str, set[str]]:
        return {key: set(re.findall(r"\{(\w+)\}", phrase)) for key, phrase in phrases(language).items()}

    assert shape("es") == shape("en") == shape("pt")
    assert size(84 * 1024, "es") == "84 KB"
    assert size(1_300_000, "es") == "1,2 MB"
    assert size(1_300_000, "en") == "1.2 MB"
    assert size(25 * 1024 * 1024, "es") == "25 MB"
    with pytest.raises(KeyError):
        say("es", "nothing of the sort")


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def pairs(style: str, ink: str, paper: str) -> tuple[str, str]:
    """The colours of a style: its words', and what they stand on."""
    colour, ground = re.search(r"(?<!-)\bcolor: ?(#\w{6})", style), re.search(r"background: ?(#\w{6})", style)
    return colour[1] if colour else ink, ground[1] if ground else paper


def test_contrast_is_enough_by_day_and_by_night() -> None:
    layout = files("helpdesk.templates_mail").joinpath("layout.html.j2").read_text("utf-8")
    night = dict(re.findall(r"^ {2}\.?(\w+)[^{]*\{([^}]*)\}", layout.partition("dark)")[2], re.MULTILINE))
    day = [style for style in vars(looks).values() if isinstance(style, str) and style.startswith("<")]
    assert len(day) >= 15 and {"page", "card", "warn", "soft", "quote", "a"} <= set(night)
    grounds = [("#ffffff", "#1b1b1b"), pairs_of_ground("card", day, night)]
    for style in day:
        names = re.findall(r'class="(\w+)"', style)
        for paper, dark in grounds:
            assert contrast(*pairs(style, "#1f1f1f", paper)) >= 4.5, style
            for name in names or ["a"]:
                rule = night["a" if style.startswith("<a") else name]
                assert contrast(*pairs(rule, "#ececec", dark)) >= 4.5, name
                if "background:" in style:
                    assert "background:" in rule, f"a ground by day needs one by night: {name}"
                if re.search(r"(?<!-)\bcolor:", style) and name != "face":
                    assert re.search(r"(?<!-)\bcolor:", rule), f"ink by day needs ink by night: {name}"


def pairs_of_ground(name: str, day: list[str], night: dict[str, str]) -> tuple[str, str]:
    """What links and labels on the card stand on, by day and by night."""
    style = next(style for style in day if f'class="{name}"' in style)
    return pairs(style, "", "")[1], pairs(night[name], "", "")[1]


# -- A50 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    ["{{7*7}}", "{% for x in range(9) %}x{% endfor %}", "{{ ''.__class__ }}", "{# gone #}", "${7*7} #{7*7}"],
)
def test_a50_mail_text_is_data(payload: str) -> None:
    rendered = render(
        "reply",
        "es",
        {
            "text": payload,
            "resolves": False,
            "signature": "",
            "original": payload,
            "original_by": payload,
            "original_at": payload,
        },
        "t",
    )
    assert rendered.text.count(payload) == 4
    assert "49" not in rendered.text.replace(payload, "")


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=http://track.example/x onerror=alert(1)>",
        '"><a href="javascript:alert(1)">x</a>',
        "\x01</div><script>\x02",
        "\x03javascript:alert(1)\x04click\x05",
        "&lt;b&gt; &amp; &#60;",
    ],
)
def test_markup_of_others_is_only_shown(payload: str) -> None:
    values: dict[str, Plain] = {
        "text": payload,
        "resolves": False,
        "signature": "",
        "original": payload,
        "original_by": payload,
        "original_at": payload,
    }
    rendered = render("reply", "es", values, payload)
    shown = rendered.html.partition("</head>")[2]
    assert not re.search(r"<(script|img)\b", shown)
    assert all(href == said for href, said in re.findall(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', shown))
    assert shown.count("<a") == payload.count("http://"), "in the answer alone, and it leads where it says"
    assert words(rendered.html) == words(rendered.text)
    assert clean(payload) in rendered.text


def test_what_stands_out_and_what_stands_back() -> None:
    answer = html(read(previews("es")["macro:a receipt"].outgoing))
    assert re.search(r'<p class="soft"[^>]*><span lang="en">English\? Reply ENGLISH</span>', answer)
    told = html(read(previews("es")["notification:quotes"].outgoing))
    assert "<strong>Puso en copia a marta@cliente.example:</strong>" in told
    assert "Escribió ACM-2610-9QZ2M5, que no existe. ¿Quiso" in told, "two sentences are no label"


def test_what_an_agent_or_a_macro_writes_may_stand_out() -> None:
    said = "El **número del pedido** y 2 ** 3 ** 4, **<b>**.\n**sin\nfin**"
    values: dict[str, Plain] = {"text": said, "resolves": False, "signature": "", "original": said}
    values |= {"original_by": "x", "original_at": "y"}
    rendered = render("reply", "es", values, "t")
    answer, _, quoted = rendered.html.partition("<blockquote")
    assert "El <strong>número del pedido</strong> y 2 ** 3 ** 4, <strong>&lt;b&gt;</strong>.<br>" in answer
    assert "**sin<br>" in answer and "**número del pedido**" in quoted, "nobody else's words are touched"
    assert words(rendered.html) == words(rendered.text) and said in rendered.text


@pytest.mark.parametrize(
    "source",
    [
        '{{ "x" * 100000000 }}',
        '{{ "%1000000000d" % 1 }}',
        '{{ "x".ljust(100000000) }}',
        '{{ "".__class__.__mro__ }}',
        "{{ 2 ** 100000000 }}",
        '{{ "{0.__class__}".format(1) }}',
        "{{ range(10) }}",
        "{{ namespace() }}",
        "{{ nothing }}",
        '{{ "x" | center(100000000) }}',
        "{% include 'x' %}",
        "{% import 'os' as os %}",
        "{{ self._TemplateReference__context }}",
    ],
)
def test_a50_an_evil_template_gets_nowhere(source: str) -> None:
    with pytest.raises(TemplateError):
        _environment(html=False).from_string(source).render()


def test_a50_only_plain_values_reach_a_template() -> None:
    with pytest.raises(SecurityError):
        render("reply", "es", {"text": object()}, "t")  # type: ignore[dict-item]
    with pytest.raises(UndefinedError):
        render("reply", "es", {"text": "x"}, "t")


def test_an_endless_mail_is_not_made() -> None:
    with pytest.raises(TooLong):
        render(
            "reply", "es", {"text": "x" * 1_000_001, "resolves": False, "signature": "", "original": ""}, "t"
        )


def test_a_long_mail_goes_without_html_rather_than_clipped() -> None:
    values: dict[str, Plain] = {
        "text": "&" * (HTML_LIMIT // 2),
        "resolves": False,
        "signature": "",
        "original": "",
    }
    rendered = render("reply", "es", values, "t")
    assert rendered.html == ""
    assert rendered.text.count("&") == HTML_LIMIT // 2
