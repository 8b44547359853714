"""Fabricated buyers, addresses, carriers and staff; phones lie in the block 138000xxxxx that nobody has."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from cs_console.services.demo.model import DemoBuyer, DemoShift

DAY_AGENT, NIGHT_AGENT, LEAD, WAREHOUSE = "张敏", "李丽", "王组长", "仓库小周"
FORMER_AGENTS = ("蔡蔡", "小美", "阿杰")
"""Who signed older remarks: one on another shift today, two who left."""
TEAM_RETURNS = "售后"

SHOP = "暖屋家居旗舰店"

CARRIERS = ("中通快递", "圆通速递", "韵达快递", "申通快递", "极兔速递", "顺丰速运", "邮政快递包裹")
_TRACKING = {
    "中通快递": ("7500", 10), "圆通速递": ("YT000", 10), "韵达快递": ("46000", 10), "申通快递": ("77000", 10),
    "极兔速递": ("JT000", 10), "顺丰速运": ("SF000", 10), "邮政快递包裹": ("98000", 8),
}  # fmt: skip


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁"
_GIVEN = _words(
    "雨桐 子涵 思远 晓燕 建国 丽娟 志强 秀英 梦琪 浩然 佳怡 文博 静怡 海燕 俊杰 美玲 嘉豪 淑芬 宇轩 欣妍 "
    "国栋 艳红 "
    "晨曦 若兰 立新 小雅 春梅 明哲 诗涵 永康 婷婷 大伟 玉兰 可欣 一鸣 惠敏 向阳 安琪 伟民 雪莹"
)
_NICK_HEADS = _words(
    "小鱼 豆包 阿布 橙子 麦兜 柚子 团子 西瓜 咖啡 芒果 一只猫 月半 木木 夏天 海边 拾光 南风 晚安 花花 棉花糖 "
    "lily cindy momo jerry kiki sunny apple coco nana leo"
)
_NICK_TAILS = _words(
    "爱吃糖 不加班 的小窝 家的日常 在路上 要早睡 的厨房 吃不胖 0571 2026 _99 _08 小姐姐 先生 麻麻 的店 呀 酱 love 88"
)
_PLACES = (
    ("浙江省", "杭州市", "西湖区", "310000"), ("浙江省", "宁波市", "鄞州区", "315100"),
    ("江苏省", "南京市", "鼓楼区", "210000"),
    ("江苏省", "苏州市", "吴中区", "215100"), ("上海", "上海市", "浦东新区", "200120"),
    ("上海", "上海市", "闵行区", "201100"),
    ("北京", "北京市", "朝阳区", "100020"), ("北京", "北京市", "海淀区", "100080"),
    ("广东省", "广州市", "天河区", "510000"),
    ("广东省", "深圳市", "南山区", "518000"), ("广东省", "东莞市", "南城街道", "523000"),
    ("四川省", "成都市", "武侯区", "610000"),
    ("重庆", "重庆市", "渝北区", "401120"), ("湖北省", "武汉市", "洪山区", "430000"),
    ("湖南省", "长沙市", "岳麓区", "410000"),
    ("山东省", "济南市", "历下区", "250000"), ("山东省", "青岛市", "市南区", "266000"),
    ("河南省", "郑州市", "金水区", "450000"),
    ("陕西省", "西安市", "雁塔区", "710000"), ("辽宁省", "沈阳市", "和平区", "110000"),
    ("福建省", "厦门市", "思明区", "361000"),
    ("安徽省", "合肥市", "蜀山区", "230000"), ("云南省", "昆明市", "五华区", "650000"),
    ("新疆维吾尔自治区", "乌鲁木齐市", "天山区", "830000"), ("西藏自治区", "拉萨市", "城关区", "850000"),
)  # fmt: skip
_ROADS = ("示范路", "云杉样板街", "样例大道", "示例巷", "试验田路", "白鹭示例街")
_ESTATES = ("示例花园", "样板小区", "云上样例家园", "示例公寓", "测试新村")
PRANKSTER = "\x1b[31m[/]小号喵[@click=app.quit]x[/]"
"""The nick of the one buyer who tries an escape sequence and markup; it has no effect (rule X2)."""

REMOTE = ("新疆维吾尔自治区", "西藏自治区")


def make_buyer(rng: Random, taken: set[str]) -> DemoBuyer:
    """A new buyer whose nick nobody has yet; every fifth phone is a virtual number with an extension."""
    while True:
        style = rng.random()
        if style < 0.35:
            nick = f"tb{rng.randrange(10**6, 10**9)}"
        elif style < 0.5:
            nick = f"t_{rng.randrange(10**8, 10**9)}_0{rng.randrange(100, 999)}"
        else:
            nick = rng.choice(_NICK_HEADS) + rng.choice(_NICK_TAILS)
        if nick not in taken:
            break
    taken.add(nick)
    province, city, district, postcode = rng.choice(_PLACES)
    street = (
        f"{rng.choice(_ROADS)}{rng.randrange(1, 400)}号{rng.choice(_ESTATES)}{rng.randrange(1, 30)}幢"
        f"{rng.randrange(1, 4)}单元{rng.randrange(1, 25)}0{rng.randrange(1, 5)}室"
    )
    phone = f"138000{rng.randrange(10**5):05d}"
    if rng.random() < 0.2:
        phone += f"-{rng.randrange(10**4):04d}"
    receiver = rng.choice(_SURNAMES) + rng.choice(_GIVEN)
    return DemoBuyer(nick, receiver, phone, province, city, district, street, postcode)


def tracking_no(rng: Random, carrier: str) -> str:
    """A number in the carrier's own shape, from a block of zeros that no parcel has."""
    prefix, digits = _TRACKING[carrier]
    return f"{prefix}{rng.randrange(10**digits):0{digits}d}"


