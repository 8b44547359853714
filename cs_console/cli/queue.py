"""`cs-console queue`: the inquiry queue from the command line, one command a move (rules Q1–Q8)."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from cs_console.cli.common import JsonOption, LimitOption, State, console_state, emit, parse_due
from cs_console.cli.queue_output import (
    detail_json,
    detail_lines,
    message_json,
    message_line,
    row_json,
    row_lines,
)
from cs_console.domain.vocabulary import Category, Channel, InquiryState, Platform, Priority
from cs_console.errors import BadInput, Usage
from cs_console.i18n import t

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help=t("cli.help.queue"))

IdArgument = Annotated[int, typer.Argument(help=t("cli.queue.id"), metavar="ID")]
TextArgument = Annotated[str, typer.Argument(help=t("cli.queue.text"), metavar="TEXT")]
ReasonOption = Annotated[str, typer.Option("--reason", help=t("cli.queue.reason"))]
UnmaskOption = Annotated[bool, typer.Option("--unmask", help=t("cli.queue.unmask"))]


@app.command("list", help=t("cli.queue.list"))
def list_(
    ctx: typer.Context,
    text: Annotated[str, typer.Option("--text", help=t("cli.queue.filter_text"))] = "",
    status: Annotated[list[InquiryState] | None, typer.Option("--status", help=t("cli.queue.status"))] = None,
    owner: Annotated[str | None, typer.Option("--owner", help=t("cli.queue.owner"))] = None,
    mine: Annotated[bool, typer.Option("--mine", help=t("cli.queue.mine"))] = False,
    unclaimed: Annotated[bool, typer.Option("--unclaimed", help=t("cli.queue.unclaimed"))] = False,
    channel: Annotated[Channel | None, typer.Option("--channel", help=t("cli.queue.channel"))] = None,
    category: Annotated[Category | None, typer.Option("--category", help=t("cli.queue.category"))] = None,
    priority: Annotated[Priority | None, typer.Option("--priority", help=t("cli.queue.priority"))] = None,
    platform: Annotated[Platform | None, typer.Option("--platform", help=t("cli.queue.platform"))] = None,
    team: Annotated[str, typer.Option("--team", help=t("cli.queue.team"))] = "",
    order: Annotated[str, typer.Option("--order", help=t("cli.queue.order"))] = "",
    waiting: Annotated[bool, typer.Option("--waiting", help=t("cli.queue.waiting"))] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help=t("cli.queue.overdue"))] = False,
    all_: Annotated[bool, typer.Option("--all", help=t("cli.queue.all"))] = False,
    limit: LimitOption = 50,
    unmask: UnmaskOption = False,
    json: JsonOption = False,
) -> None:
    """The queue in the order of work (rule Q4)."""
    from cs_console.domain.worklist import QueueFilter

    state = console_state(ctx)
    actor = state.viewer()
    wanted = QueueFilter(
        text=text, states=tuple(status or ()), owner=actor.agent if mine else "" if unclaimed else owner,
        channel=channel, category=category, priority=priority, platform=platform, team=team, order_no=order,
        waiting_only=waiting, overdue_only=overdue, include_closed=all_,
    )  # fmt: skip
    queue = state.services().queue
    page = queue.page(actor, wanted, limit=limit)
    if unmask:
        queue.unmask(state.actor(), [row.id for row in page.rows])
    emit(
        [row_json(row, state, unmask=unmask) for row in page.rows], as_json=json, zone=state.zone,
        render=lambda: row_lines(page.rows, state, unmask=unmask),
    )  # fmt: skip


@app.command("add", help=t("cli.queue.add"))
def add(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help=t("cli.queue.add_text"), metavar="[TEXT]")] = "",
    buyer: Annotated[str, typer.Option("--buyer", help=t("cli.queue.buyer"))] = "",
    paste: Annotated[str, typer.Option("--paste", help=t("cli.queue.paste"), metavar="FILE|-")] = "",
    order: Annotated[str, typer.Option("--order", help=t("cli.queue.order"))] = "",
    channel: Annotated[Channel | None, typer.Option("--channel", help=t("cli.queue.channel"))] = None,
    platform: Annotated[Platform | None, typer.Option("--platform", help=t("cli.queue.platform"))] = None,
    category: Annotated[Category | None, typer.Option("--category", help=t("cli.queue.category"))] = None,
    priority: Annotated[Priority | None, typer.Option("--priority", help=t("cli.queue.priority"))] = None,
    json: JsonOption = False,
) -> None:
    """A new inquiry by form, or chat lines from a file or standard input (rules Q7, E3)."""
    state = console_state(ctx)
    if paste or text == "-":
        _paste(state, paste or "-", buyer, order, channel, platform, json)
        return
    from cs_console.services.capture import InquiryDraft

    draft = InquiryDraft(
        buyer=buyer, text=text, platform=platform, channel=channel or Channel.CHAT, order_no=order,
        category=category, priority=priority,
    )  # fmt: skip
    _done(state, state.services().capture.new(state.actor(), draft).id, json)


@app.command("show", help=t("cli.queue.show"))
def show(ctx: typer.Context, inquiry: IdArgument, unmask: UnmaskOption = False, json: JsonOption = False) -> None:
    """One inquiry with its conversation, order and promises."""
    state = console_state(ctx)
    queue = state.services().queue
    if unmask:
        queue.unmask(state.actor(), [inquiry])
    detail = queue.show(inquiry)
    emit(
        detail_json(detail, state, unmask=unmask), as_json=json, zone=state.zone,
        render=lambda: detail_lines(detail, state, unmask=unmask),
    )  # fmt: skip


@app.command("next", help=t("cli.queue.next"))
def next_(
    ctx: typer.Context,
    skip: Annotated[int | None, typer.Option("--skip", help=t("cli.queue.skip"), metavar="ID")] = None,
    reason: ReasonOption = "",
    json: JsonOption = False,
) -> None:
    """Take the next inquiry in the order of work; passing one over needs a reason (rule Q4)."""
    state = console_state(ctx)
    queue = state.services().queue
    queue.expire()
    queue.wake()
    _done(state, queue.next(state.actor(), skip=skip, reason=reason).id, json)


@app.command("claim", help=t("cli.queue.claim"))
def claim(ctx: typer.Context, inquiry: IdArgument, json: JsonOption = False) -> None:
    """Take an inquiry; exit 1 naming who has it when somebody was faster (rule Q5)."""
    state = console_state(ctx)
    _done(state, state.services().queue.claim(state.actor(), inquiry).id, json)


@app.command("release", help=t("cli.queue.release"))
def release(ctx: typer.Context, inquiry: IdArgument, json: JsonOption = False) -> None:
    """Give an inquiry back to the queue."""
    state = console_state(ctx)
    _done(state, state.services().queue.release(state.actor(), inquiry).id, json)


@app.command("reply", help=t("cli.queue.reply"))
def reply(
    ctx: typer.Context, inquiry: IdArgument,
    text: Annotated[str, typer.Argument(help=t("cli.queue.text"), metavar="[TEXT]")] = "",
    phrase: Annotated[list[str] | None, typer.Option(
        "--phrase", help=t("cli.queue.phrase"), metavar="ID[#N]")] = None,
    answer: Annotated[list[str] | None, typer.Option("--answer", help=t("cli.phrase.answer"))] = None,
    sent: Annotated[bool, typer.Option("--sent", help=t("cli.queue.sent"))] = False,
    key: Annotated[str | None, typer.Option("--key", help=t("cli.queue.key"))] = None,
    json: JsonOption = False,
) -> None:  # fmt: skip
    """Log a reply, which stops the clock (rule Q1), and which phrases it is made of (rules P2, P10).

    What it promises is said, for the remark (rule P9).
    """
    from cs_console.cli.queue_output import promise_line, reply_json
    from cs_console.services.phrase_naming import worded

    if not text and not phrase:
        raise Usage("queue.text_or_phrase")
    state = console_state(ctx)
    actor, services = state.actor(), state.services()
    answers = dict(pair.partition("=")[::2] for pair in answer or [])
    said = worded(services.phrases, actor, inquiry, phrase or [], text=text, answers=answers)
    first = said.told[0] if said.told else None
    replied = services.queue.reply(
        actor, inquiry, said.text, confirmed=sent, key=key, more=said.told[1:],
        phrase_id=first.phrase_id if first else "", variant=said.composed[0].variant if first else -1,
        variant_hash=first.variant_hash if first else "", edited=first.edited if first else False,
    )  # fmt: skip
    phrases = [
        {"id": one.phrase.id, "variant": one.variant, "edited": told.edited}
        for one, told in zip(said.composed, said.told, strict=True)
    ]
    _done(state, inquiry, json, **reply_json(replied, actor.agent, state), text=replied.message.text, phrases=phrases)
    if not json:
        for promise in replied.promises:
            print(promise_line(promise, actor.agent, state), file=sys.stderr)
    for one in said.repeated:
        print(t("phrase.another_way", n=one.repeats), file=sys.stderr)


@app.command("confirm", help=t("cli.queue.confirm"))
def confirm(
    ctx: typer.Context,
    message: Annotated[int | None, typer.Argument(help=t("cli.queue.message"), metavar="[MESSAGE]")] = None,
    unmask: UnmaskOption = False,
    json: JsonOption = False,
) -> None:
    """Say that a copied reply was sent; without a number, list those not confirmed (rule E5)."""
    state = console_state(ctx)
    queue, actor = state.services().queue, state.actor()
    messages = list(queue.unconfirmed(actor)) if message is None else [queue.confirm(actor, message)]
    if unmask:
        queue.unmask(actor, sorted({one.inquiry_id for one in messages}))
    emit(
        [message_json(one, unmask=unmask) for one in messages], as_json=json, zone=state.zone,
        render=lambda: [message_line(one, state, unmask=unmask) for one in messages],
    )  # fmt: skip


@app.command("note", help=t("cli.queue.note"))
def note(ctx: typer.Context, inquiry: IdArgument, text: TextArgument, json: JsonOption = False) -> None:
    """Write something down for colleagues; the clock keeps running."""
    state = console_state(ctx)
    noted = state.services().queue.note(state.actor(), inquiry, text)
    _done(state, inquiry, json, message=noted.id)


@app.command("transfer", help=t("cli.queue.transfer"))
def transfer(
    ctx: typer.Context, inquiry: IdArgument,
    to: Annotated[str, typer.Option("--to", help=t("cli.queue.to"))],
    reason: ReasonOption = "",
    known: Annotated[str, typer.Option("--known", help=t("cli.queue.known"))] = "",
    ask: Annotated[str, typer.Option("--ask", help=t("cli.queue.ask"))] = "",
    json: JsonOption = False,
) -> None:  # fmt: skip
    """Pass an inquiry on with reason, what is known and what is asked (rule Q6)."""
    state = console_state(ctx)
    _done(state, state.services().queue.transfer(state.actor(), inquiry, to, reason, known, ask).id, json)


@app.command("snooze", help=t("cli.queue.snooze"))
def snooze(
    ctx: typer.Context, inquiry: IdArgument,
    until: Annotated[str, typer.Option("--until", help=t("cli.queue.until"))] = "",
    minutes: Annotated[int, typer.Option("--minutes", min=0, help=t("cli.queue.minutes"))] = 0,
    reason: ReasonOption = "",
    json: JsonOption = False,
) -> None:  # fmt: skip
    """Put an inquiry off until a time."""
    state = console_state(ctx)
    now = state.services().context.now()
    if bool(until) == bool(minutes):
        raise Usage("queue.until_or_minutes")
    moment = parse_due(until, state.zone, now) if until else now + timedelta(minutes=minutes)
    _done(state, state.services().queue.snooze(state.actor(), inquiry, moment, reason).id, json)


@app.command("resolve", help=t("cli.queue.resolve"))
def resolve(
    ctx: typer.Context, inquiry: IdArgument,
    outcome: Annotated[str, typer.Argument(help=t("cli.queue.outcome"), metavar="OUTCOME")],
    json: JsonOption = False,
) -> None:  # fmt: skip
    """Close an inquiry with its outcome (rule Q2)."""
    state = console_state(ctx)
    _done(state, state.services().queue.resolve(state.actor(), inquiry, outcome).id, json)


@app.command("lose", help=t("cli.queue.lose"))
def lose(ctx: typer.Context, inquiry: IdArgument, reason: ReasonOption = "", json: JsonOption = False) -> None:
    """Close the inquiry of a buyer who did not order, with the reason (rule Q8)."""
    state = console_state(ctx)
    _done(state, state.services().queue.lose(state.actor(), inquiry, reason).id, json)


def _paste(
    state: State, source: str, buyer: str, order: str,
    channel: Channel | None, platform: Platform | None, json: bool,
) -> None:  # fmt: skip
    services = state.services()
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        text = data.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput("file.missing", path=source) from error
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    taken = services.capture.take(
        state.actor(), services.intake.parse_chat(text), buyer=buyer, order_no=order, channel=channel,
        platform=platform,
    )  # fmt: skip
    facts = {
        "inquiries": taken.inquiry_ids, "new_lines": taken.new_lines, "known_lines": taken.known_lines,
        "created": taken.created,
    }  # fmt: skip
    shown = ", ".join(f"#{one}" for one in taken.inquiry_ids)
    emit(
        facts, as_json=json, zone=state.zone,
        render=lambda: [t("cli.queue.taken", ids=shown, new=taken.new_lines, known=taken.known_lines)],
    )  # fmt: skip


def _done(state: State, inquiry_id: int, json: bool, **more: object) -> None:
    """Print the inquiry as it stands after an act."""
    row = state.services().queue.show(inquiry_id).row
    emit(
        {**row_json(row, state, unmask=False), **more}, as_json=json, zone=state.zone,
        render=lambda: row_lines([row], state, unmask=False),
    )  # fmt: skip
