"""Goods files: CSV, XLSX and YAML to records and rejects (rule G1)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from cs_console.config.plain_yaml import plain_yaml
from cs_console.domain.goods import CARD_FIELDS, GoodsSheet
from cs_console.errors import BadInput
from cs_console.intake.goods_columns import COLUMNS
from cs_console.intake.goods_sheet import read_goods
from cs_console.intake.options import IntakeOptions


def read(path: Path) -> GoodsSheet:
    return read_goods(path, options=IntakeOptions(), yaml=plain_yaml)


def csv(folder: Path, text: str, encoding: str = "utf-8") -> GoodsSheet:
    path = folder / "goods.csv"
    path.write_bytes(text.encode(encoding))
    return read(path)


def test_g1_every_column_has_a_field_of_the_card_and_every_field_a_column() -> None:
    assert {column.field for column in COLUMNS} == set(CARD_FIELDS) - {"key"}


def test_g1_a_file_of_skus_alone_names_its_articles_by_them(tmp_path: Path) -> None:
    """Else a card would have no code, and the same SKU twice would be two cards."""
    path = tmp_path / "goods.csv"
    path.write_text("SKU,宝贝标题,价格\nA-1,杯子,39\nA-1,保温杯,49\nB-2;B-3,枕套,20\n", "utf-8")
    sheet = read(path)
    assert [(one.values["code"], one.values["codes"]) for one in sheet.records] == [("A-1", ()), ("B-2", ("B-3",))]
    assert [(one.row, one.code) for one in sheet.rejects] == [(3, "goods.reject.duplicate")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_g1_a_csv_by_names_in_any_order(tmp_path: Path, encoding: str) -> None:
    sheet = csv(
        tmp_path,
        "店铺商品表\n最低销售价（元）,商品名称,商家编码,是否包邮,七天无理由,关联商品,颜色\n"
        "¥150.5,四件套,A1,是,否,B2、C3;B2,雾霾蓝\n",
        encoding,
    )
    (record,) = sheet.records
    assert record.key == "A1" and record.row == 3
    assert record.values == {
        "floor_fen": 15050, "title": "四件套", "code": "A1", "free_shipping": True, "no_return": True,
        "related": ("B2", "C3"), "colour": "雾霾蓝",
    }  # fmt: skip


def test_g1_a_column_the_file_lacks_says_nothing_and_an_empty_cell_empties(tmp_path: Path) -> None:
    (record,) = csv(tmp_path, "code,title,floor,stock\nA1,四件套,,\n").records
    assert record.values == {"code": "A1", "title": "四件套", "floor_fen": None, "stock_note": ""}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",,5", "nameless"), ("A2,x,abc", "money"), ("A2,x,-1", "money"), ("A2,x,1.005", "money"),
        ("1.23457E+17,x,5", "code_lost"), ("A1,x,5", "duplicate"), ('A2,"x', None),
    ],
)  # fmt: skip
def test_g1_a_row_that_cannot_be_read_stays_out_with_its_line(tmp_path: Path, row: str, code: str | None) -> None:
    sheet = csv(tmp_path, f"code,title,floor\nA1,四件套,1\n{row}\n")
    assert [record.key for record in sheet.records] == ["A1"]
    (reject,) = sheet.rejects
    assert reject.row == 3
    assert code is None or reject.code == f"goods.reject.{code}"


def test_g1_a_floor_above_the_price_and_a_doubtful_yes_are_refused(tmp_path: Path) -> None:
    sheet = csv(tmp_path, "code,title,price,floor,包邮\nA,a,10,10.01,是\nB,b,10,10,也许\nC,c,10,10,否\n")
    assert [reject.code for reject in sheet.rejects] == ["goods.reject.floor_above", "goods.reject.switch"]
    assert [record.key for record in sheet.records] == ["C"]


def test_g1_an_unknown_column_is_said_once(tmp_path: Path) -> None:
    sheet = csv(tmp_path, "code,title,心情\nA,a,好\nB,b,坏\n")
    assert sheet.notices == (("goods.notice.column", {"column": "心情"}),)


def test_g1_xlsx_numbers_are_exact_to_the_fen(tmp_path: Path) -> None:
    path = tmp_path / "goods.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate((["货号", "标题", "底价", "售价"], [1001, "四件套", 19.9, 28])):
            sheet.write_row(at, 0, row)
    (record,) = read(path).records
    assert record.values == {"code": "1001", "title": "四件套", "floor_fen": 1990, "price_fen": 2800}


YAML = """goods:
  - code: A1
    title: 四件套
    floor: 150.5
    floor_fen: 9
    codes: [A1-01, 690001]
    related: B2
    free_shipping: true
    产地: 江苏南通
  - just text
  - {title: 枕套, price_fen: 2800}
"""


def test_g1_yaml_takes_the_same_names_lists_and_lines(tmp_path: Path) -> None:
    path = tmp_path / "goods.yaml"
    path.write_text(YAML, "utf-8")
    sheet = read(path)
    assert sheet.records[0].values == {
        "code": "A1", "title": "四件套", "floor_fen": 15050, "codes": ("A1-01", "690001"), "related": ("B2",),
        "free_shipping": True, "origin": "江苏南通",
    }  # fmt: skip
    assert (sheet.records[1].key, sheet.records[1].values["price_fen"], sheet.records[1].row) == ("枕套", 2800, 11)
    assert [(one.row, one.code) for one in sheet.rejects] == [(10, "goods.reject.shape")]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("g.yaml", "goods: {a: 1}", "goods.no_list"), ("g.yaml", "- a: 1\n  a: 2\n", "yaml.unreadable"),
        ("g.yaml", "- &x {code: A}\n- *x\n", "yaml.unreadable"), ("g.csv", "甲,乙\n1,2\n", "goods.no_header"),
        ("g.csv", "", "intake.empty"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_goods_file_says_why(tmp_path: Path, name: str, text: str, code: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput) as refused:
        read(path)
    assert refused.value.code == code


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=5), max_size=6))
def test_x2_no_file_makes_the_reader_fall_over(tmp_path_factory: Any, rows: list[list[str]]) -> None:
    """Rule X2: whatever stands in a file, it is refused or read; every row is a record or a reject."""
    folder = tmp_path_factory.mktemp("hostile")
    text = "code,title,floor\n" + "\n".join(",".join(row) for row in rows) + "\n"
    try:
        sheet = csv(folder, text.encode("utf-8", "replace").decode())
    except BadInput:
        return
    assert len(sheet.records) + len(sheet.rejects) == sheet.rows_read
    assert all("\x1b" not in str(record.values) for record in sheet.records)
