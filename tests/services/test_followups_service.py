"""The due list on a real store: by schedule, quiet at night, empty once the data says so (rules U1, U2, C3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from shop_floor import ActorMaker, ask, order, stored

from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Actor, Buyer, Case, Order, PhraseUse, Promise
from cs_console.domain.feedback import Csat
from cs_console.domain.followups import DueItem, Followup, FollowupKind, FollowupOutcome, FollowupState
from cs_console.domain.vocabulary import CaseState, Flag, Flow, OrderStatus, Platform, PromiseState
from cs_console.errors import BadInput, NotFound, Refused
from cs_console.services.facade import Services
from cs_console.services.followups import FollowupFilter

K, Out = FollowupKind, FollowupOutcome
IMPORT = Actor("导入")


@pytest.fixture
def zhang(actor: ActorMaker) -> Actor:
    return actor("张敏")


def unpaid(services: Services, ago: timedelta, number: str = "2026061400001", **facts: Any) -> Order:
    """An order that waits for payment since `ago`."""
    base = {"status": OrderStatus.UNPAID, "paid_fen": None, "total_fen": 31000, "paid_at": None}
    return order(services, number, ordered_at=services.context.now() - ago, **base | facts)


def reimport(services: Services, one: Order, **facts: Any) -> Order:
    """The next import brings news about an order."""
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        return uow.change(uow.require(Order, one.id), **facts)


def due(services: Services, *kinds: FollowupKind) -> list[DueItem]:
    return list(services.followups.list(FollowupFilter(kinds=kinds)))


def keys(services: Services, *kinds: FollowupKind) -> list[str]:
    return [item.key for item in due(services, *kinds)]


# -- unpaid ----------------------------------------------------------------------------------


def test_u1_reminders_come_by_schedule_each_with_its_phrase(
    services: Services, clock: ManualClock, zhang: Actor
) -> None:
    one = unpaid(services, timedelta(minutes=5))
    assert due(services) == []
    for minutes, stage, phrase in ((10, 1, "pay.remind_10m"), (60, 2, "pay.remind_1h"), (1440, 3, "pay.remind_24h")):
        clock.set(one.ordered_at + timedelta(minutes=minutes) - timedelta(seconds=1))
        assert due(services) == []
        clock.advance(seconds=1)
        [item] = due(services)
        assert (item.key, item.phrase_id, item.amount_fen) == (f"unpaid:{one.id}:{stage}", phrase, 31000)
        services.followups.done(zhang, item.key, Out.REMINDED)
        assert due(services) == []


def test_u1_paid_orders_drop_out_at_the_next_import(services: Services) -> None:
    one = unpaid(services, timedelta(hours=2))
    assert keys(services) == [f"unpaid:{one.id}:2"]
    reimport(services, one, status=OrderStatus.PAID, paid_at=services.context.now())
    assert keys(services) == []
    with pytest.raises(NotFound, match="settled"):
        services.followups.find(f"unpaid:{one.id}:2")


def test_u1_missed_reminders_are_passed_over_not_sent_in_a_row(services: Services, zhang: Actor) -> None:
    one = unpaid(services, timedelta(hours=25))
    assert keys(services) == [f"unpaid:{one.id}:3"]
    services.followups.done(zhang, f"unpaid:{one.id}:3")
    assert keys(services) == []


def test_u1_a_late_reminder_keeps_its_distance_to_the_next(
    services: Services, clock: ManualClock, zhang: Actor
) -> None:
    one = unpaid(services, timedelta(minutes=59))
    services.followups.done(zhang, f"unpaid:{one.id}:1")
    clock.advance(minutes=2)
    assert keys(services) == []
    clock.advance(minutes=8)
    assert keys(services) == [f"unpaid:{one.id}:2"]


def test_u1_quiet_hours_hold_everything_back_until_morning(services: Services, clock: ManualClock) -> None:
    zone = services.context.zone
    clock.set(datetime(2026, 6, 14, 21, 55, tzinfo=zone))
    one = unpaid(services, timedelta(minutes=30))
    assert keys(services) == [f"unpaid:{one.id}:1"]
    clock.set(datetime(2026, 6, 14, 22, 0, tzinfo=zone))
    assert keys(services) == []
    clock.set(datetime(2026, 6, 15, 8, 59, tzinfo=zone))
    assert keys(services) == []
    clock.set(datetime(2026, 6, 15, 9, 0, tzinfo=zone))
    [item] = due(services)
    assert (item.stage, item.due_at.astimezone(zone).strftime("%d %H:%M")) == (2, "15 09:00")


def test_u1_a_buyer_who_declined_is_left_alone(services: Services, clock: ManualClock, zhang: Actor) -> None:
    one = unpaid(services, timedelta(minutes=15))
    services.followups.done(zhang, f"unpaid:{one.id}:1", Out.DECLINED, note="不想要了")
    clock.advance(hours=30)
    assert keys(services) == []


def test_u2_after_the_policys_hours_an_order_is_finally_unpaid(services: Services) -> None:
    unpaid(services, timedelta(hours=73))
    assert keys(services) == []


def test_r3_suspected_brushing_is_not_followed_up(services: Services) -> None:
    unpaid(services, timedelta(hours=2), flag=Flag.GREEN)
    signed_at = services.context.now() - timedelta(days=4)
    order(services, "2", status=OrderStatus.SIGNED, signed_at=signed_at, flag=Flag.GREEN)
    assert keys(services, K.UNPAID, K.SIGNED) == []


def test_p2_the_text_is_another_one_each_time(services: Services, zhang: Actor) -> None:
    texts, hashes = set(), set()
    for number in range(3):
        one = unpaid(services, timedelta(minutes=15), str(number), goods="纯棉四件套")
        told = services.followups.text(zhang, f"unpaid:{one.id}:1")
        texts.add(told.text)
        services.followups.done(zhang, f"unpaid:{one.id}:1")
    with services.context.uow.read() as uow:
        uses = uow.find(PhraseUse)
    hashes = {use.variant_hash for use in uses}
    assert len(texts) == 3 and len(hashes) == 3 and {use.phrase_id for use in uses} == {"pay.remind_10m"}


def test_p2_own_words_and_unreached_buyers_count_no_phrase(services: Services, zhang: Actor) -> None:
    first, second = unpaid(services, timedelta(minutes=15), "1"), unpaid(services, timedelta(minutes=15), "2")
    services.followups.done(zhang, f"unpaid:{first.id}:1", own_words=True)
    services.followups.done(zhang, f"unpaid:{second.id}:1", Out.UNREACHABLE)
    with services.context.uow.read() as uow:
        assert uow.find(PhraseUse) == []


# -- outcomes, snoozes -----------------------------------------------------------------------


def test_an_ended_follow_up_says_who_ended_it(services: Services, zhang: Actor, actor: ActorMaker) -> None:
    one = unpaid(services, timedelta(minutes=15))
    services.followups.done(zhang, f"unpaid:{one.id}:1")
    with pytest.raises(Refused, match="张敏") as refused:
        services.followups.done(actor("李丽"), f"unpaid:{one.id}:1")
    assert refused.value.code == "followup.ended"


def test_the_outcome_can_be_undone(services: Services, zhang: Actor) -> None:
    one = unpaid(services, timedelta(minutes=15))
    services.followups.done(zhang, f"unpaid:{one.id}:1")
    services.journal.undo(zhang)
    assert keys(services) == [f"unpaid:{one.id}:1"]
    with services.context.uow.read() as uow:
        assert uow.find(PhraseUse) == []


def test_c3_a_snoozed_follow_up_comes_back_as_ones_own(services: Services, clock: ManualClock, zhang: Actor) -> None:
    one = unpaid(services, timedelta(minutes=15))
    changed = services.followups.snooze(zhang, f"unpaid:{one.id}:1", clock() + timedelta(minutes=30), "开会中")
    assert changed.row is not None and (changed.row.owner, changed.row.state) == ("张敏", FollowupState.OPEN)
    assert keys(services) == []
    clock.advance(minutes=30)
    [item] = due(services)
    assert (item.key, item.owner, item.snoozed) == (f"unpaid:{one.id}:1", "张敏", True)
    assert services.followups.list(FollowupFilter(owner="李丽")) == ()


def test_c3_a_snooze_puts_off_the_later_reminders_too(services: Services, clock: ManualClock, zhang: Actor) -> None:
    one = unpaid(services, timedelta(minutes=15))
    services.followups.snooze(zhang, f"unpaid:{one.id}:1", clock() + timedelta(hours=2))
    clock.advance(hours=1)
    assert keys(services) == []
    clock.advance(hours=1)
    assert keys(services) == [f"unpaid:{one.id}:2"]


@pytest.mark.parametrize(
    ("outcome", "code"),
    [(Out.RATED, "followup.outcome"), (Out.KEPT, "followup.outcome"), (Out.OTHER, "followup.note_missing")],
)
def test_an_outcome_fits_its_kind(services: Services, zhang: Actor, outcome: FollowupOutcome, code: str) -> None:
    one = unpaid(services, timedelta(minutes=15))
    with pytest.raises(Refused) as refused:
        services.followups.done(zhang, f"unpaid:{one.id}:1", outcome)
    assert refused.value.code == code
    assert keys(services) == [f"unpaid:{one.id}:1"]


@pytest.mark.parametrize("key", ["", "unpaid", "unpaid:x:1", "nothing:1:1", "unpaid:1:1:1", "unpaid:-1"])
def test_a_bad_key_is_said_so(services: Services, zhang: Actor, key: str) -> None:
    with pytest.raises(BadInput, match="bad_key"):
        services.followups.done(zhang, key)


def test_a_snooze_into_the_past_is_refused(services: Services, clock: ManualClock, zhang: Actor) -> None:
    one = unpaid(services, timedelta(minutes=15))
    with pytest.raises(Refused, match="snooze_past"):
        services.followups.snooze(zhang, f"unpaid:{one.id}:1", clock())
    with pytest.raises(Refused, match="snooze_far"):
        services.followups.snooze(zhang, f"unpaid:{one.id}:1", clock() + timedelta(days=31))


# -- after signing, CSAT ---------------------------------------------------------------------


def test_c3_three_days_after_signing_unless_confirmed(services: Services, clock: ManualClock, zhang: Actor) -> None:
    one = order(services, status=OrderStatus.SIGNED, signed_at=clock() - timedelta(days=3) + timedelta(minutes=1))
    assert keys(services, K.SIGNED) == []
    clock.advance(minutes=1)
    [item] = due(services, K.SIGNED)
    assert (item.key, item.phrase_id) == (f"signed:{one.id}:0", "svc.followup")
    reimport(services, one, status=OrderStatus.COMPLETED, completed_at=clock())
    assert keys(services, K.SIGNED) == []


def test_c3_a_buyer_in_the_middle_of_a_return_is_not_called(
    services: Services, clock: ManualClock, zhang: Actor
) -> None:
    one = order(services, status=OrderStatus.SIGNED, signed_at=clock() - timedelta(days=4))
    case = services.cases.open(zhang, one.id, Flow.RETURN_QUALITY).case
    assert keys(services, K.SIGNED) == []
    services.cases.cancel(zhang, case.id, "买家不退了")
    assert keys(services, K.SIGNED) == [f"signed:{one.id}:0"]


def test_c3_a_parcel_signed_long_ago_is_let_be(services: Services, clock: ManualClock) -> None:
    order(services, status=OrderStatus.SIGNED, signed_at=clock() - timedelta(days=34))
    assert keys(services, K.SIGNED) == []


def closed_case(services: Services, clock: ManualClock, ago: timedelta = timedelta(hours=24)) -> Case:
    """A case solved some time ago."""
    one = order(services, "2026061400009", status=OrderStatus.COMPLETED)
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        return uow.add(
            Case(
                flow=Flow.RETURN, order_id=one.id, order_no=one.order_no, buyer="小鱼", owner="李丽",
                state=CaseState.CLOSED, opened_at=clock() - timedelta(days=5), closed_at=clock() - ago,
            )
        )  # fmt: skip


def test_c4_a_solved_case_is_asked_about_once_and_scored(services: Services, clock: ManualClock, zhang: Actor) -> None:
    case = closed_case(services, clock)
    [item] = due(services, K.CSAT)
    assert (item.key, item.phrase_id, item.buyer) == (f"csat:{case.id}:0", "svc.csat", "小鱼")
    with pytest.raises(Refused, match="score_missing"):
        services.followups.done(zhang, item.key)
    services.followups.done(zhang, item.key, Out.RATED, note="挺好", score=5)
    with services.context.uow.read() as uow:
        [score] = uow.find(Csat)
    assert (score.score, score.agent, score.asked_by, score.comment) == (5, "李丽", "张敏", "挺好")
    assert score.case_id == case.id
    assert keys(services, K.CSAT) == []


def test_c4_a_score_from_elsewhere_ends_the_question(services: Services, clock: ManualClock, zhang: Actor) -> None:
    case = closed_case(services, clock)
    services.satisfaction.add(zhang, 4, case_id=case.id)
    assert keys(services, K.CSAT) == []


# -- promises, snoozed inquiries, reviews, birthdays, campaigns ------------------------------


def test_c3_promises_due_stand_in_the_list_and_close_in_the_ledger(
    services: Services, clock: ManualClock, zhang: Actor
) -> None:
    promise = services.promises.add(zhang, "送洗衣袋", due_at=clock() + timedelta(hours=1)).promise
    assert keys(services) == []
    clock.advance(hours=1)
    assert keys(services) == [f"promise:{promise.id}:0"]
    services.followups.done(zhang, f"promise:{promise.id}", note="已放入包裹")
    assert stored(services, Promise, promise.id).state is PromiseState.DONE
    assert keys(services) == []


def test_c3_snoozed_inquiries_are_shown_and_end_in_the_queue(
    services: Services, clock: ManualClock, zhang: Actor
) -> None:
    inquiry = ask(services)
    services.queue.claim(zhang, inquiry.id)
    services.queue.reply(zhang, inquiry.id, "好的亲～")
    services.queue.snooze(zhang, inquiry.id, clock() + timedelta(minutes=10), "等仓库")
    assert keys(services) == []
    clock.advance(minutes=10)
    [item] = due(services)
    assert (item.key, item.owner) == (f"snoozed:{inquiry.id}:0", "张敏")
    with pytest.raises(Refused, match="in_queue"):
        services.followups.done(zhang, item.key)
    services.queue.wake()
    assert keys(services) == []


def test_c3_reviews_are_looked_at_once_a_day_while_there_are_any(
    services: Services, clock: ManualClock, zhang: Actor
) -> None:
    assert keys(services, K.REVIEWS) == []
    order(services, status=OrderStatus.COMPLETED)
    assert keys(services, K.REVIEWS) == ["reviews:20260614:0"]
    services.followups.done(zhang, "reviews:20260614", note="差评 1 条已解释")
    assert keys(services, K.REVIEWS) == []
    clock.advance(hours=24)
    assert keys(services, K.REVIEWS) == ["reviews:20260615:0"]


@pytest.fixture
def tagged(services: Services) -> Callable[..., Buyer]:
    """A buyer with tags."""

    def make(nick: str, *tags: str) -> Buyer:
        with services.context.uow.write(IMPORT, "intake.file") as uow:
            return uow.add(Buyer(platform=Platform.TAOBAO, nick=nick, tags=tags))

    return make


def test_c3_birthdays_come_from_the_buyers_tags(
    services: Services, clock: ManualClock, zhang: Actor, tagged: Callable[..., Buyer]
) -> None:
    born = tagged("小鱼", "老客", "生日 6-14")
    tagged("other", "生日:6.15"), tagged("nonsense", "生日快乐"), tagged("none", "VIP")
    assert keys(services) == [f"birthday:{born.id}:2026"]
    assert "生日" in services.followups.text(zhang, f"birthday:{born.id}").text, "there is something to say"
    services.followups.done(zhang, f"birthday:{born.id}")
    assert keys(services) == []


def test_c3_tagged_buyers_are_told_of_a_campaign(
    services: Services, clock: ManualClock, zhang: Actor, tagged: Callable[..., Buyer], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cs_console.domain.policy.shop import Campaign

    policies = services.context.policies()
    campaign = Campaign(name="618", start=datetime(2026, 6, 15, 10), end=datetime(2026, 6, 18))
    changed = policies.model_copy(update={"shop": policies.shop.model_copy(update={"campaigns": (campaign,)})})
    followups = type(services.followups)(
        replace(services.context, policies=lambda: changed), services.phrases, services.promises
    )
    buyer = tagged("小鱼", "活动通知")
    tagged("other", "老客")
    assert [item.key for item in followups.list()] == [f"campaign:{buyer.id}:20260615"]
    followups.done(zhang, f"campaign:{buyer.id}:20260615")
    assert followups.list() == ()
    clock.set(datetime(2026, 6, 18, 12, tzinfo=UTC))
    assert followups.list() == ()


def test_the_store_keeps_one_row_a_kind_subject_and_stage(services: Services, zhang: Actor, clock: ManualClock) -> None:
    one = unpaid(services, timedelta(minutes=15))
    services.followups.snooze(zhang, f"unpaid:{one.id}:1", clock() + timedelta(minutes=1))
    clock.advance(minutes=1)
    services.followups.done(zhang, f"unpaid:{one.id}:1")
    with services.context.uow.read() as uow:
        [row] = uow.find(Followup)
    assert (row.kind, row.subject_id, row.stage, row.state) == (K.UNPAID, one.id, 1, FollowupState.DONE)


def test_the_longest_due_comes_first(services: Services, clock: ManualClock) -> None:
    late, early = unpaid(services, timedelta(minutes=20), "1"), unpaid(services, timedelta(minutes=40), "2")
    assert keys(services) == [f"unpaid:{early.id}:1", f"unpaid:{late.id}:1"]
    soon = services.followups.list(FollowupFilter(until=clock() + timedelta(hours=1)))
    assert len(soon) == 2 and len(services.followups.list(limit=1)) == 1


# -- the counter of the status line --------------------------------------------------------------


def test_the_counter_says_what_the_list_holds_at_any_hour(
    services: Services, clock: ManualClock, zhang: Actor, actor: ActorMaker
) -> None:
    """The SQL of the counter and the rules of the list decide alike: stages, pauses, snoozes, owners, quiet hours."""
    zone, li = services.context.zone, actor("李丽")
    clock.set(datetime(2026, 6, 14, 19, 0, tzinfo=zone))
    talk = ask(services, "赵女士")
    ages = (5, 15, 59, 61, 500, 1_430, 1_500, 4_319, 4_400)
    orders = [unpaid(services, timedelta(minutes=ago), f"{number}") for number, ago in enumerate(ages, 1)]
    unpaid(services, timedelta(minutes=61), "brushed", flag=Flag.GREEN)
    for number, days in enumerate((2, 3, 5, 40), 20):
        order(services, str(number), status=OrderStatus.SIGNED, signed_at=clock() - timedelta(days=days))
    services.followups.done(zhang, f"unpaid:{orders[2].id}", Out.WILL_PAY)
    services.followups.done(zhang, f"unpaid:{orders[3].id}", Out.DECLINED)
    services.followups.snooze(li, f"unpaid:{orders[4].id}", clock() + timedelta(hours=2))
    services.promises.add(zhang, "送运费险", due_at=clock() + timedelta(hours=1))
    services.promises.add(li, "发申通", due_at=clock() + timedelta(hours=20))
    services.complaints.open(zhang, "态度差", order_id=orders[0].id)
    services.gaps.add(li, "能开专票吗", inquiry_id=talk.id)
    services.problems.add(zhang, orders[1].id, "少件", "补发")
    services.reviews.add(zhang, 1, "太差了", buyer="赵女士")
    services.followups.done(zhang, f"review:{services.reviews.add(zhang, 2, '一般').row.id}")
    seen = set()
    for minutes in range(0, 3 * 24 * 60, 191):
        clock.set(datetime(2026, 6, 14, 19, 0, tzinfo=zone) + timedelta(minutes=minutes))
        for agent in ("", "张敏"):
            listed = len(services.followups.list(FollowupFilter(mine=agent)))
            assert services.followups.count(agent) == listed, (clock(), agent)
            seen.add(listed)
    assert len(seen) > 4


def test_what_has_a_place_of_its_own_is_listed_but_ended_there(services: Services, zhang: Actor) -> None:
    """Rules A6, C2: a step is finished in its case or complaint, never waved through in the due list."""
    one = order(services, "1")
    case = services.cases.open(zhang, one.id, Flow.RETURN)
    with services.context.uow.write(zhang, "case.step") as uow:
        uow.change(uow.require(Case, case.case.id), due_at=uow.now)
    view = services.complaints.open(zhang, "态度差", order_id=one.id)
    later = services.context.now() + timedelta(days=30)
    found = {item.kind: item for item in services.followups.list(FollowupFilter(mine="张敏", until=later))}
    assert found[K.CASE].subject_id == case.case.id and "退货" in found[K.CASE].what
    assert found[K.COMPLAINT].subject_id == view.complaint.id and "受理" in found[K.COMPLAINT].what
    for kind in (K.CASE, K.COMPLAINT):
        with pytest.raises(Refused, match="at_its_place"):
            services.followups.done(zhang, found[kind].key)
        with pytest.raises(Refused, match="at_its_place"):
            services.followups.snooze(zhang, found[kind].key, later)
    services.complaints.step(zhang, view.complaint.id, "已致电道歉")
    assert services.followups.inquiry_for(one.id) == 0


def test_c3_a_bad_review_is_explained_a_long_one_thanked_for_a_short_one_left_alone(
    services: Services, zhang: Actor
) -> None:
    one = order(services, "1", goods="纯棉四件套")
    bad = services.reviews.add(zhang, 2, "褪色", order_id=one.id).row
    long = services.reviews.add(zhang, 5, "料子厚实" * 20, order_id=one.id).row
    services.reviews.add(zhang, 5, "不错", order_id=one.id)
    found = due(services, K.REVIEW)
    assert [(item.subject_id, item.phrase_id) for item in found] == [
        (bad.id, "com.reviewed"),
        (long.id, "svc.review_thanks"),
    ]
    assert bad.limit_at == services.context.now() + timedelta(hours=24) and long.limit_at is None
    assert services.followups.text(zhang, found[1].key).text
    services.followups.done(zhang, found[0].key)
    assert keys(services, K.REVIEW) == [found[1].key]
    with pytest.raises(BadInput, match="review"):
        services.reviews.add(zhang, 6)


def test_q1_words_of_a_follow_up_belong_into_the_buyers_open_inquiry_unless_it_is_a_colleagues(
    services: Services, clock: ManualClock, zhang: Actor, actor: ActorMaker
) -> None:
    one = unpaid(services, timedelta(minutes=20))
    [item] = due(services, K.UNPAID)
    assert services.followups.talk_of(zhang, item) == 0
    talk = ask(services, one.buyer_nick)
    assert services.followups.talk_of(zhang, item) == talk.id
    services.queue.claim(actor("李丽"), talk.id)
    assert services.followups.talk_of(zhang, item) == 0
    assert services.followups.talk_of(actor("李丽"), item) == talk.id
