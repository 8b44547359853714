"""Opens the workstation on a demo shop, for looking at it: ``python tests/tui/preview.py [DIR]``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cs_console.tui.context import Setup


class Row:
    def __init__(self, number: int, now: datetime) -> None:
        self.id = number
        self.received_at = (now - timedelta(minutes=9 - number)).isoformat()
        self.unanswered_since = self.received_at
        self.due_at = (now + timedelta(minutes=number - 3, seconds=7 * number)).isoformat()
        self.buyer = ("王**", "lily_99", "陈先生", "小*鱼", "t***8", "赵女士", "a**n", "周**")[number % 8]
        self.category, self.priority, self.state, self.owner = "logistics", "normal", "received", ""
        self.order_no, self.summary, self.order_fen, self.order_flag = "3515000000123456", "催发货", 31000, "green"


class NoDrafts:
    def load(self) -> dict[str, str]:
        return {}

    def save(self, drafts: object) -> None:
        return


class NoClipboard:
    def connect(self, osc52: Callable[[str], None]) -> None:
        """The screen offers the terminal; not wanted here."""

    def copy(self, text: str) -> str:
        return "none"


def main() -> int:
    from cs_console.tui.launch import run

    def nothing() -> object:
        raise SystemExit

    now = datetime.now(UTC)
    return run(
        Setup(
            open_services=nothing, glance=lambda: [Row(n, now) for n in range(8)], drafts=NoDrafts(),
            clipboard=NoClipboard(), clock=lambda: datetime.now(UTC), agent="张敏",
        )
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
