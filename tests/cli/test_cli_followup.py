"""`followup`, `complaint`, `gap`, `lead`, `suggestion`, `csat`, `problem`, `report`: what they print, how they end."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from cs_console.domain.entities import Actor, Case, Inquiry, Order
from cs_console.domain.vocabulary import CaseState, Flow, InquiryState, OrderStatus, Platform
from cs_console.services.facade import Services
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def never_quiet(workspace: Workspace) -> None:
    """The command line has the machine's clock; these tests run at any hour."""
    path = workspace.policies / "followups.yaml"
    text = path.read_text("utf-8").replace('quiet_from: "22:00"', 'quiet_from: "00:00"')
    path.write_text(text.replace('quiet_to: "09:00"', 'quiet_to: "00:00"'), "utf-8")


@pytest.fixture
def shop(services: Services) -> Iterator[dict[str, int]]:
    """An unpaid order of twenty minutes ago, a closed case, a lost inquiry; ids by name."""
    now = datetime.now(UTC)
    with services.context.uow.write(Actor("导入"), "intake.file") as uow:
        unpaid = uow.add(
            Order(
                platform=Platform.TAOBAO, order_no="U1", status=OrderStatus.UNPAID, buyer_nick="chen88", goods="四件套",
                total_fen=31000, ordered_at=now - timedelta(minutes=20),
            )
        )  # fmt: skip
        done = uow.add(
            Order(
                platform=Platform.TAOBAO, order_no="C1", status=OrderStatus.PAID, buyer_nick="lily_99", goods="枕芯",
                ordered_at=now - timedelta(days=50),
            )
        )  # fmt: skip
        case = uow.add(
            Case(
                flow=Flow.RETURN, order_id=done.id, order_no="C1", buyer="lily_99", owner="李丽", reason="size",
                state=CaseState.CLOSED, opened_at=now - timedelta(days=3), closed_at=now - timedelta(days=2),
                refund_fen=12300,
            )
        )  # fmt: skip
        lost = uow.add(
            Inquiry(
                buyer="=cmd|'/c calc'!A1", summary="电话 13812345678", state=InquiryState.LOST, outcome="price",
                received_at=now - timedelta(hours=1), closed_at=now, owner="张敏",
            )
        )  # fmt: skip
    yield {"unpaid": unpaid.id, "case": case.id, "lost": lost.id}


def document(result: tuple[int, str, str]) -> Any:
    code, out, err = result
    assert (code, err) == (0, "")
    return json.loads(out)


def test_an_empty_list_ends_with_0(run: Run) -> None:
    for group in ("followup", "complaint", "gap", "lead", "suggestion", "csat", "problem"):
        assert document(run(group, "list", "--json")) == []
        code, out, err = run(group, "list")
        assert (code, err) == (0, "") and out.strip()


def test_u1_the_due_list_is_a_bare_array_that_shrinks(run: Run, shop: dict[str, int]) -> None:
    rows = document(run("followup", "list", "--json"))
    assert [(row["id"], row["kind"], row["order_no"], row["overdue"]) for row in rows] == [
        (f"csat:{shop['case']}:0", "csat", "C1", True), (f"unpaid:{shop['unpaid']}:1", "unpaid", "U1", True),
    ]  # fmt: skip
    assert len(document(run("followup", "list", "--kind", "unpaid", "--json"))) == 1
    key = f"unpaid:{shop['unpaid']}:1"
    shown = document(run("followup", "show", key, "--json"))
    assert "四件套" in shown["text"] and shown["missing"] == []
    done = document(run("followup", "done", key, "--outcome", "已提醒", "--note", "说等发工资", "--json"))
    assert (done["state"], done["outcome"], done["done_by"]) == ("done", "reminded", "张敏")
    code, out, err = run("followup", "done", key)
    assert (code, out) == (1, "") and "张敏" in err and " — " in err
    assert document(run("followup", "list", "--kind", "unpaid", "--json")) == []


