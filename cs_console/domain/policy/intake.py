"""`intake.yaml`: what the inbox takes in and how large a file may be (rules X2, Q7)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cs_console.domain.policy.base import Count, PolicyModel, Positive, Words
from cs_console.domain.vocabulary import Platform

RecordField = Literal[
    "order_no", "shop", "buyer_nick", "platform_status", "goods", "quantity", "goods_fen", "freight_fen",
    "total_fen", "paid_fen", "refund_fen", "receiver", "phone", "address", "buyer_message", "platform_remark",
    "platform_flag", "carrier", "tracking_no", "aftersale_status", "close_reason", "ordered_at", "paid_at",
    "shipped_at", "signed_at", "completed_at", "deadline_at", "title", "sku", "spec", "price_fen", "line_key",
    "refund_no", "amount_fen", "kind", "reason", "explanation", "applied_at", "refund_status", "goods_status",
]  # fmt: skip
"""Fields of the intake records that an extra column may fill."""


class IntakePolicy(PolicyModel):
    """Limits that keep a hostile or broken file from doing harm."""

    settle_seconds: Positive = Field(
        default=2, description="文件几秒不再变化才收 · a file must have stopped changing this long"
    )
    max_file_mb: Positive = Field(default=200, description="单个文件上限（MB）· largest file")
    max_unzipped_mb: Positive = Field(
        default=1_000, description="xlsx 解压后上限（MB），防炸弹 · largest inflated xlsx"
    )
    max_rows: Positive = Field(default=1_000_000, description="行数上限 · most rows")
    max_cell_chars: Positive = Field(
        default=32_767, description="单元格字数上限，超出拒收不截断 · longest cell; refused, not cut"
    )
    extra_columns: dict[Platform, dict[str, RecordField]] = Field(
        default_factory=dict,
        description="平台新列名 → 字段，如 taobao: {实付金额: paid_fen} · more column names, per platform",
    )
    extra_statuses: dict[Platform, dict[str, str]] = Field(
        default_factory=dict, description="平台新状态 → 我们的状态，如 已揽收: shipped · more status words"
    )
    own_nicks: Words = Field(
        default=("客服", "我", "暖屋家居", "暖屋家居旗舰店", "机器人"),
        description=("粘贴聊天里是自己人的昵称（另加花名册里的）· nicks that are ours, besides the roster's (E3)"),
    )
    repeat_minutes: Count = Field(
        default=1_440,
        description="几分钟内粘贴过的聊天行不重复收 · a pasted line seen within minutes is a repeat (E3)",
    )
