"""Complaints, open questions, questions to the lead, suggestions, scores, problem items (C2, Q9, Q11, C4, C5, A8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shop_floor import ActorMaker, ask, order, stored

from cs_console.adapters.clock import ManualClock
from cs_console.domain.complaints import ComplaintStage, ComplaintState
from cs_console.domain.entities import Actor, Message, Order
from cs_console.domain.feedback import SuggestionState
from cs_console.domain.gaps import Gap, LeadQuestion, QuestionState
from cs_console.domain.vocabulary import Category, Flag, MessageRole, Priority
from cs_console.errors import BadInput, CsError, Refused
from cs_console.services.complaints import ComplaintFilter, ComplaintView
from cs_console.services.facade import Services
from cs_console.services.gaps import GapService
from cs_console.services.lead_desk import QuestionFilter
from cs_console.services.suggestions import SuggestionFilter

S = ComplaintStage
ORDER = tuple(S)


@pytest.fixture
def zhang(actor: ActorMaker) -> Actor:
    return actor("张敏")


@pytest.fixture
def lead(actor: ActorMaker) -> Actor:
    return actor("王组长")


def notes(services: Services, inquiry_id: int) -> list[str]:
    with services.context.uow.read() as uow:
        return [one.text for one in uow.find(Message, inquiry_id=inquiry_id, role=MessageRole.NOTE.value)]


# -- complaints ------------------------------------------------------------------------------


def go(services: Services, who: Actor, view: ComplaintView, stage: ComplaintStage, **more: object) -> ComplaintView:
    """Finish a step with what it needs."""
    needs: dict[str, object] = {"cause": "service"} if stage is S.CLASSIFY else {}
    needs |= {"agreed": True} if stage is S.OPINION else {}
    return services.complaints.step(who, view.complaint.id, f"已{stage}", stage=stage, **needs | more)  # type: ignore[arg-type]


def test_c2_the_whole_flow_each_step_timed(services: Services, clock: ManualClock, zhang: Actor) -> None:
    view = services.complaints.open(zhang, "客服态度差", buyer="小鱼")
    assert view.complaint.due_at == clock() + timedelta(seconds=180)
    for minutes, stage in enumerate(ORDER, 1):
        assert view.current is not None and view.current.stage is stage
        clock.advance(minutes=minutes)
        view = go(services, zhang, view, stage)
    assert view.current is None and view.complaint.state is ComplaintState.CLOSED
    assert [step.stage for step in view.steps] == list(ORDER)
    assert [step.seconds for step in view.steps] == [60 * minutes for minutes in range(1, 9)]
    assert (view.first_contact_seconds, view.complaint.cause) == (60, "service")
    assert services.complaints.list() == ()
    assert len(services.complaints.list(ComplaintFilter(states=()))) == 1


def test_c2_a_buyer_who_does_not_agree_gets_another_proposal(services: Services, zhang: Actor) -> None:
    view = services.complaints.open(zhang, "色差太大", buyer="小鱼")
    for stage in ORDER[:5]:
        view = go(services, zhang, view, stage)
    view = go(services, zhang, view, S.OPINION, agreed=False)
    assert view.current is not None and view.current.stage is S.PROPOSE
    for stage in (S.PROPOSE, S.OPINION, S.CARRY_OUT, S.FEED_BACK):
        view = go(services, zhang, view, stage)
    assert [step.stage for step in view.steps].count(S.PROPOSE) == 2
    assert [step.agreed for step in view.steps if step.stage is S.OPINION] == [False, True]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(ORDER), st.booleans(), st.sampled_from(["service", "", "nix"])), max_size=30))
def test_c2_no_path_skips_a_step(
    services: Services, zhang: Actor, tries: list[tuple[ComplaintStage, bool, str]]
) -> None:
    """Whatever is tried in whatever order, the steps taken are the fixed flow from its beginning (property)."""
    view = services.complaints.open(zhang, "投诉", buyer="小鱼")
    for stage, agreed, cause in tries:
        waiting = view.current.stage if view.current else None
        try:
            view = services.complaints.step(zhang, view.complaint.id, "做了", stage=stage, cause=cause, agreed=agreed)
        except CsError:
            assert stage is not waiting or (stage is S.CLASSIFY and cause != "service")
        else:
            assert stage is waiting
    done = [step for step in view.steps if step.done_at is not None]
    expected = 0
    for step in done:
        assert step.stage is ORDER[expected]
        expected = ORDER.index(S.PROPOSE) if step.agreed is False else expected + 1
    assert sum(step.done_at is None for step in view.steps) == (view.complaint.state is ComplaintState.OPEN)


@pytest.mark.parametrize(
    ("stage", "text", "more", "code"),
    [
        (S.RECEIVE, "  ", {}, "complaint.step_empty"),
        (S.CLASSIFY, "归类", {"cause": "天气"}, "complaint.cause"),
        (S.OPINION, "同意", {"agreed": None}, "complaint.opinion"),
        (S.FEED_BACK, "反馈", {}, "complaint.order"),
    ],
)
def test_c2_a_step_lacks_something(
    services: Services, zhang: Actor, stage: ComplaintStage, text: str, more: dict[str, object], code: str
) -> None:
    view = services.complaints.open(zhang, "投诉", buyer="小鱼")
    if stage is not S.FEED_BACK:
        for earlier in ORDER[: ORDER.index(stage)]:
            view = go(services, zhang, view, earlier)
    with pytest.raises(CsError) as refused:
        services.complaints.step(zhang, view.complaint.id, text, stage=stage, **more)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert services.complaints.view(view.complaint.id).steps == view.steps


def test_c2_the_clock_runs_from_the_buyers_words(services: Services, clock: ManualClock, zhang: Actor) -> None:
    inquiry = ask(services, text="我要投诉你们")
    clock.advance(minutes=5)
    view = services.complaints.open(zhang, "", inquiry_id=inquiry.id)
    assert view.complaint.received_at == inquiry.unanswered_since and view.complaint.what == inquiry.summary
    assert [step.stage for step in view.late] == [S.RECEIVE]
    with pytest.raises(Refused, match="already"):
        services.complaints.open(zhang, "又一次", inquiry_id=inquiry.id)


def test_c2_undo_takes_back_the_step_and_the_one_it_began(services: Services, zhang: Actor) -> None:
    view = services.complaints.open(zhang, "投诉", buyer="小鱼")
    go(services, zhang, view, S.RECEIVE)
    services.journal.undo(zhang)
    assert services.complaints.view(view.complaint.id).steps == (
        *(step for step in services.complaints.view(view.complaint.id).steps if step.stage is S.RECEIVE),
    )
    current = services.complaints.view(view.complaint.id).current
    assert current is not None and current.stage is S.RECEIVE and current.done_at is None
    go(services, zhang, view, S.RECEIVE)


def test_c2_a_complaint_in_the_future_is_refused(services: Services, clock: ManualClock, zhang: Actor) -> None:
    with pytest.raises(BadInput, match="future"):
        services.complaints.open(zhang, "投诉", received_at=clock() + timedelta(minutes=1))
    with pytest.raises(BadInput, match="empty"):
        services.complaints.open(zhang, "  ")


# -- questions the books do not answer -------------------------------------------------------


def test_q9_a_question_is_kept_with_its_asker_and_answered_into_the_inquiry(
    services: Services, clock: ManualClock, zhang: Actor, actor: ActorMaker
) -> None:
    inquiry = ask(services, "小鱼", "这个能放微波炉吗")
    recorded = services.gaps.add(zhang, "这个能放微波炉吗？", inquiry_id=inquiry.id)
    assert (recorded.row.asker, recorded.row.agent, recorded.known) == ("小鱼", "张敏", ())
    assert [one.id for one in services.gaps.list()] == [recorded.row.id]
    answered = services.gaps.answer(actor("李丽"), recorded.row.id, "陶瓷款可以，镶金边的不行哦")
    assert (answered.row.state, answered.row.answered_by) == (QuestionState.ANSWERED, "李丽")
    assert "陶瓷款可以" in notes(services, inquiry.id)[-1]
    assert services.gaps.list() == ()
    again = services.gaps.add(zhang, "这个能放微波炉不", asker="other")
    assert [one.id for one in again.known] == [recorded.row.id]
    with pytest.raises(Refused, match="answered"):
        services.gaps.answer(zhang, recorded.row.id, "再答")


def test_q9_an_answer_becomes_a_proposal_for_the_books(services: Services, zhang: Actor) -> None:
    gap = services.gaps.add(zhang, "这款有防螨认证吗", asker="小鱼").row
    answered = services.gaps.answer(zhang, gap.id, "亲，这款通过了防螨检测，详情页有报告图哦～")
    assert answered.not_proposed is None and answered.row.proposal
    assert [one.id for one in services.phrase_books.proposals()] == [answered.row.proposal]
    assert stored(services, Gap, gap.id).proposal == answered.row.proposal


def test_q9_what_the_books_refuse_stays_an_answer(services: Services, zhang: Actor) -> None:
    class Refusing:
        def propose(self, actor: Actor, question: str, answer: str) -> object:
            raise Refused("reply.blank", text=answer)

    gaps = GapService(services.context, Refusing())  # type: ignore[arg-type]
    gap = gaps.add(zhang, "问题", asker="小鱼").row
    answered = gaps.answer(zhang, gap.id, "答复")
    assert answered.not_proposed is not None and answered.row.state is QuestionState.ANSWERED
    assert stored(services, Gap, gap.id).proposal == ""


def test_q9_repeated_in_a_week_it_stands_on_the_weekly_list(
    services: Services, clock: ManualClock, zhang: Actor
) -> None:
    services.gaps.add(zhang, "能不能放洗碗机", asker="old")
    clock.advance(hours=24 * 8)
    asked = {"a": "能不能放洗碗机", "b": "能放洗碗机吗？", "c": "可以放洗碗機嗎", "d": "有没有大号的"}
    for buyer, text in asked.items():
        services.gaps.add(zhang, text, asker=buyer)
    [repeated] = services.gaps.weekly()
    assert (repeated.times, set(repeated.askers), repeated.answered) == (3, {"a", "b", "c"}, False)
    clock.advance(hours=24 * 8)
    assert services.gaps.weekly() == ()


# -- the lead's desk -------------------------------------------------------------------------


def test_q11_the_answer_comes_back_to_the_inquiry_and_is_kept(services: Services, zhang: Actor, lead: Actor) -> None:
    one = order(services, phone="13812345678")
    inquiry = ask(services, "小鱼", "能不能便宜 200，我电话 13812345678")
    asked = services.lead_desk.ask(zhang, "能给 95 折吗", inquiry_id=inquiry.id, order_id=one.id).row
    assert "能不能便宜" in asked.context and "13812345678" not in asked.context and one.order_no in asked.context
    with pytest.raises(Refused, match="lead_only"):
        services.lead_desk.answer(zhang, asked.id, "可以")
    services.lead_desk.answer(lead, asked.id, "可以，仅此一单")
    assert "可以，仅此一单" in notes(services, inquiry.id)[-1]
    assert services.lead_desk.list() == ()
    found = services.lead_desk.list(QuestionFilter(states=(), text="仅此一单"))
    assert [row.id for row in found] == [asked.id]
    with pytest.raises(Refused, match="answered"):
        services.lead_desk.answer(lead, asked.id, "再答")


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_empty_questions_and_answers_are_refused(services: Services, zhang: Actor, lead: Actor, text: str) -> None:
    with pytest.raises(BadInput, match="empty"):
        services.lead_desk.ask(zhang, text)
    with pytest.raises(BadInput, match="empty"):
        services.gaps.add(zhang, text)
    asked = services.lead_desk.ask(zhang, "问题").row
    with pytest.raises(BadInput, match="empty_answer"):
        services.lead_desk.answer(lead, asked.id, text)


# -- scores, suggestions, problem items ------------------------------------------------------


@pytest.mark.parametrize(("score", "escalates"), [(1, True), (2, True), (3, False), (5, False)])
def test_c4_a_low_score_goes_to_the_lead(services: Services, zhang: Actor, score: int, escalates: bool) -> None:
    inquiry = ask(services)
    services.queue.claim(zhang, inquiry.id)
    scored = services.satisfaction.add(zhang, score, "等太久", inquiry_id=inquiry.id)
    assert (scored.row.agent, scored.row.category, scored.row.buyer) == ("张敏", inquiry.category, "小鱼")
    open_questions = services.lead_desk.list()
    assert bool(open_questions) is escalates
    assert (scored.escalated is not None) is escalates
    if escalates:
        assert "等太久" in open_questions[0].context


@pytest.mark.parametrize("score", [0, 6, -1])
def test_c4_a_score_lies_between_1_and_5(services: Services, zhang: Actor, score: int) -> None:
    with pytest.raises(BadInput, match="score"):
        services.satisfaction.add(zhang, score)


def test_c4_scores_are_listed_by_time_and_agent(services: Services, clock: ManualClock, zhang: Actor) -> None:
    services.satisfaction.add(zhang, 5, agent="李丽", category=Category.LOGISTICS)
    services.satisfaction.add(zhang, 4)
    day = (clock() - timedelta(hours=1), clock() + timedelta(hours=1))
    assert [one.score for one in services.satisfaction.list(*day)] == [4, 5]
    assert [one.category for one in services.satisfaction.list(*day, agent="李丽")] == [Category.LOGISTICS]


def test_c5_suggestions_are_passed_on_weekly_and_settled(services: Services, zhang: Actor, lead: Actor) -> None:
    one = order(services)
    product = services.suggestions.add(zhang, "被套加大号", nature="商品改进", department="产品", order_id=one.id).row
    urgent = services.suggestions.add(zhang, "外箱太薄", nature="packaging", urgency=Priority.URGENT).row
    assert (product.nature, product.goods, product.buyer) == ("product", "纯棉四件套", "小鱼")
    assert [row.id for row in services.suggestions.list()] == [urgent.id, product.id]
    with pytest.raises(Refused, match="lead_only"):
        services.suggestions.pass_on(zhang)
    assert [row.id for row in services.suggestions.pass_on(lead).rows] == [product.id]
    with pytest.raises(Refused, match="no_department"):
        services.suggestions.pass_on(lead, [urgent.id])
    passed = services.suggestions.pass_on(lead, [urgent.id], department="仓储物流").rows[0]
    assert (passed.state, passed.passed_by, passed.department) == (SuggestionState.PASSED, "王组长", "仓储物流")
    services.suggestions.settle(zhang, urgent.id, "换五层箱")
    [left] = services.suggestions.list(SuggestionFilter(states=(SuggestionState.PASSED,)))
    assert left.id == product.id
    with pytest.raises(Refused, match="settled"):
        services.suggestions.settle(zhang, urgent.id, "又换")


def test_c5_unknown_natures_and_departments_name_the_known_ones(services: Services, zhang: Actor) -> None:
    with pytest.raises(BadInput, match="商品改进"):
        services.suggestions.add(zhang, "建议", nature="天气")
    with pytest.raises(BadInput, match="仓储物流"):
        services.suggestions.add(zhang, "建议", department="火星")


def test_a8_a_problem_item_flags_its_order_yellow_and_is_answered(services: Services, zhang: Actor) -> None:
    one = order(services, tracking_no="SF123456")
    item = services.problems.add(zhang, one.id, "外箱破损，内物待查", "查监控并补发").row
    assert (item.slip_no, str(item.purchased_on), item.buyer) == ("SF123456", "2026-06-13", "小鱼")
    assert stored(services, Order, one.id).flag is Flag.YELLOW
    services.problems.answer(zhang, item.id, "已补发")
    assert services.problems.list() == ()
    assert services.problems.list(states=(), order_id=one.id)[0].answer == "已补发"


def test_a8_undo_brings_back_the_former_flag_and_green_stays(services: Services, zhang: Actor) -> None:
    one, green = order(services, flag=Flag.RED), order(services, "2", flag=Flag.GREEN)
    services.problems.add(zhang, one.id, "少件", "补发")
    services.journal.undo(zhang)
    assert stored(services, Order, one.id).flag is Flag.RED and services.problems.list() == ()
    services.problems.add(zhang, green.id, "少件", "补发")
    assert stored(services, Order, green.id).flag is Flag.GREEN
    with pytest.raises(BadInput, match="incomplete"):
        services.problems.add(zhang, one.id, "少件", " ")


def test_x2_outside_text_is_cleaned_everywhere(services: Services, zhang: Actor) -> None:
    gap = services.gaps.add(zhang, "能用\x1b[31m吗", asker="小\u202e鱼").row
    view = services.complaints.open(zhang, "投诉\x00", buyer="小\x07鱼")
    question = services.lead_desk.ask(zhang, "请示\x1b]0;x\x07").row
    stored_question = stored(services, LeadQuestion, question.id)
    for text in (gap.question, gap.asker, view.complaint.what, view.complaint.buyer, stored_question.question):
        assert not any(ord(character) < 32 or character == "\u202e" for character in text)
