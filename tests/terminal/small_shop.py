"""A shop small enough to work a whole shift in a test: hours around now, two real-format exports, one buyer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cs_console.bootstrap import create_workspace
from cs_console.domain.vocabulary import Flag, Platform
from cs_console.services.demo.generate import generate
from cs_console.services.demo.model import DemoOrder
from cs_console.workspace import Workspace, at

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class SmallShop:
    """The workspace, the two exports to drop into its inbox, and the signed order of one piece that comes back."""

    workspace: Workspace
    exports: dict[str, bytes]
    order: DemoOrder


def small_shop(root: Path, now: datetime | None = None) -> SmallShop:
    """Make it: the day shift runs now and ends within the half hour, so that the next agent may start early."""
    moment = (now or datetime.now(UTC)).astimezone(ZONE)
    create_workspace(root)
    _hours(root / "policies" / "shifts.yaml", moment)
    made = generate(moment, zone=ZONE)
    wanted = ("ExportOrderList", "ExportRefundList")
    exports = {name: data for name, data in made.files.items() if name.startswith(wanted)}
    asked = {refund.order.order_no for refund in made.refunds}
    order = next(
        one for one in made.orders
        if one.platform is Platform.TAOBAO and one.phase == "signed" and one.flag is Flag.GREY
        and not one.remark and one.order_no not in asked and sum(line.quantity for line in one.lines) == 1
    )  # fmt: skip
    return SmallShop(at(root), exports, order)


def _hours(path: Path, moment: datetime) -> None:
    start, end = moment - timedelta(hours=3), moment + timedelta(minutes=30)
    text = path.read_text("utf-8")
    text, changed = re.subn(
        r'^  - \{key: day, .*$', f'  - {{key: day, title: {{zh: 白班, en: Day}}, start: "{start:%H:%M}", '
        f'end: "{end:%H:%M}", successor: night}}', text, count=1, flags=re.M,
    )  # fmt: skip
    text, more = re.subn(
        r'^  - \{key: night, .*$', f'  - {{key: night, title: {{zh: 晚班, en: Night}}, start: "{end:%H:%M}", '
        f'end: "{start:%H:%M}"}}', text, count=1, flags=re.M,
    )  # fmt: skip
    assert changed == more == 1
    path.write_text(text, "utf-8")