def test_an_outcome_in_own_words_is_kept(run: Run, shop: dict[str, int]) -> None:
    done = document(run("followup", "done", f"unpaid:{shop['unpaid']}:1", "--outcome", "买家说去别家了", "--json"))
    assert (done["outcome"], done["note"]) == ("other", "买家说去别家了")


def test_c4_a_score_ends_the_csat_call(run: Run, shop: dict[str, int]) -> None:
    key = f"csat:{shop['case']}:0"
    assert run("followup", "done", key)[0] == 1
    assert document(run("followup", "done", key, "--score", "2", "--note", "慢", "--json"))["outcome"] == "rated"
    assert [row["score"] for row in document(run("csat", "list", "--json"))] == [2]
    assert len(document(run("lead", "list", "--json"))) == 1


def test_snoozing_takes_a_time_or_minutes(run: Run, shop: dict[str, int]) -> None:
    key = f"unpaid:{shop['unpaid']}:1"
    assert run("followup", "snooze", key)[0] == 2
    assert document(run("followup", "snooze", key, "--minutes", "30", "--json"))["state"] == "open"
    assert document(run("followup", "list", "--kind", "unpaid", "--json")) == []
    later = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    ahead = document(run("followup", "list", "--kind", "unpaid", "--until", later, "--json"))
    assert [(row["id"], row["owner"], row["snoozed"]) for row in ahead] == [(key, "张敏", True)]


@pytest.mark.parametrize("key", ["nix", "unpaid:999999:1", "promise:1"])
def test_an_unknown_follow_up_says_how_to_mend_it(run: Run, key: str) -> None:
    for command in ("show", "done"):
        code, out, err = run("followup", command, key)
        assert (code, out) == (1, "") and err.startswith("error: ") and " — " in err


def test_c2_a_complaint_step_by_step(run: Run) -> None:
    view = document(run("complaint", "open", "客服态度差", "--buyer", "小鱼", "--json"))
    number = str(view["id"])
    code, _, err = run("complaint", "step", number, "propose", "--note", "退 10 元")
    assert code == 1 and "受理致歉" in err
    more: dict[str, tuple[str, ...]] = {"classify": ("--cause", "service"), "opinion": ("--agreed",)}
    while view["step"] is not None:
        view = document(run("complaint", "step", number, "--note", "做了", *more.get(view["step"], ()), "--json"))
    assert view["state"] == "closed" and len(view["steps"]) == 8
    assert document(run("complaint", "list", "--json")) == []
    assert len(document(run("complaint", "list", "--state", "all", "--json"))) == 1
    assert "客服态度差" not in run("complaint", "show", number)[1] and "[已办结]" in run("complaint", "show", number)[1]


def test_q9_q11_questions_come_back_answered(run: Run) -> None:
    gap = document(run("gap", "add", "能放洗碗机吗", "--asker", "小鱼", "--json"))
    assert document(run("gap", "list", "--json"))[0]["question"] == "能放洗碗机吗"
    answered = document(run("gap", "answer", str(gap["id"]), "亲，可以放洗碗机哦～", "--json"))
    assert answered["state"] == "answered" and answered["proposal"]
    assert document(run("gap", "add", "可以放洗碗机吗", "--json"))["known"][0]["id"] == gap["id"]
    asked = document(run("lead", "ask", "能打 9 折吗", "--json"))
    code, _, err = run("lead", "answer", str(asked["id"]), "可以")
    assert code == 1 and "张敏" in err
    answered = document(run("lead", "answer", str(asked["id"]), "可以", "--json", agent="王组长"))
    assert answered["answered_by"] == "王组长"
    for question in ("掉色吗", "会不会掉色", "会掉色吗"):
        run("gap", "add", question)
    assert document(run("gap", "list", "--weekly", "--json"))[0]["times"] == 3


