"""format=flowed text put back into paragraphs (RFC 3676)."""

from __future__ import annotations


def unwrapped(text: str, delete_space: bool = False) -> str:
    """`text` (line ends LF) with its flowed lines joined; `delete_space` is the DelSp parameter (RFC 3676 4.2).

    Quote marks stay; a line flows only into one of its own quote depth; '-- ' never flows.
    """
    lines: list[str] = []
    flowing: list[str] = []
    depth_before = 0
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        # Space-stuffing (4.4): one space in front of the text is no part of it.
        content = content.removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        if flowing and (depth != depth_before or content == "-- "):
            lines.append(_quoted(depth_before, flowing))
            flowing = []
        flowing.append(content[:-1] if flows and delete_space else content)
        depth_before = depth
        if not flows:
            lines.append(_quoted(depth, flowing))
            flowing = []
    if flowing:
        lines.append(_quoted(depth_before, flowing))
    return "\n".join(lines)


def _quoted(depth: int, pieces: list[str]) -> str:
    text = "".join(pieces)
    if depth:
        return ">" * depth + (f" {text}" if text else "")
    return text
