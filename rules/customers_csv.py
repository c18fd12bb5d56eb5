"""customers.csv: a table as a spreadsheet writes it, read into the same shape as customers.yaml."""

from __future__ import annotations

import csv
import io
from collections import Counter

from helpdesk.rules.yaml_text import Flaw, Read, Value

_ADDRESS = ("address", "email", "domain")


def read_csv(
    text: str,
    file: str,
    beside: tuple[str, ...] = ("organisation", "plan"),
    again: Counter[str] | None = None,
) -> Read:
    """Read the table: the first row names the columns, one of which is `address` (an address or @domain).

    Commas, semicolons or tabs part the cells. Columns are counted in characters of the line. `beside`: what other
    columns such a table has, for who wrote none. `again`: counts the rows of an address that stands above already, of
    which the first one is taken; where it is not given, such a table is refused.
    """
    read = Read(file)
    lines = text.removeprefix("\ufeff").splitlines()
    if not any(line.strip() for line in lines):
        return read
    head = lines[0]
    delimiter = max(",;\t", key=head.count)
    rows: dict[str, Value] = {}
    read.keys[("customers",)] = read.values[("customers",)] = (1, 1)
    try:
        table = csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter, strict=True)
        columns = [cell.strip() for cell in next(table)]
        key = next((index for index, name in enumerate(columns) if name.lower() in _ADDRESS), None)
        if key is None:
            fix = delimiter.join(("address", *beside))
            read.flaws.append(Flaw(file, 1, 1, "no column is called address", fix))
            return read
        _check_columns(columns, read)
        begin = table.line_num + 1
        for cells in table:
            _row(cells, columns, key, begin, rows, read, again)
            begin = table.line_num + 1
    except csv.Error as fault:
        read.flaws.append(
            Flaw(file, min(len(lines), table.line_num or 1), 1, f"CSV: {fault}", "Is a quote missing?")
        )
    read.value = {"customers": rows}
    return read


def _check_columns(columns: list[str], read: Read) -> None:
    for index, name in enumerate(columns):
        if not name:
            read.flaws.append(Flaw(read.file, 1, 1, f"column {index + 1} has no name"))
        elif name in columns[:index]:
            read.flaws.append(Flaw(read.file, 1, 1, f'the column "{name}" stands here twice'))


def _row(
    cells: list[str],
    columns: list[str],
    key: int,
    line: int,
    rows: dict[str, Value],
    read: Read,
    again: Counter[str] | None,
) -> None:
    if not any(cell.strip() for cell in cells):
        return
    if len(cells) > len(columns):
        what = f"this row has {len(cells)} cells, the first one {len(columns)}"
        read.flaws.append(Flaw(read.file, line, 1, what, "Put text with the delimiter in it in quotes"))
        return
    who = cells[key].strip() if key < len(cells) else ""
    path = ("customers", who)
    if not who:
        read.flaws.append(Flaw(read.file, line, 1, "this row has no address"))
    elif who in rows and again is not None:
        again[who] += 1
    elif who in rows:
        read.flaws.append(
            Flaw(read.file, line, 1, f"{who} stands here twice", f"See line {read.keys[path][0]}")
        )
    else:
        read.keys[path] = read.values[path] = (line, 1)
        found: dict[str, Value] = {}
        column = 1
        for index, cell in enumerate(cells):
            read.values[(*path, columns[index])] = (line, column)
            column += len(cell) + 1
            if index != key and cell.strip():
                found[columns[index]] = cell.strip()
        rows[who] = found
