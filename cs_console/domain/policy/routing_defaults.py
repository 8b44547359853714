"""Shipped routing rules and reasons, as plain data: the buyers' own words (rules Q3, P11)."""

from __future__ import annotations

from typing import Any

RULES: tuple[dict[str, Any], ...] = (
    {
        "name": "投诉与平台介入",
        "any_of": ("投诉", "曝光", "12315", "消协", "工商", "平台介入", "小二介入", "举报", "骗子", "欺诈",
                   "假货",
                   "假一赔", "律师", "起诉", "维权"),
        "none_of": ("不投诉",),
        "category": "complaint", "priority": "urgent", "team": "售后",
    },
    {
        "name": "好评返现请求",
        "any_of": ("好评返现", "返现", "返红包", "晒图返", "刷单"),
        "category": "other", "priority": "low",
    },
    {
        "name": "破损、少件、错发",
        "any_of": ("破损", "坏了", "碎了", "压坏", "漏了", "少发", "漏发", "少了", "缺件", "少一件", "发错",
                   "错发",
                   "不是我买的", "质量问题", "开线", "有瑕疵", "有污渍", "次品"),
        "category": "aftersale", "priority": "high", "team": "售后",
    },
    {
        "name": "退款进度",
        "any_of": ("退款到哪", "什么时候退款", "钱什么时候", "还没退款", "没收到退款", "退款怎么还",
                   "退款进度"),
        "category": "aftersale", "priority": "high", "team": "售后",
    },
    {
        "name": "取消订单（未发货）",
        "any_of": ("取消订单", "不想要了", "不要了", "拍错了", "申请退款"),
        "order_status": ("unpaid", "paid"),
        "category": "aftersale", "priority": "high", "team": "售后",
    },
    {
        "name": "退换货",
        "any_of": ("退货", "退款", "换货", "退掉", "想退", "要退", "能退", "可以退", "换一件", "换个",
                   "换大", "换小",
                   "七天无理由", "7天无理由", "运费险", "寄回", "色差", "不合适", "撤销退款"),
        "none_of": ("换快递", "换个快递", "换个地址"),
        "category": "aftersale", "priority": "normal", "team": "售后",
    },
    {
        "name": "改地址（发货前要拦）",
        "any_of": ("改地址", "改个地址", "换地址", "换个地址", "地址错", "地址写错", "改电话", "改收货"),
        "order_status": ("unpaid", "paid"),
        "category": "logistics", "priority": "urgent",
    },
    {
        "name": "催件与物流",
        "any_of": ("物流", "快递", "到哪了", "到哪里", "什么时候到", "多久到", "几天到", "没收到", "没到",
                   "单号",
                   "不更新", "不动了", "派送", "签收", "丢件", "催件", "改地址", "换地址", "地址错", "驿站",
                   "自提"),
        "category": "logistics", "priority": "normal",
    },
    {
        "name": "催发货（已付款）",
        "any_of": ("发货", "发出", "还没发", "什么时候发", "多久发", "几时发", "今天能发", "尽快发", "催发"),
        "order_status": ("paid",),
        "category": "logistics", "priority": "high",
    },
    {
        "name": "发货咨询",
        "any_of": ("发货", "什么时候发", "多久发", "几时发", "发什么快递", "今天能发"),
        "category": "logistics", "priority": "normal",
    },
    {
        "name": "发票",
        "any_of": ("发票", "开票", "专票", "普票", "抬头", "税号", "报销"),
        "category": "invoice", "priority": "normal",
    },
    {
        "name": "付款与改价",
        "any_of": ("付款", "付不了", "支付", "付钱", "改价", "改个价", "花呗", "分期", "信用卡", "优惠券",
                   "用不了券",
                   "红包", "定金", "尾款", "货到付款"),
        "category": "payment", "priority": "high",
    },
    {
        "name": "拍下未付款的咨询",
        "any_of": ("拍下", "拍了", "下单", "等会付", "便宜", "包邮", "优惠"),
        "order_status": ("unpaid",),
        "category": "payment", "priority": "high",
    },
    {
        "name": "售前咨询",
        "any_of": ("有货", "现货", "库存", "尺码", "尺寸", "多大", "多高", "多重", "规格", "颜色", "材质",
                   "面料", "质量",
                   "怎么用", "怎么洗", "保质期", "区别", "推荐", "多少钱", "价格", "便宜", "优惠", "打折",
                   "活动", "包邮",
                   "赠品", "送什么", "发到", "怎么买", "怎么拍", "正品", "怎么下单", "在吗", "你好",
                   "hello", "price",
                   "size", "stock"),
        "category": "presale", "priority": "normal", "team": "售前",
    },
    {
        "name": "签收后的其他问题",
        "order_status": ("signed", "completed"),
        "category": "aftersale", "priority": "normal", "team": "售后",
    },
    {
        "name": "运输中的其他问题",
        "order_status": ("shipped",),
        "category": "logistics", "priority": "normal",
    },
    {
        "name": "未付款的其他问题",
        "order_status": ("unpaid",),
        "category": "payment", "priority": "normal",
    },
)  # fmt: skip
"""Most pressing first: the first rule that fits wins."""

LOST_REASONS: tuple[tuple[str, str, str], ...] = (
    ("price", "嫌贵，议价未成", "Price too high"),
    ("freight", "运费不满意", "Freight"),
    ("out_of_stock", "缺货、缺色缺码", "Out of stock"),
    ("not_fitting", "款式尺寸不合适", "Does not fit the need"),
    ("delivery_time", "到货太慢", "Delivery too slow"),
    ("comparing", "货比三家，再看看", "Comparing shops"),
    ("trust", "对质量或店铺不放心", "Doubts about quality or shop"),
    ("no_answer", "买家不再回复", "Buyer stopped answering"),
    ("service", "回复慢或没答上", "Slow or missing answer"),
    ("other", "其他", "Other"),
)

SKIP_REASONS: tuple[tuple[str, str, str], ...] = (
    ("needs_colleague", "需要别的同事处理", "Needs a colleague"),
    ("waiting_warehouse", "等仓库或快递回话", "Waiting for warehouse or courier"),
    ("same_buyer", "同一买家另有会话在处理", "Same buyer is being served"),
    ("needs_lead", "要请示组长", "Needs the lead"),
    ("other", "其他", "Other"),
)

SNOOZES: tuple[tuple[str, str, int], ...] = (
    ("10 分钟后", "In 10 minutes", 10),
    ("30 分钟后", "In 30 minutes", 30),
    ("1 小时后", "In 1 hour", 60),
    ("2 小时后", "In 2 hours", 120),
    ("明天这个时候", "This time tomorrow", 1_440),
)
