"""Figures of a day on the floor through the services; the journal alone gives the same ones (rules K1, K3, K4, K5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from journal_fold import Folded
from moments import SHANGHAI
from shop_floor import ActorMaker, ask, begin, order

from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import Opened
from cs_console.domain.entities import Actor
from cs_console.domain.figures import table
from cs_console.domain.practice import Answer
from cs_console.domain.qa import QaState
from cs_console.domain.vocabulary import Category, Flag, Priority
from cs_console.errors import BadInput, NotFound, Refused
from cs_console.services.facade import Services
from cs_console.services.figure_facts import span_of
from cs_console.services.figures import period_named
from cs_console.services.qa import QaFilter

DAY = date(2026, 6, 14)
MARKS = {"greeting": 15, "understood": 20, "correct": 25, "promises": 20, "process": 20}


def a_day(services: Services, clock: ManualClock, who: Actor) -> tuple[int, int]:
    """Two pre-sale inquiries, one answered in time and won, one answered late and lost; a promise broken."""
    won, lost = ask(services, "a", "有没有大号"), ask(services, "b", "还能便宜吗")
    for one, seconds in ((won, 20), (lost, 300)):
        clock.advance(seconds=seconds)
        services.queue.claim(who, one.id)
        services.queue.categorize(who, one.id, Category.PRESALE, Priority.NORMAL)
        services.queue.reply(who, one.id, "亲，您好，有的呢")
    bought = order(services, "77", buyer_nick="a", platform=won.platform, ordered_at=clock(), paid_fen=12_300)
    given = services.promises.add(who, "送洗衣袋", order_id=bought.id)
    services.promises.broken(who, given.promise.id, "没货了")
    services.queue.resolve(who, won.id, "已下单")
    services.queue.lose(who, lost.id, "price")
    services.satisfaction.add(who, 2, "慢", inquiry_id=lost.id)
    return won.id, lost.id


def test_k1_every_figure_names_its_rows_and_the_journal_gives_the_same(
    services: Services, clock: ManualClock, opened: Opened
) -> None:
    zhang = begin(services, "张敏", "day")
    won, lost = a_day(services, clock, zhang)
    clock.advance(hours=50)
    figures = services.figures.kpi(DAY, DAY, by="agent")
    values = {one.key: (one.value, one.rows) for one in figures.total.figures if one.count}
    assert values == {
        "first_response_median": (170.0, (f"inquiry:{won}", f"inquiry:{lost}")),
        "first_response_p90": (320.0, (f"inquiry:{won}", f"inquiry:{lost}")),
        "in_target": (50.0, (f"inquiry:{won}", f"inquiry:{lost}")),
        "resolution_median": (320.0, (f"inquiry:{won}",)),
        "resolution_rate": (50.0, (f"inquiry:{won}", f"inquiry:{lost}")),
        "csat": (2.0, ("csat:1",)),
        "conversion": (50.0, (f"inquiry:{won}", f"inquiry:{lost}")),
        "order_value": (12_300.0, ("order:1",)),
        "promises_kept": (0.0, ("promise:1",)),
    }
    assert {one.key: one.count for one in figures.total.errors if one.count} == {
        "broken_promise": 1, "overdue_reply": 1, "bad_rating": 1,
    }  # fmt: skip
    assert [group.key for group in figures.groups] == ["张敏"]
    [row] = services.figures.rows("overdue_reply", DAY, DAY)
    assert (row.why, row.buyer, row.day, row.shift) == ("late", "b", DAY, "day")
    assert [one.row for one in services.figures.rows("in_target", DAY, DAY, by="agent", key="张敏")] == list(
        values["in_target"][1]
    )
    with pytest.raises(NotFound, match="figures"):
        services.figures.rows("nonsense", DAY, DAY)
    with pytest.raises(BadInput, match="register"):
        services.figures.kpi(DAY, DAY - timedelta(days=1))
    with services.context.uow.read() as uow:
        span = span_of(uow, services.context, DAY, DAY)
    assert table(Folded(services, opened.store.engine).facts(span), span, by="agent") == figures


def test_k1_k3_sheets_of_month_and_morning(services: Services, clock: ManualClock) -> None:
    zhang = begin(services, "张敏", "day")
    _, lost = a_day(services, clock, zhang)
    services.gaps.add(zhang, "能开专票吗", inquiry_id=lost)
    sheet = services.scores.sheet("2026-06", "张敏")
    assert {line.figure.key for line in sheet.lines if line.points is not None} == {
        "in_target", "csat", "promises_kept", "conversion",
    }  # fmt: skip
    assert sheet.lost == 3 + 1 + 3
    assert services.scores.sheet("2026-Q2", "张敏").lines[0].figure.target == 92
    assert {one.agent for one in services.scores.sheets("2026-06")} == {"张敏", "李丽", "蔡蔡", "王组长", "仓库小周"}
    with pytest.raises(BadInput, match=r"figures\.period"):
        period_named("June")
    clock.advance(hours=24)
    morning = services.morning.sheet()
    assert (morning.day, morning.of) == (DAY + timedelta(days=1), DAY)
    assert {one.kind: one.count for one in morning.limits} == {
        "overdue_reply": 1, "promises_kept": 1, "resolution_rate": 1,
    }  # fmt: skip
    assert [one.question for one in morning.gaps] == ["能开专票吗"]
    clock.set(datetime(2026, 6, 16, 0, 40, tzinfo=SHANGHAI))
    assert services.figures.today() == date(2026, 6, 15)  # the night that began the day before (rule S2)


def test_k4_a_sample_is_scored_by_somebody_else_and_feeds_the_score(
    services: Services, clock: ManualClock, actor: ActorMaker
) -> None:
    won, lost = a_day(services, clock, begin(services, "张敏", "day"))
    lead, admin = actor("王组长"), actor("管理员")
    with pytest.raises(Refused, match=r"role\.lead_only"):
        services.qa.sample(actor("李丽"), DAY, DAY)
    drawn = services.qa.sample(lead, DAY, DAY)
    assert {one.inquiry_id for one in drawn.reviews} == {won, lost}
    again = services.qa.sample(lead, DAY, DAY)
    assert again.reviews == drawn.reviews
    first, second = drawn.reviews
    with pytest.raises(Refused, match=r"qa\.action_missing"):
        services.qa.score(lead, first.id, {**MARKS, "correct": 0})
    with pytest.raises(BadInput, match=r"qa\.missing_line"):
        services.qa.score(lead, first.id, {"correct": 1})
    saved = services.qa.score(lead, first.id, {**MARKS, "correct": 0}, action="复习尺码表").row
    assert (saved.score, saved.state) == (75.0, QaState.ACTION)
    with pytest.raises(Refused, match=r"qa\.scored"):
        services.qa.score(admin, first.id, MARKS)
    services.qa.score(admin, second.id, MARKS)
    assert services.qa.check(admin, first.id, "已复习").row.state is QaState.DONE
    assert services.figures.kpi(DAY, DAY).total.figure("qa").value == 87.5  # type: ignore[union-attr]
    assert services.qa.list(actor("李丽")) == ()
    with pytest.raises(Refused, match=r"role\.lead_only"):
        services.qa.list(actor("李丽"), QaFilter(agent="张敏"))
    assert len(services.qa.list(lead, QaFilter(states=(QaState.DONE,)))) == 2


def test_k4_nobody_scores_a_conversation_they_replied_in(
    services: Services, clock: ManualClock, actor: ActorMaker
) -> None:
    lead = actor("王组长")
    one = ask(services, "c", "怎么洗")
    services.queue.claim(lead, one.id)
    services.queue.reply(lead, one.id, "亲，机洗就可以呢")
    services.queue.resolve(lead, one.id, "已答")
    [review] = services.qa.sample(lead, DAY, DAY).reviews
    assert review.agent == "王组长"
    with pytest.raises(Refused, match=r"qa\.own"):
        services.qa.score(lead, review.id, MARKS)
    assert services.qa.score(actor("管理员"), review.id, MARKS).row.state is QaState.DONE


def test_k4_practice_is_marked_and_kept_for_the_lead(services: Services, clock: ManualClock, actor: ActorMaker) -> None:
    zhang = actor("张敏")
    topic = services.practice.topics(zhang)[0].name
    exam = services.practice.begin(zhang, topic, count=4, seed=7)
    assert services.practice.begin(zhang, topic, count=4, seed=7).questions == exam.questions
    answers = [
        Answer(one.expected[0], services.practice.compose(zhang, one.expected[0]).text, 5.0) for one in exam.questions
    ]
    clock.advance(seconds=60)
    result = services.practice.finish(zhang, exam, answers)
    assert (result.run.score, result.run.passed, result.run.right) == (100.0, True, 4)
    poor = services.practice.finish(zhang, exam, [Answer("", "加微信聊", 5.0)])
    assert (poor.run.score, poor.run.passed) == (0.0, False)
    assert [one.passed for one in services.practice.results(actor("王组长"), agent="张敏")] == [False, True]
    assert services.practice.results(actor("李丽")) == ()
    with pytest.raises(Refused, match=r"role\.lead_only"):
        services.practice.results(actor("李丽"), agent="张敏")
    assert services.practice.results(Actor("")) == () == services.qa.list(Actor(""))
    assert services.practice.topics(zhang)[0].best == 100.0
    with pytest.raises(Refused, match="undo"):
        services.journal.undo(zhang)


def test_k1_a_green_flag_takes_everything_about_its_order_out(services: Services, clock: ManualClock) -> None:
    zhang = begin(services, "张敏", "day")
    a_day(services, clock, zhang)
    about = {"order_value", "promises_kept", "conversion"}
    before = {one.key for one in services.figures.kpi(DAY, DAY).total.figures if one.count}
    services.orders.flag(zhang, 1, Flag.GREEN)
    after = {one.key for one in services.figures.kpi(DAY, DAY).total.figures if one.count}
    assert before - after == about
