"""Registers: read over a stretch of days, masked, grouped into figures that name their rows (rules K2, X1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol

from cs_console.domain.entities import Actor, Shift
from cs_console.domain.periods import require_dates
from cs_console.domain.policy import Policies
from cs_console.domain.policy.base import Title
from cs_console.domain.registers import (
    Cell,
    CellKind,
    Column,
    DayOf,
    Register,
    RegisterRow,
    business_days,
    grouped,
    groupings,
)
from cs_console.errors import BadInput, NotFound
from cs_console.i18n import language, t
from cs_console.services import register_people, register_rows, register_talks
from cs_console.services.context import ServiceContext
from cs_console.services.ports.exports import ExportsPort
from cs_console.services.ports.registers import RegisterFormsPort
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.register_rows import Reading
from cs_console.services.roles import Permission, require
from cs_console.text.mask import mask_nick, mask_text

_K = CellKind
FIRST = datetime(2000, 1, 1, tzinfo=UTC)
"""The beginning of a register without a first day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Over which business dates (None: from the beginning, to today), whose rows, with green orders or without."""

    start: date | None = None
    end: date | None = None
    agent: str = ""
    include_green: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """A register's columns, the rows that fill it, and how it is grouped when nobody says otherwise."""

    columns: tuple[Column, ...]
    rows: Callable[[Reading], Iterable[RegisterRow]]
    by: str = ""


def _columns(*named: str) -> tuple[Column, ...]:
    """Columns from ``key``, ``key:kind`` or ``key:kind:vocabulary``."""
    found = []
    for name in named:
        key, kind, tokens = (*name.split(":"), "", "")[:3]
        found.append(Column(key, CellKind(kind or "text"), tokens))
    return tuple(found)


_REASON = "reason:choice:return_reason"

REGISTERS: Mapping[str, Definition] = {
    "lost-inquiries": Definition(_columns(
        "id:count", "received_at:time", "buyer:nick", "platform:token:platform", "channel:token:channel",
        "category:token:category", "questions", "reason:choice:lost_reason", "agent", "order_no:code",
    ), register_rows.lost_inquiries),
    "unpaid": Definition(_columns(
        "id:count", "ordered_at:time", "order_no:code", "platform:token:platform", "shop", "buyer:nick", "goods",
        "total_fen:money", "status:token:status", "reminders:count", "outcome:token:followup_outcome", "reason",
        "agent",
    ), register_rows.unpaid),
    "return-reasons": Definition(_columns(
        "id:count", "opened_at:time", "order_no:code", "flow:token:flow", _REASON, "refund_fen:money", "agent",
    ), register_rows.return_reasons, by="reason"),
    "returns": Definition(_columns(
        "id:count", "opened_at:time", "order_no:code", "buyer:nick", "flow:token:flow", "goods", _REASON,
        "state:token:case_state", "carrier", "tracking_no:code", "arrived_on:date", "inspection:choice:inspection",
        "restocked:flag", "refund_fen:money", "closed_at:time", "agent",
    ), register_rows.returns),
    "problems": Definition(_columns(
        "id:code", "at:time", "order_no:code", "purchased_on:date", "slip_no:code", "buyer:nick", "problem", "demand",
        "state:token:question_state", "answer:choice:remedy", "answered_at:time", "agent",
    ), register_rows.problems),
    "promises": Definition(_columns(
        "id:count", "promised_at:time", "order_no:code", "buyer:nick", "kind:token:promise", "text", "due_at:time",
        "state:token:promise_state", "closed_at:time", "outcome", "agent", "owner",
    ), register_rows.promises),
    "gaps": Definition(_columns(
        "id:count", "asked_at:time", "question", "asker:nick", "order_no:code", "agent", "state:token:question_state",
        "answer", "answered_by", "answered_at:time", "proposal",
    ), register_talks.gaps),
    "complaints": Definition(_columns(
        "id:count", "received_at:time", "order_no:code", "buyer:nick", "channel:token:channel", "what",
        "cause:choice:complaint_cause", "state:token:complaint_state", "stage:token:complaint_stage",
        "first_contact_seconds:count", "steps_late:count", "outcome", "closed_at:time", "agent",
    ), register_talks.complaints),
    "followups": Definition(_columns(
        "id:count", "done_at:time", "kind:token:followup_kind", "stage:count", "order_no:code", "buyer:nick",
        "due_at:time", "outcome:token:followup_outcome", "note", "recovered:flag", "paid_at:time",
        "recovered_fen:money", "agent",
    ), register_rows.followups),
    "questions": Definition(_columns(
        "id:count", "asked_at:time", "question", "order_no:code", "buyer:nick", "agent", "state:token:question_state",
        "answer", "answered_by", "answered_at:time",
    ), register_talks.questions),
    "suggestions": Definition(_columns(
        "id:count", "recorded_at:time", "text", "nature:choice:suggestion_nature", "urgency:token:priority",
        "department", "buyer:nick", "order_no:code", "state:token:suggestion_state", "outcome", "agent",
    ), register_talks.suggestions),
    "csat": Definition(_columns(
        "id:count", "at:time", "score:score", "comment", "agent", "category:token:category", "buyer:nick",
        "order_no:code",
    ), register_talks.csat),
    "reviews": Definition(_columns(
        "id:count", "at:time", "stars:count", "kind:token:review_kind", "text", "platform:token:platform", "buyer:nick",
        "order_no:code", "goods", "limit_at:time", "agent",
    ), register_talks.reviews),
    "handovers": Definition(_columns(
        "id:count", "business_date:date", "shift:choice:shift", "author", "submitted_at:time", "section:token:section",
        "severity:token:severity", "buyer:nick", "order_no:code", "what", "action", "owner", "due_at:time",
        "carried:count", "decision:token:decision", "decided_by", "decided_at:time", "state:token:handover_state",
    ), register_people.handovers),
    "buyers": Definition(_columns(
        "id:count", "first_seen_at:time", "buyer:nick", "platform:token:platform", "group", "credit", "tags",
        "orders:count", "paid_fen:money", "returns:count", "inquiries:count", "complaints:count", "last_order_at:time",
        "preferences", "note",
    ), register_people.buyers),
}  # fmt: skip
"""Every register by its name on the command line."""


