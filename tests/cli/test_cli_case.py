"""`cs-console case`: a return through its steps from the command line (rules A1–A6)."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cs_console.adapters.clock import system_clock
from cs_console.cli.main import run_command_line
from cs_console.domain.entities import Actor, Order, OrderLine
from cs_console.domain.vocabulary import OrderStatus, Platform
from cs_console.services.facade import Services
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(workspace: Workspace, services: Services, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command in a workspace with an order signed two days ago and one signed long ago."""
    now = system_clock()
    with services.context.uow.write(Actor("导入"), "intake.file") as uow:
        for number, days in (("SF1", 2), ("OLD", 40)):
            uow.add(
                Order(
                    platform=Platform.TAOBAO, order_no=number, status=OrderStatus.SIGNED, buyer_nick="chen88",
                    goods="四件套", paid_fen=31000, freight_fen=1000, signed_at=now - timedelta(days=days),
                )
            )  # fmt: skip

    def call(*arguments: str, agent: str = "张敏") -> tuple[int, str, str]:
        code = run_command_line(["--workspace", str(workspace.root), "--agent", agent, *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def step(run: Run, *arguments: str, agent: str = "张敏") -> Any:
    code, out, err = run("case", "step", "1", *arguments, "--json", agent=agent)
    assert code == 0, err
    return json.loads(out)


def test_a2_a_return_from_opening_to_closing(run: Run) -> None:
    code, out, _ = run("case", "open", "SF1", "--flow", "return", "--json")
    view = json.loads(out)
    assert code == 0 and (view["id"], view["flow"], view["state"]) == (1, "return", "open")
    assert view["window"]["state"] == "inside" and view["refund"]["refund_fen"] == 30000
    for key, *fields in (
        ("apology",), ("window",), ("reason", "reason=尺寸、规格不合适"), ("4", "decision=return"),
        ("", "resaleable=是"),
        ("apply",), ("amount", "refund=300"), ("agree",), ("address",), ("mark",),
    ):  # fmt: skip
        view = step(run, *([key] if key else []), *(part for field in fields for part in ("--field", field)))
    assert view["order_flag"] == "purple" and "退货（尺寸、规格不合适）" in view["order_remark"]
    assert (view["refund_fen"], view["current"]) == (30000, "friend")
    step(run, "--na")
    step(run, "tracking", "--field", "freight_insurance=否")
    code, _, err = run("case", "step", "1", "arrived", "--field", "arrived_on=2026-01-01")
    assert code == 1 and "仓库" in err
    today = system_clock().strftime("%Y-%m-%d")
    step(run, "arrived", "--field", f"arrived_on={today}", agent="仓库小周")
    step(run, "inspect", "--field", "inspection=ok", agent="仓库小周")
    step(run, "restock", "--field", "restocked=是", agent="仓库小周")
    view = step(run, "refund", "--field", "refunded_fen=30000")
    assert view["finished"] == 16
    assert step(run, "closing")["state"] == "closed"
    assert json.loads(run("case", "list", "--json")[1]) == []
    (row,) = json.loads(run("case", "list", "--state", "all", "--order", "SF1", "--json")[1])
    assert (row["state"], row["finished"], row["total"], row["step"]) == ("closed", 17, 17, None)


def test_a6_a_skipped_step_is_refused_and_says_what_comes_first(run: Run) -> None:
    run("case", "open", "SF1", "--flow", "return")
    code, out, err = run("case", "step", "1", "refund", "--field", "refunded=300")
    assert (code, out) == (1, "") and "致歉开场" in err
    code, _, err = run("case", "close", "1")
    assert code == 1 and "apology" in err
    assert run("case", "step", "1", "nix")[0] == 1


def test_a1_a_late_return_needs_a_named_approver(run: Run) -> None:
    code, _, err = run("case", "open", "OLD", "--flow", "return")
    assert code == 1 and "--approver" in err
    arguments = ("case", "open", "OLD", "--flow", "return", "--approver", "王组长", "--exception", "老客户", "--json")
    view = json.loads(run(*arguments)[1])
    assert (view["exception_by"], view["window"]["state"]) == ("王组长", "outside")


def test_a1_an_approver_whose_seat_has_a_pin_is_asked_for_it(
    run: Run, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.seats.set_pin(services.people.actor("王组长"), "王组长", "258036")
    arguments = ("case", "open", "OLD", "--flow", "return", "--approver", "王组长", "--exception", "老客户")
    code, _, err = run(*arguments)
    assert code == 1 and "王组长" in err and "--pin-stdin" in err
    assert json.loads(run("case", "list", "--json")[1]) == []
    monkeypatch.setattr("sys.stdin", io.StringIO("258036\n"))
    assert run("--pin-stdin", *arguments)[0] == 0


def test_a6_a_lead_excuses_a_step(run: Run) -> None:
    run("case", "open", "SF1", "--flow", "return")
    assert run("case", "approve", "1", "--step", "apology", "--reason", "已致歉")[0] == 1
    code, out, _ = run("case", "approve", "1", "--step", "1", "--reason", "已致歉", "--json", agent="王组长")
    assert code == 0 and json.loads(out)["steps"][0]["state"] == "na"


def test_unknown_order_and_case_end_with_1(run: Run) -> None:
    code, _, err = run("case", "open", "nix", "--flow", "return")
    assert code == 1 and "nix" in err
    code, _, err = run("case", "show", "99")
    assert code == 1 and " — " in err


def test_wrong_usage_ends_with_2(run: Run) -> None:
    run("case", "open", "SF1", "--flow", "return")
    assert run("case", "open", "SF1", "--flow", "nix")[0] == 2
    assert run("case", "step", "1", "apology", "--na", "--problem")[0] == 2
    assert run("case", "step", "1", "apology", "--field", "x")[0] == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_for_people_is_in_the_catalogue(run: Run, language: str) -> None:
    for command in (
        ("case", "open", "SF1", "--flow", "return"), ("case", "step", "1"), ("case", "show", "1"), ("case", "list"),
        ("case", "cancel", "1", "--reason", "x"), ("case", "list"), ("case", "--help"), ("case", "step", "--help"),
    ):  # fmt: skip
        code, out, err = run("--lang", language, *command)
        assert code == 0 and err == "", command
        for prefix in ("case.", "cli.", "window.", "refund.", "error."):
            assert prefix not in out.replace("aftersale.", "")


def test_a7_pieces_evidence_and_the_warehouses_sheet(run: Run, services: Services, tmp_path: Path) -> None:
    """Some pieces of a line come back with a photo; the warehouse finds the parcel by its number."""
    with services.context.uow.write(Actor("导入"), "intake.file") as uow:
        line = uow.add(OrderLine(order_id=uow.find(Order)[0].id, line_key="1", price_fen=10000, quantity=3))
    assert run("case", "open", "SF1", "--flow", "return_quality", "--line", "1:x")[0] == 2
    code, _, err = run("case", "open", "SF1", "--flow", "return_quality", "--line", f"{line.id}:4")
    assert code == 1 and "只买了 3" in err
    out = run("case", "open", "SF1", "--flow", "return_quality", "--line", f"{line.id}:2", "--json")[1]
    assert (json.loads(out)["quantities"], json.loads(out)["refund"]["refund_fen"]) == ([2], 20000)
    photo = tmp_path / "开线.jpg"
    photo.write_bytes(b"a picture")
    for fields in (
        (), (), (f"evidence={photo}",), ("reason=quality",), ("decision=return",), (), (), (), (), (), (),
        ("freight_insurance=否", "return_tracking_no=SF7654321"),
    ):  # fmt: skip
        view = step(run, *(part for field in fields for part in ("--field", field)))
    assert view["current"] == "arrived"
    code, out, _ = run("case", "evidence", "1", "--json")
    assert (code, [one["state"] for one in json.loads(out)]) == (0, ["same"])
    photo.write_bytes(b"another")
    assert run("case", "evidence", "1")[0] == 1
    for arguments in ("warehouse --tracking f765", "list --waiting warehouse", "list --owner warehouse"):
        (row,) = json.loads(run("case", *arguments.split(), "--json", agent="仓库小周")[1])
        assert (row["return_tracking_no"], row["step"], row["goods"][0]["quantity"]) == ("SF7654321", "arrived", 2)
    assert "SF7654321" in run("case", "warehouse", agent="仓库小周")[1]


def test_a4_an_exchange_names_its_goods_and_their_price(run: Run) -> None:
    """The goods and their price are two fields, though the one's name begins the other's."""
    assert run("case", "open", "SF1", "--flow", "exchange")[0] == 0
    step(run)
    step(run, "--field", "resaleable=是")
    view = step(run, "--field", "reason=size", "--field", "target=酒红 L", "--field", "target_fen=25000")
    filled = next(one["fields"] for one in view["steps"] if one["key"] == "reason")
    assert {one["key"]: one["value"] for one in filled} == {"reason": "size", "target": "酒红 L", "target_fen": 25000}
    code, _, err = run("case", "step", "1", "--field", "freight_payer=buyer", "--field", "out_freight=-5")
    assert code == 1 and "-5" in err
    code, _, err = run("case", "step", "1", "--field", "freight_payer=buyer", "--field", "difference=5")
    assert code == 1 and "-¥50.00" in err, "250 - 300, reckoned from what was typed"
