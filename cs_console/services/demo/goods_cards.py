"""The demo shop's goods cards, as its administrator would keep them in a spreadsheet (fabricated, rules G1–G3)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from cs_console.services.demo.goods import CATALOGUE
from cs_console.services.demo.model import DemoGoods

FILE = "goods_cards.csv"
HEADERS = (
    "商家编码", "商品名称", "其他编码", "品类", "品牌", "版本", "产地", "颜色", "规格", "色差", "货期", "售价",
    "最低销售价", "包邮", "不支持七天无理由", "关联商品", "库存说明", "备注",
)  # fmt: skip


class Told(NamedTuple):
    """What the catalogue does not say of an article; `floor` is percent of the lowest list price."""

    kind: str
    brand: str
    origin: str
    related: str
    floor: int = 80
    colour_difference: str = ""
    lead_time: str = "48小时内发出"
    edition: str = ""
    stock: str = ""
    notes: str = ""


_SCREEN = "中等：屏幕显示偏亮，实物略深"
_DYED = "小：同一批次一致，补货批次略有差别"

TOLD: dict[str, Told] = {
    "SJ101": Told("四件套", "暖屋", "江苏南通", "ZX301、BX201", 82, _SCREEN, edition="2026春", stock="豆沙粉剩20套",
                  notes="水洗棉有自然褶皱，不是质量问题"),
    "SJ102": Told("四件套", "暖屋", "江苏南通", "ZX302、BX202", 85, _SCREEN, notes="60支，成分标写长绒棉100%"),
    "SJ103": Told("四件套", "暖屋", "山东潍坊", "BX202、ZX301", 78, _DYED, edition="秋冬", stock="过季，可多让一点"),
    "BX201": Told("夏凉被", "暖屋", "浙江绍兴", "SJ101、ZX302", 80, _DYED),
    "BX202": Told("被芯", "暖屋", "江苏南通", "SJ103、ZX302", 82, lead_time="72小时内发出", notes="真空压缩发货"),
    "ZX301": Told("枕套", "暖屋", "江苏南通", "ZX302、SJ101", 75, _SCREEN),
    "ZX302": Told("枕芯", "安棉", "安徽安庆", "ZX301", 78, notes="开封后影响二次销售，退货先问清"),
    "MJ401": Told("毛巾", "棉里", "新疆石河子", "MJ402、DT601", 80, _DYED),
    "MJ402": Told("浴巾", "棉里", "新疆石河子", "MJ401", 80, _DYED, stock="雾粉缺货，月底到"),
    "CL501": Told("窗帘", "遮阳里", "浙江绍兴", "DT601", 80, "大：面料反光，白天夜里看着不同", "定高下单，5天内发出",
                  notes="下单前先问窗宽窗高和打孔还是挂钩"),
    "DT601": Told("地垫", "遮阳里", "天津", "MJ401", 75),
    "GJ701": Told("平底锅", "灶台", "浙江永康", "GJ702、SN741", 82, notes="电磁炉可用，忌空烧"),
    "GJ702": Told("奶锅", "灶台", "浙江永康", "GJ701、CJ722", 82),
    "GJ703": Told("炖锅", "灶台", "河北石家庄", "GJ701", 85, "小：珐琅手工上釉，深浅略有不同", "72小时内发出",
                  notes="重，偏远地区运费另算"),
    "DJ711": Told("刀具", "灶台", "广东阳江", "SN741", 82, notes="快递单注明刀具，部分小区不送上门"),
    "CJ721": Told("餐具", "青白", "江西景德镇", "CJ722、SN741", 80, "中等：手绘，每件略有不同",
                  notes="破损当场拍照拒收"),
    "CJ722": Told("饭盒", "青白", "山东淄博", "BW731", 78),
    "BW731": Told("保温杯", "青白", "浙江永康", "CJ722", 80, stock="抹茶绿剩12只"),
    "SN741": Told("沥水架", "灶台", "广东揭阳", "DJ711、CJ721", 78),
    "FS801": Told("睡衣", "软糖", "广东汕头", "FS805、WZ811", 80, _SCREEN, notes="偏大半码，卡码建议拍小"),
    "FS802": Told("T恤", "软糖", "广东汕头", "FS803、WZ811", 76, _SCREEN),
    "FS803": Told("裤子", "软糖", "广东广州", "FS802", 78, _SCREEN, notes="亚麻会皱，垂感好"),
    "FS804": Told("短裤", "软糖", "广东汕头", "WZ811", 76),
    "FS805": Told("睡袍", "软糖", "山东青岛", "FS801", 82, edition="秋冬"),
    "WZ811": Told("袜子", "软糖", "浙江诸暨", "FS802、FS801", 75, notes="贴身，拆封后不退换，下单前说明"),
}  # fmt: skip
"""Beside the catalogue's own facts, by code."""

_FREE = frozenset({"SJ102", "GJ703", "DJ711", "FS805"})
NO_RETURN = frozenset({"WZ811"})
"""Codes of what may not come back without a fault (rule A9)."""


def goods_file() -> bytes:
    """The cards as one CSV with the columns that `goods import` reads; UTF-8 with a mark, as spreadsheets save it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(HEADERS)
    writer.writerows(_row(goods) for goods in CATALOGUE)
    return buffer.getvalue().encode("utf-8-sig")


def _row(goods: DemoGoods) -> Iterator[str]:
    told = TOLD[goods.code]
    lowest = min(sku.price_fen for sku in goods.skus)
    values = {
        "商家编码": goods.code, "商品名称": goods.title, "其他编码": "、".join(sku.code for sku in goods.skus),
        "品类": told.kind, "品牌": told.brand, "版本": told.edition, "产地": told.origin,
        "颜色": " ".join(dict.fromkeys(sku.colour for sku in goods.skus)),
        "规格": " ".join(dict.fromkeys(sku.size for sku in goods.skus)), "色差": told.colour_difference,
        "货期": told.lead_time, "售价": f"{lowest / 100:.2f}", "最低销售价": f"{lowest * told.floor // 10000}.00",
        "包邮": "是" if goods.code in _FREE else "", "不支持七天无理由": "是" if goods.code in NO_RETURN else "",
        "关联商品": told.related, "库存说明": told.stock, "备注": told.notes,
    }  # fmt: skip
    return (values[name] for name in HEADERS)
