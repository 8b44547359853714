"""One whole shift as a person works it, in a real terminal: the product's one complete path.

Start → two exports taken in from the inbox → a pasted chat claimed, answered with a phrase, the order remarked and
flagged → a return through its steps → the handover written and handed in → accepted item by item by the next agent,
who then works while the first one leaves → the log exported, the journal intact.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from driver import Terminal
from small_shop import ZONE, SmallShop, small_shop

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "CS_CONSOLE_LANG": "zh"}


@pytest.fixture
def shop(tmp_path: Path) -> SmallShop:
    return small_shop(tmp_path / "shop")


def said(shop: SmallShop, agent: str, *arguments: str) -> Any:
    """What the command line says with `--json`, through the same services as the screen."""
    command = [
        sys.executable,
        "-m",
        "cs_console",
        "--workspace",
        str(shop.workspace.root),
        "--agent",
        agent,
        *arguments,
    ]
    environment = {**os.environ, **ENVIRONMENT}
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def console(shop: SmallShop, agent: str) -> Terminal:
    """The workstation of one agent at 120×36."""
    command = (sys.executable, "-m", "cs_console", "--workspace", shop.workspace.root, "--agent", agent)
    return Terminal(*command, cwd=ROOT, env=ENVIRONMENT)


def start(desk: Terminal) -> None:
    desk.wait_for("还没开班")
    desk.press("f9")
    desk.wait_for("班次与交接")
    desk.press("1")


def take_in(desk: Terminal, shop: SmallShop) -> None:
    """Two exports are dropped into the inbox and taken in while the console runs."""
    for name, data in shop.exports.items():
        (shop.workspace.inbox / name).write_bytes(data)
        desk.wait_for(f"收件箱收下 {name}")
    assert len(list((shop.workspace.inbox / "done").glob("*.report.txt"))) == 2


def answer(desk: Terminal, shop: SmallShop) -> None:
    """A pasted chat becomes an inquiry on the order it names; claimed; answered with a phrase."""
    now = datetime.now(ZONE)
    nick, number = shop.order.buyer.nick, shop.order.order_no
    chat = f"{nick} ({now:%Y-%m-%d %H:%M:%S}):\n我要退货 订单号 {number}\n{nick} ({now:%Y-%m-%d %H:%M:%S}):\n尺码不合适"
    desk.press("f8")
    desk.wait_for("新建咨询")
    desk.paste(chat)
    desk.wait_for("新 2 句")
    desk.press("ctrl+s")
    desk.wait_for("待回 1", number)
    desk.press("enter")
    desk.wait_for("处理中")
    desk.press("f3")
    desk.wait_for("┏━ F3", "[退货]")
    desk.press("1")
    desk.wait_for("已复制并记为回复", "待回 0")


def remark_and_flag(desk: Terminal) -> None:
    desk.press("f4")
    desk.wait_for("┏━ F4")
    desk.press("5")
    desk.wait_for("旗 灰 改为 紫")
    desk.press("enter")
    desk.type("尺码不合适退货，收到退件后今日退款")
    desk.wait_for("备注  尺码不合适退货")
    desk.press("ctrl+s")
    desk.wait_for("承诺台账", "今日退款")  # rule R4: what a remark promises goes into the ledger
    desk.press("1")
    desk.wait_for("承诺台账", gone=True)


def agent_steps(desk: Terminal, shop: SmallShop) -> None:
    """The agent's twelve steps of a return without quality fault (rule A2), each in order."""
    desk.press("f5")
    desk.wait_for("┏━ F5", ">1 退货")
    desk.press("1")
    desk.wait_for("退换清单  0/17")
    yesterday = datetime.now(ZONE) - timedelta(days=1)
    steps: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("致歉开场", ()), ("核对 7 天期限", (f"{yesterday:%Y-%m-%d}",)), ("问清真实原因", ("2",)),
        ("先建议换货", ("1",)), ("确认不影响二次销售", ("1",)), ("买家在平台申请", ("",)),
        ("核准退款金额", ("",)), ("同意申请", ()), ("发退货地址", ()),
        ("备注并标旗", ()), ("请买家加好友", ()), ("收到退回单号", ("2", "顺丰", "SF1234567890123")),
    )  # fmt: skip
    for number, (title, fields) in enumerate(steps, 1):
        desk.press("enter")
        if fields:
            desk.wait_for(f"┏━ {title}")
            if title == "核准退款金额":  # worked out beforehand: what was paid without our outbound freight
                desk.wait_for(f"退款金额        {shop.order.goods_fen / 100:.2f}")
            for position, text in enumerate(fields):
                if position:
                    desk.press("tab")
                desk.type(text)
            desk.press("ctrl+s")
        desk.wait_for(f"退换清单  {number}/17")


