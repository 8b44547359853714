"""A shop whose Taobao gateway is the stand-in, and small steps of a day with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from platform_stub.taobao import KEY, SECRET, SESSION, TaobaoStub, Trade

from cs_console.bootstrap import Opened
from cs_console.config.live import LiveConfig
from cs_console.domain.entities import Actor, Order
from cs_console.domain.records import OrderRecord
from cs_console.domain.vocabulary import Flag, OrderStatus, Platform
from cs_console.domain.writebacks import WriteBack
from cs_console.services.facade import Services
from cs_console.services.intake_apply import Tally, apply_orders
from cs_console.workspace import Workspace

IMPORT = Actor("导入")
KEYS = {
    "CS_CONSOLE_TAOBAO_APP_KEY": KEY,
    "CS_CONSOLE_TAOBAO_APP_SECRET": SECRET,
    "CS_CONSOLE_TAOBAO_SESSION": SESSION,
}


def pointed_at(workspace: Workspace, shipped: LiveConfig, url: str, **changes: Any) -> LiveConfig:
    """The shipped configuration with Taobao's gateway at `url`."""
    policies = shipped.policies.policies
    taobao = policies.platforms.platform(Platform.TAOBAO)
    assert taobao.gateway is not None
    gateway = taobao.gateway.model_copy(update={"url": url, "timeout_seconds": 20, **changes})
    platforms = {**policies.platforms.platforms, Platform.TAOBAO: taobao.model_copy(update={"gateway": gateway})}
    changed = policies.model_copy(update={"platforms": policies.platforms.model_copy(update={"platforms": platforms})})
    return LiveConfig(
        workspace.policies, workspace.phrasebooks, replace(shipped.policies, policies=changed), shipped.books
    )


def point_at(workspace: Workspace, url: str) -> None:
    """The same in the workspace's own file, for other processes."""
    path = workspace.policies / "platforms.yaml"
    text = path.read_text("utf-8")
    text = text.replace("https://eco.taobao.com/router/rest", url)
    text = text.replace("retry_first_seconds: 2", "retry_first_seconds: 1")
    path.write_text(text.replace("retry_most_seconds: 900", "retry_most_seconds: 1"), "utf-8")


@dataclass
class Desk:
    """One shop with its stand-in platform."""

    opened: Opened
    stub: TaobaoStub
    agent: Actor

    @property
    def services(self) -> Services:
        """The shop's services."""
        return self.opened.services

    def order(self, number: str = "1", remark: str = "", flag: int = 0, **facts: Any) -> Order:
        """An order that both sides know, as an export told it."""
        self.stub.trades[number] = Trade(remark, flag)
        base = {"platform": Platform.TAOBAO, "status": OrderStatus.PAID, "buyer_nick": "小鱼", **facts}
        with self.services.context.uow.write(IMPORT, "intake.file") as uow:
            return uow.add(Order(order_no=number, remark=remark, platform_remark=remark, **base))

    def take_in(self, at: datetime | None, *rows: tuple[str, str | None, Flag | None], **facts: Any) -> None:
        """An export of (number, remark, flag) with this file time, through the real merge."""
        records = [
            OrderRecord(
                platform=facts.get("platform", Platform.TAOBAO), order_no=number, row=1, platform_remark=remark,
                platform_flag=flag,
            )
            for number, remark, flag in rows
        ]  # fmt: skip
        with self.services.context.uow.write(IMPORT, "intake.file") as uow:
            apply_orders(uow, records, at, "export.csv", Tally())

    def stored(self, order: Order) -> Order:
        """The order as it stands."""
        with self.services.context.uow.read() as uow:
            return uow.require(Order, order.id)

    def rows(self, order: Order | None = None) -> list[WriteBack]:
        """All rows of the outbox, oldest first."""
        with self.services.context.uow.read() as uow:
            return uow.find(WriteBack, **({"order_id": order.id} if order is not None else {}))

    def waiting(self, order: Order) -> WriteBack | None:
        """The order's row that is not done."""
        return next((row for row in self.rows(order) if row.state.value != "done"), None)

    def drain(self, rounds: int = 60, pause: Callable[[], object] = lambda: None) -> None:
        """Send until nothing is queued or on its way."""
        for _ in range(rounds):
            self.services.writebacks.run(self.agent, limit=10_000)
            if not {"queued", "sending"} & {row.state.value for row in self.rows()}:
                return
            pause()
        raise AssertionError([row for row in self.rows() if row.state.value != "done"])


def files_in(folder: Path) -> Sequence[Path]:
    """Whole batch files, in the order in which they were announced."""
    return sorted((path for path in folder.glob("[!.]*")), key=lambda path: path.stem.rpartition("-")[2])
