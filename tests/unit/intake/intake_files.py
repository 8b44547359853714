"""Builds files as the platforms write them, from the header lists kept with the samples."""

import io
import json
from pathlib import Path

import xlsxwriter

from cs_console.intake.options import IntakeOptions

SAMPLES = Path(__file__).parents[2] / "samples" / "formats"
HEADERS = json.loads((SAMPLES / "headers.json").read_text(encoding="utf-8"))
OPTIONS = IntakeOptions()


def row_of(header, values):
    """A row under `header`; every value must have a column there."""
    names = [name.strip() for name in header]
    unknown = set(values) - set(names)
    assert not unknown, unknown
    return [values.get(name, "") for name in names]


def plain_cell(text):
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if set(text) & set(',"\r\n') else text


def taobao_cell(text):
    """Every field quoted, long numbers as `="…"`."""
    quoted = text.replace('"', '""')
    return f'="{quoted}"' if text.isdigit() and len(text) > 10 else f'"{quoted}"'


def pdd_cell(text):
    return plain_cell(text) + "\t"


def douyin_cell(text):
    return f'"\t{text}"' if text.isdigit() and len(text) > 15 else plain_cell(text)


def csv_of(header, rows, cell=plain_cell, end="\r\n", tail=""):
    lines = [",".join(map(plain_cell, header)), *(",".join(map(cell, row)) + tail for row in rows)]
    return end.join([*lines, ""])


def xlsx_of(*rows, sheet="Sheet1"):
    """A workbook with these rows; numbers stay numbers."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd hh:mm:ss"})
    page = book.add_worksheet(sheet)
    for line, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(line, place, value)
            else:
                page.write(line, place, value)
    book.close()
    return buffer.getvalue()
