"""`followups.yaml`: reminders, calls, reviews, CSAT; complaints and suggestions (rules U1, U2, C2–C5)."""

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
    Text,
    Title,
    Words,
    clock,
)
from cs_console.domain.policy.routing import Choice


class ComplaintMinutes(PolicyModel):
    """How long each step of a complaint may take; first contact follows `sla.yaml` (rule C2)."""

    record: Positive = Field(default=10, description="记录（分钟）· record")
    classify: Positive = Field(default=30, description="归类 · classify")
    investigate: Positive = Field(default=1_440, description="调查 · investigate")
    propose: Positive = Field(default=240, description="提出方案 · propose")
    opinion: Positive = Field(default=1_440, description="征求买家意见 · buyer's opinion")
    carry_out: Positive = Field(default=2_880, description="执行 · carry out")
    feed_back: Positive = Field(default=1_440, description="反馈结果 · feed back")


class ComplaintPhrases(PolicyModel):
    """What to say at the steps of a complaint at which the buyer is spoken to (rule C2)."""

    receive: str = Field(default="com.first", description="首次联系致歉 · first contact, apology")
    investigate: str = Field(default="com.investigate", description="调查中告知进度 · how far the inquiry is")
    opinion: str = Field(default="com.proposal", description="提方案、征求意见 · proposal, the buyer's opinion")
    feed_back: str = Field(default="com.done", description="反馈结果 · feeding back")

    def of(self, stage: str) -> str:
        """The phrase of a step, "" for one at which the buyer is not spoken to."""
        return str(getattr(self, stage, ""))


def _picks(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(key=key, title=Title(zh=zh, en=en)) for key, zh, en in rows)


def _title(picks: tuple[Choice, ...], key: str, language: str) -> str:
    return next((pick.title.text(language) for pick in picks if pick.key == key), key)


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
    quiet_from: Clock = Field(default=clock("22:00"), description="免打扰开始；到点的提醒顺延 · quiet hours from (U1)")
    quiet_to: Clock = Field(default=clock("09:00"), description="免打扰结束 · quiet hours until (U1)")
    signed_days: Positive = Field(default=3, description="签收几天未确认未评价就回访 · days after signing (C3)")
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
    reviews_time: Clock = Field(default=clock("10:00"), description="每天看新评价的时间 · daily look at reviews (C3)")
    long_review_length: Positive = Field(
        default=50, description="几字以上的好评专门致谢 · thank reviews from length (C3)"
    )
    negative_review_stars: int = Field(
        default=3, ge=1, le=4, strict=True, description="几星及以下算差评 · stars up to this are a bad review (C3)"
    )
    negative_review_phrase: str = Field(
        default="com.reviewed", description="差评联系买家的话术 · phrase to explain a bad review"
    )
    long_review_phrase: str = Field(default="svc.review_thanks", description="长好评致谢话术 · phrase of thanks")
    negative_review_hours: Positive = Field(
        default=24, description="差评几小时内解释 · explain bad reviews within hours"
    )
    birthdays: Switch = Field(default=True, description="生日问候 · birthday greetings (C3)")
    sample_percent: Percent = Field(default=100, description="回访抽取比例 · share of orders followed up")

    lookback_days: Positive = Field(default=30, description="超过几天的不再跟进 · older than this many days is let be")
    birthday_tag: Text = Field(
        default="生日", description="买家标签写“生日 6-14”的当天问候 · tag that carries a birthday (C3)"
    )
    campaign_tags: Words = Field(
        default=("活动通知",), description="带这些标签的买家活动前通知 · tags of buyers told of campaigns (C3)"
    )
    campaign_hours: Positive = Field(default=24, description="活动开始前几小时通知 · hours before a campaign's start")
    birthday_phrase: str = Field(
        default="svc.birthday", description="生日问候话术 · phrase of a birthday's greeting (C3)"
    )
    signed_phrase: str = Field(default="svc.followup", description="签收回访话术 · phrase of the call after signing")
    complaint_minutes: ComplaintMinutes = Field(
        default=ComplaintMinutes(),
        description="投诉各步时限（分钟），首次联系按 sla.yaml · limits of a complaint's steps (C2)",
    )
    complaint_phrases: ComplaintPhrases = Field(
        default=ComplaintPhrases(), description="投诉各步用的话术 · phrases of a complaint's steps (C2)"
    )
    complaint_causes: tuple[Choice, ...] = Field(
        default=_picks(
            ("service", "服务态度、答复慢", "Service or slow answers"),
            ("promise", "承诺未兑现", "Broken promise"),
            ("quality", "商品质量", "Quality of the goods"),
            ("description", "与描述不符", "Not as described"),
            ("shipping", "发货慢、漏发错发", "Late, missing or wrong shipment"),
            ("courier", "快递时效、破损、态度", "Courier: speed, damage, manner"),
            ("refund", "退款退货处理", "Handling of a refund or return"),
            ("price", "价格、优惠争议", "Price or discount"),
            ("other", "其他", "Other"),
        ),
        description="投诉原因 · causes of complaints (C2)",
    )
    suggestion_natures: tuple[Choice, ...] = Field(
        default=_picks(
            ("product", "商品改进", "Product"),
            ("packaging", "包装", "Packaging"),
            ("logistics", "物流", "Logistics"),
            ("service", "客服服务", "Service"),
            ("page", "页面描述", "Shop pages"),
            ("price", "价格活动", "Prices and campaigns"),
            ("other", "其他", "Other"),
        ),
        description="建议的性质 · nature of suggestions (C5)",
    )
    suggestion_departments: Words = Field(
        default=("产品", "仓储物流", "运营", "客服"),
        description="每周转给哪些部门 · departments that get them weekly (C5)",
    )

    def cause(self, key: str, language: str) -> str:
        """A complaint cause in words; one no longer listed as it was stored."""
        return _title(self.complaint_causes, key, language)

    def nature(self, key: str, language: str) -> str:
        """A suggestion's nature in words; one no longer listed as it was stored."""
        return _title(self.suggestion_natures, key, language)

    def quiet(self, local: time) -> bool:
        """Whether buyers must not be disturbed at this time of the shop's day (rule U1)."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= local < self.quiet_to
        return local >= self.quiet_from or local < self.quiet_to
