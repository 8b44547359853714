"""Replies as agents write them: what they promise, the facts a remark needs, what promises nothing (P9, R4)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cs_console.domain.filling import sample
from cs_console.domain.policy.remarks import RemarksPolicy
from cs_console.domain.promising import distinct, promises_in
from cs_console.domain.vocabulary import PromiseKind

PROMISING: dict[str, str] = {
    "date price": """
给您退8块邮费，今天内到账 -> 8块 今天内
""",
    "gift": """
好的呢，礼盒包装给您安排上 -> 礼盒
亲，已经帮您跟仓库说好了，多放一包棉签给您 -> 棉签
亲，给您多放一双袜子哦 -> 袜子
好的亲，这单给您送个小礼物哦 -> 小礼物
亲，送您一张10元的店铺券，下次可以用哦 -> 10元 券
可以给您备注送赠品的哦 -> 赠品
亲，我跟仓库说一下，随货给您带一份洗护液小样 -> 洗护液小样
给亲多送一包湿巾哈 -> 湿巾
亲，这次给您补一条同款枕套，下次一起发走 -> 枕套
老客户送您一包洗脸巾哦 -> 洗脸巾
可以送礼盒，但是不能改地址哦 -> 礼盒
这边给您多配一副螺丝哦 -> 螺丝
帮您跟老板申请了，送您一个收纳袋 -> 收纳袋
""",
    "courier": """
好的，我让仓库把快递换成圆通发您 -> 圆通
亲，给您安排发顺丰哦 -> 顺丰
已经备注了发中通 -> 中通
好的，您的订单改用EMS发出 -> EMS
亲，顺丰需要补15元运费，您拍下差价后给您发顺丰哦 -> 顺丰
改不了地址，但是可以给您改发京东 -> 京东
收到，给您换德邦发，大件稳一点 -> 德邦
麻烦您补15元运费再给您发顺丰哈 -> 顺丰
不用加钱，给您发顺丰 -> 顺丰
可以指定圆通，但是不能指定到货时间哦 -> 圆通
顺丰到付可以，给您备注顺丰到付 -> 顺丰到付
""",
    "date": """
晚上8点前我给您消息 -> 晚上8点前
您放心，这周五之前给您退到账 -> 周五之前
明天给您回访一下处理结果 -> 明天
您这单我给您加急，今天晚上就能发出 -> 今天晚上 发出
亲，今天下午4点前给您发出哦 -> 下午4点前 发出
您好，明早第一批给您发走 -> 明早
最晚周三给您补发哦 -> 周三 补发
后天上午10点前给您退款 -> 后天上午10点前 退款
12月1号之前帮您安排发货 -> 12月1号
今晚12点前会发出的哦 -> 今晚12点前
半小时内给您回复哦 -> 半小时内
48小时内给您补发，您放心 -> 48小时内
节后第一天给您发出哦 -> 节后第一天
周一到周五给您送，周末不送 -> 周一到周五
只在工作日派送，给您备注好了 -> 工作日
月底前给您把发票开好寄出 -> 月底前
好的，那我下周二之前给您答复 -> 下周二之前
23号给您发货，到时候再跟您说 -> 23号
两小时内给您处理好 -> 两小时内
今晚给您安排发货哈 -> 今晚
您放心，周四之前会给您答复的 -> 周四之前 答复
今天单多，可能要明天发出哦 -> 明天发出
24小时内一定给您处理退款 -> 24小时内
""",
    "price": """
给您申请了5元无门槛券，下单直接减 -> 5元
那我把价格改成168，您刷新付款就行 -> 168
亲，给您便宜5块钱哦 -> 5块
这单给您改价88元，您付款就可以啦 -> 88元
帮您申请到了9折 -> 9折
给您退10元差价哦，退到支付宝 -> 10元
好的亲，给您免邮费 -> 免邮
运费给您免了哦 -> 运费
三件的话给您算260 -> 260
礼物没法送，不过可以给您优惠3元 -> 3元
拍两件给您减15 -> 15
差价12.5元下午退给您 -> 12.5元
给您补偿一张5元无门槛券 -> 5元 券
好的亲，给您补5元差价哦 -> 5元
给您打个88折吧 -> 88折
最低只能给您便宜3元了 -> 3元
给您包邮寄过去 -> 包邮
""",
    "call": """
