"""`privacy.yaml`: what is masked, how much stays readable, how long data is kept (rule X1)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cs_console.domain.policy.base import Count, PolicyModel, Positive, Switch

Field_ = Literal["phone", "name", "address", "account", "email"]


class MaskPolicy(PolicyModel):
    """How much of a private value stays readable."""

    phone_head: Count = Field(default=3, description="手机号留前几位：138****1234 · digits kept in front")
    phone_tail: Count = Field(default=4, description="手机号留后几位 · digits kept at the end")
    keep_extension: Switch = Field(default=True, description="虚拟号保留分机 · keep a virtual number's extension")
    name_head: Count = Field(default=1, description="姓名留前几字：张* · characters kept of a name")
    address_levels: Count = Field(default=3, description="地址留几级：省市区 · levels kept: province, city, district")
    account_head: Count = Field(default=1, description="收款账号留前几位 · characters kept in front")
    account_tail: Count = Field(default=1, description="收款账号留后几位 · characters kept at the end")
    order_tail: Positive = Field(
        default=6, description="对外导出时订单号留后几位 · digits of order numbers in shared exports"
    )


class PrivacyPolicy(PolicyModel):
    """Masking is on unless somebody unmasks, which is an event (rule X1)."""

    masked: tuple[Field_, ...] = Field(
        default=("phone", "name", "address", "account", "email"),
        description="默认打码的内容 · what is masked on screen, in exports and logs",
    )
    mask: MaskPolicy = Field(default=MaskPolicy(), description="打码方式 · how")
    mask_nick_in_exports: Switch = Field(
        default=True, description="昵称屏幕上给客服看，导出打码 · nicks are masked in exports only"
    )
    unmask_seconds: Positive = Field(
        default=60, description="查看原文后几秒自动遮回 · unmasked values hide after seconds"
    )
    retention_days: Positive = Field(default=1_095, description="业务数据保留天数（三年）· days business data is kept")
    personal_days: Positive = Field(
        default=365,
        description="买家姓名、电话、地址保留天数，过后清除，数字不变 · days personal payload is kept",
    )
    clipboard_clear_seconds: Count = Field(
        default=0, description="复制的隐私内容几秒后清空剪贴板，0 不清 · clear the clipboard, 0 for never"
    )
