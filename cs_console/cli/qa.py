"""`cs-console qa`: inspection of conversations: sample, list, show, score, check (rule K4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from cs_console.cli.common import JsonOption, LimitOption, State, console_state, emit
from cs_console.cli.report_form import given_day
from cs_console.cli.talk_rows import row_json, show_rows
from cs_console.domain.qa import QaReview, QaState
from cs_console.i18n import language, listed, t

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.qa"), no_args_is_help=True)

COLUMNS = ("id", "agent", "buyer", "order_no", "state:qa_state", "score", "scored_by", "action_due_at", "action")
ReviewArgument = Annotated[int, typer.Argument(metavar="ID", help=t("cli.qa.id"))]


@app.command("sample", help=t("cli.qa.sample"))
def sample(
    ctx: typer.Context,
    start: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help=t("cli.qa.from"))] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help=t("cli.report.to"))] = None,
    agent: Annotated[str, typer.Option("--for", help=t("cli.qa.for"))] = "",
    size: Annotated[int | None, typer.Option("--size", min=1, help=t("cli.qa.size"))] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help=t("cli.qa.seed"))] = None,
    json: JsonOption = False,
) -> None:
    """Draw a sample; without dates from the last seven days."""
    state = console_state(ctx)
    today = state.services().context.now().astimezone(state.zone).date()
    last = given_day(end) or today
    first = given_day(start) or last - timedelta(days=6)
    drawn = state.services().qa.sample(state.actor(), first, last, agent=agent, size=size, seed=seed)
    if not json:
        print(t("qa.drawn", name=drawn.name, count=len(drawn.reviews), total=drawn.drawn_from))
    show_rows(drawn.reviews, state, COLUMNS, json=json)


@app.command("list", help=t("cli.qa.list"))
def list_reviews(
    ctx: typer.Context,
    states: Annotated[list[QaState] | None, typer.Option("--state", help=t("cli.qa.state"))] = None,
    agent: Annotated[str, typer.Option("--for", help=t("cli.qa.for"))] = "",
    limit: LimitOption = 100,
    json: JsonOption = False,
) -> None:
    """Inspections, the newest first; agents see their own."""
    from cs_console.services.qa import QaFilter

    state = console_state(ctx)
    found = state.services().qa.list(state.viewer(), QaFilter(states=tuple(states or ()), agent=agent), limit)
    show_rows(found, state, COLUMNS, json=json)


@app.command("show", help=t("cli.qa.show"))
def show(ctx: typer.Context, review: ReviewArgument, json: JsonOption = False) -> None:
    """An inspection with its conversation and the sheet to score it on."""
    from cs_console.text.mask import mask_text

    state = console_state(ctx)
    found = state.services().qa.show(state.actor(), review)
    said = [
        {
            "at": one.at, "role": one.role.value, "sender": one.sender, "text": mask_text(one.text),
            "warned": [mask_text(words) for words in found.warned.get(one.id, ())],
        }
        for one in found.messages
    ]  # fmt: skip
    document = {**row_json(found.review), "messages": said, "sheet": _sheet(state)}
    emit(document, as_json=json, zone=state.zone, render=lambda: _shown(found.review, said, state))


@app.command("score", help=t("cli.qa.score"))
def score(
    ctx: typer.Context,
    review: ReviewArgument,
    marks: Annotated[list[str], typer.Argument(metavar="LINE=POINTS…", help=t("cli.qa.marks"))],
    comment: Annotated[str, typer.Option("--comment", help=t("cli.qa.comment"))] = "",
    action: Annotated[str, typer.Option("--action", help=t("cli.qa.action"))] = "",
    json: JsonOption = False,
) -> None:
    """Score a conversation line by line; never one's own."""
    state = console_state(ctx)
    given = dict(_mark(text) for text in marks)
    saved = state.services().qa.score(state.actor(), review, given, comment=comment, action=action)
    line = t("qa.scored", id=review, agent=saved.row.agent, score=saved.row.score)
    emit(row_json(saved.row), as_json=json, zone=state.zone, render=lambda: [line])


@app.command("check", help=t("cli.qa.check"))
def check(
    ctx: typer.Context,
    review: ReviewArgument,
    note: Annotated[str, typer.Argument(help=t("cli.qa.note"))],
    json: JsonOption = False,
) -> None:
    """Note what came of a corrective action."""
    state = console_state(ctx)
    saved = state.services().qa.check(state.actor(), review, note)
    emit(row_json(saved.row), as_json=json, zone=state.zone, render=lambda: [t("qa.checked", id=review)])


def _mark(text: str) -> tuple[str, int]:
    """``correct=20``; the full-width sign will do, too."""
    name, sign, number = text.replace("＝", "=").partition("=")
    if not sign or not number.strip().isascii() or not number.strip().isdigit():
        raise typer.BadParameter(t("cli.qa.bad_mark", text=text))
    return name.strip(), int(number)


def _sheet(state: State) -> list[dict[str, Any]]:
    sheet = state.services().context.policies().kpi.qa_sheet
    return [{"key": one.key, "title": one.title.text(language()), "points": one.points} for one in sheet]


def _shown(review: QaReview, said: list[dict[str, Any]], state: State) -> list[str]:
    marks = dict(review.marks)
    lines = [t("qa.head", id=review.id, agent=review.agent, buyer=review.buyer, order=review.order_no)]
    for one in said:
        sender = one["sender"] or t(f"message_role.{one['role']}")
        lines.append(f"{one['at'].astimezone(state.zone):%m-%d %H:%M} {sender}: {one['text']}")
        if one["warned"]:
            lines.append(t("qa.warned", words=listed(one["warned"])))
    lines.append("")
    lines += [f"{one['key']}  {one['title']}  {marks.get(one['key'], '-')}/{one['points']}" for one in _sheet(state)]
    if review.score is not None:
        lines.append(t("qa.scored", id=review.id, agent=review.agent, score=review.score))
    lines += [line for line in (review.comment, review.action, review.check_note) if line]
    return lines
