"""What a buyer's words propose: category, priority and team (rule Q3)."""

from __future__ import annotations

from dataclasses import dataclass

from cs_console.domain.entities import Inquiry
from cs_console.domain.policy.routing import RoutingPolicy
from cs_console.domain.policy.team import TeamPolicy
from cs_console.domain.vocabulary import Category, Channel, OrderStatus, Priority

BY_RULE = "rule"
BY_AGENT = "agent"
"""Who decided an inquiry's category: a rule's proposal gives way, an agent's correction is kept."""


@dataclass(frozen=True, slots=True)
class Route:
    """A proposal, with the name of the rule that made it ("" when none fitted)."""

    category: Category
    priority: Priority
    team: str
    because: str = ""


def propose(
    policy: RoutingPolicy, team: TeamPolicy, text: str, order_status: OrderStatus | None, channel: Channel
) -> Route:
    """The proposal for the normalised `text`; the first rule that fits wins (rule Q3)."""
    rule = policy.route(text, order_status, channel)
    if rule is None:
        return Route(policy.default_category, policy.default_priority, team.default_team)
    return Route(rule.category, rule.priority, rule.team or team.default_team, rule.name)


def rerouted(inquiry: Inquiry, route: Route) -> dict[str, object]:
    """What later words change in an open inquiry: they may raise it or name it, never lower it.

    An agent's correction is kept (rule Q3): then nothing changes.
    """
    if inquiry.category_by == BY_AGENT or not route.because:
        return {}
    more_pressing = route.priority.rank < inquiry.priority.rank
    if not more_pressing and inquiry.category is not Category.OTHER:
        return {}
    changes: dict[str, object] = {"category": route.category, "team": route.team}
    if more_pressing:
        changes["priority"] = route.priority
    return changes
