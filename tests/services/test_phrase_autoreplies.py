"""Automatic replies by period and campaign, and the warning when the clock has moved on (rule S7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import Opened
from cs_console.domain.entities import Actor
from cs_console.domain.policy.autoreplies import AutoReply
from cs_console.domain.policy.base import Title
from cs_console.domain.policy.base import clock as at_clock
from cs_console.errors import NotFound, Refused
from cs_console.services.autoreplies import fits_until
from cs_console.services.facade import Services
from cs_console.workspace import Workspace

Who = Callable[..., Actor]
SHANGHAI = ZoneInfo("Asia/Shanghai")
CAMPAIGN = """
  - id: auto.sale
    kind: campaign
    title: 大促
    text: "亲，{campaign}进行中，到{campaign_end}结束哦"
    start: "2026-06-14 20:00"
    end: "2026-06-15 00:00"
"""
SALE = 'campaigns:\n  - {name: 年中大促, start: "2026-06-14 20:00", end: "2026-06-15 00:00"}\n'


@pytest.fixture
def min_(actor: Who) -> Actor:
    return actor("张敏")


def local(hour: int, minute: int = 0, day: int = 14) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=SHANGHAI)


def with_campaign(opened: Opened, workspace: Workspace) -> None:
    path: Path = workspace.policies / "autoreplies.yaml"
    path.write_text(path.read_text("utf-8").rstrip("\n") + CAMPAIGN, "utf-8")
    opened.config.reread()


@pytest.mark.parametrize(
    ("moment", "first", "until"),
    [
        (local(10), "auto.welcome", local(1, day=15)),
        (local(0, 30), "auto.welcome", local(1)),
        (local(1), "auto.off_hours", local(8, 30)),
        (local(8, 29), "auto.off_hours", local(8, 30)),
        (local(8, 30), "auto.welcome", local(1, day=15)),
    ],
)
def test_the_clock_decides_what_fits_and_until_when(
    services: Services, min_: Actor, clock: ManualClock, moment: datetime, first: str, until: datetime
) -> None:
    clock.set(moment)
    found = services.autoreplies.show(min_)
    assert (found.now[0].id, found.now[0].until) == (first, until)
    assert {one.id for one in (*found.now, *found.others)} == {
        "auto.welcome", "auto.busy", "auto.away", "auto.off_hours",
    }  # fmt: skip
    assert services.autoreplies.copy(min_).id == first


def test_the_text_is_filled_and_remembered_as_set(services: Services, min_: Actor, actor: Who) -> None:
    assert services.autoreplies.stale(min_) is None
    copied = services.autoreplies.copy(min_)
    assert services.context.policies().shop.name in copied.text and "{" not in copied.text
    put = services.autoreplies.show(min_).set
    assert put is not None and (put.id, put.fits, put.changed, put.text) == ("auto.welcome", True, False, copied.text)
    assert services.autoreplies.show(actor("李丽")).set is None


def test_the_warning_comes_when_the_clock_has_moved_on(services: Services, min_: Actor, clock: ManualClock) -> None:
    services.autoreplies.copy(min_)
    clock.set(local(0, 59, day=15))
    assert services.autoreplies.stale(min_) is None
    clock.set(local(1, day=15))
    stale = services.autoreplies.stale(min_)
    assert stale is not None and (stale.title.zh, stale.instead) == ("迎宾", "auto.off_hours")
    services.autoreplies.copy(min_)
    assert services.autoreplies.stale(min_) is None


def test_campaign_texts_come_first_and_end(
    services: Services, opened: Opened, min_: Actor, clock: ManualClock, workspace: Workspace
) -> None:
    with_campaign(opened, workspace)
    clock.set(local(20))
    with pytest.raises(Refused) as caught:
        services.autoreplies.copy(min_)
    assert caught.value.code == "autoreply.missing" and caught.value.params["labels"] == "活动、活动结束"
    shop = workspace.policies / "shop.yaml"
    shop.write_text(shop.read_text("utf-8").replace("campaigns: []\n", SALE), "utf-8")
    opened.config.reread()
    services.autoreplies.copy(min_, "auto.welcome")
    assert services.autoreplies.stale(min_) is None, "taken while the sale runs: meant so"
    clock.set(local(19))
    services.autoreplies.copy(min_, "auto.welcome")
    clock.set(local(20))
    begun = services.autoreplies.stale(min_)
    assert begun is not None and begun.instead == "auto.sale", "it fits at all hours, and the sale has begun"
    assert services.autoreplies.copy(min_).text == "亲，年中大促进行中，到6月15日 00:00结束哦"
    clock.set(local(0, day=15))
    stale = services.autoreplies.stale(min_)
    assert stale is not None and stale.instead == "auto.welcome"


def test_an_edited_or_removed_text_is_said(
    services: Services, opened: Opened, min_: Actor, clock: ManualClock, workspace: Workspace
) -> None:
    services.autoreplies.copy(min_)
    path = workspace.policies / "autoreplies.yaml"
    path.write_text(path.read_text("utf-8").replace("欢迎光临{shop}", "欢迎来逛{shop}"), "utf-8")
    opened.config.reread()
    put = services.autoreplies.show(min_).set
    assert put is not None and put.fits and put.changed
    path.write_text(path.read_text("utf-8").replace("auto.welcome", "auto.hello"), "utf-8")
    opened.config.reread()
    stale = services.autoreplies.stale(min_)
    assert stale is not None and stale.title.zh == "迎宾"


def test_an_unknown_text_or_kind_is_refused(services: Services, min_: Actor) -> None:
    with pytest.raises(NotFound, match=r"autoreply\.unknown"):
        services.autoreplies.copy(min_, "auto.none")
    with pytest.raises(NotFound, match=r"autoreply\.none"):
        services.autoreplies.copy(min_, kind="campaign")
    assert services.autoreplies.copy(min_, kind="busy").id == "auto.busy"


def test_a_text_without_a_period_always_fits() -> None:
    always = AutoReply(id="a", kind="busy", title=Title(zh="忙", en="Busy"), text="x")
    assert fits_until(always, local(10)) is None
    daily = AutoReply(
        id="b", kind="busy", title=Title(zh="忙", en="Busy"), text="x",
        from_time=at_clock("22:00"), to_time=at_clock("02:00"),
    )  # fmt: skip
    assert fits_until(daily, local(23)) == local(2, day=15)
