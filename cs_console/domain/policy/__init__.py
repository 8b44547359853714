"""Typed policies: every number, word list, colour and time of the rules, one model a YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import Field

from cs_console.domain.policy.aftersales import AftersalesPolicy
from cs_console.domain.policy.autoreplies import AutorepliesPolicy
from cs_console.domain.policy.base import PolicyModel
from cs_console.domain.policy.flags import FlagsPolicy
from cs_console.domain.policy.followups import FollowupsPolicy
from cs_console.domain.policy.intake import IntakePolicy
from cs_console.domain.policy.kpi import KpiPolicy
from cs_console.domain.policy.platforms import PlatformsPolicy
from cs_console.domain.policy.pricing import PricingPolicy
from cs_console.domain.policy.privacy import PrivacyPolicy
from cs_console.domain.policy.remarks import RemarksPolicy
from cs_console.domain.policy.routing import RoutingPolicy
from cs_console.domain.policy.settings import SettingsPolicy
from cs_console.domain.policy.shifts import ShiftsPolicy
from cs_console.domain.policy.shop import ShopPolicy
from cs_console.domain.policy.sla import SlaPolicy
from cs_console.domain.policy.team import TeamPolicy
from cs_console.domain.policy.tone import TonePolicy


class Policies(PolicyModel):
    """All policies of a workspace; `Policies()` are the shipped defaults."""

    shop: ShopPolicy = Field(default_factory=ShopPolicy)
    team: TeamPolicy = Field(default_factory=TeamPolicy)
    shifts: ShiftsPolicy = Field(default_factory=ShiftsPolicy)
    sla: SlaPolicy = Field(default_factory=SlaPolicy)
    routing: RoutingPolicy = Field(default_factory=RoutingPolicy)
    flags: FlagsPolicy = Field(default_factory=FlagsPolicy)
    remarks: RemarksPolicy = Field(default_factory=RemarksPolicy)
    pricing: PricingPolicy = Field(default_factory=PricingPolicy)
    aftersales: AftersalesPolicy = Field(default_factory=AftersalesPolicy)
    tone: TonePolicy = Field(default_factory=TonePolicy)
    autoreplies: AutorepliesPolicy = Field(default_factory=AutorepliesPolicy)
    followups: FollowupsPolicy = Field(default_factory=FollowupsPolicy)
    kpi: KpiPolicy = Field(default_factory=KpiPolicy)
    privacy: PrivacyPolicy = Field(default_factory=PrivacyPolicy)
    intake: IntakePolicy = Field(default_factory=IntakePolicy)
    platforms: PlatformsPolicy = Field(default_factory=PlatformsPolicy)
    settings: SettingsPolicy = Field(default_factory=SettingsPolicy)


MODELS: Mapping[str, type[PolicyModel]] = MappingProxyType(
    {
        "shop": ShopPolicy,
        "team": TeamPolicy,
        "shifts": ShiftsPolicy,
        "sla": SlaPolicy,
        "routing": RoutingPolicy,
        "flags": FlagsPolicy,
        "remarks": RemarksPolicy,
        "pricing": PricingPolicy,
        "aftersales": AftersalesPolicy,
        "tone": TonePolicy,
        "autoreplies": AutorepliesPolicy,
        "followups": FollowupsPolicy,
        "kpi": KpiPolicy,
        "privacy": PrivacyPolicy,
        "intake": IntakePolicy,
        "platforms": PlatformsPolicy,
        "settings": SettingsPolicy,
    }
)
"""File stem → model, in the order in which the files are read."""

__all__ = ["MODELS", "Policies", "PolicyModel"]