def remark_date(at: datetime, zone: ZoneInfo) -> str:
    """The date as the remark format writes it, `2026.6.14` (rule R2)."""
    local = at.astimezone(zone)
    return f"{local.year}.{local.month}.{local.day}"


def shift_at(at: datetime, zone: ZoneInfo) -> tuple[DemoShift, DemoShift]:
    """The shift that serves at `at` and the one before it (rules S1, S2).

    Between 01:00 and 08:30 nobody is there: the coming day shift serves, the night shift has handed in.
    """
    local = at.astimezone(zone)
    night_tail = local.time() < time(1, 0)
    today = local.date() - timedelta(days=1) if night_tail else local.date()

    def moment(days: int, hour: int, minute: int) -> datetime:
        return datetime.combine(today + timedelta(days=days), time(hour, minute), tzinfo=zone)

    day = DemoShift(
        key="day", agent=DAY_AGENT, business_date=today,
        planned_start=moment(0, 8, 30), planned_end=moment(0, 17, 30),
    )  # fmt: skip
    if night_tail or local.time() >= time(17, 30):
        night = DemoShift(
            key="night", agent=NIGHT_AGENT, business_date=today,
            planned_start=moment(0, 17, 30), planned_end=moment(1, 1, 0),
        )  # fmt: skip
        return night, day
    last_night = DemoShift(
        key="night", agent=NIGHT_AGENT, business_date=today - timedelta(days=1),
        planned_start=moment(-1, 17, 30), planned_end=moment(0, 1, 0),
    )  # fmt: skip
    return day, last_night


_LAST_WORD = time(0, 50)
"""After it the night shift settles nothing new: it writes its log."""


def agent_at(at: datetime, zone: ZoneInfo) -> str:
    """Who answered buyers at that moment; in the unstaffed hours the night shift, extended (rule S3)."""
    local = at.astimezone(zone).time()
    return DAY_AGENT if time(8, 30) <= local < time(17, 30) else NIGHT_AGENT


def staffed_before(now: datetime, minutes: float, zone: ZoneInfo) -> datetime:
    """The moment `minutes` of staffed time before `now`; unstaffed hours do not count (rule S1)."""
    local = now.astimezone(zone)
    opening = datetime.combine(local.date(), time(8, 30), tzinfo=zone)
    closing = datetime.combine(local.date(), _LAST_WORD, tzinfo=zone)
    if closing <= local < opening:
        return (closing - timedelta(minutes=minutes)).astimezone(now.tzinfo)
    at = local - timedelta(minutes=minutes)
    if closing <= opening <= local and at < opening:
        at -= opening - closing
    return at.astimezone(now.tzinfo)
