"""The columns of a goods file by name, Chinese and English (rule G1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cs_console.intake.detect import header_name

CellKind = Literal["text", "lines", "code", "codes", "money", "fen", "switch", "refuses"]
"""How a cell is read; ``refuses`` is a switch that says the opposite of its field."""


@dataclass(frozen=True, slots=True)
class GoodsColumn:
    """One field of the card, how its cells read and what files call it."""

    field: str
    kind: CellKind
    names: tuple[str, ...]


COLUMNS = (
    GoodsColumn("code", "code", ("商家编码", "商品编码", "货号", "款号", "编码", "商品货号", "code")),
    GoodsColumn("title", "text", ("商品名称", "商品标题", "宝贝标题", "宝贝名称", "品名", "标题", "名称", "title")),
    GoodsColumn("codes", "codes", ("其他编码", "SKU编码", "SKU", "条码", "条形码", "商品ID", "宝贝ID", "codes")),
    GoodsColumn("kind", "text", ("品类", "类目", "类型", "分类", "kind", "category", "type")),
    GoodsColumn("brand", "text", ("品牌", "brand")),
    GoodsColumn("edition", "text", ("版本", "version", "edition")),
    GoodsColumn("origin", "text", ("产地", "原产地", "origin")),
    GoodsColumn("colour", "text", ("颜色", "颜色分类", "色号", "colour", "color")),
    GoodsColumn("spec", "text", ("规格", "规格型号", "尺寸", "参数", "spec", "specification")),
    GoodsColumn("colour_difference", "text", ("色差", "色差程度", "色差说明", "colour_difference", "color_difference")),
    GoodsColumn(
        "lead_time", "text",
        ("货期", "备货期", "备货时间", "备货天数", "发货时间", "发货时效", "交期", "lead_time"),
    ),
    GoodsColumn("price_fen", "money", ("售价", "价格", "一口价", "原价", "标价", "单价", "price")),
    GoodsColumn("price_fen", "fen", ("price_fen",)),
    GoodsColumn("floor_fen", "money", ("最低销售价", "最低售价", "最低价", "底价", "floor_price", "floor")),
    GoodsColumn("floor_fen", "fen", ("floor_fen",)),
    GoodsColumn("free_shipping", "switch", ("是否包邮", "包邮", "free_shipping")),
    GoodsColumn(
        "no_return", "switch",
        ("不支持七天无理由", "不支持7天无理由", "不支持无理由", "不支持无理由退货", "免七天无理由", "不可无理由退货",
         "no_return", "exempt"),
    ),
    GoodsColumn(
        "no_return", "refuses",
        ("支持七天无理由", "支持7天无理由", "支持无理由", "支持无理由退货", "七天无理由", "7天无理由", "七天无理由退货",
         "returnable"),
    ),
    GoodsColumn(
        "related", "codes",
        ("关联商品", "关联款号", "关联编码", "搭配商品", "搭配款号", "推荐搭配", "关联推荐", "搭配", "related"),
    ),
    GoodsColumn("stock_note", "text", ("库存说明", "库存备注", "库存", "stock_note", "stock")),
    GoodsColumn("notes", "lines", ("备注", "说明", "内部备注", "notes", "note")),
)  # fmt: skip


def columns_by_name() -> Mapping[str, GoodsColumn]:
    """Normalised header → column."""
    return {header_name(name): column for column in COLUMNS for name in column.names}
