"""Figures, sheets, inspection and practice on the command line; workbooks with real numbers and dates (K1–K4)."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

pytestmark = pytest.mark.slow

MARKS = ("greeting=15", "understood=20", "correct=25", "promises=20", "process=20")


def worked(console: Any) -> int:
    """A shift with one inquiry answered at once and closed."""
    console("shift", "start")
    row = console.said("queue", "add", "--buyer", "小鱼", "有大号吗，我电话 13812345678")
    number = int(row["id"])
    console("queue", "claim", str(number))
    console("queue", "reply", str(number), "亲，有的呢")
    console("queue", "resolve", str(number), "已答")
    return number


def test_k1_figures_go_out_in_every_form_and_name_their_rows(console: Any, tmp_path: Any) -> None:
    number = worked(console)
    found = console.said("report", "kpi", "--by", "agent")
    figures = {one["key"]: one for one in found["total"]["figures"]}
    assert figures["in_target"] | {"target": None} == {
        "key": "in_target", "value": 100.0, "unit": "percent", "count": 1, "hits": 1, "target": None, "met": True,
        "rows": [f"inquiry:{number}"],
    }  # fmt: skip
    assert [one["key"] for one in found["groups"]] == ["张敏"]
    assert "首响达标率" in console("report", "kpi").out
    [row] = console.said("report", "kpi", "--rows", "resolution_rate")
    assert (row["row"], row["hit"], row["day"]) == (f"inquiry:{number}", True, "2026-06-14")
    assert console("report", "kpi", "--by", "moon", code=1).err
    assert console("report", "kpi", "--rows", "moon", code=1).err
    quarter = console.said("report", "kpi", "--period", "2026-q2")
    targets = {one["key"]: one["target"] for one in quarter["total"]["figures"]}
    assert (quarter["from"], quarter["to"], targets["in_target"]) == ("2026-04-01", "2026-06-30", 92)
    assert console("report", "kpi", "--period", "June", code=1).err
    assert console("report", "kpi", "--period", "2026-06", "--from", "2026-06-01", code=2).err
    assert len(console.said("report", "csat", "--period", "2026-06-01..2026-06-30")) == 0
    assert console("report", "promises", "--period", "2026-06", "--to", "2026-06-01", code=2).err
    book = tmp_path / "kpi.xlsx"
    console("report", "kpi", "--by", "day", "--out", str(book))
    sheets = CalamineWorkbook.from_path(str(book))
    assert sheets.sheet_names == ["指标", "目标", "指标明细"]
    rows = sheets.get_sheet_by_name("指标明细").to_python()
    assert {type(cell) for cell in (rows[1][2], rows[1][4])} == {date, datetime}
    targets = sheets.get_sheet_by_name("目标").to_python()
    assert [row[2] for row in targets if row[0] == "首响达标率"] == [100.0]


def test_k2_all_registers_in_one_workbook(console: Any, tmp_path: Any) -> None:
    worked(console)
    book = tmp_path / "all.xlsx"
    console("report", "all", "--out", str(book))
    names = CalamineWorkbook.from_path(str(book)).sheet_names
    assert {
        "询盘明细表", "未付款明细表", "退货原因汇总表", "退货登记表", "问题件", "承诺台账", "疑难问题", "投诉登记",
        "回访登记", "交接本", "客户档案",
    } <= set(names)  # fmt: skip
    assert console("report", "all", "--out", "all.csv", code=2).err
    grouped = console.said("report", "buyers", "--by", "platform,month")
    assert [row["month"] for row in grouped] == ["2026-06"]


def test_k1_k3_sheets_and_the_morning(console: Any) -> None:
    worked(console)
    [own] = [one for one in console.said("report", "scores") if one["agent"] == "张敏"]
    assert own["weights_counted"] == 20
    assert "总分" in console("report", "scores", "--agent", "张敏").out
    assert len(console.said("report", "scores")) == 1 and len(console.said("report", "scores", agent="王组长")) > 3
    assert "组长" in console("report", "scores", "--agent", "李丽", code=1).err
    assert console("report", "scores", "--period", "June", code=1).err
    morning = console.said("report", "morning", "--day", "2026-06-15")
    assert (morning["of"], morning["campaigns"]) == ("2026-06-14", [])
    assert "晨会 2026-06-15" in console("report", "morning", "--day", "2026-06-15").out


def test_k4_sample_score_check(console: Any) -> None:
    worked(console)
    lead = {"agent": "王组长"}
    [drawn] = console.said("qa", "sample", **lead)
    assert "lead" not in console("qa", "sample", code=1).out
    shown = console.said("qa", "show", str(drawn["id"]), **lead)
    assert "13812345678" not in json.dumps(shown, ensure_ascii=False)
    assert "greeting" in console("qa", "show", str(drawn["id"]), **lead).out
    assert console("qa", "score", str(drawn["id"]), *MARKS[:4], **lead, code=1).err
    assert console("qa", "score", str(drawn["id"]), "correct", **lead, code=2).err
    low = ("greeting=0", "understood=10", *MARKS[2:])
    scored = console.said("qa", "score", str(drawn["id"]), *low, "--action", "复习开场", **lead)
    assert (scored["score"], scored["state"]) == (75.0, "action")
    console("qa", "check", str(drawn["id"]), "改好了", **lead)
    assert [one["state"] for one in console.said("qa", "list", agent="张敏")] == ["done"]


def test_k4_training_with_answers_from_a_file(console: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert console("train", code=2).err
    asked = console.said("train", "--questions", "--seed", "5", "--count", "3")
    assert [one["number"] for one in asked] == [1, 2, 3]
    answers = tmp_path / "answers.txt"
    answers.write_text("自己的话\n", encoding="utf-8")
    first = console.said("train", "--seed", "5", "--count", "3", "--answers", str(answers))
    right = [row["expected"] for row in first["answers"]]
    lines = [json.dumps({"phrase": right[0], "seconds": 5}), right[1], json.dumps({"phrase": right[2], "seconds": 900})]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    second = console.said("train", "--seed", "5", "--count", "3", "--answers", "-")
    assert [mark["points"] for mark in second["marks"]] == [100.0, 80.0, 80.0]
    assert (second["right"], second["passed"]) == (3, True)
    answers.write_text("{nonsense\n", encoding="utf-8")
    assert console("train", "--answers", str(answers), code=1).err
    assert len(console.said("train", "--results", agent="王组长")) == 2
    assert console.said("train", "--topics")[0]["best"] is None
    assert "综合" in console("train", "--results").out
