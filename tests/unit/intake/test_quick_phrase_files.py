"""Qianniu's quick phrases in and out: encodings, optional columns, damaged rows, formulas (FORMATS, rule X2)."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.quick_phrases import QuickPhrase
from cs_console.errors import BadInput
from cs_console.export.quick_phrases import HEADER, quick_phrase_file
from cs_console.intake.quick_phrases import read_quick_phrases
from cs_console.text.cells import FORMULA_STARTS
from cs_console.text.clean import clean

SAMPLE = (
    "快捷短语编码,快捷短语,快捷短语分组\r\nfh,亲，付款后48小时内发货哦~,发货\r\n"
    ',七天无理由：签收次日起7天内，商品完好可退,售后\r\nyf,"满59包邮,新疆西藏除外",\r\n'
)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_every_encoding_gives_the_same_rows(encoding: str) -> None:
    parsed = read_quick_phrases(SAMPLE.encode(encoding), "q.csv")
    assert [(one.code, one.text, one.group, one.row) for one in parsed.rows] == [
        ("fh", "亲，付款后48小时内发货哦~", "发货", 2),
        ("", "七天无理由：签收次日起7天内，商品完好可退", "售后", 3),
        ("yf", "满59包邮,新疆西藏除外", "", 4),
    ]
    assert parsed.rejects == ()


def test_the_export_is_the_sample_byte_for_byte() -> None:
    """GBK, CRLF, quotes where a comma stands: what Qianniu itself writes."""
    rows = read_quick_phrases(SAMPLE.encode("gb18030"), "q.csv").rows
    assert quick_phrase_file(rows) == SAMPLE.encode("gbk")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("快捷短语\n在的亲\n", [("", "在的亲", "")]),
        ("快捷短语分组,快捷短语\n物流,在的亲\n", [("", "在的亲", "物流")]),
        ("我的短语\n\n快捷短语编码\t快捷短语\nzd\t在的亲\n", [("zd", "在的亲", "")]),
    ],
)
def test_code_and_group_are_optional_and_the_header_is_looked_for(text: str, rows: list[tuple[str, str, str]]) -> None:
    parsed = read_quick_phrases(text.encode(), "q.csv")
    assert [(one.code, one.text, one.group) for one in parsed.rows] == rows


def test_damaged_rows_are_refused_with_line_and_reason_and_the_others_go_in() -> None:
    text = '快捷短语编码,快捷短语,快捷短语分组\na,,发货\nb,"没关,发货\nc,满59包邮,新疆除外,发货\nd,好的,发货\n'
    parsed = read_quick_phrases(text.encode(), "q.csv")
    assert [one.text for one in parsed.rows] == ["好的"]
    assert [(one.row, one.code) for one in parsed.rejects] == [
        (2, "quick.reject.empty"), (3, "intake.reject.cut"), (4, "quick.reject.shifted"),
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n" + bytes(64), "订单号,买家\n1,2\n".encode()])
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_quick_phrases(data, "q.csv")


def test_hostile_text_is_cleaned_on_the_way_in() -> None:
    text = "快捷短语编码,快捷短语\nx\x1b[31m,在\x1b]52;c;aGk=\x07的\u202e[/]\n"
    (row,) = read_quick_phrases(text.encode(), "q.csv").rows
    assert not any(char in row.code + row.text for char in "\x1b\x07\u202e") and "[/]" in row.text


cells = st.text(min_size=1, max_size=30).map(lambda text: clean(text, multiline=True).strip()).filter(bool)


@given(st.lists(cells, min_size=1, max_size=5), st.sampled_from(["", "fh", "=1+1"]))
def test_x2_no_cell_is_a_formula_and_every_text_comes_back(texts: list[str], code: str) -> None:
    """Whatever a phrase says, a spreadsheet calculates nothing, and reading the export gives it back (rule X2)."""
    written = quick_phrase_file([QuickPhrase(text, code, "组") for text in texts])
    header, *rows = csv.reader(io.StringIO(written.decode("gb18030"), newline=""))
    assert tuple(header) == HEADER and len(rows) == len(texts)
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS)]
    parsed = read_quick_phrases(written, "q.csv")
    plain = [text for text in texts if not text.startswith(("'", '="'))]
    assert parsed.rejects == ()
    assert [one.text for one in parsed.rows if one.text in plain] == plain
