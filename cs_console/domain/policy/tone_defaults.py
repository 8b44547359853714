"""Shipped word lists of the tone guard, as plain data (rules P5, P6).

Statutory and platform terms come from the Advertising Law art. 9(3) and platform rules; the safe
contexts keep everyday uses such as 最近 or 第一时间 out. 绝对 is deliberately not a safe context:
绝对不会 is still an absolute promise.
"""

from __future__ import annotations

from typing import Any

LISTS: tuple[dict[str, Any], ...] = (
    {
        "category": "statute",
        "severity": "block",
        "advice": "广告法第九条（三）点名的绝对化用语，不能说；改为说事实，如“很多买家回购”。",
        "terms": (
            "国家级", "最高级", "最佳",
        ),
    },
    {
        "category": "superlative",
        "severity": "warn",
        "advice": "绝对化用语，容易被罚；改为有依据的具体说法。",
        "hedges": ("比较", "很受欢迎", "不少买家喜欢"),
        "terms": (
            "最好", "最优", "最强", "最先进", "最科学", "最优秀", "最专业", "最实惠",
            "最低价", "最低", "最高", "最便宜", "最新技术", "最先进科学", "最受欢迎",
            "最时尚", "最具", "第一", "第一品牌", "销量第一", "全国第一", "全球第一",
            "世界第一", "行业第一", "全网第一", "排名第一", "NO.1", "Top1", "唯一",
            "独一无二", "首选", "首个", "首家", "独家", "顶级", "顶尖", "极致", "极品",
            "终极", "至尊", "王牌", "金牌", "名牌", "冠军", "销量冠军", "领袖品牌",
            "领导品牌", "世界级", "世界领先", "全球领先", "一流", "绝无仅有", "史无前例",
            "前无古人", "空前", "无与伦比", "之王", "之最",
        ),
    },
    {
        "category": "absolute_promise",
        "severity": "warn",
        "advice": "不作绝对承诺，留有余地。",
        "hedges": ("应当", "正常情况下", "左右", "尽量"),
        "terms": (
            "绝对", "万能", "百分百", "百分之百", "100%", "零风险", "万无一失", "永久",
            "永不", "无任何副作用", "绝对安全", "绝对有效", "一劳永逸", "全网最低",
            "全网最低价", "史上最低",
        ),
    },
    {
        "category": "medical_efficacy",
        "severity": "block",
        "advice": "普通商品不得宣称疗效，删去。",
        "terms": (
            "治愈", "根治", "包治", "疗效", "有效率", "治愈率", "抗癌", "防癌", "降血压",
            "降血脂", "降血糖", "药到病除", "断根", "消炎", "杀菌", "永久不反弹",
        ),
    },
    {
        "category": "off_platform",
        "severity": "block",
        "advice": "不得引导买家离开平台联系或付款，删去；请用平台内的方式。",
        "terms": (
            "加微信", "加V信", "微信号", "vx", "VX", "薇信", "扫码", "加QQ群", "淘宝口令",
            "支付宝转账", "线下付款",
        ),
    },
    {
        "category": "review_inducement",
        "severity": "block",
        "advice": "不得用返现、红包换好评，删去；可请买家如实评价。",
        "terms": (
            "好评返现", "五星返现", "截图返现", "返红包", "晒图返",
        ),
    },
    {
        "category": "overpromise_cs",
        "severity": "warn",
        "advice": "发货和到货不要说死。",
        "hedges": ("尽量今天安排", "正常情况下", "预计", "左右"),
        "terms": (
            "今天一定发", "明天一定到", "肯定能到", "马上就好", "立刻就发", "保证没问题",
            "一定可以退", "一定免费补发",
        ),
    },
    {
        "category": "commitment",
        "severity": "warn",
        "advice": "这是说死的承诺；换成留有余地的说法。",
        "hedges": ("应当", "正常情况下", "左右", "尽量"),
        "terms": (
            "一定", "保证", "肯定", "马上到", "马上发", "立刻到", "立即到", "必定",
            "必须到", "绝不", "包您满意", "担保",
        ),
    },
    {
        "category": "blunt",
        "severity": "warn",
        "advice": "太生硬；婉转一些，先致歉或说明，再给办法。",
        "hedges": ("您看这样可以吗", "不好意思哦", "我帮您看看"),
        "terms": (
            "不知道", "没办法", "不可能", "不行", "不能退", "退不了", "不退不换", "自己看",
            "自己查", "看详情页", "你自己", "爱买不买", "随便你", "关我什么事", "不归我管",
            "说了多少遍", "听不懂", "没有就是没有", "急什么", "你等着", "我不清楚", "烦不烦",
            "神经病", "有病",
        ),
    },
    {
        "category": "impolite_you",
        "severity": "hint",
        "advice": "称“您”或“亲”，不称“你”。",
        "hedges": ("您", "亲"),
        "terms": (
            "你",
        ),
    },
    {
        "category": "over_familiar",
        "severity": "warn",
        "advice": "过于亲昵，分寸不合适；称“亲”或“您”就好。",
        "hedges": ("亲", "您"),
        "terms": (
            "宝贝儿", "亲爱的", "小宝贝", "么么哒", "爱你哟", "老公", "老婆", "美女",
            "帅哥", "小姐姐", "小哥哥", "想你", "抱抱", "亲一个",
        ),
    },
)  # fmt: skip
"""One list a category; the first seven are law and platform rules, the rest house style."""

SAFE_CONTEXTS: tuple[tuple[str, str], ...] = (
    ("最近", "表示时间"),
    ("最晚", "表示期限，如“最晚48小时”"),
    ("最后", "表示次序"),
    ("最多", "表示数量上下限"),
    ("最少", "表示数量上下限"),
    ("最大码|最大号|最小码|最大尺寸|最小尺寸", "自家规格比较（市监总局 2023 指南）"),
    ("第一次|第一时间|第一步|第一款|第一个", "表示次序"),
    ("唯一(编码|标识|订单)", "表示编号"),
    ("100%(棉|聚酯|羊毛|桑蚕丝)", "标签上的成分含量"),
    ("永久(地址|删除)", "与商品宣传无关"),
    ("最终", "表示次序"),
    ("首选(快递|地址)", "表示偏好设置"),
    ("不一定|一定程度", "不是承诺"),
    ("(不能|不敢|不好|无法|没法|没办法)保证|保证金|保证书", "不是承诺"),
    ("担保交易", "平台的交易方式"),
    ("行不行|不行的话", "是询问"),
    ("你好", "问候语"),
)
"""(pattern, why): a listed word inside such a match is not reported."""
