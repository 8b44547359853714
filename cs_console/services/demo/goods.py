"""The demo catalogue: home textiles, kitchenware and clothing with prices in fen (fabricated)."""

from __future__ import annotations

from itertools import product

from cs_console.services.demo.model import DemoGoods, DemoSku

TEXTILE, KITCHEN, CLOTHING, ACCESSORY = "textile", "kitchen", "clothing", "accessory"


def _goods(code: str, kind: str, title: str, short: str, colours: str, sizes: dict[str, int]) -> DemoGoods:
    """One article: every colour in every size, prices (in yuan) by size."""
    skus = tuple(
        DemoSku(f"{code}-{c:02d}{s:02d}", colour, size, yuan * 100 - 10)
        for (c, colour), (s, (size, yuan)) in product(
            enumerate(colours.split(), start=1), enumerate(sizes.items(), start=1)
        )
    )
    return DemoGoods(code, kind, title, short, skus)


BED = {"1.2m床": 149, "1.5m床": 179, "1.8m床": 199, "2.0m床": 229}
QUILT = {"150x200cm": 129, "200x230cm": 169, "220x240cm": 199}
TOWEL = {"单条装": 20, "两条装": 36, "四条装": 66}
WEAR = {"S": 89, "M": 89, "L": 89, "XL": 95, "2XL": 99}

CATALOGUE: tuple[DemoGoods, ...] = (
    _goods("SJ101", TEXTILE, "水洗棉四件套纯棉裸睡床单被套床上用品", "水洗棉四件套",
        "雾霾蓝 奶茶灰 豆沙粉 燕麦白", BED),
    _goods("SJ102", TEXTILE, "60支长绒棉四件套贡缎纯色酒店风", "长绒棉四件套", "月光银 香槟金 墨绿",
           {"1.5m床": 329, "1.8m床": 359, "2.0m床": 389}),
    _goods("SJ103", TEXTILE, "磨毛加厚四件套秋冬亲肤被套床单", "磨毛四件套", "焦糖 海军蓝 浅灰", BED),
    _goods("BX201", TEXTILE, "空调被夏凉被可机洗薄被子单双人", "夏凉被", "海盐蓝 薄荷绿 樱花粉", QUILT),
    _goods("BX202", TEXTILE, "大豆纤维被四季被芯加厚保暖棉被", "大豆纤维被", "本白 浅粉", QUILT),
    _goods("ZX301", TEXTILE, "全棉枕套一对装48x74cm纯色枕头套", "枕套一对", "雾霾蓝 奶茶灰 燕麦白",
        {"48x74cm": 39}),
    _goods("ZX302", TEXTILE, "羽丝绒枕芯护颈枕头单只成人家用", "羽丝绒枕芯", "本白",
        {"低枕": 49, "中枕": 55, "高枕": 59}),
    _goods("MJ401", TEXTILE, "新疆长绒棉毛巾洗脸家用柔软吸水", "长绒棉毛巾", "浅灰 藏青 米白 豆绿", TOWEL),
    _goods("MJ402", TEXTILE, "纯棉浴巾加大加厚裹身巾吸水速干", "加厚浴巾", "浅灰 米白 雾粉",
        {"70x140cm": 59, "90x180cm": 89}),
    _goods("CL501", TEXTILE, "北欧风遮光窗帘卧室客厅挂钩打孔成品", "遮光窗帘", "雾灰 墨绿 米杏",
           {"2.0x2.7m一片": 128, "2.5x2.7m一片": 158, "3.0x2.7m一片": 188}),
    _goods("DT601", TEXTILE, "浴室吸水脚垫卫生间门口防滑地垫", "吸水脚垫", "深灰 米色",
        {"40x60cm": 26, "50x80cm": 42}),
    _goods("GJ701", KITCHEN, "麦饭石不粘平底锅煎锅牛排锅无烟", "不粘平底锅", "米白 墨绿",
        {"24cm": 99, "28cm": 129, "30cm带盖": 169}),
    _goods("GJ702", KITCHEN, "304不锈钢雪平锅奶锅辅食锅小汤锅", "雪平锅", "本色",
        {"18cm": 89, "20cm玻璃盖": 119}),
    _goods("GJ703", KITCHEN, "铸铁珐琅炖锅汤锅家用电磁炉通用", "珐琅炖锅", "樱桃红 海蓝 奶白",
        {"20cm": 269, "24cm": 339}),
    _goods("DJ711", KITCHEN, "日式三件套刀具厨房菜刀套装锋利", "三件套刀具", "木柄",
        {"三件套": 159, "三件套带刀座": 209}),
    _goods("CJ721", KITCHEN, "手绘釉下彩陶瓷餐具套装碗盘家用", "陶瓷餐具套装", "青花 浅草绿",
        {"16头": 139, "28头": 219}),
    _goods("CJ722", KITCHEN, "耐热玻璃饭盒微波炉加热便当盒密封", "玻璃饭盒", "透明",
        {"640ml": 29, "1040ml": 39, "三件装": 89}),
    _goods("BW731", KITCHEN, "316不锈钢保温杯大容量便携水杯", "保温杯", "雪山白 曜石黑 抹茶绿",
        {"350ml": 79, "500ml": 99}),
    _goods("SN741", KITCHEN, "厨房沥水架碗碟收纳架台面双层", "沥水架", "黑色 白色", {"单层": 59, "双层": 99}),
    _goods("FS801", CLOTHING, "纯棉家居服睡衣女春秋长袖套装", "纯棉睡衣套装", "奶黄格 雾蓝格 藕粉", WEAR),
    _goods("FS802", CLOTHING, "莫代尔圆领短袖T恤女宽松打底衫", "莫代尔T恤", "白色 黑色 燕麦 雾蓝",
           {"S": 49, "M": 49, "L": 49, "XL": 55}),
    _goods("FS803", CLOTHING, "亚麻阔腿裤女夏季薄款高腰垂感", "亚麻阔腿裤", "卡其 黑色 米白", WEAR),
    _goods("FS804", CLOTHING, "男士冰丝家居短裤宽松睡裤夏季", "冰丝家居短裤", "深灰 藏青",
        {"L": 45, "XL": 45, "2XL": 49, "3XL": 49}),
    _goods("FS805", CLOTHING, "加厚法兰绒睡袍情侣浴袍长款", "法兰绒睡袍", "酒红 藏青",
        {"M": 139, "L": 139, "XL": 149}),
    _goods("WZ811", ACCESSORY, "精梳棉中筒袜子男女吸汗防臭", "精梳棉袜", "混色", {"5双装": 29, "10双装": 49}),
)  # fmt: skip
"""Articles in the order of their codes; every order line of the demo is one of these."""
