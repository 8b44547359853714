"""`routing.yaml`: which category, priority and team a new inquiry is proposed (rule Q3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import Field

from cs_console.domain.policy.base import Label, Many, PolicyModel, Positive, Text, Title, Words
from cs_console.domain.policy.routing_defaults import LOST_REASONS, RULES, SKIP_REASONS, SNOOZES
from cs_console.domain.vocabulary import Category, Channel, OrderStatus, Priority


class RouteRule(PolicyModel):
    """One rule; what is left empty does not matter. Keywords are compared without case or width."""

    name: Text = Field(description="规则名，界面会说“因为…” · name, shown as the reason")
    any_of: Words = Field(default=(), description="出现任一词 · any of these words")
    all_of: Words = Field(default=(), description="同时出现这些词 · all of these words")
    none_of: Words = Field(default=(), description="出现则不算 · none of these words")
    order_status: Many[OrderStatus] = Field(default=(), description="订单状态 · order status")
    channel: Many[Channel] = Field(default=(), description="渠道 · channel")
    category: Category = Field(description="类别 · category")
    priority: Priority = Field(default=Priority.NORMAL, description="优先级 · priority")
    team: str = Field(default="", description="小组，空为默认小组 · team, empty for the default")

    def fits(self, text: str, order_status: OrderStatus | None, channel: Channel) -> bool:
        """Whether the rule speaks about this text; `text` is already normalised by the caller."""
        return (
            (not self.any_of or any(word.casefold() in text for word in self.any_of))
            and all(word.casefold() in text for word in self.all_of)
            and not any(word.casefold() in text for word in self.none_of)
            and (not self.order_status or order_status in self.order_status)
            and (not self.channel or channel in self.channel)
        )


class Choice(PolicyModel):
    """One reason an agent picks by its digit."""

    key: Text = Field(description="代号，存进记录 · key, stored")
    title: Label = Field(description="显示的文字 · text shown")


class Snooze(PolicyModel):
    """One snooze offered by its digit: after some minutes, or at the next shift."""

    title: Label = Field(description="显示的文字 · text shown")
    minutes: Positive = Field(description="多少分钟后再提醒 · minutes until it comes back")


class RoutingPolicy(PolicyModel):
    """Routing rules, first match wins, and the reasons agents choose from (rules Q3, Q4, Q8)."""

    rules: tuple[RouteRule, ...] = Field(
        default=tuple(RouteRule.model_validate(rule) for rule in RULES),
        description="从上到下第一条命中的生效 · the first rule that fits wins (Q3)",
    )
    default_category: Category = Field(
        default=Category.OTHER, description="都不命中时的类别 · category without a match"
    )
    default_priority: Priority = Field(
        default=Priority.NORMAL, description="都不命中时的优先级 · priority without a match"
    )
    lost_reasons: tuple[Choice, ...] = Field(
        default=tuple(Choice(key=key, title=Title(zh=zh, en=en)) for key, zh, en in LOST_REASONS),
        description="问了没买的原因，进询盘明细表 · why a buyer did not order (Q8)",
    )
    skip_reasons: tuple[Choice, ...] = Field(
        default=tuple(Choice(key=key, title=Title(zh=zh, en=en)) for key, zh, en in SKIP_REASONS),
        description="跳过下一条的原因 · why the next item was skipped (Q4)",
    )
    snoozes: tuple[Snooze, ...] = Field(
        default=tuple(Snooze(title=Title(zh=zh, en=en), minutes=minutes) for zh, en, minutes in SNOOZES),
        description="稍后提醒的选项 · snooze choices (Q2)",
    )
    snooze_days: Positive = Field(
        default=30, le=366, description="稍后最多推几天，免得一推了之 · nothing is put off for longer, days (Q2, C3)"
    )
    repeated_question_weekly: Positive = Field(
        default=3, description="同一疑难问题一周几次进周报 · same gap n times a week goes to the lead (Q9)"
    )

    def latest_snooze(self, now: datetime) -> datetime:
        """The last moment until which something may be put off: what never comes back has left the queue (rule Q2)."""
        return now + timedelta(days=self.snooze_days)

    def route(self, text: str, order_status: OrderStatus | None, channel: Channel) -> RouteRule | None:
        """The first rule that fits the normalised `text` (rule Q3)."""
        folded = text.casefold()
        return next((rule for rule in self.rules if rule.fits(folded, order_status, channel)), None)
