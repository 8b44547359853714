"""`cs-console gap`: questions the books do not answer: add, answer, list (rule Q9)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cs_console.cli.common import JsonOption, LimitOption, console_state, emit, table
from cs_console.cli.talk_rows import order_id, row_json, show_rows
from cs_console.domain.gaps import QuestionState
from cs_console.domain.vocabulary import Platform
from cs_console.i18n import listed, render, t
from cs_console.text.mask import mask_text

if TYPE_CHECKING:
    from cs_console.domain.periods import Period

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.gap"), no_args_is_help=True)


class Which(StrEnum):
    """Which questions to list."""

    OPEN = "open"
    ANSWERED = "answered"
    ALL = "all"


STATES = {
    Which.OPEN: (QuestionState.OPEN,),
    Which.ANSWERED: (QuestionState.ANSWERED,),
    Which.ALL: (),
}


@app.command("add", help=t("cli.gap.add"))
def add(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help=t("cli.gap.question"))],
    asker: Annotated[str, typer.Option("--asker", "--buyer", help=t("cli.gap.asker"))] = "",
    inquiry: Annotated[int, typer.Option("--inquiry", help=t("cli.talk.inquiry"))] = 0,
    order: Annotated[str, typer.Option("--order", metavar="ORDER_NO", help=t("cli.order.number"))] = "",
    platform: Annotated[Platform | None, typer.Option("--platform", help=t("cli.order.platform"))] = None,
    json: JsonOption = False,
) -> None:
    """Record a question with its asker; answers that the same question had are shown."""
    state = console_state(ctx)
    recorded = state.services().gaps.add(
        state.actor(), question, asker=asker, inquiry_id=inquiry, order_id=order_id(state, order, platform)
    )
    known = [t("gap.known", id=one.id, answer=mask_text(one.answer)) for one in recorded.known]
    emit(
        {**row_json(recorded.row), "known": [row_json(one) for one in recorded.known]},
        as_json=json,
        zone=state.zone,
        render=lambda: [t("gap.added", id=recorded.row.id), *known],
    )


@app.command("answer", help=t("cli.gap.answer"))
def answer(
    ctx: typer.Context,
    gap_id: Annotated[int, typer.Argument(metavar="ID", help=t("cli.gap.id"))],
    text: Annotated[str, typer.Argument(metavar="ANSWER", help=t("cli.gap.text"))],
    propose: Annotated[bool, typer.Option("--propose/--no-propose", help=t("cli.gap.propose"))] = True,
    json: JsonOption = False,
) -> None:
    """Answer a question; the answer goes back to its inquiry and is proposed for the books."""
    state = console_state(ctx)
    answered = state.services().gaps.answer(state.actor(), gap_id, text, propose=propose)
    lines = [t("gap.answered", id=gap_id)]
    if answered.row.proposal:
        lines.append(t("gap.proposed", id=answered.row.proposal))
    if answered.not_proposed is not None:
        lines.append(t("gap.not_proposed", why=render(answered.not_proposed)))
    refusal = answered.not_proposed.code if answered.not_proposed else None
    emit({**row_json(answered.row), "not_proposed": refusal}, as_json=json, zone=state.zone, render=lambda: lines)


@app.command("list", help=t("cli.gap.list"))
def list_gaps(
    ctx: typer.Context,
    which: Annotated[Which, typer.Option("--state", help=t("cli.gap.state"))] = Which.OPEN,
    text: Annotated[str, typer.Option("--find", help=t("cli.talk.find"))] = "",
    agent: Annotated[str, typer.Option("--by", help=t("cli.talk.by"))] = "",
    weekly: Annotated[bool, typer.Option("--weekly", help=t("cli.gap.weekly"))] = False,
    week: Annotated[str, typer.Option("--week", metavar="2026-W24", help=t("cli.gap.week"))] = "",
    limit: LimitOption = 100,
    json: JsonOption = False,
) -> None:
    """Questions, newest first; `--weekly` what was asked again and again in seven days, `--week` in a week."""
    from cs_console.services.lead_desk import QuestionFilter

    state = console_state(ctx)
    service = state.services().gaps
    if not (weekly or week):
        found = service.list(QuestionFilter(states=STATES[which], agent=agent, text=text), limit)
        columns = ("id", "asked_at", "asker", "question", "state:question_state", "answer", "agent")
        show_rows(found, state, columns, json=json)
        return
    repeated = service.weekly(_week(week) if week else None)[:limit]
    rows = [(one.times, mask_text(one.question), listed(one.askers), " ".join(map(str, one.ids))) for one in repeated]
    names = ("times", "question", "asker", "ids")
    emit(
        [
            {
                "question": mask_text(one.question), "times": one.times, "askers": one.askers, "ids": one.ids,
                "answered": one.answered,
            }
            for one in repeated
        ],
        as_json=json,
        zone=state.zone,
        render=lambda: table(rows, [t(f"report.col.{name}") for name in names]) if rows else [t("talk.none")],
    )  # fmt: skip


def _week(text: str) -> Period:
    from cs_console.services.figures import period_named

    return period_named(text, ("week",))
