"""`sla.yaml`: how fast a reply is owed, per category, priority and channel (rule Q1)."""

from __future__ import annotations

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cs_console.domain.policy.base import Count, Many, PolicyModel, Positive
from cs_console.domain.vocabulary import Category, Channel, Priority


class Limits(PolicyModel):
    """Targets and limits in seconds; the target warns, the limit breaks (rule Q1)."""

    first_target: Positive = Field(default=30, description="首次回复目标（秒）· first reply, target")
    first_limit: Positive = Field(default=180, description="首次回复上限（秒）· first reply, limit")
    next_target: Positive = Field(default=60, description="后续回复目标（秒）· next reply, target")
    next_limit: Positive = Field(default=180, description="后续回复上限（秒）· next reply, limit")
    resolution: Positive = Field(default=86_400, description="解决时限（秒）· resolution")

    @model_validator(mode="after")
    def _target_within_limit(self) -> Limits:
        if self.first_target > self.first_limit or self.next_target > self.next_limit:
            raise PydanticCustomError("target_over_limit", "a target not above its limit")
        return self


class LimitRule(Limits):
    """Limits for what it names; an empty list means any. The first rule that fits wins."""

    category: Many[Category] = Field(default=(), description="类别 · categories, empty for any")
    priority: Many[Priority] = Field(default=(), description="优先级 · priorities, empty for any")
    channel: Many[Channel] = Field(default=(), description="渠道 · channels, empty for any")

    def fits(self, category: Category, priority: Priority, channel: Channel) -> bool:
        """Whether this rule speaks about such an inquiry."""
        return (
            (not self.category or category in self.category)
            and (not self.priority or priority in self.priority)
            and (not self.channel or channel in self.channel)
        )


class SlaPolicy(PolicyModel):
    """The clock of every inquiry, and the leases that keep a claim alive (rules Q1, Q5)."""

    rules: tuple[LimitRule, ...] = Field(
        default=(
            LimitRule(
                category=(Category.COMPLAINT,), channel=(Channel.CHAT, Channel.PHONE),
                first_target=60, first_limit=180, next_target=60, next_limit=180, resolution=86_400,
            ),
            LimitRule(
                channel=(Channel.EMAIL,),
                first_target=3_600, first_limit=14_400, next_target=3_600, next_limit=14_400,
                resolution=172_800,
            ),
            LimitRule(
                channel=(Channel.SOCIAL,),
                first_target=900, first_limit=3_600, next_target=900, next_limit=3_600, resolution=172_800,
            ),
            LimitRule(
                channel=(Channel.PHONE,),
                first_target=15, first_limit=60, next_target=600, next_limit=1_800, resolution=86_400,
            ),
            LimitRule(
                priority=(Priority.URGENT,),
                first_target=30, first_limit=120, next_target=30, next_limit=120, resolution=14_400,
            ),
            LimitRule(
                category=(Category.AFTERSALE,), resolution=172_800,
            ),
        ),
        description=(
            "从上到下第一条适用的生效；都不适用用 default "
            "· first rule that fits wins, else default (Q1)"
        ),
    )  # fmt: skip
    default: Limits = Field(default=Limits(), description="聊天默认：首响 30 秒/180 秒 · chat default (Q1)")
    offline_minutes: Positive = Field(
        default=15, description="离线留言：开班后几分钟内 · offline messages, after shift start (Q1, S4)"
    )
    warn_seconds: Count = Field(default=30, description="快超时前几秒提醒 · warn before the limit breaks (E2)")
    lease_seconds: Positive = Field(default=90, description="领取有效期（秒）· lease of a claim (Q5)")
    renew_seconds: Positive = Field(default=30, description="控制台续期间隔（秒）· renewal by a live console (Q5)")
    cli_lease_minutes: Positive = Field(
        default=15, description="命令行领取的有效期（分钟）· lease of a claim from the command line (Q5)"
    )

    @model_validator(mode="after")
    def _renewed_in_time(self) -> SlaPolicy:
        if self.renew_seconds >= self.lease_seconds:
            raise PydanticCustomError("renew_too_slow", "renew_seconds below lease_seconds")
        return self

    def limits(self, category: Category, priority: Priority, channel: Channel) -> Limits:
        """The limits that hold for an inquiry: the first rule that fits, else the default (rule Q1)."""
        return next((rule for rule in self.rules if rule.fits(category, priority, channel)), self.default)
