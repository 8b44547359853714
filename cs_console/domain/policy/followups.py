"""`followups.yaml`: reminders of unpaid orders, calls after signing, reviews, CSAT (rules U1, U2, C3)."""

from __future__ import annotations

from datetime import time

from pydantic import Field

from cs_console.domain.policy.base import (
    Clock,
    Count,
    Many,
    Percent,
    PolicyModel,
    Positive,
    Switch,
    Words,
    clock,
)


class FollowupsPolicy(PolicyModel):
    """When somebody has to come back to a buyer, and when not to disturb."""

    unpaid_minutes: Many[Positive] = Field(
        default=(10, 60, 1_440),
        description="下单后几分钟催付：10 分钟、1 小时、24 小时 · reminders after ordering (U1)",
    )
    unpaid_phrases: Words = Field(
        default=("pay.remind_10m", "pay.remind_1h", "pay.remind_24h"),
        description="每次催付用的话术，各次不同 · phrase of each reminder (U1, P2)",
    )
    unpaid_closed_hours: Positive = Field(
        default=72, description="下单几小时仍未付进未付款明细表 · finally unpaid after hours (U2)"
    )
    quiet_from: Clock = Field(
        default=clock("22:00"), description="免打扰开始；到点的提醒顺延 · quiet hours from (U1)"
    )
    quiet_to: Clock = Field(default=clock("09:00"), description="免打扰结束 · quiet hours until (U1)")
    signed_days: Positive = Field(
        default=3, description="签收几天未确认未评价就回访 · days after signing (C3)"
    )
    csat_after_hours: Count = Field(
        default=24, description="售后办结几小时后满意度回访 · CSAT after a solved case (C3, C4)"
    )
    csat_phrase: str = Field(default="svc.csat", description="满意度回访话术 · phrase of the CSAT call")
    csat_low: int = Field(
        default=2,
        ge=1,
        le=5,
        strict=True,
        description="几分及以下报组长 · scores up to this go to the lead (C4)",
    )
    reviews_time: Clock = Field(
        default=clock("10:00"), description="每天看新评价的时间 · daily look at reviews (C3)"
    )
    long_review_length: Positive = Field(
        default=50, description="几字以上的好评专门致谢 · thank reviews from length (C3)"
    )
    negative_review_hours: Positive = Field(
        default=24, description="差评几小时内解释 · explain bad reviews within hours"
    )
    birthdays: Switch = Field(default=True, description="生日问候 · birthday greetings (C3)")
    tracking_stale_hours: Positive = Field(
        default=48, description="物流几小时不更新就主动查 · look into tracking that stands still (O4)"
    )
    sample_percent: Percent = Field(default=100, description="回访抽取比例 · share of orders followed up")

    def quiet(self, local: time) -> bool:
        """Whether buyers must not be disturbed at this time of the shop's day (rule U1)."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= local < self.quiet_to
        return local >= self.quiet_from or local < self.quiet_to
