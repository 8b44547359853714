"""Write `policies/*.yaml` from the models: every default, and every key explained where it stands.

Usage: python scripts/policy_files.py [FOLDER]     (default: policies/ beside this folder)

The models are the one source of defaults and of their explanations; a test keeps files and models equal.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from cs_console.config.scalars import resolve
from cs_console.config.schema import write_schemas
from cs_console.domain.policy import MODELS

WIDTH = 108
_SAFE = re.compile(r"[^\W_][^:#\[\]{},&*!|>'\"%@`\n\\=]*")

HEADS: Mapping[str, str] = {
    "shop": "店铺：名称、时区、发货、运费、退货地址、服务时间、活动。话术里的变量从这里取。\n"
    "The shop's own facts; phrases take them as variables.",
    "team": "花名册：谁是谁，能做什么。改名的人把旧名字写进 former_names，离职的写 active: false，不要删。\n"
    "The roster. Keep leavers (active: false) and former names, so that the past stays readable.",
    "shifts": "班次、轮休、休息、节假日（S1–S8）。凌晨一点到八点半没有班次，就是没人值班。\n"
    "Shifts, rest days, breaks, holidays. Hours that no shift covers are unstaffed.",
    "sla": "回复时限（Q1）。时钟从买家最早一条没回的消息开始走。单位都是秒，除非键名另说。\n"
    "Reply limits, in seconds. The clock runs on the buyer's oldest unanswered message.",
    "routing": "派单规则（Q3）：从上到下第一条命中的生效；客服改过的保留客服的。词不分大小写和全半角。\n"
    "Routing: the first rule that fits proposes category, priority and team; an agent's correction stays.",
    "flags": "旗帜（R3）。绿旗只表示疑似刷单：刷单违法，不提供任何便利。\n"
    "Flags. Green marks suspicion of brushing only, which is unlawful; no workflow helps it.",
    "remarks": "备注（R1、R2、R4、R5）：写法、日期、上限、哪些承诺必须备注。\n"
    "Remarks: form, dates, limits, and the promises that must be remarked.",
    "pricing": "改价（O3）：单笔最多 50%（含），低于最低价要申请。\n"
    "Price changes: at most 50 % (inclusive); below the floor price a lead must approve.",
    "aftersales": "售后（A1–A9）：七天期限、四个流程、包裹问题。步骤按顺序，任何入口都跳不过（A6，固定）。\n"
    "读法的选择：换货（质量）不问“可再售”，因为有毛病的货本来就不能再卖；质量退货不改平台原因，\n"
    "真实原因另存，不逼买家选“七天无理由”（A3）；换货流程按 A4 从期限开始，不发退货致歉语（P8 只说退货）。\n"
    "After-sales flows. Chosen readings: a faulty item is not asked to be resaleable; a quality return\n"
    "keeps the buyer's own platform reason; exchanges start with the window: the apology is for returns (P8).",
    "tone": "语气（P5、P6）。block 拦住，warn 提醒，hint 轻提示。\n"
    "读法的选择：“绝对不会”仍算绝对承诺，所以“绝对”不在安全语境里；“第一时间”“最晚48小时”不算违禁。\n"
    "Tone lists. 绝对 is no safe context: 绝对不会 is still a promise; time words such as 最晚 are fine.",
    "autoreplies": "自动回复（S7）：按时段给文本，一键复制到平台；活动文本要写 start 和 end。\n"
    "Automatic replies by period; campaign texts need start and end.",
    "followups": "跟进（U1、U2、C2–C5）：催付、签收回访、评价、满意度，投诉步骤和建议的分类。免打扰时段到点的顺延。\n"
    "Follow-ups, complaints, suggestions; what falls into quiet hours waits until they end.",
    "kpi": "考核（K1–K4）：指标、目标、权重。绿旗订单不计。工资和处罚不归本软件。\n"
    "Figures, targets, weights. Green-flagged orders are left out; pay and penalties are not our business.",
    "privacy": "隐私（X1）：默认打码，查看原文会记一笔。\nMasking is on by default; unmasking is an event.",
    "intake": "导入（X2、Q7）：收件箱、文件上限、平台新列名。\nIntake: inbox, limits, new column names.",
    "platforms": "平台（R3、R5、R7）：旗帜代码、没有的颜色、回写文件的列。抖音的代码是反的。\n"
    "Platforms: flag codes, colours they lack, write-back columns. Douyin's codes run the other way.",
    "settings": "界面（E1、E2、E8）：语言、配色、提醒、剪贴板、改键。改了立即生效。\n"
    "The console's settings; changes take effect at once.",
}  # fmt: skip

EXAMPLES: Mapping[tuple[str, str], str] = {
    ("shop", "campaigns"): "- {name: 618大促, start: 2026-06-18 20:00, end: 2026-06-21 00:00}",
    ("shifts", "roster"): "- {date: 2026-11-11, working: {day: [张敏, 李丽], night: 蔡蔡}, note: 双11全员}",
    ("shifts", "holidays"): "- {date: 2027-01-01, name: 元旦, staffed: true}",
    ("intake", "extra_columns"): "taobao: {买家应付货款合计: goods_fen}",
    ("intake", "extra_statuses"): "jd: {已揽收: shipped}",
    ("settings", "keys"): "inquiry.next: ctrl+n",
}  # fmt: skip


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    plain = _SAFE.fullmatch(text) and text == text.strip() and resolve(text) == text
    return text if plain and text.lower() not in ("yes", "no", "on", "off") else json.dumps(text, ensure_ascii=False)


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


def block(value: Any, indent: int) -> list[str]:
    """A value as lines: on one where it fits, else spread out."""
    pad = " " * indent
    if isinstance(value, Mapping) and value:
        lines = []
        for key, item in value.items():
            lines += _keyed(f"{pad}{scalar(key)}:", item, indent)
        return lines
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        if all(not isinstance(item, Mapping | list) for item in value):
            return _wrapped(value, pad)
        lines = []
        for item in value:
            one = f"{pad}- {flow(item)}"
            if width(one) <= WIDTH:
                lines.append(one)
            else:
                first, *rest = block(item, indent + 2)
                lines += [f"{pad}- {first.lstrip()}", *rest]
        return lines
    return [pad + flow(value)]


def _keyed(head: str, item: Any, indent: int) -> list[str]:
    one = f"{head} {flow(item)}"
    spread = isinstance(item, Mapping | list) and item
    nested = spread and any(
        isinstance(inner, Mapping | list) for inner in (item.values() if isinstance(item, Mapping) else item)
    )
    if not spread or (width(one) <= WIDTH and not nested):
        return [one]
    if width(one) <= 80:
        return [one]
    return [head, *block(item, indent + 2)]


def _wrapped(items: Sequence[Any], pad: str) -> list[str]:
    lines, line = [], pad + "["
    for at, item in enumerate(items):
        piece = scalar(item) + (", " if at < len(items) - 1 else "]")
        if width(line + piece) > WIDTH:
            lines.append(line.rstrip())
            line = pad + " "
        line += piece
    return [*lines, line]


def comment(head: str, text: str) -> list[str]:
    """A comment of one line, or broken before the English part, then at full stops and blanks."""
    if width(head + text) <= WIDTH:
        return [head + text]
    pad = "#" + " " * (len(head) - len(head.lstrip("# ")) - 1 + (3 if ": " in head else 0))
    lines, line = [], head
    for piece in re.findall(r"[^ 。；，]+[ 。；，]*", text):
        if width(line + piece) > WIDTH or piece.startswith("·"):
            lines.append(line.rstrip())
            line = pad
        line += piece
    return [*lines, line]


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and get_origin(annotation) is None:
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    for inner in get_args(annotation):
        yield from models_in(inner)


def legend(model: type[BaseModel], depth: int = 1) -> list[str]:
    """What the keys of an item mean, nested ones indented."""
    lines = []
    for name, field in model.model_fields.items():
        inner = next(models_in(field.annotation), None)
        if field.description:
            lines += comment(f"#{'   ' * depth}{name}: ", field.description)
        if inner is not None and inner.__name__ != "Title":
            lines += legend(inner, depth + 1)
    return lines


def render(stem: str) -> str:
    model = MODELS[stem]
    brief = json.loads(model().model_dump_json())
    lines = [f"# yaml-language-server: $schema=schema/{stem}.json"]
    lines += [f"# {line}" for line in HEADS[stem].split("\n")]
    for name, field in model.model_fields.items():
        lines += ["", *comment("# ", str(field.description))]
        for inner in dict.fromkeys(models_in(field.annotation)):
            if inner.__name__ != "Title":
                lines += legend(inner)
        if example := EXAMPLES.get((stem, name)):
            lines.append(f"#   例 e.g. {example}")
        lines += _keyed(f"{name}:", _brief(getattr(model(), name), brief[name]), 0)
    return "\n".join(lines) + "\n"


def _brief(value: Any, dumped: Any) -> Any:
    """The dumped value without the inner keys that only repeat a default."""
    if isinstance(value, BaseModel):
        kept = {}
        for name, field in type(value).model_fields.items():
            item = getattr(value, name)
            telling = isinstance(item, Enum | int) and not isinstance(item, bool)
            if field.is_required() or telling or item != field.get_default(call_default_factory=True):
                kept[name] = _brief(item, dumped[name])
        if set(kept) == {"zh", "en"} and kept["zh"] == kept["en"]:
            return kept["zh"]
        return kept
    if isinstance(value, Mapping):
        return {key: _brief(value[origin], dumped[key]) for origin, key in zip(value, dumped, strict=True)}
    if isinstance(value, tuple):
        return [_brief(item, plain) for item, plain in zip(value, dumped, strict=True)]
    return dumped


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "policies"
    folder.mkdir(exist_ok=True)
    for stem in MODELS:
        (folder / f"{stem}.yaml").write_text(render(stem), encoding="utf-8")
    write_schemas(folder / "schema")


if __name__ == "__main__":
    main()
