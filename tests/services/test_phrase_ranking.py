"""What raises a phrase beside its match: use, kept up use by use, and the time of day (rules P4, P10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Actor
from cs_console.domain.phrases import Phrase, Variant
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.services.phrase_ranking import UseTally, ranking
from cs_console.services.phrase_values import Situation
from cs_console.services.ports.uow import UnitOfWork

ActorMaker = Callable[..., Actor]
ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 6, 14, 9, tzinfo=ZONE)
PLAIN = Phrase(id="plain", group="", question="问", variants=(Variant("答"),))


class Uses:
    """Uses as the store would give them; how often they were read stands in `reads`."""

    def __init__(self, *uses: tuple[str, str, datetime]) -> None:
        self.uses, self.reads = list(uses), 0

    def latest_use(self) -> int:
        return len(self.uses)

    def uses_after(self, after: int, *, limit: int) -> list[tuple[int, str, str, datetime]]:
        self.reads += 1
        return [(number, *use) for number, use in enumerate(self.uses, 1)][after:][-limit:]


def lifted(
    uses: Uses, phrase: Phrase, agent: str = "张敏", now: datetime = MORNING, tally: UseTally | None = None
) -> float:
    situation = Situation(agent=agent, now=now, zone=ZONE)
    uow = cast(UnitOfWork, cast(Any, SimpleNamespace(phrases=uses)))
    return ranking(uow, tally or UseTally(), situation, {"time.hour": now.hour})(phrase)


def test_p10_own_use_lifts_more_than_the_teams_and_neither_without_end() -> None:
    own, team = Uses(("plain", "张敏", MORNING)), Uses(("plain", "李丽", MORNING))
    assert lifted(own, PLAIN) > lifted(team, PLAIN) > lifted(Uses(), PLAIN) == 0
    assert lifted(Uses(*[("plain", "张敏", MORNING)] * 500), PLAIN) <= 0.02


def test_p10_only_new_uses_are_read_and_taken_back_ones_no_longer_count() -> None:
    uses, tally = Uses(("plain", "张敏", MORNING), ("other", "张敏", MORNING)), UseTally()
    once = lifted(uses, PLAIN, tally=tally)
    assert lifted(uses, PLAIN, tally=tally) == once and uses.reads == 1
    uses.uses.append(("plain", "张敏", MORNING))
    assert lifted(uses, PLAIN, tally=tally) > once and uses.reads == 2
    del uses.uses[:]
    assert lifted(uses, PLAIN, tally=tally) == 0


def test_p4_what_is_said_at_this_time_of_day_comes_before_what_is_not() -> None:
    uses = Uses(*[("plain", "李丽", MORNING + timedelta(days=day)) for day in range(5)])
    assert lifted(uses, PLAIN) > lifted(uses, PLAIN, now=MORNING + timedelta(hours=12))


def test_p4_a_phrase_for_this_hour_rises_and_one_that_may_not_be_said_now_falls() -> None:
    night = Phrase(id="night", group="", question="问", variants=(Variant("答", when="time.hour >= 22"),))
    assert lifted(Uses(), night, now=MORNING) < 0 < lifted(Uses(), night, now=MORNING.replace(hour=23))


def test_p2_a_search_right_after_a_reply_knows_what_the_buyer_was_told(services: Services, actor: ActorMaker) -> None:
    """What a search needs of the store is remembered from key to key, and only until something is written."""
    agent = actor("张敏")
    inquiry = services.capture.new(agent, InquiryDraft(buyer="甲", text="什么时候发货"))
    first = services.phrases.find(agent, "什么时候发货", inquiry_id=inquiry.id)[0]
    assert services.phrases.find(agent, "什么时候发货", inquiry_id=inquiry.id)[0] == first
    told = services.phrases.compose(agent, first.id, inquiry_id=inquiry.id)
    services.queue.reply(
        agent, inquiry.id, "亲，下午发出哦。", phrase_id=first.id, variant=told.variant, variant_hash=told.variant_hash
    )
    again = {hit.id: hit for hit in services.phrases.find(agent, "什么时候发货", inquiry_id=inquiry.id)}[first.id]
    assert again.variant != first.variant
    other = services.capture.new(agent, InquiryDraft(buyer="乙", text="什么时候发货"))
    fresh = {hit.id: hit for hit in services.phrases.find(agent, "什么时候发货", inquiry_id=other.id)}[first.id]
    assert fresh.variant == first.variant
