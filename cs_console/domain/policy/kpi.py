"""`kpi.yaml`: targets, weights and error counts of the score sheet (rules K1–K4)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cs_console.domain.policy.base import Count, Label, Percent, PolicyModel, Positive, Switch, Text, Title, Words
from cs_console.domain.vocabulary import Role

Unit = Literal["seconds", "percent", "score", "fen", "count"]

FIGURES = (
    "first_response_median", "first_response_p90", "in_target", "resolution_median", "resolution_rate", "csat",
    "conversion", "order_value", "unpaid_recovered", "returns_24h", "promises_kept", "qa",
)  # fmt: skip
"""The figures that the console computes; `domain.figures` says exactly how (rule K1)."""

ERRORS = ("mispricing", "broken_promise", "order_mismatch", "overdue_reply", "bad_rating", "service_return")
"""The errors that the console counts; `domain.figure_errors` says from what (rule K1)."""


class Metric(PolicyModel):
    """One figure with its targets; `higher_is_better` says which way is good (rule K1)."""

    key: Text = Field(description="代号 · key")
    title: Label = Field(description="名称 · name")
    unit: Unit = Field(description="seconds 秒 percent 百分比 score 分 fen 分(钱) count 个 · unit")
    higher_is_better: Switch = Field(default=True, description="越高越好 · higher is better")
    month: float = Field(description="月目标 · monthly target")
    quarter: float = Field(description="季目标 · quarterly target")


class Weight(PolicyModel):
    """How much a figure counts for a role."""

    metric: Text = Field(description="指标代号 · key of the figure")
    weight: Percent = Field(description="权重 · weight in percent")


class ErrorKind(PolicyModel):
    """An error the rule books punish, counted from the data with its evidence (rule K1)."""

    key: Text = Field(description="代号 · key")
    title: Label = Field(description="名称 · name")
    points: Count = Field(default=1, description="考核表扣几分 · points off the score sheet")


class Criterion(PolicyModel):
    """One line of the inspection's score sheet (rule K4)."""

    key: Text = Field(description="代号 · key")
    title: Label = Field(description="看什么 · what is looked at")
    points: Positive = Field(description="满分几分 · full marks of this line")


def _not_100(name: str, total: int) -> PydanticCustomError:
    found = {"name": name, "total": total}
    return PydanticCustomError("weights_total", "weights of 100 in all for {name}, not {total}", found)


class PracticePolicy(PolicyModel):
    """Practice mode: how a question is marked (rule K4)."""

    questions: Positive = Field(default=10, description="一次练几题 · questions of one run")
    choice: Percent = Field(default=60, description="选对话术占几成 · share for the right phrase, percent")
    time: Percent = Field(default=20, description="速度占几成 · share for the time taken, percent")
    guard: Percent = Field(default=20, description="用语合规占几成 · share for what the guard finds, percent")
    target_seconds: Positive = Field(default=30, description="几秒内答完给满速度分 · full marks for time within")
    limit_seconds: Positive = Field(default=180, description="超过几秒速度分为零 · no marks for time beyond")

    @model_validator(mode="after")
    def _shares_add_up(self) -> PracticePolicy:
        if self.choice + self.time + self.guard != 100:
            raise _not_100("practice", self.choice + self.time + self.guard)
        if self.target_seconds > self.limit_seconds:
            raise PydanticCustomError("target_over_limit", "a target not above its limit")
        return self


def _criterion(key: str, zh: str, en: str, points: int) -> Criterion:
    return Criterion(key=key, title=Title(zh=zh, en=en), points=points)


def _metric(key: str, zh: str, en: str, unit: Unit, month: float, quarter: float, *, higher: bool = True) -> Metric:
    return Metric(key=key, title=Title(zh=zh, en=en), unit=unit, higher_is_better=higher, month=month, quarter=quarter)


def _weights(**shares: int) -> tuple[Weight, ...]:
    return tuple(Weight(metric=key, weight=share) for key, share in shares.items())


