"""`flags.yaml`: what each flag colour means, its digit and its place in the figures (rule R3)."""

from __future__ import annotations

from functools import cached_property

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cs_console.domain.policy.base import Label, PolicyModel, Switch, Text, Title, first_repeated
from cs_console.domain.vocabulary import Flag


class FlagDef(PolicyModel):
    """One colour: its meaning in both languages, the digit that sets it, its part in the figures."""

    flag: Flag = Field(description="颜色 · grey red yellow green blue purple")
    digit: int = Field(ge=0, le=9, strict=True, description="按哪个数字设它 · digit that sets it")
    meaning: Label = Field(description="含义 · meaning")
    excluded_from_kpi: Switch = Field(default=False, description="不计入考核 · excluded from figures (K1)")
    hold: Switch = Field(default=False, description="先别发货 · hold the order (R3)")
    in_handover: Switch = Field(default=True, description="处理中的进交接 · listed in the handover (H1)")


def _meaning(flag: Flag, digit: int, zh: str, en: str, *, kpi_out: bool = False, hold: bool = False) -> FlagDef:
    return FlagDef(
        flag=flag, digit=digit, meaning=Title(zh=zh, en=en), excluded_from_kpi=kpi_out, hold=hold,
        in_handover=flag is not Flag.GREY,
    )  # fmt: skip


class FlagsPolicy(PolicyModel):
    """The colours in use. Green marks *suspicion* of brushing only; no workflow helps it (rule R3)."""

    flags: tuple[FlagDef, ...] = Field(
        default=(
            _meaning(Flag.GREY, 0, "普通", "Normal"),
            _meaning(Flag.RED, 1, "发货前先看", "Look before shipping", hold=True),
            _meaning(Flag.YELLOW, 2, "问题件", "Problem item"),
            _meaning(Flag.GREEN, 3, "疑似刷单，待核实", "Suspected brushing", kpi_out=True, hold=True),
            _meaning(Flag.BLUE, 4, "换货", "Exchange"),
            _meaning(Flag.PURPLE, 5, "退货", "Return"),
        ),
        description="旗帜含义 · meaning of each colour (R3)",
    )
    suspicion_note: Text = Field(
        default="刷单违法。绿旗只表示疑似：先不发货，不计考核，请组长核实。",
        description="标绿旗时显示的提醒 · note shown when green is set (R3)",
    )

    @model_validator(mode="after")
    def _each_once(self) -> FlagsPolicy:
        colours, digits = [d.flag for d in self.flags], [d.digit for d in self.flags]
        if len(set(colours)) != len(colours) or len(set(digits)) != len(digits):
            raise PydanticCustomError(
                "duplicate_flag", "each colour and each digit once: {name}",
                {"name": first_repeated(one.value for one in colours) or first_repeated(digits)},
            )  # fmt: skip
        return self

    @cached_property
    def by_digit(self) -> dict[int, Flag]:
        """The colour each digit sets."""
        return {entry.digit: entry.flag for entry in self.flags}

    @cached_property
    def excluded(self) -> frozenset[Flag]:
        """Colours whose orders stay out of the figures (rule K1)."""
        return frozenset(entry.flag for entry in self.flags if entry.excluded_from_kpi)

    @cached_property
    def handed_over(self) -> frozenset[Flag]:
        """Colours whose orders in progress stand in the handover (rule H1); grey is every order nobody marked."""
        return frozenset(entry.flag for entry in self.flags if entry.in_handover) - {Flag.GREY}

    def of(self, flag: Flag) -> FlagDef | None:
        """What a colour means here."""
        return next((entry for entry in self.flags if entry.flag is flag), None)
