"""`platforms.yaml`: flag codes, fallbacks and write-back columns of each platform (rules R3, R5, R7)."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from cs_console.domain.policy.base import Label, PolicyModel, Positive, Switch, Text, Title, first_repeated
from cs_console.domain.vocabulary import Flag, Platform

BatchField = Literal[
    "order_no", "remark", "flag_code", "flag_name", "flag_word", "former_remark", "changed_by", "changed_at"
]
SignMethod = Literal["md5", "hmac", "hmac-sha256"]
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class BatchColumn(PolicyModel):
    """One column of the write-back batch file (rule R7)."""

    header: Text = Field(description="列名 · header")
    value: BatchField = Field(description="内容 · what stands in it")


class CallDef(PolicyModel):
    """The platform's own call that writes a remark, as its documents name it (rule R7)."""

    method: Text = Field(description="接口名 · method")
    parameters: dict[str, Text] = Field(
        description="参数 → 内容，可用 {order_no} {remark} {flag_code} {flag_name}；花括号里没有值的不发 · "
        "parameter → what stands in it; one without a value is left out"
    )
    clear: dict[str, Text] = Field(
        default_factory=dict, description="清空备注时另加的参数 · added when a remark is emptied on purpose"
    )


class GatewayDef(PolicyModel):
    """How the gateway is reached; keys and sessions never stand in a policy (rule X1)."""

    url: Text = Field(description="网关地址，必须 https · address, https only")
    read_method: Text = Field(description="写之前先读的接口 · read before each write")
    sign_method: SignMethod = Field(default="hmac-sha256", description="签名方法 · signature")
    timeout_seconds: Positive = Field(default=10, description="一次请求最多等几秒 · limit of one request")
    attempts: Positive = Field(default=8, description="试几次后不再试 · tries before it waits for a person")
    retry_first_seconds: Positive = Field(default=2, description="第一次重试前等几秒，之后翻倍 · first wait, doubling")
    retry_most_seconds: Positive = Field(default=900, description="最多等几秒 · longest wait")

    @field_validator("url")
    @classmethod
    def _safe(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)):
            return value
        raise PydanticCustomError("gateway_url", "an https address")


FlagName = Annotated[str, Field(min_length=1, max_length=3)]


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
    flag_names: dict[Flag, FlagName] = Field(
        default_factory=dict,
        description="旗帜名称，最多三个字，和代码一起发或都不发 · name of a tag: sent with its code or neither",
    )
    empty_deletes: Switch = Field(
        default=False, description="空备注等于删除，要说明才发 · an empty remark deletes: refused unless meant"
    )
    batch_columns: tuple[BatchColumn, ...] = Field(
        default=(), description="回写文件的列 · columns of the batch file (R7)"
    )
    batch_encoding: Literal["utf-8-sig", "gbk", "gb18030"] = Field(
        default="utf-8-sig",
        description="回写文件编码；写不进的备注另存 xlsx · encoding; a remark it cannot hold goes into an xlsx",
    )
    batch_ids: Literal["tab", "plain"] = Field(
        default="tab",
        description="单号后加制表符，表格软件才当文本 · a tab behind order numbers keeps them text in spreadsheets",
    )
    batch_rows: Positive = Field(default=500, description="一个回写文件最多几行 · most rows a file")
    call: CallDef | None = Field(default=None, description="平台写备注的接口 · the platform's call")
    gateway: GatewayDef | None = Field(
        default=None, description="直连网关；没有的平台走文件 · gateway; a platform without one goes by file"
    )

    @model_validator(mode="after")
    def _codes_once(self) -> PlatformDef:
        codes = list(self.flag_codes.values())
        if len(codes) != len(set(codes)):
            raise PydanticCustomError(
                "duplicate_code", "each platform code once: {name}", {"name": first_repeated(codes)}
            )
        return self

    @model_validator(mode="after")
    def _named_all_or_none(self) -> PlatformDef:
        if self.flag_names and set(self.flag_names) != set(self.flag_codes):
            raise PydanticCustomError("flag_names", "a name for every colour that has a code, or none")
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


