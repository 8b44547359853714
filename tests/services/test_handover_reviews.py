"""After the seal: addenda, the lead's review, and the forced takeover of an absent agent's work (rules H4, H7, H8)."""

from __future__ import annotations

import pytest
from shop_floor import ActorMaker, accept_all, ask, begin, hand_in, stored

from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Actor, Handover, Inquiry, Promise, Shift
from cs_console.domain.vocabulary import HandoverState, InquiryState, PromiseKind, ShiftState
from cs_console.errors import BadInput, CsError, Refused
from cs_console.services.facade import Services


@pytest.fixture
def sealed(services: Services, clock: ManualClock) -> Handover:
    """张敏's day, handed in and accepted by 李丽 in the evening."""
    day = begin(services, "张敏")
    services.handovers.note(day, "补发配件")
    log = hand_in(services, day, "平稳").handover
    clock.advance(hours=6, minutes=48)
    accept_all(services, begin(services, "李丽"))
    return log


def test_h8_a_lead_comments_rates_and_signs_off_once(services: Services, sealed: Handover, actor: ActorMaker) -> None:
    reviews, lead = services.handover_reviews, actor("王组长")
    assert [one.id for one in reviews.pending()] == [sealed.id]
    item = services.handovers.show(sealed.id).items[0]
    reviews.comment(lead, sealed.id, "写清楚型号", item_id=item.id)
    signed = reviews.sign_off(lead, sealed.id, 4, "可以照着做")
    assert (signed.rating, signed.signed_off) == (4, True)
    assert [one.text for one in services.handovers.show(sealed.id).reviews] == ["写清楚型号", "可以照着做"]
    assert reviews.pending() == ()
    with pytest.raises(Refused, match=r"review\.signed"):
        reviews.sign_off(actor("管理员"), sealed.id, 1)


def test_h8_nobody_signs_off_their_own_work_nor_without_the_role(
    services: Services, clock: ManualClock, sealed: Handover, actor: ActorMaker
) -> None:
    reviews = services.handover_reviews
    for who, rating, code in (
        ("张敏", 5, "role.lead_only"),
        ("王组长", 0, "review.rating"),
        ("王组长", 6, "review.rating"),
    ):
        with pytest.raises(CsError, match=code):
            reviews.sign_off(actor(who), sealed.id, rating)
    begin(services, "王组长")
    own = services.handovers.draft(actor("王组长")).handover
    with pytest.raises(Refused, match=r"review\.draft"):
        reviews.comment(actor("管理员"), own.id, "还没交")
    services.handovers.note(actor("王组长"), "盘点")
    hand_in(services, actor("王组长"))
    with pytest.raises(Refused, match=r"review\.own"):
        reviews.comment(actor("王组长"), own.id, "写得真好")
    with pytest.raises(Refused, match=r"review\.not_sealed"):
        reviews.sign_off(actor("管理员"), own.id, 5)
    reviews.comment(actor("管理员"), own.id, "看过了")  # a comment may come before the seal


def test_h7_a_sealed_log_is_corrected_by_chained_addenda_only(
    services: Services, clock: ManualClock, sealed: Handover, actor: ActorMaker
) -> None:
    first = services.addenda.add(actor("张敏"), sealed.id, "型号是 1.8m")
    clock.advance(minutes=5)
    second = services.addenda.add(actor("李丽"), sealed.id, "已按 1.8m 补发")
    assert first.previous_hash == stored(services, Handover, sealed.id).content_hash
    assert second.previous_hash == first.content_hash
    assert [one.text for one in services.handovers.show(sealed.id).addenda] == ["型号是 1.8m", "已按 1.8m 补发"]
    assert not services.handover_files.problems()
    with pytest.raises(Refused, match=r"addendum\.stranger"):
        services.addenda.add(actor("蔡蔡"), sealed.id, "我也说一句")
    with pytest.raises(BadInput, match=r"addendum\.empty"):
        services.addenda.add(actor("张敏"), sealed.id, " ")
    with pytest.raises(Refused, match=r"undo"):
        services.journal.undo(actor("李丽"))


def _leave_work(services: Services, clock: ManualClock) -> tuple[Inquiry, Promise, Actor]:
    """张敏 has a claimed inquiry and a promise, then is never heard of again; 蔡蔡 is on as well."""
    day = begin(services, "张敏")
    inquiry = ask(services)
    services.queue.claim(day, inquiry.id)
    promise = services.promises.add(day, "送洗衣袋", kind=PromiseKind.GIFT, buyer="小鱼").promise
    clock.advance(hours=6, minutes=45)
    return inquiry, promise, begin(services, "蔡蔡", "night")


def test_h8_a_lead_takes_over_what_a_vanished_agent_left(
    services: Services, clock: ManualClock, actor: ActorMaker
) -> None:
    seen = clock()
    inquiry, promise, night = _leave_work(services, clock)
    assert services.takeovers.missing() == ()  # the shift is not over yet
    clock.advance(hours=1)
    assert [(one.shift.agent, one.last_seen) for one in services.takeovers.missing()] == [("张敏", seen)]
    silent = {one.name: one.silent_since for one in services.board.live(actor("王组长")).agents if one.silent_since}
    assert silent == {"张敏": seen}
    view = services.takeovers.take(actor("王组长"), "张敏", "17:00 起联系不上")
    log = view.handover
    assert (log.author, log.taken_by, log.state) == ("张敏", "王组长", HandoverState.SUBMITTED)
    assert {item.ref for item in view.items} == {f"inquiry:{inquiry.id}", f"promise:{promise.id}"}
    shift = stored(services, Shift, log.shift_id)
    assert (shift.state, shift.ended_at, shift.overridden_by) == (ShiftState.ENDED, seen, "王组长")  # rule S8
    free = stored(services, Inquiry, inquiry.id)
    assert (free.state, free.owner) == (InquiryState.RECEIVED, "")  # back in the queue
    assert stored(services, Promise, promise.id).owner == "张敏"  # never nobody's (rule H4)
    accept_all(services, night)
    assert stored(services, Promise, promise.id).owner == stored(services, Inquiry, inquiry.id).owner == "蔡蔡"
    assert services.takeovers.missing() == () and not services.handover_files.problems()
    with pytest.raises(Refused, match=r"review\.own"):
        services.handover_reviews.sign_off(actor("王组长"), log.id, 5)


def test_h8_a_takeover_is_a_leads_with_a_reason_and_of_somebody_else(
    services: Services, clock: ManualClock, actor: ActorMaker
) -> None:
    _leave_work(services, clock)
    for who, whom, reason, code in (
        ("蔡蔡", "张敏", "不在", "role.lead_only"), ("王组长", "张敏", " ", "takeover.reason"),
        ("王组长", "王组长", "累了", "takeover.own"), ("王组长", "路人", "不在", "agent.unknown"),
        ("王组长", "李丽", "没来", "takeover.no_shift"),
    ):  # fmt: skip
        with pytest.raises(CsError, match=code):
            services.takeovers.take(actor(who), whom, reason)
    assert stored(services, Shift, actor("张敏").shift_id).state is ShiftState.RUNNING
