"""`remarks.yaml`: how a remark is written, joined and limited (rules R1, R2, R4, R5)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from cs_console.domain.policy.base import Count, Many, PolicyModel, Positive, Text, Words
from cs_console.domain.vocabulary import Platform, PromiseKind

Unit = Literal["bytes", "chars"]
DateFormat = Literal["2014.8.20", "2014-08-20", "2014.08.20", "8.20"]


class RemarkLimit(PolicyModel):
    """The longest remark a platform takes, in its own unit (rule R5)."""

    unit: Unit = Field(default="bytes", description="bytes 字节 或 chars 字 · unit")
    maximum: Positive = Field(default=1000, description="上限 · limit")
    encoding: Literal["utf-8", "gb18030"] = Field(
        default="utf-8",
        description="按字节数时用的编码：UTF-8 较长，取它不会超 · encoding for bytes; UTF-8 is safe",
    )

    def count(self, text: str) -> int:
        """How long `text` is in the platform's unit."""
        return len(text) if self.unit == "chars" else len(text.encode(self.encoding, errors="replace"))


class MustRemark(PolicyModel):
    """A kind of promise that must stand in the remark, and the words that give it away (rule R4).

    `due_hours` holds where the promise itself names no time. A time that the rest of the reply names counts
    then only when it is earlier: what was promised beside it must not wait longer than its kind may.
    """

    kind: PromiseKind = Field(description="承诺种类 · kind of promise")
    words: Words = Field(description="触发字样 · words that show it")
    due_hours: Count = Field(
        default=48,
        description=(
            "这条承诺自己没说时间时，多少小时内兑现；同一条回复里别处说的时间更早就按更早的"
            " · hours until it is due when it names no time of its own; an earlier time in the same reply counts"
        ),
    )


class RemarksPolicy(PolicyModel):
    """The remark's form and what belongs into it."""

    pattern: Text = Field(default="{agent} {promise} {date}", description="格式：姓名 承诺 日期 · form (R1)")
    date_format: DateFormat = Field(default="2014.8.20", description="写入的日期样式 · style of the date written (R2)")
    read_formats: Many[DateFormat] = Field(
        default=("2014.8.20", "2014-08-20", "2014.08.20", "8.20"),
        description="读得懂的日期样式 · styles read (R2)",
    )
    separator: Text = Field(
        default="；", description="追加承诺时的分隔，不覆盖旧文 · put before an appended promise (R1)"
    )
    promise_separators: Words = Field(
        default=("；", ";", "\n"), description="读取时用来拆开多条承诺 · split several promises when reading"
    )
    default_limit: RemarkLimit = Field(default=RemarkLimit(), description="其他平台的上限 · limit elsewhere (R5)")
    limits: dict[Platform, RemarkLimit] = Field(
        default={
            Platform.TAOBAO: RemarkLimit(unit="bytes", maximum=1000),
            Platform.DOUYIN: RemarkLimit(unit="chars", maximum=500),
            Platform.JD: RemarkLimit(unit="chars", maximum=500),
            Platform.PDD: RemarkLimit(unit="chars", maximum=300),
        },
        description=(
            "各平台备注上限：淘宝 1000 字节、抖音 500 字为官方；京东、拼多多未公布，取保守值"
            " · platform limits; JD and PDD publish none, so cautious values (R5)"
        ),
    )
    must_remark: tuple[MustRemark, ...] = Field(
        default=(
            MustRemark(kind=PromiseKind.CHANGE, due_hours=24, words=(
                "改成", "改为", "换成", "改颜色", "改尺码", "改尺寸", "改规格", "改数量", "改材质", "多发",
                "少发一")),
            MustRemark(kind=PromiseKind.ADDRESS, due_hours=24, words=(
                "改地址", "新地址", "地址改", "改收货", "改电话")),
            MustRemark(kind=PromiseKind.COURIER, due_hours=24, words=(
                "发顺丰", "发申通", "发圆通", "发中通", "发韵达", "发EMS", "发京东", "指定快递", "换快递", "改发")),
            MustRemark(kind=PromiseKind.GIFT, due_hours=48, words=(
                "送您", "赠送", "送个", "送份", "放赠品", "放小礼物", "备注赠品")),
            MustRemark(kind=PromiseKind.PRICE, due_hours=24, words=(
                "给您优惠", "给您便宜", "给您减免", "给您改价", "给您打折", "给您包邮", "返您", "退您差价")),
            MustRemark(kind=PromiseKind.CALL, due_hours=72, words=(
                "送货前电话", "派送前电话", "提前电话", "先打电话", "电话联系您", "给您回电", "给您致电")),
            MustRemark(kind=PromiseKind.DATE, due_hours=24, words=(
                "周一至周五送", "工作日送", "工作日派送", "周末送", "今天发", "今天给您发", "明天发",
                "明天给您发", "之前发",
                "前发出", "前给您答复", "前给您回复", "前送到")),
        ),
        description="必须备注的承诺及字样 · promises that must be remarked (R4, P9)",
    )  # fmt: skip

    promise_days: Positive = Field(
        default=366, le=3660,
        description="承诺期限最远几天，再远等于没有期限 · latest due time of a promise, days from now (R4)",
    )  # fmt: skip

    @field_validator("pattern")
    @classmethod
    def _names_its_parts(cls, value: str) -> str:
        if any(part not in value for part in ("{agent}", "{promise}", "{date}")):
            raise PydanticCustomError("remark_pattern", "a form with {{agent}}, {{promise}} and {{date}}")
        return value

    @property
    def telling(self) -> tuple[tuple[PromiseKind, tuple[str, ...]], ...]:
        """The kinds that must be remarked, with the words that show each (rules P9, R4)."""
        return tuple((rule.kind, rule.words) for rule in self.must_remark)

    def limit(self, platform: Platform) -> RemarkLimit:
        """The limit that holds on a platform (rule R5)."""
        return self.limits.get(platform, self.default_limit)