def hand_in(desk: Terminal) -> int:
    """F9: the handover has written itself; it is read, signed and handed in. Gives how many items it has."""
    desk.press("f9")
    desk.wait_for("班次与交接", "交接本还没有交出")
    desk.press("2")
    desk.wait_for("交接草稿", "承诺", "今日退款", "都写全了，可以交出")
    desk.press("ctrl+s")
    desk.wait_for("签名交出", "本班小结")
    desk.type("一件退货等买家寄回")
    desk.press("ctrl+s")
    screen = desk.wait_for("交接已交出", ">1 导出")
    return int(re.findall(r"共 (\d+) 条", screen)[0])


def accept(desk: Terminal, count: int) -> None:
    """The next agent starts early and decides every item; only then does the shift run (rules S4, H4)."""
    desk.wait_for("还没开班")
    desk.press("f9")
    desk.wait_for("2 上晚班", f"{count} 条")
    desk.press("2")
    for number in range(count):
        screen = desk.wait_for("接班：逐条确认", f"{number}/{count} 已定", "待接班")
        assert "一件退货等买家寄回" in screen
        desk.press("1")
    desk.wait_for("接班：逐条确认", gone=True)
    desk.wait_for("晚班 李丽")
    desk.wait_for("待接班", gone=True)


def leave(desk: Terminal) -> None:
    """Ending cannot be undone, so it is asked first, with Cancel chosen."""
    desk.press("2")
    desk.wait_for("现在下班？", ">1 取消")
    desk.press("2")
    desk.wait_for("张敏 未上班")
    desk.press("ctrl+q")
    assert desk.ended() == 0


def test_a_whole_shift_at_a_real_terminal(shop: SmallShop) -> None:
    with console(shop, "张敏") as day:
        start(day)
        day.wait_for("白班 张敏")
        take_in(day, shop)
        answer(day, shop)
        remark_and_flag(day)
        agent_steps(day, shop)
        count = hand_in(day)
        with console(shop, "李丽") as night:
            accept(night, count)
            leave(day)
            night.press("ctrl+q")
            assert night.ended() == 0
    the_command_line_says_the_same(shop, count)


def the_command_line_says_the_same(shop: SmallShop, count: int) -> None:
    order = said(shop, "李丽", "order", "show", shop.order.order_no)
    assert (order["flag"], order["status"]) == ("purple", "shipped")
    assert order["remark"].startswith("尺码不合适退货")
    [inquiry] = said(shop, "李丽", "queue", "list")
    assert (inquiry["owner"], inquiry["order_no"]) == ("李丽", shop.order.order_no)
    assert [one["owner"] for one in said(shop, "李丽", "promise", "list")] == ["李丽"]
    [log] = [one for one in said(shop, "李丽", "handover", "list") if one["author"] == "张敏"]
    assert (log["state"], log["successor"], log["summary"]) == ("sealed", "李丽", "一件退货等买家寄回")
    paths = [Path(one) for one in said(shop, "李丽", "handover", "export")]
    document = json.loads(next(path for path in paths if path.suffix == ".json").read_text("utf-8"))
    assert sum(len(section["items"]) for section in document["sections"]) == count
    written = "".join(path.read_text("utf-8") for path in paths if path.suffix != ".xlsx")
    assert shop.order.buyer.nick not in written and shop.order.buyer.phone not in written  # rule X1
    assert said(shop, "李丽", "db", "verify")["problems"] == []