class _Titled(Protocol):
    """A choice of any policy."""

    @property
    def key(self) -> str: ...

    @property
    def title(self) -> Title: ...


class RegisterService:
    """What ``cs-console report`` and the lead's desk read."""

    def __init__(self, context: ServiceContext, forms: RegisterFormsPort, exports: ExportsPort) -> None:
        self._context = context
        self._forms = forms
        self._exports = exports

    def file(self, register: Register, form: str) -> bytes:
        """A register as ``csv``, ``xlsx`` or ``json``; read it with `for_file` first."""
        return self._forms.render(register, form, self._context.zone)

    def export(self, actor: Actor, name: str, form: str, scope: Scope | None = None, *, by: str = "") -> Path:
        """Write a register, masked, into the folder of exports, named by its title and days (rules K2, X1)."""
        register = self.read(actor, name, scope, by=by, for_file=True)
        days = f"{register.start:%Y%m%d}-{register.end:%Y%m%d}" if register.start else f"{register.end:%Y%m%d}"
        stem = "-".join(part for part in (t(f"report.{name}"), days, "" if by in ("", "none") else by) if part)
        return self._exports.file(f"{stem.replace(',', '+')}.{form}", self.file(register, form))

    def write(self, stem: str, registers: Sequence[Register], form: str) -> Path:
        """Write figures and sheets, masked, into the folder of exports: a workbook of all, else the first (K1, X1)."""
        hide = self._context.policies().privacy.mask_nick_in_exports
        found = [masked(one, hide_nicks=hide) for one in registers]
        data = self.workbook(found) if form == "xlsx" else self.file(found[0], form)
        return self._exports.file(f"{stem}.{form}", data)

    def workbook(self, registers: Sequence[Register]) -> bytes:
        """Several registers as one workbook with a sheet each; read them with `for_file` first."""
        return self._forms.workbook(registers, self._context.zone)

    def texts(self, register: Register) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Headings and rows as people read them, for a list on screen or in a terminal."""
        return self._forms.texts(register, self._context.zone)

    def read(
        self, actor: Actor, name: str, scope: Scope | None = None, *, by: str = "", unmask: bool = False,
        for_file: bool = False,
    ) -> Register:  # fmt: skip
        """A register, or with `by` its figures: how many rows fall to each value, their share, their ids.

        Several keys with commas group by all of them, ``agent,category,week`` (rule C4).

        Private text is masked unless `unmask`, which is an event (rule X1); nicks are masked in files.
        """
        definition = REGISTERS.get(name)
        if definition is None:
            raise NotFound("register.unknown", name=name, known=" ".join(REGISTERS))
        register = self._read(name, definition, scope or Scope())
        keys = self._grouping(register, by, definition.by)
        if unmask:
            require(actor, Permission.UNMASK)
            with self._context.uow.write(actor, "buyer.unmask") as uow:
                uow.note("Register", 0, register=name, rows=len(register.rows))
        else:
            hide_nicks = for_file and self._context.policies().privacy.mask_nick_in_exports
            register = masked(register, hide_nicks=hide_nicks)
        if not keys:
            return register
        policies = self._context.policies()
        top = policies.kpi.top_reasons if keys[-1:] == (definition.by,) else 0
        moments = [row.at for row in register.rows if row.at is not None]
        with self._context.uow.read() as uow:
            day_of = self._day_of(uow, min(moments, default=FIRST), max(moments, default=FIRST))
        return grouped(register, keys, day_of, top=top)

    def _day_of(self, uow: UnitOfWork, start: datetime, end: datetime) -> DayOf:
        """Business dates with the time that shifts were extended (rule S2)."""
        around = timedelta(days=2)
        worked = uow.registers.between(Shift, "started_at", start - around, end + around)
        return business_days(self._context.policies().shifts, self._context.zone, worked)

    def _read(self, name: str, definition: Definition, scope: Scope) -> Register:
        policies, zone = self._context.policies(), self._context.zone
        today = self._context.now().astimezone(zone).date()
        end = scope.end or today
        require_dates(end if scope.start is None else scope.start, end)
        begin = datetime.combine(scope.start, time(0), zone) if scope.start else FIRST
        until = datetime.combine(end + timedelta(days=2), time(0), zone)
        with self._context.uow.read() as uow:
            day_of = self._day_of(uow, begin, until)
            reading = Reading(
                uow=uow, policies=policies, zone=zone, day_of=day_of, include_green=scope.include_green, start=begin,
                end=until,
            )  # fmt: skip
            rows = tuple(
                row
                for row in definition.rows(reading)
                if scope.agent in ("", row.agent) and (row.at is None or _within(day_of(row.at), scope.start, end))
            )
        return Register(name, definition.columns, rows, scope.start, end, _words(policies))

    @staticmethod
    def _grouping(register: Register, by: str, usual: str) -> tuple[str, ...]:
        """The keys to group by; what a register is always grouped by comes last."""
        if not by:
            return (usual,) if usual else ()
        if by == "none":
            return ()
        keys = tuple(dict.fromkeys(key.strip() for key in by.split(",") if key.strip()))
        for key in keys:
            if key not in groupings(register):
                raise BadInput("register.by", by=key, known=" ".join(groupings(register)))
        return (*keys, usual) if usual and usual not in keys else keys


def _within(day: date, start: date | None, end: date) -> bool:
    return (start is None or day >= start) and day <= end


def masked(register: Register, *, hide_nicks: bool) -> Register:
    """Private text without phones, addresses and accounts; nicks in part where the policy says so (rule X1)."""
    hidden = {_K.TEXT: mask_text, _K.CHOICE: mask_text, _K.NICK: mask_nick if hide_nicks else mask_text}

    def cell(column: Column, value: Cell) -> Cell:
        mask = hidden.get(column.kind)
        return mask(value) if mask is not None and isinstance(value, str) else value

    def cells(row: RegisterRow) -> tuple[Cell, ...]:
        return tuple(cell(column, value) for column, value in zip(register.columns, row.cells, strict=True))

    return replace(register, rows=tuple(replace(row, cells=cells(row)) for row in register.rows))


def _words(policies: Policies) -> Mapping[str, Mapping[str, str]]:
    """The titles of the choices in the user's language."""
    speak, aftersales, followups = language(), policies.aftersales, policies.followups
    reasons = (*aftersales.exchange_reasons, *aftersales.return_reasons)
    fields = [one for flow in aftersales.flows.values() for step in flow.steps for one in step.fields]
    lists: Mapping[str, Iterable[_Titled]] = {
        "shift": policies.shifts.shifts,
        "lost_reason": policies.routing.lost_reasons,
        "return_reason": reasons,
        "complaint_cause": followups.complaint_causes,
        "suggestion_nature": followups.suggestion_natures,
        "inspection": tuple(choice for one in fields if one.key == "inspection" for choice in one.choices),
        "remedy": tuple(choice for one in fields if one.key in ("remedy", "repair_result") for choice in one.choices),
    }
    return {name: {one.key: one.title.text(speak) for one in choices} for name, choices in lists.items()}
