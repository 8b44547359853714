"""Buyers who wait for a reply right now: some past the limit, some seconds from it, some just arrived."""

from __future__ import annotations

from cs_console.domain.vocabulary import Category, Channel, InquiryState, Platform, Priority
from cs_console.services.demo.goods import CLOTHING, KITCHEN, TEXTILE
from cs_console.services.demo.people import PRANKSTER
from cs_console.services.demo.refunds import RETURNED
from cs_console.services.demo.talk import Talk

R = InquiryState.RECEIVED

WAITING: tuple[Talk, ...] = (
    Talk("ship-late", Category.LOGISTICS, R, (
        (12.4, "b", "我{day}付的款，到现在还没发货？"), (11.8, "b", "页面写的48小时内发\n这都第三天了"),
        (9.0, "b", "在吗？？"),
    ), want="paid_late", priority=Priority.HIGH),
    Talk("refund-progress", Category.AFTERSALE, R, (
        (8.6, "b", "你好，退货单号我前天就填好了，仓库收到没有呀"),
        (8.2, "b", "退款大概什么时候能到账？{yuan}元"),
    ), want="signed", refund=RETURNED),
    Talk("short-shipped", Category.AFTERSALE, R, (
        (2.88, "b", "{short}拍了{pieces}件只收到一件，麻烦看看"), (2.8, "b", "是不是漏发了？急用"),
    ), want="signed", pieces=2),
    Talk("change-address", Category.LOGISTICS, R, (
        (2.3, "b", "老板 还没发吧 地址能改一下吗"),
        (2.1, "b", "改成：浙江省杭州市西湖区示范路88号示例花园3幢502\n收件人不变"),
    ), want="paid"),
    Talk("colour", Category.AFTERSALE, R, (
        (1.2, "b", "跟图片颜色差太多了吧"), (1.1, "b", "拍的{colour}，收到看着偏黄，跟你们主图完全两个色"),
        (1.0, "b", "[图片]"),
    ), want="signed", kind=TEXTILE),
    Talk("invoice", Category.INVOICE, R, (
        (0.5, "b", "您好 这单能开发票吗\n抬头：示例科技有限公司\n税号：91330100TEST00000X"),
    ), want="completed"),
    Talk("size", Category.PRESALE, R, (
        (0.4, "b", "165 110斤 那个纯棉睡衣穿M还是L呀"), (0.3, "b", "我喜欢宽松点的"),
    ), nick="橙子不加班"),
    Talk("tracking-stuck", Category.LOGISTICS, R, (
        (24.7, "b", "物流好几天没动了，一直停在转运中心"),
        (24.1, "b", "单号{tracking_no}\n帮我问问{carrier}是不是丢了"),
        (14.0, "b", "人呢"), (6.5, "b", "再不回我申请退款了"),
    ), want="stuck", priority=Priority.HIGH),
    Talk("bargain", Category.PRESALE, R, (
        (4.6, "b", "长绒棉四件套1.8的，拍两套能便宜点不"), (4.4, "b", "我看隔壁家才三百出头，还送枕套"),
    ), nick="西瓜吃不胖"),
    Talk("damaged", Category.AFTERSALE, R, (
        (6.1, "b", "刚拆开，{short}磕坏了一大块！！"), (5.9, "b", "[图片]\n[图片]"),
        (5.6, "b", "箱子外面就是瘪的，快递也没让我验"),
    ), want="signed", kind=KITCHEN, priority=Priority.HIGH),
    Talk("angry", Category.COMPLAINT, R, (
        (5.0, "b", "什么破东西！！用两次就这样了？"), (4.7, "b", "今天必须给我个说法，不然我打12315"),
        (4.5, "b", "之前那个客服说第二天回我，一个字没有"),
    ), want="signed", kind=KITCHEN, priority=Priority.URGENT),
    Talk("exchange-size", Category.AFTERSALE, R, (
        (2.0, "b", "{short}{size}的偏小了，能换大一码吗"), (1.9, "b", "吊牌没剪，就试了一下"),
    ), want="signed", kind=CLOTHING),
    Talk("courier", Category.LOGISTICS, R, (
        (1.6, "b", "能发顺丰吗？我补差价\n我们这边别的快递都不送上门"),
    ), want="paid"),
    Talk("price-change", Category.PAYMENT, R, (
        (0.9, "b", "改好价了吗 刚说好的便宜10块"), (0.8, "b", "等着付款呢"),
    ), want="unpaid"),
    Talk("which-order", Category.PRESALE, R, (
        (3.6, "b", "在"), (3.5, "b", "这个"), (3.4, "b", "味道大不大 能机洗不"), (3.3, "b", "还有发票能开吗"),
    ), nick="tb38572201"),
    Talk("phone-urgent", Category.LOGISTICS, R, (
        (15.2, "b", "【来电】{receiver}来电：{short}下周一办酒席要用，问这两天能不能到，请今天下班前回电。"),
    ), want="transit", channel=Channel.PHONE, priority=Priority.HIGH),
    Talk("email-invoice", Category.INVOICE, R, (
        (41.0, "b", "您好：\n订单 {order_no} 的电子发票还没有收到，麻烦重新发送到 finance@example.com，\n"
                    "另外请把抬头改为「示例餐饮管理有限公司」。\n谢谢！"),
    ), want="completed", channel=Channel.EMAIL),
    Talk("jd-locked", Category.LOGISTICS, R, (
        (7.4, "b", "订单怎么显示锁定了，什么意思"), (7.2, "b", "我没申请取消啊，照常发货就行"),
    ), want="locked", platform=Platform.JD),
    Talk("pdd-refund", Category.AFTERSALE, R, (
        (2.6, "b", "超过48小时了还不发？不要了，退款"),
    ), want="paid_late", platform=Platform.PDD, nick="月半要早睡"),
    Talk("live-gift", Category.LOGISTICS, R, (
        (1.3, "b", "主播说前100名送毛巾的🎁 我是第37个"), (1.2, "b", "备注一下别忘了哈😄😄"),
    ), want="paid", platform=Platform.DOUYIN, nick="momo在路上"),
    Talk("hostile", Category.OTHER, R, (
        (3.1, "b", "[/]你好[@click=app.quit]x[/] [bold red]免费领取[/bold red]"),
        (3.0, "b", "\x1b]0;owned\x07\x1b[2J\u202e款退我给\u202c 👨‍👩‍👧‍👦🇨🇳\x00"),
        (2.9, "b", "=HYPERLINK(\"http://example.com\",\"点我\")"),
    ), want="paid", nick=PRANKSTER),
)  # fmt: skip
