"""Complaints as the screen draws them: the list, and one complaint's eight timed steps (rule C2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cs_console.domain.complaints import ComplaintStage, ComplaintState, ComplaintStep
from cs_console.i18n import t, token
from cs_console.text.mask import mask_text
from cs_console.text.width import cell_width
from cs_console.tui import clock
from cs_console.tui.screens.due_rows import ROOMY
from cs_console.tui.screens.listing import labelled
from cs_console.tui.widgets.lines import Line
from cs_console.tui.widgets.rows import Piece, cells_for, column, highlighted

if TYPE_CHECKING:
    from cs_console.services.complaints import ComplaintView


@dataclass(frozen=True, slots=True)
class StepRow:
    """One line of the fixed flow: a step taken or waiting, or a stage still to come (`step` None)."""

    stage: ComplaintStage
    step: ComplaintStep | None

    @property
    def key(self) -> str:
        """A stage may stand here twice: a proposal turned down is followed by another."""
        return f"{self.stage}:{self.step.position if self.step is not None else 0}"

    @property
    def waits(self) -> bool:
        """Whether this is the step to do now."""
        return self.step is not None and self.step.done_at is None


def step_rows(view: ComplaintView) -> list[StepRow]:
    """What was done, what waits, what is to come, in the fixed order."""
    rows = [StepRow(step.stage, step) for step in view.steps]
    if view.current is not None:
        stages = list(ComplaintStage)
        rows += [StepRow(stage, None) for stage in stages[stages.index(view.current.stage) + 1 :]]
    return rows


def took(seconds: int | None) -> str:
    """How long something took, in its largest unit."""
    return "" if seconds is None else clock.span(seconds)


def paint_step(row: StepRow, width: int, zone: ZoneInfo, now: datetime) -> Sequence[Piece]:
    """Done or not, the step, who when and how long, what was done; the waiting one with its clock."""
    step = row.step
    if step is None:
        return [Piece("[ ] ", "dim"), column(token("complaint_stage", row.stage), stage_cells(), "dim")]
    done = step.done_at is not None
    late = step.late(now)
    mark = Piece("[x] ", "ok") if done else Piece("[>] ", "mark")
    head = [mark, column(token("complaint_stage", row.stage), stage_cells(), "" if done else "strong")]
    if done:
        head += [column(clock.moment(step.done_at, zone, now), 12, "dim"), column(step.done_by, 8, "dim")]
        tail = [column(took(step.seconds), 7, "urgent" if late else "dim", right=True)]
        tail.append(column(f" {t('complaint.late')}" if late else "", 6, "urgent"))
    else:
        left, style = clock.limit(step.due_at, now)
        head.append(column(clock.moment(step.due_at, zone, now), 20, "dim"))
        tail = [column(left, 13, style, right=True)]
    room = width - sum(cell_width(piece.text) for piece in (*head, *tail))
    agreed = "" if step.agreed is None else t(f"complaint.agreed.{'yes' if step.agreed else 'no'}")
    words = "  ".join(part for part in (agreed, mask_text(step.text)) if part)
    return [*head, *highlighted(" ".join(words.split()), (), max(room, 0)), *tail]


def stage_cells() -> int:
    """Cells of the column that names the stage."""
    return cells_for("complaint_stage", ComplaintStage, 14, 18)


def step_lines(row: StepRow, view: ComplaintView, cause: str, told: str, width: int) -> list[Line]:
    """The complaint, how fast the first word came, what the step is about and the text to send."""
    one, step = view.complaint, row.step
    first = took(view.first_contact_seconds) or t("complaint.no_contact")
    said = mask_text(step.text) if step is not None and step.done_at is not None else ""
    return labelled(
        (
            (t("due.label.say"), told if row.waits else "", "strong"),
            (token("complaint_stage", row.stage), said or t(f"complaint.about.{row.stage}"), "" if said else "dim"),
            (t("complaint.label.what"), mask_text(one.what), ""),
            (t("due.label.about"), "  ".join(part for part in (one.buyer, one.order_no, cause) if part), ""),
            (t("complaint.label.first"), first, "warn" if view.first_contact_seconds is None else ""),
        ),
        width,
    )


def paint_complaint(view: ComplaintView, width: int, zone: ZoneInfo, now: datetime) -> Sequence[Piece]:
    """Received when, the step that waits, buyer, what about, its clock."""
    one = view.complaint
    is_open = one.state is ComplaintState.OPEN
    left, style = clock.limit(one.due_at, now) if is_open else ("", "")
    mark = Piece("! ", "urgent") if style == "urgent" else Piece("* " if is_open else "  ", "mark")
    stage = token("complaint_stage", one.stage) if is_open else token("complaint_state", one.state)
    head = [
        mark,
        column(clock.hour(one.received_at, zone, now), 6, "dim"),
        column(stage, stage_cells(), "key"),
    ]
    head += [column(one.buyer or "-", 11), Piece(" ")]
    tail = [column(left, 7, style, right=True)]
    if width >= ROOMY:
        tail = [Piece(" "), column(one.order_no, 22, "dim"), *tail, column(f" {one.owner}", 8, "dim")]
    room = width - sum(cell_width(piece.text) for piece in (*head, *tail))
    return [*head, *highlighted(" ".join(mask_text(one.what).split()), (), max(room, 0)), *tail]


def complaint_lines(view: ComplaintView, cause: str, width: int, zone: ZoneInfo, now: datetime) -> list[Line]:
    """The complaint in full: what, whose, how far, what came of it."""
    one = view.complaint
    done = t("complaint.progress", done=sum(step.done_at is not None for step in view.steps), late=len(view.late))
    about = "  ".join(part for part in (one.buyer, one.order_no, token("channel", one.channel), cause) if part)
    return labelled(
        (
            (t("complaint.label.what"), mask_text(one.what), "strong"),
            (t("due.label.about"), about, ""),
            (t("complaint.label.received"), f"{clock.moment(one.received_at, zone, now)}  {one.owner}  {done}", ""),
            (t("complaint.label.outcome"), mask_text(one.outcome), "ok"),
        ),
        width,
    )


def complaint_words(view: ComplaintView) -> str:
    """What a filter looks through."""
    one = view.complaint
    return f"{one.buyer} {one.order_no} {one.what} {one.owner} {token('complaint_stage', one.stage)}"