派送员会提前联系您的，注意接听 -> 提前联系
亲，派件前会提前给您打电话的 -> 派件前
备注了送货前电话联系 -> 送货前电话联系
查到结果后给您回个电话哦 -> 回个电话
下午3点给您去电，请留意接听 -> 下午3点
到货前会给您电话的 -> 到货前
我让快递派送前联系您 -> 派送前
给您备注派送前先联系哈 -> 派送前
""",
    "change": """
好的，颜色给您换成米白色 -> 米白色
已经帮您把尺码改成L了 -> L
给您备注了发蓝色的哦 -> 蓝色
数量给您改为3件 -> 3件
那给您发XL码哦，已经备注 -> XL
帮您换成大一码的了 -> 大一码
那就给您发黑色XL，备注好了哦 -> 黑色XL
您说的颜色给您换成米白色了哦 -> 米白色
已帮您把黑色M码换成白色L码 -> 白色L码
""",
    "address": """
好，我给您改地址，改成：南京市鼓楼区汉口路22号，收件人李娜 -> 汉口路22号
收到，改发到公司，前台代收 -> 公司
我帮您把收货电话改成138尾号那个 -> 138尾号
地址已经给您改成上海市浦东新区世纪大道100号了 -> 上海市浦东新区世纪大道100号
好的，给您发到公司地址：杭州市文一路8号 -> 杭州市文一路8号
收件人给您改成王女士了哦 -> 王女士
电话帮您改成新的号码了 -> 电话
新地址已经备注：北京市朝阳区建国路9号 -> 北京市朝阳区建国路9号
地址给您改到学校了哦 -> 学校
您发的新地址收到了，给您改成：广州市天河区体育西路10号哦 -> 广州市天河区体育西路10号
门牌号帮您改成502了 -> 502
""",
    "courier date gift": """
给您送一个杯垫，改发顺丰，明天上午发出哦 -> 杯垫 顺丰 明天上午
好的，用京东发，明天下午5点前给您发走，再送一个杯子 -> 京东 明天下午5点前 杯子
""",
    "address change": """
地址改好颜色也给您换成灰色 -> 灰色
地址改好了，颜色也给您换成灰色，放心哦 -> 灰色
""",
    "gift price": """
给您优惠8元，再送一双拖鞋 -> 8元 拖鞋
给您免运费，再多送个挂钩 -> 免运费 挂钩
""",
    "call courier": """
好的，发中通，送货前先打电话 -> 中通 送货前
""",
    "change courier date": """
尺码改成M，发圆通，今天18:00前发出 -> M 圆通 今天18:00前
""",
    "call date": """
送货师傅明天会联系您的 -> 明天
""",
    "address gift": """
