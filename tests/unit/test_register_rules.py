"""Registers as figures and as files: shares add up, ids drill down, cells stay what they are (rules K2, S2, X2)."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from cs_console import i18n
from cs_console.domain.entities import Shift
from cs_console.domain.policy.shifts import ShiftsPolicy
from cs_console.domain.registers import (
    CellKind,
    Column,
    Register,
    RegisterRow,
    business_days,
    grouped,
    groupings,
    period,
    shared_percent,
)
from cs_console.domain.shifts import business_date
from cs_console.errors import BadInput
from cs_console.export.sheets import sheet_file
from cs_console.export.tables import RegisterForms

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 14, 2, 42, tzinfo=UTC)
DAYS = business_days(ShiftsPolicy(), ZONE)
render_register = RegisterForms().render
COLUMNS = (
    Column("id", CellKind.COUNT), Column("at", CellKind.TIME), Column("reason", CellKind.CHOICE, "return_reason"),
    Column("refund_fen", CellKind.MONEY), Column("note"),
)  # fmt: skip


def register(*rows: tuple[str, int | None, str]) -> Register:
    made = tuple(
        RegisterRow(number, NOW, "张敏", (number, NOW, reason, fen, note))
        for number, (reason, fen, note) in enumerate(rows, 1)
    )
    words = {"return_reason": {"size": "尺寸不合适"}}
    return Register("returns", COLUMNS, made, None, date(2026, 6, 14), words)


# -- figures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "shares"),
    [([1, 1, 1], [33.4, 33.3, 33.3]), ([1, 2], [33.3, 66.7]), ([2, 1], [66.7, 33.3]), ([0, 0], [0.0, 0.0]), ([], [])],
)
def test_k2_the_odd_tenth_goes_to_the_largest_rest_then_to_the_first(counts: list[int], shares: list[float]) -> None:
    assert shared_percent(counts) == shares


@pytest.mark.parametrize(
    ("ended", "extended", "moment", "day"),
    [
        (None, "02:00", "01:59", 13), (None, "02:00", "02:00", 14), (None, None, "01:00", 14),
        (None, None, "00:59", 13),
        ("01:40", "02:00", "01:39", 13), ("01:40", "02:00", "01:40", 14), ("01:00", None, "01:00", 14),
    ],
)  # fmt: skip
def test_s2_extended_time_belongs_to_the_day_the_shift_began(
    ended: str | None, extended: str | None, moment: str, day: int
) -> None:
    def at(clock: str | None) -> Any:
        return datetime.fromisoformat(f"2026-06-14 {clock}").replace(tzinfo=ZONE) if clock else None

    night = Shift(
        key="night", business_date=date(2026, 6, 13), agent="李丽", planned_start=at("00:00") - timedelta(hours=6.5),
        planned_end=at("01:00"), ended_at=at(ended), extended_until=at(extended),
    )  # fmt: skip
    assert business_days(ShiftsPolicy(), ZONE, [night])(at(moment)) == date(2026, 6, day)


@given(st.lists(st.integers(0, 10_000), max_size=40))
def test_k2_shares_add_up_to_exactly_100(counts: list[int]) -> None:
    shares = shared_percent(counts)
    assert round(sum(shares), 1) == (100.0 if sum(counts) else 0.0)
    for count, share in zip(counts, shares, strict=True):
        assert abs(share - (100 * count / sum(counts) if sum(counts) else 0)) < 0.1 + 1e-9


ROWS = st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 10**6), st.just("")), max_size=40)


@given(ROWS, st.integers(0, 4))
def test_k2_every_row_stands_in_exactly_one_figure(rows: list[tuple[str, int, str]], top: int) -> None:
    whole = register(*rows)
    figures = grouped(whole, ("reason",), DAYS, top=top).records()
    ids = [one for figure in figures for one in figure["ids"]]  # type: ignore[union-attr]
    assert sorted(ids, key=int) == [row.id for row in whole.rows]
    assert sum(int(figure["count"]) for figure in figures) == len(rows)  # type: ignore[arg-type]
    assert sum(int(figure["refund_fen"]) for figure in figures) == sum(fen for _, fen, _ in rows)  # type: ignore[arg-type]
    counts = [figure["count"] for figure in figures]
    assert counts == sorted(counts, reverse=True)  # type: ignore[type-var]
    if top:
        marked = [figure["count"] for figure in figures if figure["top"]]
        assert len(marked) >= min(top, len(figures)) and marked == counts[: len(marked)]


def test_k2_only_words_and_days_group() -> None:
    assert groupings(register()) == ("day", "week", "month", "agent", "reason", "note")


@pytest.mark.parametrize(
    ("key", "day", "name"),
    [
        ("day", date(2026, 6, 14), "2026-06-14"), ("month", date(2026, 6, 14), "2026-06"),
        ("week", date(2026, 6, 14), "2026-W24"), ("week", date(2027, 1, 1), "2026-W53"),
    ],
)  # fmt: skip
def test_periods_sort_as_text(key: str, day: date, name: str) -> None:
    assert period(key, day) == name


@settings(max_examples=60)
@given(st.datetimes(datetime(2026, 6, 1), datetime(2026, 6, 30), timezones=st.just(UTC)))
def test_s2_the_quick_business_date_is_the_rules(moment: datetime) -> None:
    assert DAYS(moment) == business_date(ShiftsPolicy(), ZONE, moment)


# -- files -----------------------------------------------------------------------------------

NASTY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", '=HYPERLINK("http://x")', "'=1"]


def read_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.mark.parametrize("text", NASTY)
def test_x2_no_text_in_a_csv_is_a_formula(text: str) -> None:
    [_, row] = read_csv(render_register(register(("size", 1, text)), "csv", ZONE))
    assert not row[4].startswith(tuple("=+-@\t\r\n＝＋－＠"))


@pytest.mark.parametrize("text", NASTY)
def test_x2_no_text_in_a_spreadsheet_is_a_formula(text: str) -> None:
    data = render_register(register(("size", 1, text)), "xlsx", ZONE)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    cell = sheet.to_python()[1][4]
    assert isinstance(cell, str) and cell.strip() != "2"
    assert b"<f>" not in _sheet_xml(data)


def _sheet_xml(data: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def test_k2_a_spreadsheet_has_real_numbers_and_dates() -> None:
    data = render_register(register(("size", 123456, "备注"), ("late", None, "")), "xlsx", ZONE)
    head, first, second = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert head == ["编号", "时间", "原因", "退款(元)", "备注"]
    assert first == [1.0, datetime(2026, 6, 14, 10, 42), "尺寸不合适", 1234.56, "备注"]
    assert second[2:] == ["late", "", ""]


def test_k2_a_csv_reads_as_people_do() -> None:
    head, row = read_csv(render_register(register(("size", 123405, "备注")), "csv", ZONE))
    assert head[3] == "退款(元)" and row == ["1", "2026-06-14 10:42", "尺寸不合适", "1234.05", "备注"]


def test_k2_json_has_fen_tokens_and_offsets() -> None:
    i18n.set_language("en")
    [row] = json.loads(render_register(register(("size", 123405, "备注")), "json", ZONE))
    assert row == {
        "id": 1, "at": "2026-06-14T10:42:00+08:00", "reason": "size", "reason_title": "尺寸不合适",
        "refund_fen": 123405, "note": "备注",
    }  # fmt: skip


def test_figures_go_into_files_too() -> None:
    figures = grouped(register(("size", 100, ""), ("size", 200, ""), ("late", 1, "")), ("reason",), DAYS, top=1)
    head, first, second = read_csv(render_register(figures, "csv", ZONE))
    assert head == ["原因", "数量", "占比", "前几名", "退款(元)", "明细编号"]
    assert first == ["尺寸不合适", "2", "66.7%", "是", "3.00", "1 2"]
    assert second[3] == "否"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(render_register(figures, "xlsx", ZONE))).get_sheet_by_index(0)
    assert sheet.to_python()[1] == ["尺寸不合适", 2.0, 66.7, "是", 3.0, "1 2"]


def test_a_cell_too_long_for_a_spreadsheet_is_refused_not_cut() -> None:
    long = register(("size", 1, "长" * 32_768))
    with pytest.raises(BadInput, match="cell_too_long"):
        render_register(long, "xlsx", ZONE)
    assert "长" * 32_768 in render_register(long, "csv", ZONE).decode()
    assert render_register(register(("size", 1, "长" * 32_767)), "xlsx", ZONE)


@given(st.text(max_size=60))
def test_x2_whatever_was_said_stays_one_cell(text: str) -> None:
    [_, row] = read_csv(render_register(register(("size", 1, text)), "csv", ZONE))
    assert len(row) == 5 and not any(ord(character) < 32 for character in row[4])


def test_an_empty_register_is_a_heading_alone() -> None:
    assert len(read_csv(render_register(register(), "csv", ZONE))) == 1
    assert json.loads(render_register(register(), "json", ZONE)) == []
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(render_register(register(), "xlsx", ZONE))).get_sheet_by_index(0)
    assert len(sheet.to_python()) == 1


def test_times_stand_on_the_shops_clock() -> None:
    late = Register(
        "gaps", (Column("at", CellKind.TIME),), (RegisterRow(1, NOW, "", (NOW + timedelta(hours=14),)),), None,
        date(2026, 6, 15),
    )  # fmt: skip
    assert read_csv(render_register(late, "csv", ZONE))[1] == ["2026-06-15 00:42"]


def test_k2_plain_tables_have_real_numbers_and_times_too() -> None:
    rows = [("编号", "次数", "最近"), ("a", 3, NOW.astimezone(ZONE)), ("=b", 0, "")]
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet_file("xlsx", {"话术": rows})))
    assert book.get_sheet_by_name("话术").to_python()[1:] == [
        ["a", 3.0, datetime(2026, 6, 14, 10, 42)], ["=b", 0.0, ""],
    ]  # fmt: skip
    assert sheet_file("csv", {"话术": rows}).decode("utf-8-sig").splitlines()[1:] == [
        "a,3,2026-06-14 10:42", "'=b,0,",
    ]  # fmt: skip


def test_k2_plain_tables_can_be_read_as_they_open() -> None:
    """Days are days, columns as wide as what stands in them (a hanzi is two letters wide), rows can be filtered."""
    import zipfile

    data = sheet_file("xlsx", {"周": [("周（周一）", "问题"), (date(2026, 6, 15), "快递" * 50)]})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1][0] == date(2026, 6, 15)
    assert 'width="12.7' in sheet and 'width="60.7' in sheet and '<autoFilter ref="A1:B2"' in sheet


def test_k2_a_workbook_has_a_sheet_for_each_register_with_names_a_spreadsheet_takes() -> None:
    odd = replace(register(("size", 100, "")), name="x", title="一/二[三]:四" * 9)
    book = CalamineWorkbook.from_filelike(io.BytesIO(RegisterForms().workbook((odd, odd, register()), ZONE)))
    names = book.sheet_names
    assert names[2] == "退货登记表"
    assert len({name.casefold() for name in names}) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
