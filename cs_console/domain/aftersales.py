"""After-sales cases as a state machine: steps in order, nothing skipped by any path (rule A6).

Pure: it decides what a move does, the service stores it. Codes and parameters only, no sentences.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from types import MappingProxyType

from cs_console.domain.entities import Case, CaseStep
from cs_console.domain.money import parse_fen
from cs_console.domain.policy.aftersales import FlowDef, Option, StepDef, StepField
from cs_console.domain.policy.base import Title
from cs_console.domain.remarks import read_date
from cs_console.domain.vocabulary import CaseState, Role, StepState
from cs_console.errors import BadInput, CsError, NotFound, Refused

FINISHED = frozenset({StepState.DONE, StepState.NA})
"""States that let the next step begin."""

_MAY: Mapping[str, frozenset[Role]] = {
    "agent": frozenset({Role.AGENT, Role.LEAD, Role.ADMIN}),
    "warehouse": frozenset({Role.WAREHOUSE, Role.LEAD, Role.ADMIN}),
    "lead": frozenset({Role.LEAD, Role.ADMIN}),
}
_TRACKING = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{4,39}")
_TRUE = frozenset({"true", "yes", "y", "1", "是", "有", "对", "已", "√"})
_FALSE = frozenset({"false", "no", "n", "0", "否", "无", "没有", "不", "未"})
_FIGURES = frozenset({"money", "balance", "date", "number", "tracking"})
"""Fields in which an input method's full-width signs mean the plain ones."""
_AGO = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}
_GIVEN_BACK = ("-", "－", "−", "退")
_DIRECTIONS = (*_GIVEN_BACK, "+", "＋", "补")
MAX_FIELD = 500
"""The longest text a field takes; more belongs into the conversation."""
MAX_EVIDENCE = 4000
"""Several files with their paths and hashes."""


@dataclass(frozen=True, slots=True)
class Move:
    """What finishing, excusing or questioning a step stores."""

    step: CaseStep
    state: StepState
    fields: tuple[tuple[str, str], ...]
    note: str


def begin(flow: FlowDef) -> tuple[CaseStep, ...]:
    """The steps of a new case, all to do, in the flow's order; the store fills `case_id`."""
    return tuple(CaseStep(case_id=0, position=at, key=step.key, owner=step.owner) for at, step in enumerate(flow.steps))


def current(steps: Sequence[CaseStep]) -> CaseStep | None:
    """The first step that is neither done nor not applicable; None when all are."""
    return next((step for step in steps if step.state not in FINISHED), None)


def definition(flow: FlowDef, step: CaseStep) -> StepDef:
    """The policy's definition of a stored step; one that the policy no longer has keeps its key and owner."""
    found = flow.step(step.key)
    if found is not None:
        return found
    owner = step.owner if step.owner in _MAY else "agent"
    return StepDef.model_validate({"key": step.key, "title": step.key, "owner": owner})


def closed(case: Case) -> CsError:
    """The refusal for any act on a case that is closed or cancelled."""
    code = "case.closed" if case.state is CaseState.CLOSED else "case.cancelled"
    return Refused(code, id=case.id, by=case.changed_by)


def why_not(flow: FlowDef, steps: Sequence[CaseStep], step: CaseStep, role: str | None) -> CsError | None:
    """Why this step cannot be finished now, None when it can; `role` None leaves the role aside (rule A6)."""
    title = definition(flow, step).title
    if step.state in FINISHED:
        return Refused("case.step_done", step=title, by=step.done_by)
    waiting = current(steps)
    if waiting is not None and waiting.position < step.position:
        return Refused("case.out_of_order", step=title, first=definition(flow, waiting).title, key=waiting.key)
    if role is not None and role not in _MAY.get(step.owner, _MAY["agent"]):
        return Refused(f"case.owner_{step.owner}", step=title)
    return None


