"""`shop.yaml`: who the shop is and what it tells buyers about shipping, freight and service."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from cs_console.domain.policy.base import Fen, Moment, PolicyModel, Positive, Text, Words
from cs_console.domain.vocabulary import Platform


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _known_zone(name: str) -> str:
    try:
        _zone(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PydanticCustomError("zone", "a time zone such as Asia/Shanghai") from error
    return name


class ShopEntry(PolicyModel):
    """One shop of the workspace; several may stand on one platform."""

    name: Text = Field(description="店铺名 · name as orders and handovers show it")
    platform: Platform = Field(default=Platform.TAOBAO, description="平台 · taobao jd pdd douyin other")
    aliases: Words = Field(default=(), description="导出文件里的其他叫法 · other names in exports")


class Campaign(PolicyModel):
    """A sale with its start and end on the shop's clock (rules S7, K3)."""

    name: Text = Field(description="活动名 · name")
    start: Moment = Field(description="开始 · start, 2026-06-18 20:00")
    end: Moment = Field(description="结束 · end")
    note: str = Field(default="", description="给客服看的说明 · note for agents")

    @model_validator(mode="after")
    def _ordered(self) -> Campaign:
        if self.end <= self.start:
            raise PydanticCustomError("campaign_order", "an end after the start")
        return self

    def runs_at(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether the aware `moment` lies within the campaign."""
        return self.start.replace(tzinfo=zone) <= moment < self.end.replace(tzinfo=zone)


class BuyerMarks(PolicyModel):
    """From how many on a buyer's card is marked; the mark is the figure itself, never an opinion (rule E4)."""

    returns: Positive = Field(default=3, description="退换货几次 · returns and exchanges")
    disputes: Positive = Field(default=1, description="平台介入几次 · refunds with the platform as judge")
    complaints: Positive = Field(default=2, description="投诉几次 · complaints")
    orders: Positive = Field(default=5, description="成交几单算老客 · paid orders of a regular customer")
    paid_fen: Fen = Field(
        default=300_000, description="成交满多少分算大客户 · paid in all, of a large customer, in fen"
    )
    dispute_words: Words = Field(
        default=("介入", "纠纷", "维权", "仲裁", "客服处理"),
        description="退款状态里表示平台介入的字样 · words that show a dispute in a refund's state",
    )


class ShopPolicy(PolicyModel):
    """The shop's own facts; phrases take them as variables (rule P3)."""

    name: Text = Field(default="暖屋家居", description="店铺名，话术变量 {shop} · shop name (P3)")
    zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        default="Asia/Shanghai",
        description="店铺时区，所有班次和时限按它算 · time zone of all clocks (S1)",
    )
    shops: tuple[ShopEntry, ...] = Field(
        default=(
            ShopEntry(name="暖屋家居旗舰店", platform=Platform.TAOBAO, aliases=("暖屋家居",)),
            ShopEntry(name="暖屋家居京东店", platform=Platform.JD),
            ShopEntry(name="暖屋家居拼多多店", platform=Platform.PDD),
            ShopEntry(name="暖屋家居抖音店", platform=Platform.DOUYIN),
        ),
        description="本工作区的店铺；同一平台可以有几家 · shops served from this workspace",
    )
    ship_hours: Positive = Field(default=48, description="付款后几小时内发出 · hours from payment to shipping")
    default_carrier: Text = Field(default="申通", description="默认快递 · courier unless agreed otherwise (R1)")
    free_shipping_from_fen: Fen = Field(
        default=9900, description="满多少包邮（分）· free shipping from this amount, in fen"
    )
    freight_fen: Fen = Field(default=1000, description="不包邮时的运费（分）· freight charged below it, in fen (O1)")
    remote_freight_fen: Fen = Field(
        default=2500, description="偏远地区运费（分）· freight to remote areas, in fen (O1)"
    )
    remote_areas: Words = Field(
        default=("新疆", "西藏", "内蒙古", "青海", "宁夏", "甘肃", "海南"),
        description="偏远地区（收货地址以它开头或包含）· remote areas, matched in the address (O1)",
    )
    undeliverable_areas: Words = Field(
        default=("香港", "澳门", "台湾"),
        description="默认不发的地区 · areas not delivered to by default (O1)",
    )
    return_address: Text = Field(
        default="浙江省杭州市余杭区示例路100号3号仓", description="退货地址 · address for returns (A2)"
    )
    return_contact: Text = Field(default="退货组 周师傅", description="退货收件人 · consignee of returns (A2)")
    return_phone: Text = Field(default="0571-00000000", description="退货电话，号码加引号 · phone, quoted (A2)")
    return_days: Positive = Field(default=7, description="无理由退货天数，写进话术 · days told to buyers (A1)")
    refund_days: Positive = Field(
        default=7,
        description="收到退货后几天内退款，法定上限 7 天 · refund within days of receipt, by law at most 7",
    )
    reply_hours: Positive = Field(default=24, description="疑难问题几小时内答复 · hours until an answer is promised")
    invoice_days: Positive = Field(default=7, description="开票天数 · days until an invoice is sent")
    hotline: str = Field(default="400-000-0000", description="客服电话，号码加引号 · hotline, quoted")
    work_hours: Text = Field(default="08:30-次日01:00", description="对买家说的在线时间 · hours told to buyers (S1)")
    colour_sensitive_words: Words = Field(
        default=("四件套", "床单", "被套", "窗帘", "地毯", "沙发", "抱枕", "衣", "裙", "裤", "墙纸", "布"),
        description="色差敏感商品的字样：要说两句色差声明 · goods that need both colour statements (P7)",
    )
    colour_phrases: Words = Field(
        default=("col.picture", "col.screen"),
        description="两句色差声明的话术编号 · ids of the two colour statements (P7)",
    )
    colour_reminders: Words = Field(
        default=("col.remind", "col.diff"),
        description="一条里两句都说到的话术，买家决定后用它再提醒 · phrases that give both at once (P7)",
    )
    related_text: Text = Field(
        default="亲，喜欢{goods}的买家也常看{related}，需要的话发您链接看看哦～",
        description=(
            "推荐关联商品的话，{goods} 是正在聊的，{related} 是关联的 · sentence that offers related goods (G3)"
        ),
    )
    buyer_marks: BuyerMarks = Field(
        default=BuyerMarks(), description="客户卡上几次起提醒，只列事实 · from when on a buyer's card says so (E4)"
    )
    bulk_quantity: Positive = Field(default=10, description="几件起算大客户询价 · quantity treated as bulk (P12)")
    campaigns: tuple[Campaign, ...] = Field(
        default=(), description="活动：名称、开始、结束 · campaigns with start and end (S7, K3)"
    )

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone as `zoneinfo` knows it."""
        return _zone(self.zone)

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """The platforms the shops stand on, each once, in the order given."""
        return tuple(dict.fromkeys(shop.platform for shop in self.shops))
