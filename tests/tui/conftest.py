"""The workstation over real services on a real store, with a clock set by hand and a clipboard to look into."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from cs_console.adapters.clock import ManualClock
from cs_console.adapters.drafts import FileDrafts
from cs_console.bootstrap import Opened
from cs_console.domain.entities import Actor, Order
from cs_console.domain.vocabulary import Flag, OrderStatus, Platform
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.store.glance import first_rows
from cs_console.tui.app import Workstation
from cs_console.tui.context import ScreenSettings, Setup
from cs_console.tui.terminal import GuardedParser

CHARACTERS = {"space": " ", "enter": "\r", "tab": "\t", "escape": "\x1b"}
FRAME = 0.03
"""Seconds in which a changed layout is drawn."""
WIDE, NARROW = (120, 36), (80, 24)
IMPORT = Actor("导入")


@dataclass
class Clip:
    """A clipboard that remembers."""

    way: str = "native"
    texts: list[str] = field(default_factory=list)
    osc52: Callable[[str], None] | None = None

    def connect(self, osc52: Callable[[str], None]) -> None:
        """The screen offers the terminal; not wanted here."""

    def copy(self, text: str) -> str:
        self.texts.append(text)
        return self.way


@dataclass
class Seat:
    """A workstation under test."""

    app: Workstation
    pilot: Pilot[None]
    services: Services
    clip: Clip
    clock: ManualClock

    @property
    def screen(self) -> Any:
        return self.app.screen

    @property
    def main(self) -> Any:
        return self.app.workstation

    async def settle(self) -> None:
        """Wait until nothing is under way any more."""
        gateway, quiet, asked = self.main.gateway, 0, -1
        for _ in range(2000):
            await self.pilot._wait_for_screen()
            now = sum(gateway._generation.values())
            working = any(not worker.is_finished for worker in self.app.workers)
            still = gateway.idle and gateway.is_open and not working and now == asked
            quiet, asked = (quiet + 1 if still else 0), now
            if quiet >= 3:
                return
            await asyncio.sleep(0.003)
        raise AssertionError("the workstation did not come to rest")

    async def press(self, *keys: str) -> None:
        for key in keys:
            event = events.Key(key, key if len(key) == 1 else CHARACTERS.get(key))
            event.set_sender(self.app)
            self.app.post_message(event)
            await self.settle()
        await asyncio.sleep(FRAME)

    async def type(self, text: str) -> None:
        """Type characters as a terminal sends them, all at once, hanzi too."""
        self.send(text)
        await self.settle()
        await asyncio.sleep(FRAME)

    def send(self, data: str) -> None:
        """Bytes from the terminal, through the parser that the driver uses."""
        for event in GuardedParser().feed(data):
            event.set_sender(self.app)
            self.app.post_message(event)

    def grid(self) -> list[str]:
        """What stands on the screen, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    def full(self) -> str:
        """The whole screen as one text, popups over what lies below."""
        return "\n".join(self.grid())

    @property
    def toast(self) -> str:
        return self.main.toast.text

    @property
    def status(self) -> str:
        """The line at the top, brought up to date."""
        self.main.refresh_bars()
        return self.main.query_one("#status").render().plain

    async def resize(self, width: int, height: int) -> None:
        await self.pilot.resize_terminal(width, height)
        await self.settle()


@pytest.fixture
def clip() -> Clip:
    return Clip()


@pytest.fixture
def zhang(actor: Callable[..., Actor]) -> Callable[[], Actor]:
    return lambda: actor("张敏")


@pytest.fixture
def make_order(services: Services) -> Callable[..., Order]:
    """Stores an order as an import would."""

    def store(order_no: str = "SF202406137731", **facts: Any) -> Order:
        now = services.context.now()
        base = Order(
            platform=Platform.TAOBAO, order_no=order_no, status=OrderStatus.SIGNED, buyer_nick="陈先生",
            goods="纯棉四件套 1.8m 灰", quantity=1, goods_fen=30000, freight_fen=1000, total_fen=31000,
            paid_fen=31000, receiver="陈小明", phone="13812345678", address="浙江省杭州市余杭区 某路1号",
            carrier="顺丰", tracking_no="SF1234567890123", ordered_at=now - timedelta(days=4),
            paid_at=now - timedelta(days=4), shipped_at=now - timedelta(days=3), signed_at=now - timedelta(days=1),
        )  # fmt: skip
        with services.context.uow.write(IMPORT, "intake.file") as uow:
            return uow.add(replace(base, **facts))

    return store


@pytest.fixture
def shop(
    services: Services, zhang: Callable[[], Actor], clock: ManualClock, make_order: Callable[..., Order]
) -> Services:
    """A small shop: an agent on shift, three buyers waiting, one with an order, none claimed."""
    now = clock()
    services.shifts.start(zhang())
    make_order(flag=Flag.GREY)
    rows = (
        (timedelta(minutes=5), "lily_99", "退款怎么还没到呀", ""),
        (timedelta(seconds=90), "陈先生", "拍了两件只收到一件，麻烦看看是不是漏发了？急用", "SF202406137731"),
        (timedelta(seconds=20), "小鱼儿", "这款有货吗", ""),
    )
    for ago, buyer, text, order_no in rows:
        clock.set(now - ago)
        services.capture.new(zhang(), InquiryDraft(buyer=buyer, text=text, order_no=order_no))
    clock.set(now)
    return services


OpenSeat = Callable[..., Any]
_indexes: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def _one_phrase_index(opened: Opened) -> Iterator[None]:
    """The index over the shipped books is built once a run, not once a test (0.7 s); edited ones are dropped."""
    shipped = opened.services.context.books().content_hash
    phrases = opened.services.phrases
    phrases._indexed = dict(_indexes)
    yield
    if shipped in phrases._indexed:
        _indexes[shipped] = phrases._indexed[shipped]


@pytest.fixture
def seat(opened: Opened, clip: Clip, clock: ManualClock, tmp_path: Path) -> OpenSeat:
    """``async with seat(size=WIDE) as desk``: the workstation, settled, on the fixture's store."""

    @asynccontextmanager
    async def open_seat(size: tuple[int, int] = WIDE, agent: str | None = "张敏", **changes: Any) -> Any:
        path = opened.workspace.store_path
        setup = Setup(
            open_services=changes.pop("open_services", lambda: opened.services),
            glance=lambda: first_rows(path) if path is not None else (),
            drafts=FileDrafts(tmp_path / "drafts.json"), clipboard=clip, clock=clock, log_file="console.log",
            agent=agent, console="test-console", settings=ScreenSettings(**changes),
        )  # fmt: skip
        app = Workstation(setup, setup.glance())
        async with app.run_test(size=size) as pilot:
            desk = Seat(app, pilot, opened.services, clip, clock)
            if app.workstation.gateway is not None:
                await desk.settle()
            yield desk
            app.workstation.save_all()
            app.workstation.gateway.close()

    return open_seat


def moment(text: str) -> datetime:
    """``2026-06-14 10:42`` in the shop's zone."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").astimezone()
