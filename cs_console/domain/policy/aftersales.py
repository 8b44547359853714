"""`aftersales.yaml`: the seven-day window and the steps of every flow (rules A1–A9)."""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from cs_console.domain.policy.aftersales_defaults import EXCHANGE_REASONS, FLOWS, RETURN_REASONS
from cs_console.domain.policy.base import (
    Clock,
    Count,
    Day,
    Fen,
    Label,
    PolicyModel,
    Positive,
    Switch,
    Text,
    Title,
    Words,
    clock,
    first_repeated,
)
from cs_console.domain.vocabulary import Flag, Flow

StepOwner = Literal["agent", "warehouse", "lead"]
FieldType = Literal["text", "money", "balance", "date", "choice", "bool", "tracking", "photo", "account", "number"]
Effect = Literal[
    "window", "reason", "platform_reason", "amount", "flag", "remark", "tracking_in", "receive", "restock",
    "reimburse", "tracking_out", "refund", "difference", "settle", "close",
]  # fmt: skip
"""What finishing a step does beyond ticking it; the case service carries it out."""


class Option(PolicyModel):
    """One choice, stored by its key."""

    key: Text = Field(description="代号 · key")
    title: Label = Field(description="显示的文字 · text shown")


class StepField(PolicyModel):
    """One thing to fill in before a step can be ticked (rule A6)."""

    key: Text = Field(description="代号 · key")
    title: Label = Field(description="显示的名称 · label")
    type: FieldType = Field(
        default="text",
        description=(
            "text money(分) balance(补差为正、退差为负) date choice bool tracking photo(文件会留指纹) "
            "account(打码) number · balance: paid by the buyer +, given back -; photo: a file's hash is kept; "
            "account is stored masked (A3)"
        ),
    )
    required: Switch = Field(default=True, description="必填 · required")
    required_when: str = Field(
        default="",
        description=(
            "某项有此值时必填：项名（bool 为真）或 项名=值|值，前面步骤的项也行 "
            "· required when that field is true, or has one of the values: name=a|b (A2, A8)"
        ),
    )
    choices: tuple[Option, ...] = Field(default=(), description="选项 · choices")
    must_be: str = Field(default="", description="只有这个值才能继续 · the only value that lets the case go on")

    def asked_by(self, values: Mapping[str, str]) -> bool:
        """Whether what was filled in so far makes the field required (rules A2, A8)."""
        name, _, wanted = self.required_when.partition("=")
        return bool(name) and values.get(name) in (wanted or "true").split("|")


class StepDef(PolicyModel):
    """One step of a flow: order, owner, fields, due time and effects (rule A6)."""

    key: Text = Field(description="代号 · key")
    title: Label = Field(description="名称 · name")
    owner: StepOwner = Field(default="agent", description="agent 客服 warehouse 仓库 lead 组长 · who does it")
    fields: tuple[StepField, ...] = Field(default=(), description="要填的项 · fields")
    due_hours: Count | None = Field(default=None, description="几小时内完成 · hours until it is due")
    due_from: Literal["previous", "arrival"] = Field(
        default="previous",
        description="从上一步 previous 或仓库收到 arrival 起算 · when the hours begin (A7)",
    )
    due_same_day: Switch = Field(default=False, description="当天内完成 · due the same day (A3)")
    phrase: str = Field(default="", description="要发的话术编号 · id of the phrase to send")
    na_allowed: Switch = Field(default=False, description="可以标“不适用” · may be marked not applicable")
    effects: tuple[Effect, ...] = Field(default=(), description="勾选后系统做什么 · what ticking it does")


class FlowDef(PolicyModel):
    """One after-sales flow with its ordered steps (rules A2–A5, A8)."""

    title: Label = Field(description="名称 · name")
    quality: Switch = Field(default=False, description="质量问题 · quality problem")
    kind: Literal["return", "exchange", "claim", "service"] = Field(
        description="return 退 exchange 换 claim 包裹问题 service 返修补发 · kind"
    )
    opening: str = Field(default="", description="开场话术编号 · id of the opening phrase (P8)")
    closing: str = Field(default="", description="结束话术编号 · id of the closing phrase (P8)")
    remark: str = Field(
        default="", description="备注模板，可用步骤里的项名 · remark; names of the steps' fields in braces"
    )
    flag: Flag | None = Field(default=None, description="旗帜 · flag (R3)")
    platform_reason: str = Field(
        default="",
        description=("平台上的退款原因，空为买家自选 · reason on the platform, empty: the buyer's own (A2, A3)"),
    )
    return_freight: Literal["buyer", "shop"] = Field(
        default="buyer", description="寄回运费谁付 · who pays return freight"
    )
    steps: tuple[StepDef, ...] = Field(min_length=1, description="步骤，按顺序做 · steps, in order (A6)")

    @model_validator(mode="after")
    def _coherent(self) -> FlowDef:
        keys = [step.key for step in self.steps]
        if len(keys) != len(set(keys)):
            raise PydanticCustomError(
                "duplicate_step", "step keys that are unique: {name}", {"name": first_repeated(keys)}
            )
        names = {field.key for step in self.steps for field in step.fields}
        for _, name, _, _ in string.Formatter().parse(self.remark):
            if name is not None and name not in names:
                raise PydanticCustomError("unknown_field", "a field of the steps: {name}", {"name": name})
        for step in self.steps:
            for field in step.fields:
                if field.required_when and field.required_when.partition("=")[0] not in names:
                    raise PydanticCustomError(
                        "unknown_field", "a field of the steps: {name}", {"name": field.required_when}
                    )
                if field.type == "choice" and not field.choices and field.key != "reason":
                    raise PydanticCustomError("no_choices", "choices for {name}", {"name": field.key})
        return self

    def step(self, key: str) -> StepDef | None:
        """The step with that key."""
        return next((step for step in self.steps if step.key == key), None)

    def position(self, key: str) -> int:
        """Where the step stands, from 0; -1 for a stranger."""
        return next((at for at, step in enumerate(self.steps) if step.key == key), -1)