class KpiPolicy(PolicyModel):
    """The score sheet. Pay and penalties stay outside the product (rule K1)."""

    metrics: tuple[Metric, ...] = Field(
        default=(
            _metric(
                "first_response_median",
                "首响中位数",
                "First response, median",
                "seconds",
                30,
                30,
                higher=False,
            ),
            _metric("first_response_p90", "首响 P90", "First response, p90", "seconds", 120, 120, higher=False),
            _metric("in_target", "首响达标率", "First response in target", "percent", 90, 92),
            _metric(
                "resolution_median",
                "解决时长中位数",
                "Resolution, median",
                "seconds",
                14_400,
                14_400,
                higher=False,
            ),
            _metric("resolution_rate", "解决率", "Resolution rate", "percent", 95, 95),
            _metric("csat", "满意度", "CSAT", "score", 4.6, 4.7),
            _metric("conversion", "询单转化率", "Inquiry to order", "percent", 45, 48),
            _metric("order_value", "客单价", "Average order value", "fen", 15_000, 15_500),
            _metric("unpaid_recovered", "催付成功率", "Unpaid recovered", "percent", 30, 32),
            _metric("returns_24h", "退货 24 小时办结率", "Returns closed in 24 h", "percent", 95, 96),
            _metric("promises_kept", "承诺兑现率", "Promises kept", "percent", 98, 99),
            _metric("qa", "质检分", "QA score", "score", 90, 92),
        ),
        description="指标和月、季目标 · figures with targets (K1)",
    )
    weights: dict[Role, tuple[Weight, ...]] = Field(
        default={
            Role.AGENT: _weights(in_target=20, conversion=20, csat=20, promises_kept=15, unpaid_recovered=10, qa=15),
            Role.LEAD: _weights(in_target=20, csat=25, resolution_rate=20, promises_kept=15, qa=20),
            Role.WAREHOUSE: _weights(returns_24h=60, promises_kept=40),
        },
        description="各岗位权重，合计 100 · weights per role, 100 in all (K1)",
    )
    errors: tuple[ErrorKind, ...] = Field(
        default=(
            ErrorKind(key="mispricing", title=Title(zh="错改价格", en="Mispricing"), points=5),
            ErrorKind(key="broken_promise", title=Title(zh="承诺未兑现", en="Broken promise"), points=3),
            ErrorKind(
                key="order_mismatch",
                title=Title(zh="订单与约定不符", en="Order differs from what was agreed"),
                points=3,
            ),
            ErrorKind(key="overdue_reply", title=Title(zh="回复超时", en="Overdue reply"), points=1),
            ErrorKind(key="bad_rating", title=Title(zh="服务原因差评", en="Bad rating caused by service"), points=3),
            ErrorKind(key="service_return", title=Title(zh="服务原因退货", en="Return caused by service"), points=2),
        ),
        description="从数据里数出来的差错，附证据 · errors counted from the data (K1)",
    )
    conversion_days: Positive = Field(
        default=2, description="咨询后几天内下单算转化 · order within days of the inquiry"
    )
    score_cap_percent: Positive = Field(default=120, description="单项最高按目标的百分之几计 · cap of one figure")
    service_causes: Words = Field(
        default=("service", "promise"),
        description="哪些投诉原因算服务原因，followups.yaml 里的代号 · complaint causes that are the service's",
    )
    service_return_reasons: Words = Field(
        default=("not_as_described",),
        description="哪些退货原因算服务原因，aftersales.yaml 里的代号 · return reasons that are the service's",
    )
    mismatch_reasons: Words = Field(
        default=("wrong_item",),
        description="哪些退换原因说明订单与约定不符 · reasons that say an order differed from what was agreed",
    )
    qa_sheet: tuple[Criterion, ...] = Field(
        default=(
            _criterion("greeting", "开头结尾、称呼与语气", "Opening, closing, forms of address, tone", 15),
            _criterion("understood", "听懂了买家要什么", "Understood what the buyer wants", 20),
            _criterion("correct", "答得对、答得全", "Answered rightly and completely", 25),
            _criterion("promises", "承诺已备注、可兑现，无绝对化用语", "Promises remarked and kept within bounds", 20),
            _criterion("process", "流程、旗帜、登记无遗漏", "Procedure, flags and records complete", 20),
        ),
        description="质检评分表，满分合计 100 · score sheet of an inspection, 100 in all (K4)",
    )
    qa_pass: Percent = Field(default=80, description="质检几分以下必须写整改 · below this a corrective action (K4)")
    qa_action_days: Positive = Field(
        default=7, description="整改几天内复查 · corrective action checked within days (K4)"
    )
    qa_sample: Positive = Field(default=20, description="质检每次抽几条 · size of a QA sample (K4)")
    qa_seed: Count = Field(default=20140820, description="抽样种子，固定才可复查 · fixed seed (K4)")
    exam_full: Positive = Field(default=100, description="考试满分 · full marks (K4)")
    exam_pass: Positive = Field(default=80, description="及格线 · pass line (K4)")
    practice: PracticePolicy = Field(
        default=PracticePolicy(), description="练习模式怎么计分 · how practice is marked (K4)"
    )
    top_questions: Positive = Field(default=10, description="晨会列几个热门问题 · questions on the morning sheet (K3)")
    top_reasons: Positive = Field(default=3, description="退货原因列前几名 · top return reasons shown (K2)")

    @model_validator(mode="after")
    def _weights_add_up(self) -> KpiPolicy:
        known = {metric.key for metric in self.metrics}
        for names, all_names in ((known, FIGURES), ({one.key for one in self.errors}, ERRORS)):
            for name in sorted(names - set(all_names)):
                raise PydanticCustomError("unknown_metric", "a figure: {name}", {"name": name})
        for role, weights in self.weights.items():
            for entry in weights:
                if entry.metric not in known:
                    raise PydanticCustomError("unknown_metric", "a figure: {name}", {"name": entry.metric})
            total = sum(entry.weight for entry in weights)
            if weights and total != 100:
                raise _not_100(role.value, total)
        if (full := sum(one.points for one in self.qa_sheet)) != 100:
            raise _not_100("qa_sheet", full)
        if self.exam_pass > self.exam_full:
            raise PydanticCustomError("exam_pass", "exam_pass not above exam_full")
        return self

    def criterion(self, key: str) -> Criterion | None:
        """The line of the inspection's sheet with that key."""
        return next((one for one in self.qa_sheet if one.key == key), None)

    def metric(self, key: str) -> Metric | None:
        """The figure with that key."""
        return next((metric for metric in self.metrics if metric.key == key), None)