def test_c5_a8_suggestions_and_problem_items(run: Run, shop: dict[str, int]) -> None:
    made = document(run("suggestion", "add", "加大号", "--nature", "product", "--department", "产品", "--json"))
    assert run("suggestion", "pass")[0] == 1
    assert [row["state"] for row in document(run("suggestion", "pass", "--json", agent="王组长"))] == ["passed"]
    assert document(run("suggestion", "settle", str(made["id"]), "下季上架", "--json"))["outcome"] == "下季上架"
    item = document(run("problem", "add", "U1", "--problem", "破损", "--demand", "补发", "--json"))
    assert document(run("order", "show", "U1", "--json"))["flag"] == "yellow"
    assert document(run("problem", "answer", str(item["id"]), "已补发", "--json"))["state"] == "answered"


# -- reports ---------------------------------------------------------------------------------

REPORTS = (
    "lost-inquiries", "unpaid", "return-reasons", "returns", "problems", "promises", "gaps", "complaints", "followups",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_k2_every_register_in_every_form(run: Run, shop: dict[str, int], name: str, form: str) -> None:
    code, out, err = run("report", name, "--format", form)
    assert (code, err) == (0, "") and out
    if form == "json":
        assert isinstance(json.loads(out), list)


def test_k2_filters_and_grouping(run: Run, shop: dict[str, int]) -> None:
    [figure] = document(run("report", "return-reasons", "--json"))
    assert (figure["reason"], figure["reason_title"], figure["count"], figure["share"], figure["ids"]) == (
        "size", "尺寸、规格不合适", 1, 100.0, [shop["case"]],
    )  # fmt: skip
    assert document(run("report", "return-reasons", "--from", "2030-01-01", "--to", "2030-01-02", "--json")) == []
    assert document(run("report", "returns", "--agent", "张敏", "--json")) == []
    assert len(document(run("report", "returns", "--agent", "李丽", "--json"))) == 1
    assert document(run("report", "lost-inquiries", "--by", "reason", "--json"))[0]["ids"] == [shop["lost"]]
    for wrong in (("--by", "nix"), ("--from", "2030-01-01")):
        code, out, err = run("report", "returns", *wrong)
        assert (code, out) == (1, "") and " — " in err
    assert run("report", "returns", "--from", "gestern")[0] == 2


def test_x1_x2_files_are_masked_and_inert(run: Run, shop: dict[str, int], tmp_path: Path) -> None:
    shown = document(run("report", "lost-inquiries", "--json"))[0]
    assert (shown["questions"], shown["buyer"]) == ("电话 138****5678", "=cmd|'/c calc'!A1")
    target = tmp_path / "out" / "lost.csv"
    code, out, _ = run("report", "lost-inquiries", "--out", str(target), "--unmask")
    assert code == 0 and str(target) in out
    row = list(csv.reader(io.StringIO(target.read_text("utf-8-sig"))))[1]
    assert row[2].startswith("'=cmd") and row[6] == "电话 13812345678"
    run("report", "lost-inquiries", "--out", str(target))
    row = list(csv.reader(io.StringIO(target.read_text("utf-8-sig"))))[1]
    assert row[2] == "'=***1" and row[6] == "电话 138****5678"


def test_k2_a_spreadsheet_needs_a_file(run: Run, shop: dict[str, int], tmp_path: Path) -> None:
    assert run("report", "returns", "--format", "xlsx")[0] == 2
    assert run("report", "returns", "--format", "csv", "--json")[0] == 2
    target = tmp_path / "returns.xlsx"
    assert run("report", "returns", "--out", str(target))[0] == 0
    head, row = CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0).to_python()
    assert row[head.index("退款(元)")] == 123.0 and row[head.index("订单号")] == "C1"
    code, _, err = run("report", "returns", "--out", str(tmp_path / "returns.xlsx" / "no.csv"))
    assert code == 1 and " — " in err


def test_english_is_complete(run: Run, shop: dict[str, int]) -> None:
    assert "payment reminder" in run("followup", "list", lang="en")[1]
    assert "Wrong size or specification" in run("report", "return-reasons", lang="en")[1]
    for group in ("followup", "complaint", "gap", "lead", "suggestion", "csat", "problem", "report"):
        code, out, _ = run(group, "--help", lang="en")
        assert code == 0 and "cli." not in out
