"""`autoreplies.yaml`: automatic replies by period, one key to copy (rule S7)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cs_console.domain.policy.base import Clock, Label, Moment, PolicyModel, Switch, Text, Title, clock, first_repeated

Kind = Literal["welcome", "away", "busy", "off_hours", "campaign"]


class AutoReply(PolicyModel):
    """One text with the period it fits; without times it always fits (rule S7)."""

    id: Text = Field(description="编号 · id")
    kind: Kind = Field(description="welcome 迎宾 away 离开 busy 忙碌 off_hours 下班 campaign 活动 · kind")
    title: Label = Field(description="名称 · name")
    text: Text = Field(description="内容，可用话术变量 · text, takes phrase variables (P3)")
    from_time: Clock | None = Field(default=None, description="每天从几点 · daily from")
    to_time: Clock | None = Field(default=None, description="每天到几点，可跨午夜 · daily until, may pass midnight")
    start: Moment | None = Field(default=None, description="活动开始 · campaign start")
    end: Moment | None = Field(default=None, description="活动结束 · campaign end")

    @model_validator(mode="after")
    def _period(self) -> AutoReply:
        if (self.from_time is None) != (self.to_time is None):
            raise PydanticCustomError("half_period", "both from_time and to_time")
        if self.kind == "campaign" and (self.start is None or self.end is None):
            raise PydanticCustomError("half_period", "both start and end")
        if self.start and self.end and self.end <= self.start:
            raise PydanticCustomError("campaign_order", "an end after the start")
        return self

    def fits(self, local: datetime) -> bool:
        """Whether the text fits the shop's clock at `local` (aware, in the shop's zone)."""
        naive = local.replace(tzinfo=None)
        if (self.start and naive < self.start) or (self.end and naive >= self.end):
            return False
        return self.from_time is None or self.to_time is None or _within(naive.time(), self.from_time, self.to_time)


def _within(now: time, start: time, end: time) -> bool:
    return start <= now < end if start < end else now >= start or now < end


class AutorepliesPolicy(PolicyModel):
    """The automatic replies; the console says when the text set no longer fits the clock (rule S7)."""

    warn_stale: Switch = Field(default=True, description="设的文本不合时段就提醒 · say when the text set is stale (S7)")
    texts: tuple[AutoReply, ...] = Field(
        default=(
            AutoReply(
                id="auto.welcome", kind="welcome", title=Title(zh="迎宾", en="Welcome"),
                text="亲，您好，欢迎光临{shop}～请问有什么可以帮您的吗？直接发订单号，我查得更快哦。",
                from_time=clock("08:30"), to_time=clock("01:00"),
            ),
            AutoReply(
                id="auto.busy", kind="busy", title=Title(zh="忙碌", en="Busy"),
                text="亲，现在咨询的买家比较多，我按先后一个个回，请您稍等一下哦，看到就回您～",
                from_time=clock("08:30"), to_time=clock("01:00"),
            ),
            AutoReply(
                id="auto.away", kind="away", title=Title(zh="离开", en="Away"),
                text="亲，客服暂时离开一小会儿，请先留言，我回来第一时间看您的消息哦～",
                from_time=clock("08:30"), to_time=clock("01:00"),
            ),
            AutoReply(
                id="auto.off_hours", kind="off_hours", title=Title(zh="下班", en="Off hours"),
                text="亲，客服在线时间是{work_hours}，现在已经下班啦。请留下订单号和问题，上班后优先回复您哦～",
                from_time=clock("01:00"), to_time=clock("08:30"),
            ),
        ),
        description="自动回复文本 · texts; add campaign ones with start and end (S7)",
    )  # fmt: skip

    @model_validator(mode="after")
    def _ids_once(self) -> AutorepliesPolicy:
        ids = [entry.id for entry in self.texts]
        if len(ids) != len(set(ids)):
            raise PydanticCustomError("duplicate_id", "ids that are unique: {name}", {"name": first_repeated(ids)})
        return self

    def fitting(self, local: datetime) -> tuple[AutoReply, ...]:
        """The texts that fit now, campaign ones first (rule S7)."""
        fits = [entry for entry in self.texts if entry.fits(local)]
        return tuple(sorted(fits, key=lambda entry: entry.kind != "campaign"))
