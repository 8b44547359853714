"""Inquiries that found their end today: resolved with an outcome, or lost with the reason (rules Q2, Q8)."""

from __future__ import annotations

from cs_console.domain.vocabulary import Category, Channel, InquiryState, Platform
from cs_console.services.demo.goods import CLOTHING, TEXTILE
from cs_console.services.demo.talk import Talk

DONE, LOST = InquiryState.RESOLVED, InquiryState.LOST

CLOSED: tuple[Talk, ...] = (
    Talk("when-ship", Category.LOGISTICS, DONE, (
        (118.0, "b", "什么时候发货"), (117.5, "a", "亲，您的订单正常48小时内发出哦，发出后会有短信提醒的～"),
        (116.0, "b", "好的"),
    ), want="paid", outcome="已告知发货时间"),
    Talk("where-parcel", Category.LOGISTICS, DONE, (
        (140.0, "b", "到哪了"), (139.4, "a", "亲，您的包裹由{carrier}承运，单号{tracking_no}，"
            "正常两天左右能到哦"), (138.0, "b", "谢谢"),
    ), want="transit", outcome="已告知物流进度"),
    Talk("refund-done", Category.AFTERSALE, DONE, (
        (165.0, "b", "退款到账了没看到"),
        (164.0, "a", "亲，{yuan}元已原路退回，银行到账会晚一到三个工作日哦"), (160.0, "b", "看到了，谢谢"),
        (159.5, "a", "感谢您的理解，期待您下次光临～"),
    ), want="closed_refund", outcome="退款已到账，买家确认"),
    Talk("invoice-done", Category.INVOICE, DONE, (
        (190.0, "b", "发票发我邮箱"), (189.0, "a", "好的亲，电子发票已发到您下单时留的邮箱，请查收哦"),
        (185.0, "b", "收到"),
    ), want="completed", outcome="电子发票已发送"),
    Talk("cancel", Category.PAYMENT, DONE, (
        (205.0, "b", "拍错了，取消吧"),
        (204.3, "a", "好的亲，您申请一下退款，原因选「拍错」，我们马上处理哦"), (200.0, "b", "好了"),
    ), want="closed_cancel", outcome="未发货已取消退款"),
    Talk("cash-review", Category.OTHER, DONE, (
        (100.0, "b", "好评返现多少"),
        (99.2, "a", "亲，感谢您的喜欢～平台不允许返现，我们没有这个活动哦，您如实评价就是对我们的支持啦"),
        (98.0, "b", "哦"),
    ), want="completed", platform=Platform.JD, outcome="已说明不返现"),
    Talk("washing", Category.AFTERSALE, DONE, (
        (88.0, "b", "第一次洗要注意什么"),
        (87.3, "a", "亲，第一次建议冷水单独洗、反面晾干，深浅色分开，不要用漂白剂哦"), (86.0, "b", "收到"),
    ), want="completed", kind=TEXTILE, outcome="已告知洗涤方法"),
    Talk("phone-call-back", Category.LOGISTICS, DONE, (
        (110.0, "b", "【来电】{receiver}来电，派件前务必打电话，家里老人听不见敲门。"),
        (105.0, "a", "已回电，登记备注并通知{carrier}网点派送前电联。"),
    ), want="transit", channel=Channel.PHONE, outcome="已备注派送前电联"),
    Talk("too-dear", Category.PRESALE, LOST, (
        (170.0, "b", "珐琅锅能200卖我吗"), (169.0, "a", "亲，请问您要几个、寄到哪里呢？我帮您申请看看"),
        (167.0, "b", "就一个 杭州"),
        (165.0, "a", "亲，一个的话最多给您优惠10元，再送一个锅垫，您看可以吗？"), (163.0, "b", "算了 贵了"),
    ), nick="南风在路上", outcome="嫌贵，议价未成"),
    Talk("no-stock", Category.PRESALE, LOST, (
        (145.0, "b", "法兰绒睡袍还有2XL吗"), (144.2, "a", "亲，这款只到XL哦，要不要看看别的款？"),
        (142.0, "b", "那不要了"),
    ), kind=CLOTHING, nick="麦兜爱吃糖", outcome="款式尺寸不合适"),
    Talk("no-delivery", Category.PRESALE, LOST, (
        (125.0, "b", "能寄到香港吗"), (124.0, "a", "亲，目前还不支持港澳台地区的配送，抱歉哦"),
        (123.0, "b", "好吧"),
    ), nick="coco小姐姐", outcome="其他"),
    Talk("silent", Category.PRESALE, LOST, (
        (230.0, "b", "这个被子多少斤"),
        (229.2, "a", "亲，200x230的填充约3斤，夏天盖正合适哦，您是几米的床呢？"),
        (170.0, "a", "亲，还在考虑吗？有什么想了解的随时问我哦"),
    ), nick="tb77120935", outcome="买家不再回复"),
)  # fmt: skip
