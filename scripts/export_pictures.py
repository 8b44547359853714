"""Draw the pictures of an exported handover log that the README shows: web page, Markdown, workbook, JSON.

Usage: python scripts/export_pictures.py [FOLDER]     (default: docs/pictures/)

Fills a demo shop, lets the day accept, ask back, decline, and the lead review, exports the log, and photographs the
files themselves in headless Chromium. Needs Chromium and the packages of the extra ``test``.
"""

from __future__ import annotations

import asyncio
import base64
import html
import io
import json
import re
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "web")]

MORNING = datetime(2026, 6, 14, 8, 40, tzinfo=ZoneInfo("Asia/Shanghai"))
"""When the day begins in the pictures: the same sources give the same log."""

WIDTH = 760
ACROSS = 88
"""Characters of a line of JSON before it is cut."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CSS = """body { margin: 0; padding: 18px 24px; background: #fff; color: #1d2126;
  font: 14px/1.55 system-ui, "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 22px; margin: 0 0 10px } h2 { font-size: 16px; margin: 16px 0 6px; border-bottom: 1px solid #d9dee3 }
p, ul, ol { margin: 6px 0 } table { border-collapse: collapse } td, th { border: 1px solid #d0d7de; padding: 3px 8px }
blockquote { margin: 8px 0; padding: 2px 12px; border-left: 4px solid #d0d7de; color: #57606a }
pre { margin: 0; font: 12.5px/1.5 ui-monospace, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace }
.key { color: #0b5cad } .text { color: #1b6e3c } .sheet { font-size: 12px; table-layout: fixed }
.sheet td { vertical-align: top; padding: 2px 5px; overflow: hidden; overflow-wrap: anywhere }
.sheet .edge { background: #f1f3f4; color: #5f6b76; text-align: center; width: 26px }
.sheet .head td { background: #e7ebef; font-weight: 700 } .urgent td { color: #b3261e; font-weight: 700 }
.tabs { margin-top: 8px; font-size: 12px; color: #5f6b76 }
.tabs b { color: #1b6e3c; border-bottom: 2px solid #1b6e3c }"""


def log_files(folder: Path) -> Mapping[str, Path]:
    """A demo shop's night log, decided by the day, reviewed by the lead, exported: suffix → file."""
    from cs_console import bootstrap
    from cs_console.domain.vocabulary import ItemDecision, Severity
    from cs_console.workspace import at

    bootstrap.system_clock = lambda: MORNING
    bootstrap.create_demo(folder)
    opened = bootstrap.open_workspace(at(folder), clock=lambda: MORNING)
    try:
        services = opened.services
        day, lead = services.people.actor("张敏", console="day"), services.people.actor("王组长")
        if services.shifts.status(day).shift is None:
            services.shifts.start(day)
        view = services.handovers.incoming(day)
        assert view is not None
        plain = [item.id for item in view.pending if item.severity is Severity.NORMAL]
        decide = services.handovers.decide
        decide(day, plain[1], ItemDecision.QUERIED, question="仓库哪位在核实？电话没人接")
        decide(day, plain[-2], ItemDecision.DECLINED, question="运费今天财务休息，请组长定")
        for item in view.pending:
            if item.id not in (plain[1], plain[-2]):
                urgent = item.severity is Severity.URGENT
                decide(day, item.id, ItemDecision.ACCEPTED, read_back="按下一步办，期限前回复买家" if urgent else "")
        author = services.people.actor(view.handover.author)
        services.handovers.answer(author, plain[1], "仓库小周，他上午开会，下午打")
        services.addenda.add(author, view.handover.id, "补发单号昨晚已发给买家", item_id=plain[0])
        services.handover_reviews.sign_off(lead, view.handover.id, 4, "整体清楚，标旗订单的下一步可再具体")
        paths = services.handover_files.export(lead, view.handover.id)
    finally:
        opened.close()
    return {path.suffix.lstrip("."): path for path in paths}


# -- pages --------------------------------------------------------------------------------------


def page(body: str) -> str:
    """A page to photograph."""
    return f"<!DOCTYPE html><meta charset=utf-8><style>{CSS}</style><body>{body}</body>"


def markdown_page(path: Path) -> str:
    """The Markdown as a forge or an editor renders it."""
    from markdown_it import MarkdownIt

    return page(MarkdownIt("commonmark").enable("table").render(path.read_text("utf-8")))


def json_page(path: Path, lines: int = 44) -> str:
    """The document's beginning, and an item with what was decided."""
    document = json.loads(path.read_text("utf-8"))
    document["sections"] = [one for one in document["sections"] if one["items"]][:1]
    document["sections"][0]["items"] = document["sections"][0]["items"][:1]
    shown = json.dumps(document, ensure_ascii=False, indent=2).splitlines()[:lines]
    cut = (one if len(one) <= ACROSS else f"{one[:ACROSS]} …" for one in shown)
    key, coloured = r'^(\s*)"(\w+)":', r'\1<span class=key>"\2"</span>:'
    marked = (re.sub(key, coloured, html.escape(one, quote=False)) for one in cut)
    return page(f"<pre>{chr(10).join(marked)}</pre>")


def workbook_page(path: Path, sheet: int = 1, rows: int = 10, columns: int = 8) -> str:
    """A sheet's first rows with the widths that the file gives its columns, and the sheets' names below."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    cells = book.get_sheet_by_index(sheet).to_python()[:rows]
    widths = _widths(path, sheet + 1)[:columns]
    head = "".join(f"<td style='width:{width * 6.6:.0f}px'>{LETTERS[at]}</td>" for at, width in enumerate(widths))
    lines = [f"<tr class=edge><td class=edge></td>{head.replace('<td', '<td class=edge')}</tr>"]
    for number, row in enumerate(cells, 1):
        kind = "head" if number == 1 else "urgent" if "紧急" in row else ""
        words = "".join(f"<td>{html.escape(_cell(cell))}</td>" for cell in row[:columns])
        lines.append(f"<tr class='{kind}'><td class=edge>{number}</td>{words}</tr>")
    tabs = " &nbsp; ".join(f"<b>{name}</b>" if at == sheet else name for at, name in enumerate(book.sheet_names))
    return page(f"<table class=sheet>{''.join(lines)}</table><div class=tabs>{tabs}</div>")


def _widths(path: Path, number: int) -> Sequence[float]:
    with zipfile.ZipFile(path) as packed:
        text = packed.read(f"xl/worksheets/sheet{number}.xml").decode()
    found: dict[int, float] = {}
    for first, last, width in re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', text):
        found |= dict.fromkeys(range(int(first), int(last) + 1), float(width))
    return [found[at] for at in sorted(found)]


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.0f}" if isinstance(value, float) else str(value)


# -- pictures -----------------------------------------------------------------------------------


async def photograph(files: Mapping[str, Path], folder: Path, scratch: Path) -> None:
    """One picture a format; the web page light and dark, side by side."""
    from chrome import Chrome, find  # type: ignore[import-not-found]

    async with Chrome(find(), scratch / "profile") as chrome:
        await chrome.call("Emulation.setScrollbarsHidden", hidden=True)

        async def shot(address: str, width: int, height: int, *, dark: bool = False) -> bytes:
            scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
            size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
            await chrome.call("Emulation.setDeviceMetricsOverride", **size)
            await chrome.call("Emulation.setEmulatedMedia", media="", features=scheme)
            await chrome.call("Page.navigate", url=address)
            shown = f"location.href == {json.dumps(address)} && document.readyState"
            while await chrome.evaluate(shown) != "complete":
                await asyncio.sleep(0.05)
            await chrome.evaluate("document.fonts.ready.then(() => true)")
            taken = await chrome.call("Page.captureScreenshot", format="png")
            return base64.b64decode(taken["data"])

        async def of(name: str, text: str, width: int, height: int) -> None:
            path = scratch / f"{name}.html"
            path.write_text(text, "utf-8")
            (folder / f"handover-{name}.png").write_bytes(small(await shot(path.as_uri(), width, height)))

        address = files["html"].as_uri()
        sides = [base64.b64encode(await shot(address, 620, 790, dark=dark)).decode() for dark in (False, True)]
        pair = "".join(f"<img style='display:block' src='data:image/png;base64,{one}'>" for one in sides)
        await of("html", f"<body style='margin:0;display:flex'>{pair}</body>", 1240, 790)
        await of("markdown", markdown_page(files["md"]), WIDTH, 620)
        await of("xlsx", workbook_page(files["xlsx"]), 1080, 460)
        await of("json", json_page(files["json"]), WIDTH, 860)


def small(picture: bytes) -> bytes:
    """The picture in 200 colours where Pillow is there: a third of the size, as readable."""
    try:
        from PIL import Image
    except ImportError:
        return picture
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(200).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Make the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        files = log_files(scratch / "shop")
        asyncio.run(photograph(files, folder, scratch))
    for path in sorted(folder.glob("handover-*.png")):
        print(f"{path.name}  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
