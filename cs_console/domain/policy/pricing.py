"""`pricing.yaml`: how far a price may be changed, and by whom (rules O3, P12)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cs_console.domain.policy.base import Percent, PolicyModel, Positive, Switch, Text


class PricingPolicy(PolicyModel):
    """Bounds of a single order's price change; both bounds hold at once (rule O3)."""

    max_change_percent: Percent = Field(
        default=50,
        description="单笔改价最多为原价的百分之几，含本数，涨跌都算 · largest change, inclusive (O3)",
    )
    basis: Literal["goods", "total"] = Field(
        default="goods",
        description=("原价按货款 goods 还是含运费 total；取货款，免得用运费冲抵 · what counts as original price"),
    )
    below_floor: Literal["apply", "refuse"] = Field(
        default="apply",
        description="低于最低销售价：apply 走特价申请 refuse 直接拒绝 · below the floor price (O3)",
    )
    floor_required: Switch = Field(
        default=False,
        description="没有登记最低价的商品也要申请 · goods without a floor price need approval, too",
    )
    application_hours: Positive = Field(
        default=4, description="特价申请几小时内答复 · a lead answers an application within hours"
    )
    remark_text: Text = Field(
        default="改价为{price}", description="改价自动写进备注的话 · what a price change puts into the remark (R4)"
    )
    approval_hours: Positive = Field(
        default=24, description="特价批准后几小时内有效，只能用一次 · an approval serves once, within hours"
    )
    bulk_discount_percent: Percent = Field(
        default=10,
        description="大量购买可先开的优惠，不低于最低价 · first offer for bulk, above the floor (P12)",
    )