def _columns(order: str, remark: str, flag: str, name: str = "") -> tuple[BatchColumn, ...]:
    columns = (
        BatchColumn(header=order, value="order_no"),
        BatchColumn(header=remark, value="remark"),
        BatchColumn(header=flag, value="flag_code"),
    )
    return (*columns, BatchColumn(header=name, value="flag_name")) if name else columns


_TAOBAO_CALL = CallDef(
    method="taobao.trade.memo.update",
    parameters={"tid": "{order_no}", "memo": "{remark}", "flag": "{flag_code}"},
    clear={"reset": "true"},
)
_TAOBAO_GATEWAY = GatewayDef(url="https://eco.taobao.com/router/rest", read_method="taobao.trade.fullinfo.get")
_JD_CALL = CallDef(
    method="jingdong.pop.order.modifyVenderRemark",
    parameters={"order_id": "{order_no}", "flag": "{flag_code}", "remark": "{remark}"},
)
_PDD_CALL = CallDef(
    method="pdd.order.note.update",
    parameters={"order_sn": "{order_no}", "note": "{remark}", "tag": "{flag_code}", "tag_name": "{flag_name}"},
)
_DOUYIN_CALL = CallDef(
    method="order.addOrderRemark",
    parameters={"order_id": "{order_no}", "remark": "{remark}", "is_add_star": "true", "star": "{flag_code}"},
)


class PlatformsPolicy(PolicyModel):
    """The platforms as this shop uses them; colours are stored by name and mapped here (rule R3)."""

    platforms: dict[Platform, PlatformDef] = Field(
        default={
            Platform.TAOBAO: PlatformDef(
                title=Title(zh="淘宝/天猫", en="Taobao/Tmall"), flag_codes=_STRAIGHT, flag_words=_WORDS,
                batch_columns=_columns("订单编号", "商家备忘", "旗帜"), batch_encoding="gbk",
                call=_TAOBAO_CALL, gateway=_TAOBAO_GATEWAY,
            ),
            Platform.JD: PlatformDef(
                title=Title(zh="京东", en="JD"), flag_codes=_STRAIGHT, flag_words=_WORDS,
                batch_columns=_columns("订单号", "商家备注", "商家备注等级"), batch_encoding="gbk",
                empty_deletes=True, call=_JD_CALL,
            ),
            Platform.PDD: PlatformDef(
                title=Title(zh="拼多多", en="PDD"),
                flag_codes={flag: code for flag, code in _STRAIGHT.items() if flag is not Flag.GREY},
                flag_words=_WORDS, fallbacks={Flag.GREY: "无标记"},
                flag_names={
                    Flag.RED: "红", Flag.YELLOW: "黄", Flag.GREEN: "绿", Flag.BLUE: "蓝", Flag.PURPLE: "紫",
                },
                batch_columns=_columns("订单号", "商家备注", "标记", "标记名称"), call=_PDD_CALL,
            ),
            Platform.DOUYIN: PlatformDef(
                title=Title(zh="抖音", en="Douyin"),
                flag_codes={
                    Flag.GREY: 0, Flag.PURPLE: 1, Flag.BLUE: 2, Flag.GREEN: 3, Flag.YELLOW: 4, Flag.RED: 5,
                },
                flag_words={**_WORDS, "橙": Flag.YELLOW, "橙色": Flag.YELLOW, "青": Flag.BLUE,
                            "青色": Flag.BLUE},
                fallbacks={Flag.YELLOW: "橙", Flag.BLUE: "青"},
                batch_columns=_columns("订单编号", "商家备注", "旗帜颜色"), call=_DOUYIN_CALL,
            ),
            Platform.OTHER: PlatformDef(
                title=Title(zh="其他", en="Other"), flag_codes=_STRAIGHT, flag_words=_WORDS,
                batch_columns=_columns("订单编号", "备注", "旗帜"),
            ),
        },
        description="平台 · platforms (R3, R5, R7); Douyin's codes run the other way",
    )  # fmt: skip

    def platform(self, platform: Platform) -> PlatformDef:
        """How a platform is used; one that is not listed behaves like `other`, else like Taobao."""
        fallback = PlatformDef(title=Title(zh="其他", en="Other"), flag_codes=_STRAIGHT, flag_words=_WORDS)
        return self.platforms.get(platform) or self.platforms.get(Platform.OTHER) or fallback
