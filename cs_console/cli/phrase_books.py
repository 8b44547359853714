"""`cs-console phrase` on the books themselves: import, export, add, edit, remove, proposals, colour duty."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cs_console.cli.common import JsonOption, State, console_state, emit, table
from cs_console.errors import Usage
from cs_console.i18n import listed, t

if TYPE_CHECKING:
    from cs_console.domain.phrases import Variant
    from cs_console.services.phrase_books import BookChange

app = typer.Typer(rich_markup_mode=None)

IdArgument = Annotated[str, typer.Argument(metavar="ID", help=t("cli.phrase.id"))]
VariantOption = Annotated[list[str] | None, typer.Option("--variant", metavar="TEXT", help=t("cli.phrase.variant"))]
AskOption = Annotated[list[str] | None, typer.Option("--ask", metavar="TEXT", help=t("cli.phrase.ask"))]
TagOption = Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help=t("cli.phrase.tag"))]
BookOption = Annotated[str, typer.Option("--book", metavar="BOOK", help=t("cli.phrase.book"))]
GroupOption = Annotated[str, typer.Option("--group", metavar="GROUP", help=t("cli.phrase.group"))]
PersonalOption = Annotated[bool, typer.Option("--personal", help=t("cli.phrase.personal"))]


@app.command("import", help=t("cli.phrase.import"))
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=t("cli.phrase.import_file"))],
    into: Annotated[str, typer.Option("--into", metavar="BOOK", help=t("cli.phrase.into"))] = "",
    personal: PersonalOption = False,
    json: JsonOption = False,
) -> None:
    """Take Qianniu's quick phrases into a book; exit 1 when rows were refused, the others are in."""
    state = console_state(ctx)
    taken = state.services().quick_phrases.take(state.actor(), file, into=into, personal=personal)
    rejects = [
        {"row": one.row, "code": one.code, "reason": t(one.code, value=one.value), "column": one.column,
         "value": one.value}
        for one in taken.rejects
    ]  # fmt: skip
    facts = {
        "book": taken.book, "read": taken.read, "new": list(taken.new), "updated": list(taken.updated),
        "unchanged": taken.unchanged, "rejected": rejects,
    }  # fmt: skip

    def lines() -> list[str]:
        counts = t(
            "phrase.imported", book=taken.book, read=taken.read, new=len(taken.new), updated=len(taken.updated),
            same=taken.unchanged, rejected=len(rejects),
        )  # fmt: skip
        return [counts, *(t("phrase.reject_line", row=one["row"], reason=one["reason"], value=one["value"])
                          for one in rejects)]  # fmt: skip

    emit(facts, as_json=json, zone=state.zone, render=lines)
    if rejects:
        raise typer.Exit(1)


@app.command("export", help=t("cli.phrase.export"))
def export(
    ctx: typer.Context,
    group: Annotated[str, typer.Option("--group", metavar="GROUP", help=t("cli.phrase.export_group"))] = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=t("cli.phrase.out"))] = None,
    filled: Annotated[bool, typer.Option("--filled", help=t("cli.phrase.filled"))] = False,
    json: JsonOption = False,
) -> None:
    """The books as Qianniu imports them, one row a variant; what it will not fill is said on stderr."""
    state = console_state(ctx)
    given = state.services().quick_phrases.give(state.viewer(), group=group, filled=filled)
    if json:
        rows = [{"code": one.code, "text": one.text, "group": one.group} for one in given.rows]
        emit(rows, as_json=True, zone=state.zone, render=list)
    elif out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(given.data)
        sys.stdout.buffer.flush()
    if out is not None:
        from cs_console.bootstrap import write_file

        write_file(out, given.data)
    said = [t("phrase.exported", rows=len(given.rows))] if out is not None else []
    said += [t("phrase.open_blanks", n=given.open_blanks)] if given.open_blanks else []
    said += [t("phrase.left_out", n=given.left_out)] if given.left_out else []
    said += [t("phrase.conditional", n=given.conditional)] if given.conditional else []
    said += [t("phrase.odd_signs", n=given.odd_signs)] if given.odd_signs else []
    said += [t("phrase.three_columns", n=given.wordings)] if given.wordings else []
    for line in said:
        print(line, file=sys.stderr)


@app.command("add", help=t("cli.phrase.add"))
def add(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help=t("cli.phrase.asked"))],
    variant: VariantOption = None,
    ask: AskOption = None,
    tag: TagOption = None,
    code: Annotated[str, typer.Option("--code", help=t("cli.phrase.code"))] = "",
    group: GroupOption = "",
    book: BookOption = "",
    phrase_id: Annotated[str, typer.Option("--id", metavar="ID", help=t("cli.phrase.new_id"))] = "",
    personal: PersonalOption = False,
    json: JsonOption = False,
) -> None:
    """A new phrase in a team book (leads and admins) or in one's own."""
    state = console_state(ctx)
    changed = state.services().phrase_books.add(
        state.actor(), question, _variants(variant or []), group=group, book=book, asks=ask or [], code=code,
        tags=tag or [], phrase_id=phrase_id, personal=personal,
    )  # fmt: skip
    _show(state, changed, json)


