"""The after-sales state machine: order, fields, owners; nothing is skipped (rules A6, A7, A9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_console.domain import aftersales
from cs_console.domain.entities import CaseStep
from cs_console.domain.policy.aftersales import AftersalesPolicy, StepDef, StepField
from cs_console.domain.vocabulary import Flow, StepState
from cs_console.errors import BadInput, CsError, NotFound, Refused

POLICY = AftersalesPolicy()
TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 2, 42, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
SAMPLES = {
    "text": "说明", "money": "12.30", "balance": "退20", "date": "2026-06-13", "bool": "是", "tracking": "SF123456",
    "photo": "图1", "account": "zhang@example.com", "number": "2",
}  # fmt: skip


def filled(flow: Flow, key: str) -> dict[str, str]:
    """Values that satisfy every field of a step."""
    step = POLICY.flow(flow).step(key)
    assert step is not None
    return {
        field.key: field.must_be
        or (aftersales.options(field, POLICY.reasons(flow))[0].key if field.type == "choice" else SAMPLES[field.type])
        for field in step.fields
    }


def finish(flow: Flow, steps: tuple[CaseStep, ...], key: str, **more: object) -> tuple[CaseStep, ...]:
    """Do one move as the step's owner and give the steps after it."""
    owner = next(step.owner for step in steps if step.key == key)
    options: dict[str, object] = {"role": owner, "today": TODAY, "reasons": POLICY.reasons(flow), **more}
    made = aftersales.move(POLICY.flow(flow), steps, key, filled(flow, key), **options)  # type: ignore[arg-type]
    done = replace(made.step, state=made.state, fields=made.fields, done_by="x", done_at=NOW)
    return tuple(done if step.key == key else step for step in steps)


@pytest.mark.parametrize("flow", list(Flow))
def test_a6_every_shipped_flow_can_be_walked_in_its_order(flow: Flow) -> None:
    steps = aftersales.begin(POLICY.flow(flow))
    for step in steps:
        steps = finish(flow, steps, step.key)
    assert aftersales.current(steps) is None


@given(flow=st.sampled_from(list(Flow)), data=st.data())
@settings(max_examples=60)
def test_a6_no_sequence_of_moves_skips_a_step(flow: Flow, data: st.DataObject) -> None:
    """Legal and illegal moves at random: what is finished is always a beginning of the flow."""
    defined = POLICY.flow(flow)
    steps = aftersales.begin(defined)
    keys = [step.key for step in steps]
    for _ in range(data.draw(st.integers(1, 30))):
        key = data.draw(st.sampled_from(keys) | st.sampled_from([keys[min(_, len(keys) - 1)]]))
        state = data.draw(st.sampled_from(list(StepState)))
        role = data.draw(st.sampled_from(["agent", "warehouse", "lead", "admin"]))
        given_fields = filled(flow, key) if data.draw(st.booleans()) else {}
        try:
            made = aftersales.move(
                defined, steps, key, given_fields, role=role, today=TODAY, reasons=POLICY.reasons(flow), state=state,
                note="说明",
            )  # fmt: skip
        except CsError:
            continue
        done = replace(made.step, state=made.state, fields=made.fields, done_at=NOW)
        steps = tuple(done if step.key == key else step for step in steps)
        finished = [step.state in aftersales.FINISHED for step in steps]
        assert finished == sorted(finished, reverse=True)
        for step in steps:
            if step.state is StepState.NA:
                assert aftersales.definition(defined, step).na_allowed


def test_a6_a_step_waits_for_those_before_it() -> None:
    steps = aftersales.begin(POLICY.flow(Flow.RETURN))
    with pytest.raises(Refused) as refused:
        finish(Flow.RETURN, steps, "refund")
    assert refused.value.code == "case.out_of_order"
    assert refused.value.params["key"] == "apology"


def test_a6_a_step_is_completed_once() -> None:
    steps = finish(Flow.RETURN, aftersales.begin(POLICY.flow(Flow.RETURN)), "apology")
    with pytest.raises(Refused) as refused:
        finish(Flow.RETURN, steps, "apology")
    assert (refused.value.code, refused.value.params["by"]) == ("case.step_done", "x")


def test_a6_a_problem_blocks_until_it_is_solved() -> None:
    steps = finish(
        Flow.RETURN, aftersales.begin(POLICY.flow(Flow.RETURN)), "apology", state=StepState.PROBLEM, note="不回"
    )
    with pytest.raises(Refused):
        finish(Flow.RETURN, steps, "window")
    assert finish(Flow.RETURN, steps, "apology")[0].state is StepState.DONE


