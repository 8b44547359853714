"""`cs-console lead`: the live board, and questions to the lead: ask, answer, list (rules H8, Q11)."""

from __future__ import annotations

from typing import Annotated

import typer

from cs_console.cli.common import JsonOption, LimitOption, console_state, emit
from cs_console.cli.gap import STATES, Which
from cs_console.cli.talk_rows import order_id, show_row, show_rows
from cs_console.domain.vocabulary import Platform
from cs_console.i18n import t

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.lead"), no_args_is_help=True)


@app.command("board", help=t("cli.lead.board"))
def board(ctx: typer.Context, json: JsonOption = False) -> None:
    """Who is on, who waits, what is late; for leads."""
    from cs_console.cli.board_rows import board_json, board_lines

    state = console_state(ctx)
    live = state.services().board.live(state.actor())
    emit(board_json(live), as_json=json, zone=state.zone, render=lambda: board_lines(live, state))


@app.command("ask", help=t("cli.lead.ask"))
def ask(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help=t("cli.lead.question"))],
    inquiry: Annotated[int, typer.Option("--inquiry", help=t("cli.talk.inquiry"))] = 0,
    order: Annotated[str, typer.Option("--order", metavar="ORDER_NO", help=t("cli.order.number"))] = "",
    platform: Annotated[Platform | None, typer.Option("--platform", help=t("cli.order.platform"))] = None,
    json: JsonOption = False,
) -> None:
    """Put a question to the lead; conversation and order go along."""
    state = console_state(ctx)
    saved = state.services().lead_desk.ask(
        state.actor(), question, inquiry_id=inquiry, order_id=order_id(state, order, platform)
    )
    show_row(saved.row, state, t("lead.asked", id=saved.row.id), json=json)


@app.command("answer", help=t("cli.lead.answer"))
def answer(
    ctx: typer.Context,
    question_id: Annotated[int, typer.Argument(metavar="ID", help=t("cli.lead.id"))],
    text: Annotated[str, typer.Argument(metavar="ANSWER", help=t("cli.lead.text"))],
    json: JsonOption = False,
) -> None:
    """Answer as a lead; the answer comes back to the inquiry."""
    state = console_state(ctx)
    saved = state.services().lead_desk.answer(state.actor(), question_id, text)
    show_row(saved.row, state, t("lead.answered", id=saved.row.id, agent=saved.row.agent), json=json)


@app.command("list", help=t("cli.lead.list"))
def list_questions(
    ctx: typer.Context,
    which: Annotated[Which, typer.Option("--state", help=t("cli.gap.state"))] = Which.OPEN,
    text: Annotated[str, typer.Option("--find", help=t("cli.talk.find"))] = "",
    agent: Annotated[str, typer.Option("--by", help=t("cli.talk.by"))] = "",
    limit: LimitOption = 100,
    json: JsonOption = False,
) -> None:
    """Questions to the lead, open ones first."""
    from cs_console.services.lead_desk import QuestionFilter

    state = console_state(ctx)
    found = state.services().lead_desk.list(QuestionFilter(states=STATES[which], agent=agent, text=text), limit)
    columns = ("id", "asked_at", "agent", "order_no", "question", "state:question_state", "answer", "answered_by")
    show_rows(found, state, columns, json=json)
