"""What the phrasebook is worth: used, edited, rejected, dead, missing, by agent and week (rule P10, X1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Actor
from cs_console.domain.vocabulary import Platform
from cs_console.errors import NotFound
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.services.phrase_sheets import By

Who = Callable[..., Actor]


@pytest.fixture
def min_(actor: Who) -> Actor:
    return actor("张敏")


def ask(services: Services, who: Actor, text: str, buyer: str) -> int:
    return services.capture.new(who, InquiryDraft(buyer=buyer, text=text)).id


def use(services: Services, who: Actor, phrase_id: str, buyer: str, *, edited: bool = False) -> None:
    number = ask(services, who, "在吗", buyer)
    services.queue.reply(who, number, "亲，好的哦", phrase_id=phrase_id, variant_hash="h", edited=edited)


def test_p6_replies_sent_despite_a_warning_are_figures_by_agent_week_and_phrase(
    services: Services, min_: Actor, clock: ManualClock
) -> None:
    for nick, phrase_id in (("甲", "ship.when"), ("乙", ""), ("丙", "ship.when")):
        number = services.capture.new(min_, InquiryDraft(buyer=nick, text="问", platform=Platform.TAOBAO)).id
        services.queue.claim(min_, number)
        services.queue.reply(min_, number, "亲，肯定今天发哦", phrase_id=phrase_id, overrides=["肯定"])
    services.journal.undo(min_)
    clock.advance(minutes=1)
    report = services.phrase_figures.report()
    assert [(row.key, row.overridden) for row in report.by_agent] == [("张敏", 2)], "the third was taken back"
    assert [(row.key, row.overridden) for row in report.by_phrase] == [("ship.when", 1)], "own words are no phrase's"
    assert [row.overridden for row in report.by_week] == [2]


def test_p10_used_edited_and_rejected_by_phrase_agent_and_week(
    services: Services, min_: Actor, actor: Who, clock: ManualClock
) -> None:
    li = actor("李丽")
    use(services, min_, "ship.when", "甲")
    use(services, min_, "ship.when", "乙", edited=True)
    clock.advance(days=1)  # Monday: another week
    use(services, li, "col.diff", "丙")
    services.phrase_figures.rejected(li, "ship.when", variant=1)
    clock.advance(minutes=1)
    report = services.phrase_figures.report()
    assert report.since.astimezone(services.context.zone).strftime("%H:%M") == "00:00", "whole days, as on the screen"
    by_phrase = {row.key: (row.used, row.edited, row.rejected) for row in report.by_phrase}
    assert by_phrase == {"ship.when": (2, 1, 1), "col.diff": (1, 0, 0)}
    assert report.by_phrase[0].question == "什么时候发货"
    assert {row.key: (row.used, row.rejected, row.phrases) for row in report.by_agent} == {
        "张敏": (2, 0, 1), "李丽": (1, 1, 1),
    }  # fmt: skip
    assert [(row.key, row.used) for row in report.by_week] == [("2026-06-08", 2), ("2026-06-15", 1)]
    mine = services.phrase_figures.report(agent="李丽")
    assert {row.key: (row.used, row.rejected) for row in mine.by_phrase} == {"col.diff": (1, 0), "ship.when": (0, 1)}
    later = services.phrase_figures.report(since=clock(), until=clock() + timedelta(days=1))
    assert later.by_phrase == ()
    assert services.phrase_figures.report(agent="王组长").by_agent == (), "nothing used is no mistake, a wrong name is"
    with pytest.raises(NotFound, match=r"agent\.unknown"):
        services.phrase_figures.report(agent="张敏敏")


def test_p10_dead_phrases_were_not_used_for_long(services: Services, min_: Actor, clock: ManualClock) -> None:
    use(services, min_, "ship.when", "甲")
    dead = {one.id: one.last_used for one in services.phrase_figures.report(dead_days=30).dead}
    assert "ship.when" not in dead and dead["col.diff"] is None
    clock.advance(days=31)
    dead = {one.id: one.last_used for one in services.phrase_figures.report(dead_days=30).dead}
    assert dead["ship.when"] is not None


def test_p10_missing_questions_are_what_no_phrase_is_near_to(
    services: Services, min_: Actor, clock: ManualClock
) -> None:
    ask(services, min_, "你们店里养猫吗", "甲")
    ask(services, min_, "你们店里养猫吗？", "乙")
    ask(services, min_, "什么时候发货", "丙")
    answered = ask(services, min_, "能帮我写作业吗", "丁")
    services.queue.reply(min_, answered, "亲，这个帮不了哦", phrase_id="svc.other", variant_hash="h")
    ask(services, min_, "量子纠缠13812345678", "戊")
    clock.advance(minutes=1)
    missing = {one.text: one for one in services.phrase_figures.report().missing}
    assert set(missing) == {"你们店里养猫吗？", "量子纠缠138****5678"} or set(missing) == {
        "你们店里养猫吗", "量子纠缠138****5678",
    }  # fmt: skip
    cats = next(one for text, one in missing.items() if "猫" in text)
    assert cats.times == 2 and len(cats.inquiries) == 2 and cats.score < 0.35


def test_p10_a_vain_search_is_missing_however_near_another_phrase_is(
    services: Services, min_: Actor, clock: ManualClock
) -> None:
    services.phrase_figures.missed(min_, "什么时候发货呢")
    services.phrase_figures.missed(min_, "什么时候发货呢")
    services.phrase_figures.missed(Actor(""), "没有人")
    services.phrase_figures.missed(min_, "  ")
    clock.advance(minutes=1)
    (found,) = services.phrase_figures.report().missing
    assert (found.times, found.nearest) == (2, "ship.when")


def test_what_is_noted_beside_the_work_is_passed_over_by_undo(services: Services, min_: Actor) -> None:
    number = ask(services, min_, "在吗", "甲")
    replied = services.queue.reply(min_, number, "亲，在的哦")
    services.phrase_figures.rejected(min_, "ship.when")
    services.phrase_figures.missed(min_, "没有")
    assert services.journal.undo(min_).act_id == replied.act_id


def test_k2_leads_look_behind_everybodys_figures_and_agents_behind_their_own(
    services: Services, min_: Actor, actor: Who, clock: ManualClock
) -> None:
    li, lead, reports = actor("李丽"), actor("王组长"), services.phrase_reports
    use(services, min_, "ship.when", "甲")
    use(services, li, "ship.when", "乙")
    assert [row.agent for row in reports.uses(lead, By.PHRASE, "ship.when", 7)] == ["李丽", "张敏"]
    assert [row.buyer for row in reports.uses(min_, By.PHRASE, "ship.when", 7)] == ["甲"]
    assert {row.key for row in reports.report(min_, 7).by_agent} == {"张敏"}
    (week,) = {row.key for row in reports.report(lead, 7).by_week}
    assert len(reports.uses(lead, By.WEEK, week, 7)) == 2
    clock.advance(days=7)
    assert reports.uses(lead, By.WEEK, week, 7) == ()
