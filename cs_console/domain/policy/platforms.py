"""`platforms.yaml`: flag codes, fallbacks and write-back columns of each platform (rules R3, R5, R7)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cs_console.domain.policy.base import Label, PolicyModel, Positive, Switch, Text, Title
from cs_console.domain.vocabulary import Flag, Platform

BatchField = Literal[
    "order_no", "remark", "flag_code", "flag_word", "former_remark", "changed_by", "changed_at"
]


class BatchColumn(PolicyModel):
    """One column of the write-back batch file (rule R7)."""

    header: Text = Field(description="列名 · header")
    value: BatchField = Field(description="内容 · what stands in it")


class PlatformDef(PolicyModel):
    """One platform: its own flag codes, what it calls them, how remarks go back."""

    title: Label = Field(description="名称 · name")
    flag_codes: dict[Flag, int] = Field(description="颜色 → 平台代码 · colour → the platform's code (R3)")
    flag_words: dict[str, Flag] = Field(
        default_factory=dict, description="导出里的颜色字样 → 颜色 · words in exports → colour"
    )
    fallbacks: dict[Flag, str] = Field(
        default_factory=dict,
        description="平台没有的颜色改用什么，界面会说 · a colour it lacks → what is shown instead (R5)",
    )
    send_flag_always: Switch = Field(
        default=True, description="写备注时总带当前旗帜，免得被清成灰旗 · always send the flag with a remark"
    )
    batch_columns: tuple[BatchColumn, ...] = Field(
        default=(), description="回写文件的列 · columns of the batch file (R7)"
    )
    batch_encoding: Literal["utf-8-sig", "gb18030"] = Field(
        default="utf-8-sig", description="回写文件编码 · encoding"
    )
    batch_rows: Positive = Field(default=500, description="一个回写文件最多几行 · most rows a file")

    @model_validator(mode="after")
    def _codes_once(self) -> PlatformDef:
        codes = list(self.flag_codes.values())
        if len(codes) != len(set(codes)):
            raise PydanticCustomError("duplicate_code", "each platform code once")
        return self

    def code(self, flag: Flag) -> int | None:
        """The platform's code for a colour, None when it has none (rule R5)."""
        return self.flag_codes.get(flag)

    def flag(self, code: int) -> Flag:
        """The colour of a platform code; an unknown one is kept as `other` (rule R3)."""
        return next((flag for flag, number in self.flag_codes.items() if number == code), Flag.OTHER)


_WORDS = {
    "灰": Flag.GREY, "灰色": Flag.GREY, "红": Flag.RED, "红色": Flag.RED, "黄": Flag.YELLOW,
    "黄色": Flag.YELLOW,
    "绿": Flag.GREEN, "绿色": Flag.GREEN, "蓝": Flag.BLUE, "蓝色": Flag.BLUE, "紫": Flag.PURPLE,
    "紫色": Flag.PURPLE,
    "粉": Flag.PURPLE, "粉色": Flag.PURPLE,
}  # fmt: skip
_STRAIGHT = {
    Flag.GREY: 0, Flag.RED: 1, Flag.YELLOW: 2, Flag.GREEN: 3, Flag.BLUE: 4, Flag.PURPLE: 5,
}  # fmt: skip


def _columns(order: str, remark: str, flag: str) -> tuple[BatchColumn, ...]:
    return (
        BatchColumn(header=order, value="order_no"),
        BatchColumn(header=remark, value="remark"),
        BatchColumn(header=flag, value="flag_code"),
    )


class PlatformsPolicy(PolicyModel):
    """The platforms as this shop uses them; colours are stored by name and mapped here (rule R3)."""

    platforms: dict[Platform, PlatformDef] = Field(
        default={
            Platform.TAOBAO: PlatformDef(
                title=Title(zh="淘宝/天猫", en="Taobao/Tmall"), flag_codes=_STRAIGHT, flag_words=_WORDS,
                batch_columns=_columns("订单编号", "商家备忘", "旗帜"), batch_encoding="gb18030",
            ),
            Platform.JD: PlatformDef(
                title=Title(zh="京东", en="JD"), flag_codes=_STRAIGHT, flag_words=_WORDS,
                batch_columns=_columns("订单号", "商家备注", "商家备注等级"), batch_encoding="gb18030",
            ),
            Platform.PDD: PlatformDef(
                title=Title(zh="拼多多", en="PDD"),
                flag_codes={flag: code for flag, code in _STRAIGHT.items() if flag is not Flag.GREY},
                flag_words=_WORDS, fallbacks={Flag.GREY: "无标记"},
                batch_columns=_columns("订单号", "商家备注", "标记"),
            ),
            Platform.DOUYIN: PlatformDef(
                title=Title(zh="抖音", en="Douyin"),
                flag_codes={
                    Flag.GREY: 0, Flag.PURPLE: 1, Flag.BLUE: 2, Flag.GREEN: 3, Flag.YELLOW: 4, Flag.RED: 5,
                },
                flag_words={**_WORDS, "橙": Flag.YELLOW, "橙色": Flag.YELLOW, "青": Flag.BLUE,
                            "青色": Flag.BLUE},
                fallbacks={Flag.YELLOW: "橙", Flag.BLUE: "青"},
                batch_columns=_columns("订单编号", "商家备注", "旗帜颜色"),
            ),
            Platform.OTHER: PlatformDef(
                title=Title(zh="其他", en="Other"), flag_codes=_STRAIGHT, flag_words=_WORDS,
                batch_columns=_columns("订单编号", "备注", "旗帜"),
            ),
        },
        description="平台 · platforms (R3, R5, R7); Douyin's codes run the other way",
    )  # fmt: skip
    default_platform: Platform = Field(
        default=Platform.TAOBAO, description="认不出时当作哪个平台 · assumed platform"
    )

    def platform(self, platform: Platform) -> PlatformDef:
        """How a platform is used; one that is not listed behaves like `other`, else like Taobao."""
        fallback = PlatformDef(title=Title(zh="其他", en="Other"), flag_codes=_STRAIGHT, flag_words=_WORDS)
        return self.platforms.get(platform) or self.platforms.get(Platform.OTHER) or fallback
