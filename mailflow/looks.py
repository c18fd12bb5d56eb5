"""What each shape of an HTML mail looks like: tags with their styles, for clients that know nothing else.

Inline, because half of all clients drop <style>; the classes are for dark mode in the other half (layout.html.j2).
Padding and ground are a table cell's: Word, which draws for Outlook, gives them to nothing smaller.
"""

from __future__ import annotations

# The tests hold the contrast of each pair of colours at 4.5 or more, light and dark.
PARAGRAPH = '<p style="margin:0 0 16px 0">'
ABOVE_TAPS = '<p style="margin:0">'
FINE = '<p class="soft" style="margin:0 0 12px 0;font-size:14px;color:#595959">'
TITLE = (
    '<h2 class="line" style="margin:28px 0 12px 0;padding:14px 0 0 0;border-top:1px solid #c7c7c7;font-size:15px;'
    'line-height:22px;font-weight:bold">'
)
FIRST_TITLE = '<h2 style="margin:0 0 12px 0;font-size:15px;line-height:22px;font-weight:bold">'
RULE = (
    '<p class="line" style="margin:28px 0 12px 0;padding:14px 0 0 0;border-top:1px solid #c7c7c7;font-size:14px;'
    'font-weight:bold">'
)
OTHERS = '<div style="margin:0 0 16px 0">'
INDENTED = '<div style="margin:0 0 16px 0;padding:0 0 0 16px">'
QUOTE = (
    '<blockquote class="quote" style="margin:0 0 16px 0;padding:0 0 0 14px;border-left:3px solid #c7c7c7;'
    'color:#4d4d4d">'
)
CODE = (
    '<pre class="card" style="margin:0 0 16px 0;padding:12px 14px;background:#f2f2f2;color:#333333;'
    "font:14px/21px Consolas,Menlo,monospace;white-space:pre-wrap;overflow-wrap:anywhere"
    '">'
)

_TABLE = '<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px 0'
BIG = (
    f'{_TABLE}"><tr><td class="card" style="padding:12px 18px;background:#f2f2f2;color:#1f1f1f;border-radius:6px;'
    'font:bold 20px/28px Consolas,Menlo,monospace;letter-spacing:0.5px">'
)
CARD = (
    f'{_TABLE};width:100%"><tr><td class="card" style="padding:14px 16px 8px 16px;background:#f2f2f2;color:#333333;'
    'border-radius:6px;font-size:14px;line-height:21px">'
)
WARNING = (
    f'{_TABLE};width:100%"><tr><td class="warn" style="padding:14px 16px 8px 16px;background:#fff4d6;color:#5c3d00;'
    'border-radius:6px;font-size:15px;line-height:22px">'
)
END_TABLE = "</td></tr></table>"
LINE = '<p style="margin:0 0 6px 0">'  # of a card or a warning
TAPS = '<div style="padding:0 0 8px 0">'

LABEL = '<span class="soft" style="color:#595959">'
STRONG = "<strong>"
LINK = '<a style="color:#0b57d0" href="'
# 10 + 24 + 10 = 44 pixels for a thumb (WCAG 2.5.5).
TAP = '<span style="display:inline-block;margin:0 20px 0 0">'
TAPPED = '<a style="color:#0b57d0;display:inline-block;padding:10px 0;font-size:16px;line-height:24px" href="'
COMMAND = '<span class="soft" style="color:#595959;font:13px Consolas,Menlo,monospace">'
FACE = (
    '<a class="face" style="color:#0b57d0;display:inline-block;width:150px;margin:0 2px 8px 0;padding:10px 14px;'
    'border:1px solid #767676;border-radius:6px;text-decoration:none" href="'
)
DIGIT = (
    '<a class="face" style="color:#0b57d0;display:inline-block;min-width:26px;margin:0 2px 8px 0;padding:10px 8px;'
    'border:1px solid #767676;border-radius:6px;text-align:center;text-decoration:none" href="'
)
PAGE = '<a style="color:#0b57d0;display:inline-block;padding:10px 14px" aria-label="'