def _options(rows: tuple[tuple[str, str, str], ...]) -> tuple[Option, ...]:
    return tuple(Option(key=key, title=Title(zh=zh, en=en)) for key, zh, en in rows)


class AftersalesPolicy(PolicyModel):
    """When goods may come back and how; a step is never skipped by any path (rule A6)."""

    window_basis: Literal["calendar", "hours168"] = Field(
        default="calendar",
        description=(
            "calendar：签收次日为第 1 天，第 7 天 24:00 截止；hours168：签收起 168 小时。"
            "默认 calendar：与《消法》第 25 条按签收次日起算一致，对买家也更宽 "
            "· calendar follows the law and is kinder to buyers; basis of the window (A1)"
        ),
    )
    window_days: Positive = Field(default=7, description="几天 · days (A1)")
    flexible_approvers: tuple[Literal["lead", "admin"], ...] = Field(
        default=("lead", "admin"),
        description="超期破例由谁批，须留名和原因 · who may approve outside the window (A1)",
    )
    refund_days_by_law: Positive = Field(
        default=7, description="收到退货后几天内退款（消法第 25 条）· refund within days of receipt, by law"
    )
    not_free_refund_excludes_freight: Switch = Field(
        default=True,
        description="不包邮的订单：退款不含已收的发货运费 · goods not shipped free: our freight is kept (A2)",
    )
    shipped_free_freight: Literal["shop", "buyer"] = Field(
        default="shop",
        description=("包邮订单无理由退货时发货运费谁担：默认 shop，因标价已含邮费、另扣易起纠纷 · who bears it (A2)"),
    )
    advanced_freight_fen: Fen | None = Field(
        default=3000,
        description=(
            "返还买家垫付运费最多多少（分），超过的由组长来填并写备注；null 不设上限。"
            "A3 没写上限，两种读法：凭面单实付实返；或只返合理运费，贵的先问组长。默认 3000（30 元），"
            "普通包裹寄回够用，又防多填一位 "
            "· freight reimbursed without a lead, in fen; null: whatever the slip says (A3)"
        ),
    )
    warehouse_hours: Positive = Field(
        default=24, description="仓库收到后几小时内办完 · finished within hours of receipt (A7)"
    )
    reconcile_time: Clock = Field(default=clock("16:00"), description="每天和仓库对账的时间 · daily reconciling (A7)")
    exempt_words: Words = Field(
        default=("定制", "定做", "订做", "来图", "刻字", "鲜花", "水果", "生鲜", "蛋糕", "海鲜", "活体",
                 "充值", "点卡",
                 "激活码", "软件", "电子书", "报纸", "期刊", "杂志"),
        description="不适用无理由退货的商品字样（定作、鲜活易腐、数字化商品、报刊）· exempt goods (A9)",
    )  # fmt: skip
    exempt_since: Day | None = Field(default=None, description="名单生效日期 · effective date of the list (E6)")
    return_reasons: tuple[Option, ...] = Field(
        default=_options(RETURN_REASONS),
        description="退货真实原因，进汇总表 · true reasons of returns (A2, K2)",
    )
    exchange_reasons: tuple[Option, ...] = Field(
        default=_options(EXCHANGE_REASONS), description="换货原因 · reasons of exchanges (A4)"
    )
    flows: dict[Flow, FlowDef] = Field(
        default={Flow(key): FlowDef.model_validate(flow) for key, flow in FLOWS.items()},
        description="流程 · flows (A2–A5, A8)",
    )

    @field_validator("flows")
    @classmethod
    def _complete(cls, value: dict[Flow, FlowDef]) -> dict[Flow, FlowDef]:
        missing = [flow.value for flow in Flow if flow not in value]
        if missing:
            raise PydanticCustomError("missing_flow", "the flow {name}", {"name": ", ".join(missing)})
        return value

    def flow(self, flow: Flow) -> FlowDef:
        """The definition of a flow; all flows are always there."""
        return self.flows[flow]

    def reasons(self, flow: Flow) -> tuple[Option, ...]:
        """The true reasons offered for a flow."""
        return self.exchange_reasons if self.flows[flow].kind == "exchange" else self.return_reasons

    def reason(self, flow: Flow, key: str) -> Title | None:
        """The true reason's words in both languages; None for one that the lists do not have."""
        return next((one.title for one in self.reasons(flow) if one.key == key), None)

    @cached_property
    def phrase_ids(self) -> frozenset[str]:
        """Every phrase the flows send, so that `check` can say which one is missing."""
        ids = {step.phrase for flow in self.flows.values() for step in flow.steps}
        ids |= {name for flow in self.flows.values() for name in (flow.opening, flow.closing)}
        return frozenset(ids - {""})
