"""`privacy.yaml`: where masking goes beyond what is fixed, and how long an unmasked value shows (rule X1)."""

from __future__ import annotations

from pydantic import Field

from cs_console.domain.policy.base import PolicyModel, Positive, Switch


class PrivacyPolicy(PolicyModel):
    """Masking is on unless somebody unmasks, which is an event (rule X1)."""

    mask_nick_in_exports: Switch = Field(
        default=True, description="昵称屏幕上给客服看，导出打码 · nicks are masked in exports only"
    )
    unmask_seconds: Positive = Field(
        default=60, description="查看原文后几秒自动遮回 · unmasked values hide after seconds"
    )
