"""Inquiries in hand: claimed, waiting for the buyer, snoozed, transferred, and the messages of the night."""

from __future__ import annotations

from cs_console.domain.vocabulary import Category, Channel, InquiryState, Platform, Priority
from cs_console.services.demo.goods import CLOTHING, KITCHEN, TEXTILE
from cs_console.services.demo.people import LEAD, TEAM_RETURNS
from cs_console.services.demo.talk import Talk

CLAIMED, WAITS, SNOOZED = InquiryState.CLAIMED, InquiryState.WAITING_BUYER, InquiryState.SNOOZED
RECEIVED, TRANSFERRED = InquiryState.RECEIVED, InquiryState.TRANSFERRED

IN_HAND: tuple[Talk, ...] = (
    Talk("return-plain", Category.AFTERSALE, CLAIMED, (
        (36.0, "b", "{short}穿着不太合适，想退"),
        (35.1, "a", "亲，非常抱歉给您添麻烦了，方便说说是哪里不合适吗？也可以给您换一件哦"),
        (33.0, "b", "长度不对，换也没有合适的，退了吧\n吊牌都在"),
        (32.2, "a", "好的亲，您在订单里申请退货退款，原因选「七天无理由」就可以啦"),
        (9.2, "b", "申请好了"), (1.4, "b", "运费谁出呀"),
    ), want="signed", kind=CLOTHING),
    Talk("return-edge", Category.AFTERSALE, CLAIMED, (
        (18.0, "b", "上周签收的{short}，今天还能七天无理由吗"),
        (17.3, "a", "亲，我帮您查一下签收时间，请稍等哦"),
        (2.2, "b", "查到了吗"),
    ), want="signed_edge"),
    Talk("wrong-item", Category.AFTERSALE, CLAIMED, (
        (22.0, "b", "发错了，我拍的{colour}，来的是别的颜色\n[图片]"),
        (21.4, "a", "您好，非常抱歉！我这边核实一下发货记录，麻烦拍一下快递面单好吗？"),
        (6.0, "b", "[图片]"), (5.8, "b", "下周要送人的，能不能先补发"),
    ), want="signed", kind=TEXTILE, priority=Priority.HIGH),
    Talk("gift-missing", Category.AFTERSALE, CLAIMED, (
        (48.0, "b", "说好送的洗衣袋没有啊"), (47.2, "a", "亲，抱歉让您久等，我查一下当时的备注哦"),
        (46.0, "n", "查备注：前班同事写过送洗衣袋一个，仓库漏放"), (3.8, "b", "查到没"),
    ), want="signed"),
    Talk("complaint-open", Category.COMPLAINT, CLAIMED, (
        (55.0, "b", "你们家东西质量太差了，洗一次就起球，我要投诉"),
        (54.2, "a", "非常抱歉给您带来这样的体验，我是售后客服，今天由我来跟进处理"),
        (52.0, "b", "光道歉有什么用"),
        (51.0, "a", "您说得对。麻烦您发两张起球位置的照片，我马上报给主管核实，下午五点前给您答复"),
        (30.0, "b", "[图片]\n[图片]\n发了，等你们消息"),
        (29.5, "n", "已请示主管：是否可按质量问题退货并承担运费"),
    ), want="completed", kind=TEXTILE, priority=Priority.URGENT),
    Talk("photos-asked", Category.AFTERSALE, WAITS, (
        (64.0, "b", "收到的{short}有个小磕碰"),
        (63.4, "a", "亲，非常抱歉～麻烦您拍一张磕碰位置和一张外箱的照片，我们马上为您登记处理哦"),
    ), want="signed", kind=KITCHEN),
    Talk("size-advised", Category.PRESALE, WAITS, (
        (72.0, "b", "男朋友178 160斤，冰丝短裤穿几码"),
        (71.3, "a", "亲，按您说的身高体重，XL会比较舒服；喜欢宽松的话可以看看2XL哦"),
    ), nick="kiki的厨房"),
    Talk("address-asked", Category.LOGISTICS, WAITS, (
        (25.0, "b", "改个地址"), (24.4, "a", "好的亲，麻烦把新地址、收件人和电话一起发给我，"
            "我核对后帮您备注哦"),
    ), want="paid"),
    Talk("return-address-sent", Category.AFTERSALE, WAITS, (
        (180.0, "b", "{short}不想要了，没拆封"),
        (179.0, "a", "亲，非常抱歉没能让您满意。商品完好的话可以办理退货的"),
        (176.0, "b", "地址发我"), (175.0, "a", "退货地址：浙江省杭州市余杭区示例路100号3号仓 退货组周师傅 "
            "0571-00000000\n寄出后麻烦把单号填到订单里，请不要寄到付哦"),
        (174.0, "b", "好的 明天寄"), (173.5, "a", "好的亲，收到单号后我们会跟进的"),
    ), want="signed", kind=TEXTILE),
    Talk("colour-told", Category.PRESALE, WAITS, (
        (95.0, "b", "雾霾蓝偏灰还是偏蓝啊"),
        (94.2, "a", "亲，雾霾蓝是带一点灰调的蓝色。图片是实物拍摄，灯光下会有些出入，"
            "不同屏幕显示也会有差别，以实物为准哦"),
    ), nick="一只猫家的日常"),
    Talk("invoice-asked", Category.INVOICE, WAITS, (
        (130.0, "b", "开个公司票"),
        (129.3, "a", "好的亲，麻烦发一下公司抬头和税号，电子发票正常一个工作日内发到您的邮箱哦"),
    ), want="completed", platform=Platform.JD),
    Talk("remote-freight", Category.PRESALE, WAITS, (
        (83.0, "b", "新疆包邮吗"),
        (82.4, "a", "亲，新疆、西藏路途比较远，需要补25元运费，正常5到7天左右能到哦，您看可以吗？"),
    ), platform=Platform.PDD, nick="向往的小窝"),
    Talk("restock", Category.PRESALE, SNOOZED, (
        (150.0, "b", "墨绿1.8的什么时候有货"), (149.0, "a", "亲，仓库说这两天到货，到了我第一时间告诉您哦"),
    ), nick="夏天海边0571", until=180),
    Talk("carrier-check", Category.LOGISTICS, SNOOZED, (
        (210.0, "b", "显示签收了，我根本没收到"),
        (209.2, "a", "亲，您先别着急，我马上联系{carrier}核实，下午四点前给您回复"),
        (205.0, "n", "已打{carrier}网点电话，派件员说放在驿站，等驿站回话"),
    ), want="signed", until=240, priority=Priority.HIGH),
    Talk("warehouse-check", Category.AFTERSALE, SNOOZED, (
        (240.0, "b", "{short}好像少了一件"), (239.3, "a", "抱歉亲，我请仓库查一下打包监控，今天内给您答复哦"),
        (237.0, "n", "仓库小周：监控在调，午饭后有结果"),
    ), want="signed", kind=TEXTILE, until=95),
    Talk("campaign", Category.PRESALE, SNOOZED, (
        (300.0, "b", "618还有更低的价吗"), (299.0, "a", "亲，活动价以页面为准，开始前我给您留言提醒，好吗？"),
    ), nick="sunny_99", until=1500),
    Talk("to-returns", Category.AFTERSALE, TRANSFERRED, (
        (33.0, "b", "退货少退了我6块钱"), (32.0, "a", "亲，我核对一下金额，这就转给售后同事处理哦"),
    ), want="closed_refund", transfer_to=TEAM_RETURNS,
        transfer_note="退款金额有疑问 | 买家称少退6元，已核对退款单 | 请确认是否补退并回复买家"),
    Talk("to-lead", Category.COMPLAINT, TRANSFERRED, (
        (44.0, "b", "要求三倍赔偿，你们写的纯棉，标签是涤棉"),
        (43.0, "a", "非常抱歉，这个问题我需要请主管来答复您，请稍等"),
        (42.0, "b", "[图片] 标签在这，别想抵赖"),
    ), want="completed", kind=TEXTILE, priority=Priority.URGENT, transfer_to=LEAD,
        transfer_note="超出客服权限 | 买家称材质不符，要求三倍赔偿，已留图 | 请定处理口径并答复买家"),
    Talk("overnight", Category.AFTERSALE, WAITS, (
        (78.0, "b", "换货的快递到你们仓库了，什么时候给我寄新的"),
        (76.0, "a", "亲，仓库已下班，早上由白班同事核实后给您回复哦"),
    ), want="signed", kind=CLOTHING, overnight=True),
)  # fmt: skip

OFFLINE: tuple[Talk, ...] = (
    Talk("night-1", Category.LOGISTICS, RECEIVED, (
        (73.0, "b", "在吗\n我的快递到哪了"), (75.0, "b", "明天能到不"),
    ), want="transit", offline=True),
    Talk("night-2", Category.PRESALE, RECEIVED, ((158.0, "b", "珐琅锅电磁炉能用吗？24cm的多重"),),
        nick="南风晚安", offline=True),
    Talk("night-3", Category.AFTERSALE, RECEIVED, (
        (295.0, "b", "半夜收拾东西才发现{short}有线头开线"), (297.0, "b", "[图片]"),
        (298.0, "b", "这算质量问题吧，给换吗"),
    ), want="signed", kind=CLOTHING, offline=True),
    Talk("night-4", Category.PAYMENT, RECEIVED, ((364.0, "b", "付款一直失败，提示订单异常"),), want="unpaid",
        offline=True),
    Talk("night-5", Category.LOGISTICS, RECEIVED, (
        (417.0, "b", "早 今天能发吗 出差前想收到"),
    ), want="paid", platform=Platform.DOUYIN, nick="豆包love", channel=Channel.CHAT, offline=True),
)  # fmt: skip
