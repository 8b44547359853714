"""Batch files: what platform tools read, what spreadsheets must not run (rules R3, R5, R7, X2)."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from cs_console.domain.policy.platforms import PlatformsPolicy
from cs_console.domain.vocabulary import Flag, Platform
from cs_console.domain.writebacks import WriteBack
from cs_console.platforms.batch import BatchFile, batch_files
from cs_console.platforms.calls import parameters

POLICY = PlatformsPolicy()
ENCODINGS = {Platform.TAOBAO: "gbk", Platform.JD: "gbk", Platform.PDD: "utf-8-sig", Platform.DOUYIN: "utf-8-sig"}


def row(number: str = "3515512345678901234", remark: str = "张敏 送礼物 2026.6.14", **facts: object) -> WriteBack:
    base = WriteBack(order_id=1, platform=Platform.TAOBAO, order_no=number, remark=remark, key=number)
    return replace(base, **facts)


def read(file: BatchFile, encoding: str) -> list[list[str]]:
    if file.suffix == "csv":
        return list(csv.reader(io.StringIO(file.data.decode(encoding), newline=""), strict=True))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0)
    return [[str(cell) for cell in cells] for cells in sheet.to_python(skip_empty_area=False)]


@pytest.mark.parametrize("platform", ENCODINGS)
def test_r7_a_file_is_what_the_platforms_tool_takes(platform: Platform) -> None:
    definition = POLICY.platform(platform)
    (file,) = batch_files(definition, [row(flag=Flag.RED)])
    header, first = read(file, ENCODINGS[platform])
    assert header == [column.header for column in definition.batch_columns]
    assert first[0] == "3515512345678901234\t" and first[1] == "张敏 送礼物 2026.6.14"
    assert file.data.startswith(b"\xef\xbb\xbf") == (ENCODINGS[platform] == "utf-8-sig")


@pytest.mark.parametrize(
    ("platform", "flag", "cells"),
    [
        (Platform.TAOBAO, Flag.PURPLE, ["5"]), (Platform.JD, Flag.YELLOW, ["2"]), (Platform.DOUYIN, Flag.RED, ["5"]),
        (Platform.DOUYIN, Flag.PURPLE, ["1"]), (Platform.DOUYIN, Flag.YELLOW, ["4"]),
        (Platform.DOUYIN, Flag.BLUE, ["2"]),
        (Platform.PDD, Flag.RED, ["1", "红"]), (Platform.PDD, Flag.GREY, ["", ""]), (Platform.TAOBAO, Flag.OTHER, [""]),
    ],
)  # fmt: skip
def test_r3_codes_are_each_platforms_own(platform: Platform, flag: Flag, cells: list[str]) -> None:
    (file,) = batch_files(POLICY.platform(platform), [row(flag=flag, base_flag=Flag.GREEN)])
    assert read(file, ENCODINGS[platform])[1][2:] == cells


def test_r3_a_flag_that_nobody_set_or_saw_is_not_greyed() -> None:
    (file,) = batch_files(POLICY.platform(Platform.TAOBAO), [row()])
    assert read(file, "gbk")[1][2] == ""
    (file,) = batch_files(POLICY.platform(Platform.TAOBAO), [row(base_flag=Flag.RED)])
    assert read(file, "gbk")[1][2] == "0"


def test_r5_what_a_platform_lacks_has_its_word() -> None:
    definition = POLICY.platform(Platform.DOUYIN)
    column = definition.batch_columns[2].model_copy(update={"value": "flag_word"})
    worded = definition.model_copy(update={"batch_columns": (*definition.batch_columns[:2], column)})
    (file,) = batch_files(worded, [row("1", flag=Flag.YELLOW), row("2", flag=Flag.BLUE), row("3", flag=Flag.RED)])
    assert [line[2] for line in read(file, "utf-8-sig")[1:]] == ["橙", "青", "红"]


HOSTILE = ["=1+1", "+86 打电话", "-退款", "@张敏", "＝1", " =1", "\u3000@x", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("remark", HOSTILE)
def test_x2_a_remark_like_a_formula_is_text_and_keeps_every_character(remark: str) -> None:
    files = batch_files(POLICY.platform(Platform.TAOBAO), [row("1"), row("2", remark)])
    assert [file.suffix for file in files] == ["csv", "xlsx"]
    assert read(files[1], "")[1][:2] == ["2", remark]
    assert b"<f>" not in files[1].data


def test_r7_a_character_that_gbk_lacks_is_not_lost() -> None:
    files = batch_files(POLICY.platform(Platform.TAOBAO), [row("1", "送礼物😊"), row("2", "𠮷")])
    assert [file.suffix for file in files] == ["xlsx"]
    assert [line[1] for line in read(files[0], "")[1:]] == ["送礼物😊", "𠮷"]
    (file,) = batch_files(POLICY.platform(Platform.PDD), [row("1", "送礼物😊")])
    assert read(file, "utf-8-sig")[1][1] == "送礼物😊"


@given(
    st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=30), min_size=1)
)
def test_x2_whatever_a_remark_holds_comes_back_and_no_csv_cell_runs(remarks: list[str]) -> None:
    definition = POLICY.platform(Platform.TAOBAO)
    rows = [row(str(number), remark.strip()) for number, remark in enumerate(remarks)]
    found = {}
    for file in batch_files(definition, rows):
        lines = read(file, "gbk")[1:]
        assert len(lines) == len(file.rows)
        found.update({line[0].strip(): line[1] for line in lines})
        if file.suffix == "csv":
            assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for line in lines for cell in line)
    assert found == {one.order_no: one.remark for one in rows}


CALLS = [
    (Platform.TAOBAO, {"tid": "7", "memo": "x", "flag": "1"}),
    (Platform.JD, {"order_id": "7", "flag": "1", "remark": "x"}),
    (Platform.PDD, {"order_sn": "7", "note": "x", "tag": "1", "tag_name": "红"}),
    (Platform.DOUYIN, {"order_id": "7", "remark": "x", "is_add_star": "true", "star": "5"}),
]


@pytest.mark.parametrize(("platform", "expected"), CALLS)
def test_r7_each_call_is_mapped_in_policy(platform: Platform, expected: dict[str, str]) -> None:
    definition = POLICY.platform(platform)
    assert definition.call is not None
    assert parameters(definition.call, definition, row("7", "x", flag=Flag.RED), definition.code(Flag.RED)) == expected


def test_r7_tag_and_name_are_sent_both_or_neither() -> None:
    definition = POLICY.platform(Platform.PDD)
    assert definition.call is not None
    assert parameters(definition.call, definition, row("7", "x"), None) == {"order_sn": "7", "note": "x"}
    assert all(len(name) <= 3 for name in definition.flag_names.values())


def test_r7_emptying_a_remark_on_purpose_says_so() -> None:
    definition = POLICY.platform(Platform.TAOBAO)
    assert definition.call is not None
    emptied = parameters(definition.call, definition, row("7", "", base_remark="B"), 0)
    assert emptied == {"tid": "7", "memo": "", "flag": "0", "reset": "true"}