@app.command("edit", help=t("cli.phrase.edit"))
def edit(
    ctx: typer.Context,
    phrase: IdArgument,
    question: Annotated[str | None, typer.Option("--question", metavar="TEXT", help=t("cli.phrase.asked"))] = None,
    variant: VariantOption = None,
    ask: AskOption = None,
    tag: TagOption = None,
    code: Annotated[str | None, typer.Option("--code", help=t("cli.phrase.code"))] = None,
    json: JsonOption = False,
) -> None:
    """Change what is given of a phrase; lists are replaced whole."""
    state = console_state(ctx)
    if question is code is None and not (variant or ask or tag):
        raise Usage("phrase.no_change")
    changed = state.services().phrase_books.edit(
        state.actor(), phrase, question=question, variants=_variants(variant) if variant else None,
        asks=ask or None, code=code, tags=tag or None,
    )  # fmt: skip
    _show(state, changed, json)


@app.command("remove", help=t("cli.phrase.remove"))
def remove(ctx: typer.Context, phrase: IdArgument, json: JsonOption = False) -> None:
    """Take a phrase out of its book; the journal keeps it."""
    state = console_state(ctx)
    _show(state, state.services().phrase_books.remove(state.actor(), phrase), json)


@app.command("propose", help=t("cli.phrase.propose"))
def propose(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help=t("cli.phrase.asked"))],
    answer: Annotated[str, typer.Argument(metavar="ANSWER", help=t("cli.phrase.answer_text"))],
    json: JsonOption = False,
) -> None:
    """Put an answered question before the admin (rule Q9)."""
    state = console_state(ctx)
    _show(state, state.services().phrase_books.propose(state.actor(), question, answer), json)


@app.command("proposals", help=t("cli.phrase.proposals"))
def proposals(ctx: typer.Context, json: JsonOption = False) -> None:
    """What waits for the admin."""
    state = console_state(ctx)
    found = state.services().phrase_books.proposals()
    facts = [
        {"id": one.id, "question": one.question, "variants": [variant.text for variant in one.variants]}
        for one in found
    ]
    rows = [(one.id, one.question, " | ".join(variant.text for variant in one.variants)) for one in found]
    emit(
        facts, as_json=json, zone=state.zone,
        render=lambda: table(rows, ("id", t("phrase.question"), t("phrase.text"))) if rows
        else [t("phrase.none_proposed")],
    )  # fmt: skip


@app.command("accept", help=t("cli.phrase.accept"))
def accept(
    ctx: typer.Context, phrase: IdArgument, group: GroupOption = "", book: BookOption = "", json: JsonOption = False
) -> None:
    """Move a proposal into a team book."""
    state = console_state(ctx)
    _show(state, state.services().phrase_books.accept(state.actor(), phrase, group=group, book=book), json)


@app.command("colour", help=t("cli.phrase.colour"))
def colour(
    ctx: typer.Context,
    order: Annotated[str, typer.Option("--order", metavar="ORDER_NO", help=t("cli.phrase.order"))] = "",
    inquiry: Annotated[int, typer.Option("--inquiry", help=t("cli.phrase.inquiry"))] = 0,
    json: JsonOption = False,
) -> None:
    """What of the colour-difference duty the buyer is still owed (rule P7)."""
    state = console_state(ctx)
    if bool(order) == bool(inquiry):
        raise Usage("phrase.order_or_inquiry")
    services = state.services()
    order_id = services.orders.find(order).id if order else 0
    duty = services.colour.of(order_id=order_id, inquiry_id=inquiry)
    facts = {
        "applies": duty.applies, "word": duty.word, "decided": duty.decided, "given": list(duty.given),
        "owed": list(duty.owed), "missed": list(duty.missed), "phrase": duty.phrase,
    }  # fmt: skip

    def line() -> str:
        if not duty.applies:
            return t("colour.not_needed")
        if duty.owed:
            return t("colour.owed", word=duty.word, owed=listed(duty.owed), phrase=duty.phrase)
        if duty.missed:
            return t("colour.missed", word=duty.word, missed=listed(duty.missed))
        return t("colour.settled", word=duty.word)

    emit(facts, as_json=json, zone=state.zone, render=lambda: [line()])


def _variants(texts: Sequence[str]) -> list[Variant]:
    """Variants as typed: ``order.status == paid::text`` has a condition, anything else is all text."""
    from cs_console.domain.conditions import parse_condition
    from cs_console.domain.phrases import Variant
    from cs_console.errors import BadInput

    found = []
    for text in texts:
        when, mark, rest = text.partition("::")
        try:
            condition = bool(mark) and bool(parse_condition(when).names)
        except BadInput:
            condition = False
        found.append(Variant(rest.strip(), when.strip()) if condition else Variant(text))
    return found


def _show(state: State, changed: BookChange, json: bool) -> None:
    """The one-line difference, and what the phrase still lacks."""
    facts: dict[str, Any] = {
        "op": changed.op, "id": changed.phrase_id, "book": changed.book, "act": changed.act_id,
        "line": changed.line, "warnings": list(changed.warnings),
        "differences": [{"field": one.field, "before": one.before, "after": one.after} for one in changed.differences],
    }  # fmt: skip
    emit(facts, as_json=json, zone=state.zone, render=lambda: [changed.line, *changed.warnings])