@pytest.mark.parametrize(
    ("owner", "role", "may"),
    [
        ("warehouse", "agent", False), ("warehouse", "warehouse", True), ("warehouse", "lead", True),
        ("agent", "warehouse", False), ("agent", "agent", True), ("agent", "admin", True),
        ("lead", "agent", False), ("lead", "lead", True), ("lead", "warehouse", False),
    ],
)  # fmt: skip
def test_a6_each_step_has_its_owner(owner: str, role: str, may: bool) -> None:
    step = CaseStep(case_id=1, position=0, key="apology", owner=owner)
    blocked = aftersales.why_not(POLICY.flow(Flow.RETURN), (step,), step, role)
    assert (blocked is None) is may
    assert blocked is None or blocked.code == f"case.owner_{owner}"


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        ("money", "310", "31000"), ("money", "¥1,099.80", "109980"), ("money", 31000, "31000"),
        ("money", "12.345", None), ("money", "-1", None), ("money", -1, None), ("money", "免费", None),
        ("balance", "补20", "2000"), ("balance", "退 20.5", "-2050"), ("balance", "-1", "-100"), ("balance", "0", "0"),
        ("balance", "－0", "0"), ("balance", -300, "-300"), ("balance", "--1", None), ("balance", "差二十", None),
        ("date", "2026.6.13", "2026-06-13"), ("date", "6.13", "2026-06-13"), ("date", "2026-06-15", None),
        ("date", "昨天", "2026-06-13"), ("date", "今天", "2026-06-14"), ("date", "6月13日", "2026-06-13"),
        ("date", "2026/6/13", "2026-06-13"), ("date", "２０２６。６。１３", "2026-06-13"), ("date", "明天", None),
        ("date", "上周三", None), ("date", "13号", None), ("money", "１２。５", "1250"),
        ("bool", "是", "true"), ("bool", "No", "false"), ("bool", "也许", None),
        ("tracking", "SF1234567890123", "SF1234567890123"), ("tracking", "顺丰", None), ("tracking", "1234", None),
        ("number", "2", "2"), ("number", "两件", None), ("number", "２", "2"),
        ("text", "原话", "原话"), ("text", "长" * 501, None), ("text", "长" * 500, "长" * 500), ("money", 0, "0"),
    ],
)  # fmt: skip
def test_a6_fields_are_checked_by_type(kind: str, raw: str | int, kept: str | None) -> None:
    field = StepField.model_validate({"key": "x", "title": "项", "type": kind})
    if kept is None:
        with pytest.raises(BadInput):
            aftersales.read_field(field, raw, TODAY)
    else:
        assert aftersales.read_field(field, raw, TODAY) == kept


def test_a2_a_choice_is_kept_by_its_key_however_it_is_typed() -> None:
    field = StepField.model_validate({"key": "reason", "title": "原因", "type": "choice"})
    reasons = POLICY.reasons(Flow.RETURN)
    for typed in ("size", "尺寸、规格不合适", "WRONG SIZE or specification"):
        assert aftersales.read_field(field, typed, TODAY, reasons) == "size"
    with pytest.raises(BadInput, match="field_choice"):
        aftersales.read_field(field, "心情不好", TODAY, reasons)


def test_a2_a_tracking_number_is_mandatory_with_freight_insurance() -> None:
    step = POLICY.flow(Flow.RETURN).step("tracking")
    assert step is not None
    assert aftersales.read_fields(step, {"freight_insurance": "否"}, TODAY) == (("freight_insurance", "false"),)
    with pytest.raises(Refused) as refused:
        aftersales.read_fields(step, {"freight_insurance": "是"}, TODAY)
    assert refused.value.params["key"] == "return_tracking_no"


@pytest.mark.parametrize(
    ("remedy", "given", "missing"),
    [
        ("resend", {}, "out_tracking_no"), ("resend", {"out_tracking_no": "ST12345"}, ""),
        ("refund", {"out_tracking_no": "ST12345"}, "refunded_fen"), ("partial", {}, "refunded_fen"),
        ("partial", {"refunded_fen": "5"}, ""),
    ],
)  # fmt: skip
def test_a8_the_remedy_agreed_on_is_the_one_carried_out(remedy: str, given: dict[str, str], missing: str) -> None:
    """A field may be asked for by a choice made in a step before."""
    step = POLICY.flow(Flow.CLAIM_SHORT).step("carry_out")
    assert step is not None
    if not missing:
        assert aftersales.read_fields(step, given, TODAY, before={"remedy": remedy})
        return
    with pytest.raises(Refused) as refused:
        aftersales.read_fields(step, given, TODAY, before={"remedy": remedy})
    assert refused.value.params["key"] == missing


def test_a6_missing_and_strange_fields_are_refused() -> None:
    step = StepDef.model_validate({"key": "s", "title": "步", "fields": [{"key": "a", "title": "甲"}]})
    with pytest.raises(Refused, match="field_missing"):
        aftersales.read_fields(step, {"a": "  "}, TODAY)
    with pytest.raises(BadInput, match="no_field") as strange:
        aftersales.read_fields(step, {"a": "1", "b": "2"}, TODAY)
    assert strange.value.params["known"] == "a"
    with pytest.raises(BadInput, match="no_field") as strange:
        aftersales.read_fields(step.model_copy(update={"fields": ()}), {"b": "2"}, TODAY)
    assert strange.value.params["known"] == "-"


def test_a6_a_finished_step_is_not_set_back_to_open() -> None:
    with pytest.raises(Refused, match="reopen"):
        finish(Flow.RETURN, aftersales.begin(POLICY.flow(Flow.RETURN)), "apology", state=StepState.TODO)


