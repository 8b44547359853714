"""Cells: null marks, lost numbers, money, counts and times of all kinds (FORMATS)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from cs_console.intake.cells import is_identifier, is_lost, plain, to_count, to_fen, to_time
from cs_console.intake.names import file_time

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('="3515"', "3515"),
        ('=""', ""),
        ("'13800000001", "13800000001"),
        ("\t6920\t", "6920"),
        ("-", ""),
        ("--", ""),
        ("null", ""),
        ("NULL", ""),
        ("#NULL!", ""),
        (" a b ", "a b"),
        ("=SUM(A1)", "=SUM(A1)"),
        ("'", ""),
        (13800000001.0, "13800000001"),
        (17.8, "17.8"),
        (3, "3"),
        (datetime(2026, 5, 1, 10, 0), "2026-05-01 10:00:00"),
    ],
)
def test_plain(cell, text):
    assert plain(cell) == text


@pytest.mark.parametrize("cell", ["1.23457E+17", "3.5E+16", "7e+17", '="1.2E+17"', 3.5153131400000001e16, 10**17])
def test_numbers_a_spreadsheet_lost(cell):
    assert is_lost(cell)


@pytest.mark.parametrize("cell", ["35153131400000001", "260517-607", "E12345", "1E", 999999999999999.0, True, ""])
def test_numbers_that_are_fine(cell):
    assert not is_lost(cell)


@pytest.mark.parametrize("text", ["35153131400000001", "260517-607000000000001", "6920000000000000001A"])
def test_order_numbers(text):
    assert is_identifier(text)


@pytest.mark.parametrize("text", ["", "合计", "abc", "12", "-1234", "1234 5678", "12;34", "1" * 65, "１２３４５"])
def test_no_order_numbers(text):
    assert not is_identifier(text)


@pytest.mark.parametrize(("cell", "fen"), [(17.8, 1780), (1099.8, 109980), (0.1 + 0.2, 30), (5, 500), ("0元", 0)])
def test_money(cell, fen):
    assert to_fen(cell) == fen


@pytest.mark.parametrize("cell", [-0.01, "-1", 0.005, True, datetime(2026, 1, 1), "abc", 1e13])
def test_no_money(cell):
    with pytest.raises(ValueError):
        to_fen(cell)


@pytest.mark.parametrize(("cell", "count"), [("2", 2), ("2.0", 2), ("3件", 3), (4.0, 4)])
def test_counts(cell, count):
    assert to_count(cell) == count


@pytest.mark.parametrize("cell", ["", "-1", "2.5", "两", 1.5, "1" * 12])
def test_no_counts(cell):
    with pytest.raises(ValueError):
        to_count(cell)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2017-07-08 00:42:32", datetime(2017, 7, 7, 16, 42, 32, tzinfo=UTC)),
        ("2016/5/23 22:02", datetime(2016, 5, 23, 14, 2, tzinfo=UTC)),
        ("2016.5.23", datetime(2016, 5, 22, 16, 0, tzinfo=UTC)),
        ("2016年5月3日 8:02:01", datetime(2016, 5, 3, 0, 2, 1, tzinfo=UTC)),
        ("2026-05-01T10:00:00+08:00", datetime(2026, 5, 1, 2, 0, tzinfo=UTC)),
        ("2026-05-01 10:00:00.0", datetime(2026, 5, 1, 2, 0, tzinfo=UTC)),
        (datetime(2026, 5, 1, 10, 0), datetime(2026, 5, 1, 2, 0, tzinfo=UTC)),
        (date(2026, 5, 1), datetime(2026, 4, 30, 16, 0, tzinfo=UTC)),
        (46143.5, datetime(2026, 5, 1, 4, 0, tzinfo=UTC)),
        ("0000-00-00 00:00:00", None),
        ("1970-01-01 08:00:00", None),
    ],
)
def test_times_are_the_shops(cell, moment):
    assert to_time(cell, SHANGHAI) == moment


@pytest.mark.parametrize(
    "cell", ["昨天", "2026-13-01 00:00:00", "1899-12-30", "9999-12-31 23:59:59", 5.0, True, time(8)]
)
def test_no_times(cell):
    with pytest.raises(ValueError):
        to_time(cell, SHANGHAI)


@pytest.mark.parametrize(
    ("name", "local"),
    [
        ("ExportOrderList201707081000.csv", (2017, 7, 8, 10, 0)),
        ("ExportOrderDetailList20170708100001.xlsx", (2017, 7, 8, 10, 0, 1)),
        ("orders_export2026-05-20-10-00-00.csv", (2026, 5, 20, 10, 0, 0)),
        ("20170708100000000000000000000000orders_export2026-05-20-10-00-00.csv", (2026, 5, 20, 10, 0, 0)),
        ("订单 20260520_101112.csv", (2026, 5, 20, 10, 11, 12)),
        ("订单2026-05-20 10.11.12 (1).csv", (2026, 5, 20, 10, 11, 12)),
    ],
)
def test_file_time_from_the_name(name, local):
    assert file_time(name, SHANGHAI) == datetime(*local, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "name", ["jd.csv", "20260520.csv", "35153131400000001.csv", "201713081000.csv", "20179999999999.csv"]
)
def test_no_file_time(name):
    assert file_time(name, SHANGHAI) is None