def move(
    flow: FlowDef,
    steps: Sequence[CaseStep],
    key: str,
    given: Mapping[str, str | int],
    *,
    role: str,
    today: date,
    reasons: Sequence[Option] = (),
    state: StepState = StepState.DONE,
    note: str = "",
) -> Move:
    """Decide one move; raises `NotFound`, `Refused` or `BadInput` and changes nothing (rule A6)."""
    step = next((one for one in steps if one.key == key), None)
    if step is None:
        raise NotFound("case.no_step", key=key, known=", ".join(one.key for one in steps))
    refusal = why_not(flow, steps, step, role)
    if refusal is not None:
        raise refusal
    defined = definition(flow, step)
    if state is StepState.PROBLEM:
        if not note.strip():
            raise Refused("case.problem_note", step=defined.title)
        return Move(step, state, step.fields, note.strip())
    if state is StepState.NA:
        if not defined.na_allowed:
            raise Refused("case.not_na", step=defined.title)
        return Move(step, state, (), note.strip())
    if state is not StepState.DONE:
        raise Refused("case.reopen", step=defined.title)
    fields = read_fields(defined, given, today, reasons, collected(steps))
    return Move(step, state, fields, note.strip())


def read_fields(
    step: StepDef,
    given: Mapping[str, str | int],
    today: date,
    reasons: Sequence[Option] = (),
    before: Mapping[str, str] = MappingProxyType({}),
) -> tuple[tuple[str, str], ...]:
    """The fields of a step as they are kept, each checked by its type; a stranger's key is refused.

    `before` are the fields of the steps before it, which may make one of these required.
    """
    known = {field.key: field for field in step.fields}
    for key in given:
        if key not in known:
            raise BadInput("case.no_field", key=key, step=step.title, known=", ".join(known) or "-")
    values = {
        key: read_field(field, given[key], today, reasons)
        for key, field in known.items()
        if str(given.get(key, "")).strip()
    }
    for key, field in known.items():
        if (field.required or field.asked_by({**before, **values})) and key not in values:
            raise Refused("case.field_missing", field=field.title, key=key, step=step.title)
        if field.must_be and key in values and values[key] != field.must_be:
            raise Refused("case.must_be", field=field.title, wanted=_shown(field), step=step.title)
    return tuple(values.items())


def readable(step: StepDef, given: Mapping[str, str | int], today: date) -> dict[str, str]:
    """The typed fields of a step as they would be kept, without those that will not do."""
    kept: dict[str, str] = {}
    for field in step.fields:
        if str(given.get(field.key, "")).strip():
            with suppress(BadInput):
                kept[field.key] = read_field(field, given[field.key], today)
    return kept


def options(field: StepField, reasons: Sequence[Option]) -> tuple[Option, ...]:
    """A choice's options; the field ``reason`` takes the policy's list of true reasons (rule A2)."""
    return field.choices or tuple(reasons)


def read_field(field: StepField, raw: str | int, today: date, reasons: Sequence[Option] = ()) -> str:
    """One field as it is kept: money in fen, dates as ISO, choices by key, yes and no as true and false.

    Text typed for money means yuan; an integer is fen already.
    """
    text = str(raw).strip()
    maximum = MAX_EVIDENCE if field.type == "photo" else MAX_FIELD
    if len(text) > maximum:
        raise BadInput("case.field_long", field=field.title, maximum=maximum)
    if field.type in _FIGURES:
        text = unicodedata.normalize("NFKC", text).replace("。", ".")
    if field.type == "choice":
        return _choice(field, text, options(field, reasons))
    if field.type == "money":
        return str(raw) if isinstance(raw, int) and raw >= 0 else _money(field, text)
    if field.type == "balance":
        return str(raw) if isinstance(raw, int) else _balance(field, text)
    if field.type == "date":
        day = _day(text, today)
        if day is None:
            raise BadInput("case.field_date", field=field.title, value=text)
        if day > today:
            raise BadInput("case.field_future", field=field.title, value=text)
        return day.isoformat()
    if field.type == "bool":
        return _bool(field, text)
    if field.type == "tracking" and not _TRACKING.fullmatch(text):
        raise BadInput("case.field_tracking", field=field.title, value=text)
    if field.type == "number" and not re.fullmatch(r"\d{1,6}", text, re.ASCII):
        raise BadInput("case.field_number", field=field.title, value=text)
    return text


