"""Day, night, the hours without anybody, day again, at real terminals with two consoles open at once (S1-S4, H4-H6)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from driver import Terminal
from small_shop import ZONE, SmallShop, small_shop
from test_whole_shift import console, leave, said, start

pytestmark = pytest.mark.slow


@pytest.fixture
def shop(tmp_path: Path) -> SmallShop:
    return small_shop(tmp_path / "shop")


def hours(shop: SmallShop, day: float, night: float) -> None:
    """Put the shifts so many hours from now: the clock of a real terminal cannot be set, the plan can."""
    path = shop.workspace.policies / "shifts.yaml"
    text, now = path.read_text("utf-8"), datetime.now(ZONE)
    for key, start_in, end_in in (("day", day, night), ("night", night, night + 2)):
        begin, end = now + timedelta(hours=start_in), now + timedelta(hours=end_in)
        text, changed = re.subn(
            rf'(- \{{key: {key}, .*?start: )"[\d:]+", end: "[\d:]+"', rf'\g<1>"{begin:%H:%M}", end: "{end:%H:%M}"', text
        )
        assert changed == 1
    path.write_text(text, "utf-8")


def sign(desk: Terminal, summary: str, *, carried: bool = False) -> None:
    """F9, the draft, a reason for what is carried on (rule H6), the signature."""
    desk.press("f9")
    desk.wait_for("班次与交接", "交接本还没有交出")
    desk.press("2")
    desk.wait_for("交接草稿", "还有 1 条没写全" if carried else "都写全了")
    if carried:
        desk.press("ctrl+s")  # goes to the item that lacks something
        desk.wait_for("先补这条")
        desk.press("enter")
        desk.wait_for("改交接条目", "延续原因")
        desk.type("等仓库回复")
        desk.press("ctrl+s")
    desk.wait_for("都写全了，可以交出")
    desk.press("ctrl+s")
    desk.wait_for("签名交出", "本班小结")
    desk.type(summary)
    desk.press("ctrl+s")
    desk.wait_for("交接已交出", ">1 导出")


def take_over(desk: Terminal, count: int, shift: str) -> None:
    """Item by item; the shift runs only after the last one."""
    for number in range(count):
        desk.wait_for("接班：逐条确认", f"{number}/{count} 已定", "待接班")
        desk.press("1")
        if "紧急，请复述" in desk.screen:
            desk.type("我来跟")
            desk.press("enter")
    desk.wait_for("接班：逐条确认", gone=True)
    desk.wait_for(shift)
    desk.wait_for("待接班", gone=True)


def test_h5_a_log_waits_in_custody_until_the_next_day_shift_accepts_it(shop: SmallShop) -> None:
    with console(shop, "张敏") as day:
        start(day)
        day.wait_for("白班 张敏")
        day.press("f12")
        day.wait_for("一句话说事")
        day.type("催仓库补发二号单")
        day.press("enter")
        day.wait_for("催仓库补发二号单")
        asked = said(shop, "张敏", "queue", "add", "什么时候发货", "--buyer", "夜猫子")
        sign(day, "白班平稳")
        with console(shop, "李丽") as night:
            night.wait_for("还没开班")
            night.press("f9")
            night.wait_for("2 上晚班", "先接 张敏")
            night.press("2")
            take_over(night, 2, "晚班 李丽")
            leave(day)
            said(shop, "李丽", "queue", "reply", str(asked["id"]), "亲，今天傍晚前就能寄出哦")
            sign(night, "夜里平稳", carried=True)
            night.press("2")
            night.wait_for("现在下班？", ">1 取消")
            night.press("2")
            night.wait_for("李丽 未上班")
            the_gap_and_the_morning(shop, night)
            night.press("ctrl+q")
            assert night.ended() == 0


def the_gap_and_the_morning(shop: SmallShop, night: Terminal) -> None:
    """Nobody can begin, a buyer writes; in the morning nobody works before the night's log is accepted."""
    hours(shop, 5, 9)
    with console(shop, "蔡蔡") as morning:
        morning.wait_for("还没开班")
        morning.press("f9")
        morning.wait_for("先接 李丽", "现在不在班次时间")
        morning.press("escape")
        said(shop, "王组长", "queue", "add", "在吗", "--buyer", "早起鸟")
        hours(shop, -0.1, 4)
        morning.wait_for("已换上改好的规则")
        morning.press("f9")
        morning.wait_for("上白班", "先接 李丽")
        morning.press("1")
        morning.wait_for("接班：逐条确认", "交出后新来 1 条咨询", "夜里平稳")
        [log] = [one for one in said(shop, "蔡蔡", "handover", "list") if one["author"] == "李丽"]
        items = said(shop, "蔡蔡", "handover", "show", str(log["id"]))["sections"]
        assert log["state"] == "submitted"
        take_over(morning, sum(len(section["items"]) for section in items), "白班 蔡蔡")
        morning.press("ctrl+q")
        assert morning.ended() == 0
    assert {one["owner"] for one in said(shop, "蔡蔡", "queue", "list") if one["buyer"] == "夜猫子"} == {"蔡蔡"}
    assert all(one["state"] == "sealed" for one in said(shop, "蔡蔡", "handover", "list"))
    verified = said(shop, "蔡蔡", "db", "verify")
    assert verified["problems"] == verified["handovers"] == []