礼物给您放进去了，地址也改好啦 -> 礼物 地址
""",
}
"""By kinds: the reply, and what the prefilled remark must hold."""

NOTHING = """
三天之内没退到的话，我们给您处理
给您备注好了不要放价格单
快递我帮您催一下哦
您的快递是顺丰发的
我这边默认发的是韵达
优惠券已经过期了哦
两件一起拍有优惠的，系统会算
尺码偏大，建议换成小一码拍哦
亲，颜色是随机发的，不能指定
换一个颜色的话需要您重新下单哦
如果您不要了，我们就给您退款
补差价链接给您发过去了
今天能到吗？我帮您看一下
不好意思，您要的顺丰我们发不了，给您发京东可以吗
我跟店长申请一下，能便宜的话告诉您
没法送礼物的哦亲，利润很低
这款没有赠品的哦
亲，活动期间的赠品已经送完了呢
满299送抱枕一个，系统自动送的哦
您是送朋友还是自己用呢
送货上门需要加收10元哦
您刚说“送一条毛巾”，我去问一下仓库能不能送哦
不能指定快递的哦，我们随机发申通或者圆通
亲，我们默认发申通，偏远地区发邮政哦
您想发顺丰还是京东呢
发顺丰的话需要补差价哦
顺丰发不了的哦，仓库没有合作
已经发顺丰了，单号SF1234567890
付款后48小时内发货的哦
一般明天就能到您那边啦
今天发不了的哦，仓库已经下班了
明天能不能发我要问一下仓库哦
如果今天付款，明天可以发出哦
您是说明天发货吗？我帮您看看
您的包裹昨天就发出了哦
亲，没法再便宜了哦
便宜5块做不了的呢
满199减20，系统自动减的哦
价格不能改的哦，页面价就是实价
您要优惠多少呢
您领一下店铺的5元优惠券再下单更划算哦
我们没有电话回访的哦
您可以打官方客服电话咨询哦
快递员会不会提前打电话要看当地网点哦
已下单的颜色改不了哦，您可以重新拍
您要改成哪个颜色呢
如果要换成XL，需要先确认有没有货哦
改颜色的话要在发货前联系我们哦
不能改地址的哦，已经打单了
发货后就没法修改收货地址了呢
您是要改地址对吗
要改地址的话麻烦发我一下哦
送不了赠品的，不好意思哦亲
赠品送完即止，不补的哦
礼物是送给谁的呢，我帮您挑挑
偏远地区只能发邮政的哦
您说的发顺丰要加钱，您看可以吗
今天17点截单，之后的明天发哦
不敢保证明天发出，尽量哦
要是周五前没收到，联系我们哦
您说明天送到，是快递跟您说的吗
包裹预计明天送达，物流显示的哦
这款不议价的哦，您可以领满减券
能不能便宜要问店长哦
请您保持电话畅通哦
没货换不了颜色哦
改成什么尺码您跟我说一下哦
已经发货，改不了收货人信息哦
您自己在订单里改地址就可以了哦
您写的地址和备注不一样，以哪个为准呢
买家说“改发顺丰”的订单我再核对一下哦
退货的话运费险会赔的，不用我们退
我们每天17点发货哦
预售款12月5日前按顺序发出的
赠品是随机的，送什么不一定哦
祝您生活愉快，送上最真诚的祝福
客服电话在页面最下方哦
您的电话我这边看到是138开头的
昨天下午已经发走啦，您注意查收
仓库周末不发货的哦
现货的话当天16点前付款当天发哦
大概三天内能到，快递给的时效哦
这个价格已经是活动价了，没有优惠空间哦
您可以用满减券，能省10元
券后价89元，系统会自动减的
换货的话颜色您告诉我一下
没办法帮您换颜色哦，仓库已打包
数量改成2件的话需要重新拍哦
您要不要改一下收货地址呢
地址没问题的话就安排发货了哦
申通不到的地方会自动转邮政哦
您看改发中通行吗
"""

TELLING = RemarksPolicy().telling


def found(text: str) -> tuple[str, str]:
    """The kinds that a reply promises, and the words a remark would be prefilled with."""
    promises = promises_in(text, TELLING)
    kinds = " ".join(sorted({one.kind.value for one in promises}))
    return kinds, "，".join(one.words for one in distinct(promises))


@pytest.mark.parametrize("kinds", PROMISING)
def test_p9_a_reply_promises_and_its_remark_holds_the_facts(kinds: str) -> None:
    wrong = []
    for row in PROMISING[kinds].split("\n")[1:-1]:
        text, facts = row.split(" -> ")
        read, remark = found(text)
        if read != kinds or not all(fact in remark for fact in facts.split()):
            wrong.append((text, read, remark))
    assert wrong == []


def test_p9_questions_refusals_conditions_and_buyers_words_promise_nothing() -> None:
    assert {text: read for text in NOTHING.split("\n")[1:-1] if (read := found(text)[0])} == {}


def test_p9_the_shops_own_words_count_where_a_promise_can_stand() -> None:
    own = ((PromiseKind.OTHER, ("运费险",)),)
    assert [one.kind for one in promises_in("亲，这单运费险我们出哦", own)] == [PromiseKind.OTHER]
    assert promises_in("亲，多买几件的话优惠空间会大一些哦", ((PromiseKind.PRICE, ("优惠",)),)) == ()
    assert promises_in("优惠空间会大一些您要多少", ((PromiseKind.PRICE, ("优惠",)),)) == ()
    for text in ("没法送运费险哦", "您要运费险吗？", "您可以自己买运费险", "如果没有运费险"):
        assert promises_in(text, own) == ()


def test_p9_shipped_phrases_make_no_promise_by_a_passing_word() -> None:
    """Most phrases tell how things go; those that promise do so in so many words."""
    books = Path(__file__).parents[3] / "phrasebooks"
    promising = set()
    for path in books.glob("*.yaml"):
        for phrase in (yaml.safe_load(path.read_text("utf-8")) or {}).get("phrases") or ():
            told = [one if isinstance(one, str) else one["text"] for one in phrase["variants"]]
            promising |= {phrase["id"] for text in told if promises_in(sample(text), TELLING)}
    assert len(promising) < 20 and {"price.offer", "ex.stock", "logi.call_first"} <= promising
    assert not promising & {"ret.gift_back", "camp.now", "price.full", "inv.amount", "inv.where", "camp.gift"}
