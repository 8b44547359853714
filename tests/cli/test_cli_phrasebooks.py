"""`cs-console phrase` on books, guards and figures, and `autoreply`: JSON keys, exit codes, what people read."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

pytestmark = pytest.mark.slow

Console = Any
LEAD = "王组长"
SAMPLE = (
    "快捷短语编码,快捷短语,快捷短语分组\r\nkd9,默认发中通，如需指定请备注,物流\r\n"
    ",=cmd|'/c calc'!A1,\r\nx,加微信领红包,\r\n"
)


@pytest.fixture
def sample(tmp_path: Path) -> str:
    path = tmp_path / "q.csv"
    path.write_bytes(SAMPLE.encode("gbk"))
    return str(path)


def test_import_reports_and_exits_1_with_rejects_and_is_idempotent(console: Console, sample: str) -> None:
    first = console.said("phrase", "import", sample, agent=LEAD, code=1)
    assert (first["book"], first["read"], len(first["new"]), first["unchanged"]) == ("imported.yaml", 3, 2, 0)
    (reject,) = first["rejected"]
    assert reject["row"] == 4 and "加微信" in reject["reason"]
    again = console.said("phrase", "import", sample, agent=LEAD, code=1)
    assert (again["new"], again["updated"], again["unchanged"]) == ([], [], 2)
    assert console("phrase", "import", sample, code=1).err.startswith("error: ")
    assert console("phrase", "import", sample, "--into", "../x", agent=LEAD, code=1).out == ""


def test_x2_export_writes_gbk_crlf_and_no_formula(console: Console, sample: str, tmp_path: Path) -> None:
    console("phrase", "import", sample, agent=LEAD, code=1)
    out = tmp_path / "out.csv"
    ran = console("phrase", "export", "--group", "物流", "--out", str(out))
    rows = list(csv.reader(io.StringIO(out.read_bytes().decode("gb18030"), newline="")))
    assert rows[0] == ["快捷短语编码", "快捷短语", "快捷短语分组"] and ran.out == ""
    assert ["kd9", "默认发中通，如需指定请备注", "物流"] in rows
    everything = console.said("phrase", "export")
    assert {"code", "text", "group"} == set(everything[0]) and any(one["text"].startswith("=cmd") for one in everything)
    console("phrase", "export", "--out", str(out))
    cells = [cell for row in csv.reader(io.StringIO(out.read_bytes().decode("gb18030"), newline="")) for cell in row]
    assert "'=cmd|'/c calc'!A1" in cells and not [cell for cell in cells if cell.startswith(("=", "@"))]


def test_add_edit_remove_say_the_difference_in_one_line(console: Console) -> None:
    assert "组长" in console("phrase", "add", "问", "--variant", "答", "--group", "发货", code=1).err
    added = console.said(
        "phrase", "add", "能指定周末送吗", "--variant", "亲，可以备注的哦", "--variant",
        "order.status == paid::亲，付款后也能改的", "--ask", "周末送货", "--group", "发货", agent=LEAD,
    )  # fmt: skip
    assert added["book"] == "shipping.yaml" and len(added["warnings"]) == 1
    number = added["id"]
    edited = console("phrase", "edit", number, "--question", "可以周末送吗", agent=LEAD)
    assert edited.out.split("\n")[0] == f"shipping.yaml 改了 {number}：问题 能指定周末送吗 → 可以周末送吗"
    assert console.said("phrase", "find", "可以周末送吗")[0]["id"] == number
    console("phrase", "remove", number, agent=LEAD)
    assert console("phrase", "fill", number, code=1).err.startswith("error: ")
    assert console("phrase", "edit", "ship.when", agent=LEAD, code=2).err.startswith("error: ")
    assert console("phrase", "add", "问", "--variant", "加微信吧", "--group", "发货", agent=LEAD, code=1).out == ""


def test_personal_phrases_are_seen_by_their_owner(console: Console) -> None:
    number = console.said("phrase", "add", "我的开场白", "--variant", "亲，我是小敏", "--personal")["id"]
    assert console("phrase", "fill", number).out == "亲，我是小敏\n"
    assert console("phrase", "fill", number, agent="李丽", code=1).out == ""
    assert number not in console("phrase", "find", "我的开场白", "--json", agent="李丽").out


def test_q9_proposals_are_listed_and_accepted(console: Console) -> None:
    assert console.said("phrase", "proposals") == []
    number = console.said("phrase", "propose", "能绣名字吗", "亲，可以绣名的哦")["id"]
    assert [one["id"] for one in console.said("phrase", "proposals")] == [number]
    moved = console.said("phrase", "accept", number, "--group", "售前", agent=LEAD)
    assert console.said("phrase", "find", "能绣名字吗")[0]["id"] == moved["id"]
    assert console.said("phrase", "proposals") == []


def test_p6_a_blocked_reply_exits_1_naming_words_reason_and_better_wording(console: Console) -> None:
    number = str(console.said("queue", "add", "--buyer", "小鱼", "在吗")["id"])
    ran = console("queue", "reply", number, "亲，五星好评返现5元哦", code=1)
    assert ran.out == "" and ran.err.startswith("error: ")
    assert "好评返现" in ran.err and "处罚" in ran.err and "如实" in ran.err
    assert [one["role"] for one in console.said("queue", "show", number)["messages"]] == ["buyer"]
    fill = ("phrase", "fill", "col.screen", "--variant", "3", "--answer", "接近的颜色=加微信abc123")
    assert "加微信" in console(*fill, code=1).err


def test_p9_a_promise_comes_with_its_remark(console: Console) -> None:
    number = str(console.said("queue", "add", "--buyer", "小鱼", "在吗")["id"])
    replied = console.said("queue", "reply", number, "亲，一定给您送一个小礼物")
    assert [one["words"] for one in replied["findings"]] == ["一定"]
    assert replied["promises"][0]["kind"] == "gift"
    assert replied["promises"][0]["remark"] == "张敏 送一个小礼物 2026.6.14"
    assert "送一个小礼物" in console("queue", "reply", number, "亲，给您送一个小礼物").err


def test_p2_the_third_repeat_says_so_and_offers_another_way(console: Console) -> None:
    from cs_console.bootstrap import open_workspace

    opened = open_workspace(console.workspace)
    actor = opened.services.people.actor("张敏")
    number = console.said("queue", "add", "--buyer", "小鱼", "有色差吗")["id"]
    texts = set()
    for _ in range(2):
        composed = opened.services.phrases.compose(actor, "col.diff", inquiry_id=number)
        texts.add(composed.text)
        opened.services.queue.reply(
            actor, number, composed.text, phrase_id="col.diff", variant_hash=composed.variant_hash
        )
    opened.close()
    ran = console("phrase", "fill", "col.diff", "--inquiry", str(number))
    assert ran.out.strip() not in texts and "2 次" in ran.err and "组长" in ran.err
    assert console.said("phrase", "fill", "col.diff", "--inquiry", str(number))["another_way"] is True


def test_lint_gives_words_reason_and_better_wording(console: Console) -> None:
    found = console.said("phrase", "lint", "亲，一定能到")["findings"]
    assert found[0]["words"] == "一定" and "尽量" in found[0]["better"] and found[0]["reason"] and found[0]["advice"]
    assert console("phrase", "lint", "加微信", code=1).out


def test_p10_stats_in_every_format(console: Console, tmp_path: Path) -> None:
    number = str(console.said("queue", "add", "--buyer", "小鱼", "你们店里养猫吗")["id"])
    console.said("phrase", "find", "量子纠缠薛定谔")
    console.said("phrase", "find", "什么时候发货")
    console.said("phrase", "find", "tuihuo")
    console.move_on(minutes=1)
    stats = console.said("phrase", "stats", "--by", "agent")
    assert {"from", "to", "by", "rows", "dead", "missing"} == set(stats)
    assert stats["rows"] == [] and len(stats["dead"]) > 100
    assert {one["text"] for one in stats["missing"]} == {"你们店里养猫吗", "量子纠缠薛定谔"}
    assert [one["inquiries"] for one in stats["missing"] if "猫" in one["text"]] == [[int(number)]]
    out = tmp_path / "figures.xlsx"
    console("phrase", "stats", "--format", "xlsx", "--out", str(out))
    book = CalamineWorkbook.from_path(str(out))
    assert book.sheet_names == ["话术", "客服", "周", "闲置", "缺的"]
    assert len(book.get_sheet_by_name("缺的").to_python()) == 3
    path = tmp_path / "figures.json"
    console("phrase", "stats", "--format", "json", "--out", str(path))
    assert json.loads(path.read_text("utf-8"))["by"] == "phrase"
    assert console("phrase", "stats", "--format", "xlsx", code=2).err.startswith("error: ")
    assert console("phrase", "stats", "--from", "2026-06-15", "--to", "2026-06-13", code=2).out == ""
    shown = console("phrase", "stats", "--limit", "3").out
    assert "闲置" in shown and "缺的话术：2" in shown


def test_s7_autoreply_show_copy_and_the_stale_warning(console: Console) -> None:
    shown = console.said("autoreply", "show")
    assert shown["now"][0]["id"] == "auto.welcome" and shown["set"] is None and shown["stale"] is False
    text = console("autoreply", "copy").out.strip()
    assert "{" not in text and console.said("autoreply", "show")["set"]["text"] == text
    console.move_on(hours=15)
    late = console.said("autoreply", "show")
    assert (late["stale"], late["instead"]) == (True, "auto.off_hours")
    assert "下班" in console("autoreply", "show").out.rstrip().split("\n")[-1]
    assert console("autoreply", "copy", "auto.none", code=1).err.startswith("error: ")
    assert "auto.busy" in console("autoreply", "copy", "auto.none", code=1).err


def test_s7_a_text_with_a_blank_is_refused_naming_it(console: Console) -> None:
    path = console.workspace.policies / "autoreplies.yaml"
    path.write_text(path.read_text("utf-8").replace("欢迎光临{shop}", "{campaign}欢迎您"), "utf-8")
    ran = console("autoreply", "copy", code=1)
    assert ran.out == "" and "活动" in ran.err


def test_p7_the_colour_duty_of_an_inquiry(console: Console) -> None:
    number = str(console.said("queue", "add", "--buyer", "小鱼", "窗帘有色差吗")["id"])
    assert console.said("phrase", "colour", "--inquiry", number)["owed"] == ["col.picture", "col.screen"]
    assert "col.picture" in console("phrase", "colour", "--inquiry", number).out
    assert console("phrase", "colour", code=2).err.startswith("error: ")