def _day(text: str, today: date) -> date | None:
    """A day as it is written (rule R2) or said: ``11/22``, ``11月22日``, today, yesterday, the day before."""
    ago = _AGO.get(text.casefold())
    if ago is not None:
        return today - timedelta(days=ago)
    return read_date(re.sub(r"[年月/]", ".", text.rstrip("日号")), today)


def _choice(field: StepField, text: str, choices: Sequence[Option]) -> str:
    for option in choices:
        if text.casefold() in (option.key.casefold(), option.title.zh.casefold(), option.title.en.casefold()):
            return option.key
    raise BadInput("case.field_choice", field=field.title, value=text, known=tuple(choices))


def _money(field: StepField, text: str) -> str:
    try:
        return str(parse_fen(text))
    except ValueError as error:
        raise BadInput("case.field_money", field=field.title, value=text) from error


def _balance(field: StepField, text: str) -> str:
    """Money with its direction: ``补 20`` and ``20`` are paid by the buyer, ``退20`` and ``-20`` given back."""
    shop_pays = text.startswith(_GIVEN_BACK)
    amount = text.removeprefix(text[0]) if text.startswith(_DIRECTIONS) else text
    fen = _money(field, amount)
    return f"-{fen}" if shop_pays and fen != "0" else fen


def _bool(field: StepField, text: str) -> str:
    lowered = text.casefold()
    if lowered in _TRUE:
        return "true"
    if lowered in _FALSE:
        return "false"
    raise BadInput("case.field_bool", field=field.title, value=text)


def _shown(field: StepField) -> Title | str:
    """What `must_be` asks for, as people read it."""
    for option in field.choices:
        if option.key == field.must_be:
            return option.title
    return field.must_be


def collected(steps: Iterable[CaseStep]) -> dict[str, str]:
    """All fields filled so far, later steps over earlier ones."""
    return {key: value for step in steps for key, value in step.fields}


@dataclass(frozen=True, slots=True)
class Limits:
    """The longest that steps after a parcel's arrival may take, whatever the flow says (rule A7 and the law)."""

    warehouse_hours: int = 24
    refund_days: int = 7


def due_times(
    flow: FlowDef,
    steps: Sequence[CaseStep],
    opened_at: datetime,
    arrived_at: datetime | None,
    zone: tzinfo,
    limits: Limits = Limits(),
) -> dict[str, datetime | None]:
    """When each unfinished step is due: hours from the step before or from the parcel's arrival (A3, A7)."""
    waiting = current(steps)
    dues: dict[str, datetime | None] = {}
    previous = opened_at
    for step in steps:
        if step.state in FINISHED:
            previous = step.done_at or previous
            continue
        defined = definition(flow, step)
        arrival = defined.due_from == "arrival"
        start = arrived_at if arrival else previous if step is waiting else None
        due = None if start is None else _due(defined, start, zone)
        if arrival and start is not None:
            due = min(filter(None, (due, *_latest(flow, defined, start, limits))), default=None)
        dues[step.key] = due
    return dues


def _latest(flow: FlowDef, step: StepDef, arrived_at: datetime, limits: Limits) -> Iterator[datetime]:
    if flow.kind in ("return", "exchange"):
        yield arrived_at + timedelta(hours=limits.warehouse_hours)
    if "refund" in step.effects:
        yield arrived_at + timedelta(days=limits.refund_days)


def _due(step: StepDef, start: datetime, zone: tzinfo) -> datetime | None:
    if step.due_same_day:
        day = start.astimezone(zone).date()
        return datetime.combine(day, time(23, 59, 59), zone)
    return start + timedelta(hours=step.due_hours) if step.due_hours is not None else None


def exempt_word(goods: Iterable[str], words: Sequence[str]) -> str:
    """The word that exempts goods from no-reason return, "" when none does (rule A9)."""
    titles = [title.casefold() for title in goods]
    return next((word for word in words if any(word.casefold() in title for title in titles)), "")