@pytest.mark.parametrize(
    ("kind", "given", "wanted"),
    [("bool", "否", "true"), ("choice", "exchange", "退货"), ("bool", "是", None), ("bool", "", None)],
)
def test_a6_what_a_field_must_be_is_said_as_people_read_it(kind: str, given: str, wanted: str | None) -> None:
    choices = [{"key": "return", "title": "退货"}, {"key": "exchange", "title": "换货"}] if kind == "choice" else []
    must = "return" if kind == "choice" else "true"
    field = {"key": "x", "title": "项", "type": kind, "must_be": must, "choices": choices, "required": False}
    step = StepDef.model_validate({"key": "s", "title": "步", "fields": [field]})
    if wanted is None:
        assert aftersales.read_fields(step, {"x": given}, TODAY) == ((("x", "true"),) if given else ())
        return
    with pytest.raises(Refused, match="must_be") as refused:
        aftersales.read_fields(step, {"x": given}, TODAY)
    said = refused.value.params["wanted"]
    assert (said if isinstance(said, str) else said.zh) == wanted


def test_a3_only_the_waiting_step_is_due_from_when_the_one_before_was_done() -> None:
    flow = POLICY.flow(Flow.RETURN)
    hours = tuple(step.model_copy(update={"due_hours": 2}) for step in flow.steps)
    timed = flow.model_copy(update={"steps": hours})
    steps = aftersales.begin(timed)
    assert aftersales.due_times(timed, steps, NOW, None, SHANGHAI)["apology"] == NOW + timedelta(hours=2)
    later = NOW + timedelta(hours=5)
    steps = (replace(steps[0], state=StepState.DONE, done_at=later), *steps[1:])
    due = aftersales.due_times(timed, steps, NOW, None, SHANGHAI)
    assert "apology" not in due
    assert (due["window"], due["reason"]) == (later + timedelta(hours=2), None)


def test_a4_goods_that_cannot_be_sold_again_stop_the_return() -> None:
    step = POLICY.flow(Flow.RETURN).step("resaleable")
    assert step is not None
    with pytest.raises(Refused, match="must_be"):
        aftersales.read_fields(step, {"resaleable": "否"}, TODAY)


def test_a6_an_unknown_step_names_the_known_ones() -> None:
    steps = aftersales.begin(POLICY.flow(Flow.RETURN))
    with pytest.raises(NotFound) as found:
        aftersales.move(POLICY.flow(Flow.RETURN), steps, "nix", {}, role="lead", today=TODAY)
    assert "apology" in str(found.value.params["known"])


def test_a6_a_step_the_policy_dropped_keeps_its_owner() -> None:
    step = CaseStep(case_id=1, position=0, key="gone", owner="warehouse")
    assert aftersales.definition(POLICY.flow(Flow.RETURN), step).owner == "warehouse"


def test_a7_the_warehouse_has_24_hours_from_arrival() -> None:
    flow = POLICY.flow(Flow.RETURN)
    steps = aftersales.begin(flow)
    before = aftersales.due_times(flow, steps, NOW, None, SHANGHAI)
    after = aftersales.due_times(flow, steps, NOW, NOW, SHANGHAI)
    assert before["inspect"] is None
    assert after["inspect"] == after["refund"] == NOW + timedelta(hours=24)


@pytest.mark.parametrize(
    ("limits", "inspect", "refund"),
    [
        (aftersales.Limits(), 24, 24), (aftersales.Limits(warehouse_hours=12), 12, 12),
        (aftersales.Limits(warehouse_hours=99), 24, 24), (aftersales.Limits(warehouse_hours=20, refund_days=0), 20, 0),
    ],
)  # fmt: skip
def test_a7_the_policys_hours_and_the_law_are_the_longest(limits: aftersales.Limits, inspect: int, refund: int) -> None:
    flow = POLICY.flow(Flow.RETURN)
    due = aftersales.due_times(flow, aftersales.begin(flow), NOW, NOW, SHANGHAI, limits)
    assert (due["inspect"], due["refund"]) == (NOW + timedelta(hours=inspect), NOW + timedelta(hours=refund))
    repair = POLICY.flow(Flow.REPAIR)
    due = aftersales.due_times(repair, aftersales.begin(repair), NOW, NOW, SHANGHAI, limits)
    assert due["repair"] == NOW + timedelta(hours=72), "a repair has hours of its own"


def test_a3_advanced_freight_is_paid_back_the_day_the_parcel_arrives() -> None:
    flow = POLICY.flow(Flow.RETURN_QUALITY)
    late = datetime(2026, 6, 14, 15, 30, tzinfo=UTC)
    due = aftersales.due_times(flow, aftersales.begin(flow), NOW, late, SHANGHAI)["reimburse"]
    assert due == datetime(2026, 6, 14, 23, 59, 59, tzinfo=SHANGHAI)


@pytest.mark.parametrize(("goods", "word"), [("定制窗帘 2m", "定制"), ("纯棉四件套", ""), ("", "")])
def test_a9_exempt_goods_are_told_by_their_words(goods: str, word: str) -> None:
    assert aftersales.exempt_word([goods], POLICY.exempt_words) == word
