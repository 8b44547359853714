"""`settings.yaml`: language, looks, bell, keys and timings of the console."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cs_console.domain.policy.base import Count, PolicyModel, Positive, Text, Words


class SettingsPolicy(PolicyModel):
    """What a seat may choose without touching a rule."""

    language: Literal["zh", "en"] = Field(default="zh", description="界面语言 zh en · language")
    theme: Text = Field(default="cs-dark", description="配色 cs-dark cs-light cs-contrast 或 Textual 自带的 · theme")
    alert: Literal["bell", "flash", "off"] = Field(
        default="bell", description="新消息和快超时：bell 响铃 flash 闪烁 off 关；休息时安静 · alert (E2)"
    )
    clipboard: Literal["native", "osc52", "both"] = Field(
        default="both",
        description="剪贴板：native 系统 osc52 终端 both 两者；浏览器里只用 osc52 · clipboard (E1)",
    )
    keys: dict[str, Words] = Field(
        default_factory=dict, description="改键：命令编号 → 键，如 inquiry.next: ctrl+n · keys by command id"
    )
    draft_delay_ms: Positive = Field(default=300, description="停手几毫秒后存草稿 · drafts save after a pause")
    idle_lock_minutes: Count = Field(default=0, description="闲置几分钟锁屏，0 不锁 · lock after idle minutes, 0 never")
    refresh_seconds: Positive = Field(default=1, description="多久看一次库有无变化 · poll of the store")
    repeat_limit: Positive = Field(
        default=3, description="同一问题第几次重复就提议别的办法 · propose another way at (P2)"
    )
    repeat_days: Count = Field(
        default=30,
        description="多少天内说过的算重复，0 不限；轮换说法不受它影响 · repeats count within days, 0 always (P2)",
    )
    phrase_drop_percent: Positive = Field(
        default=20,
        le=100,
        description="重新载入时话术少了百分之几以上先问 · ask before dropping more phrases",
    )
