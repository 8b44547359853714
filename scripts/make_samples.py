"""Write `data/samples/`: the demo shop's files for one fixed morning, every other order of it.

Usage: python scripts/make_samples.py            write them
       python scripts/make_samples.py --check    exit 1 when the kept files differ from what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cs_console.services.demo import generate
from cs_console.services.demo.files import shop_files

FOLDER = Path(__file__).resolve().parent.parent / "data" / "samples"
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 14, 10, 42, tzinfo=ZONE)


def samples() -> Mapping[str, bytes]:
    """Every other order, with all that refunds and chats are about."""
    shop = generate(NOW, zone=ZONE)
    named = {refund.order.order_no for refund in shop.refunds}
    named |= {order.order_no for order in shop.chat_orders}
    kept = [one for place, one in enumerate(shop.orders) if place % 2 == 0 or one.order_no in named]
    return shop_files(kept, shop.refunds, shop.chat_orders, NOW, ZONE)


def stale(folder: Path) -> list[str]:
    """Names of files that are missing, differ, or are no longer made."""
    wanted = samples()
    kept = {path.name: path.read_bytes() for path in folder.glob("[!.]*")} if folder.is_dir() else {}
    return sorted(name for name in wanted.keys() | kept.keys() if wanted.get(name) != kept.get(name))


def main() -> int:
    if "--check" in sys.argv[1:]:
        differing = stale(FOLDER)
        for name in differing:
            sys.stderr.write(f"{FOLDER / name} differs\n")
        return 1 if differing else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale(FOLDER):
        (FOLDER / name).unlink(missing_ok=True)
    for name, content in samples().items():
        (FOLDER / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
