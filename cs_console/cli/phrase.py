"""`cs-console phrase`: find, suggest, forget, fill, lint; the books and the figures stand in their own modules."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from cs_console.cli import phrase_books, phrase_stats
from cs_console.cli.common import JsonOption, LimitOption, console_state, emit, table
from cs_console.errors import BadInput, Refused, Usage
from cs_console.i18n import listed, t

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.phrase"))


def _hit_json(hit: Any) -> dict[str, Any]:
    return {
        "id": hit.id, "group": hit.group, "question": hit.question, "variant": hit.variant, "text": hit.text,
        "score": hit.score, "matched": hit.matched, "spans": [list(span) for span in hit.spans], "why": hit.why,
        "words": list(hit.words), "picked": hit.picked, "weak": hit.weak,
    }  # fmt: skip


def _hit_lines(hits: tuple[Any, ...]) -> list[str]:
    rows = [(hit.id, hit.group, hit.question, hit.text) for hit in hits]
    return list(table(rows, ("id", t("phrase.group"), t("phrase.question"), t("phrase.text"))))


def _why(hit: Any) -> str:
    """Why a phrase is suggested: the wording it resembles, the shared words, earlier picks."""
    shared = f"{hit.why} [{' '.join(hit.words)}]" if hit.words else hit.why
    return " · ".join(filter(None, (shared, t("phrase.picked", count=hit.picked) if hit.picked else "")))


def _suggested_lines(hits: tuple[Any, ...]) -> list[str]:
    rows = [(hit.id, hit.question, hit.text, _why(hit)) for hit in hits]
    return list(table(rows, ("id", t("phrase.question"), t("phrase.text"), t("phrase.reason"))))


@app.command("find", help=t("cli.phrase.find"))
def find(
    ctx: typer.Context,
    query: Annotated[str | None, typer.Argument(help=t("cli.phrase.query"))] = None,
    batch: Annotated[str | None, typer.Option("--batch", metavar="FILE", help=t("cli.phrase.batch"))] = None,
    inquiry: Annotated[int, typer.Option("--inquiry", help=t("cli.phrase.inquiry"))] = 0,
    order: Annotated[str, typer.Option("--order", help=t("cli.phrase.order"))] = "",
    buyer: Annotated[str, typer.Option("--buyer", help=t("cli.phrase.buyer"))] = "",
    limit: LimitOption = 20,
    json: JsonOption = False,
) -> None:
    """Ranked phrases for a query by hanzi, pinyin, initials or English, in the variant this buyer gets."""
    state = console_state(ctx)
    if (query is None) == (batch is None):
        raise Usage("phrase.query_or_batch")
    services, actor = state.services(), state.viewer()
    order_id = services.orders.find(order).id if order else 0

    def search(text: str) -> tuple[Any, ...]:
        return services.phrases.find(actor, text, inquiry_id=inquiry, order_id=order_id, buyer=buyer, limit=limit)

    if batch is not None:
        _batch(batch, search)
        return
    hits = search(query or "")
    if actor.agent:
        services.phrase_figures.searched(actor, query or "", hits, inquiry_id=inquiry)
    emit([_hit_json(hit) for hit in hits], as_json=json, zone=state.zone, render=lambda: _hit_lines(hits))
    _say_fit(hits, query or "")


def _say_fit(hits: tuple[Any, ...], query: str = "") -> None:
    """On stderr, when nothing fits or nothing well: what then (rule Q9)."""
    if not hits or hits[0].weak:
        print(t("phrase.weak" if hits else "phrase.no_fit", query=query), file=sys.stderr)


def _batch(source: str, search: Any) -> None:
    """One query a line in, one JSON line out, in order and at once; an empty line gives an empty list.

    Only a line feed ends a line: what else a query holds is part of it.
    """
    import json

    try:
        lines: BinaryIO = sys.stdin.buffer if source == "-" else Path(source).open("rb")  # noqa: SIM115  # closed below
    except OSError as error:
        raise BadInput("file.missing", path=source) from error
    with lines:
        for line in _decoded(lines):
            query = line.rstrip("\r\n").strip(" \t")
            hits = [_hit_json(hit) for hit in search(query)] if query else []
            print(json.dumps({"query": query, "hits": hits}, ensure_ascii=False), flush=True)


def _decoded(lines: BinaryIO) -> Iterator[str]:
    """Lines as UTF-8, else as a Chinese Windows writes them; bytes that are neither are read as such."""
    for number, line in enumerate(lines):
        if not number and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            yield from (line + lines.read()).decode("utf-16", errors="replace").removesuffix("\n").split("\n")
            return
        text = line if number else line.removeprefix(codecs.BOM_UTF8)
        for codec in ("utf-8", "gb18030"):
            try:
                yield text.decode(codec)
                break
            except UnicodeDecodeError:
                continue
        else:
            yield text.decode("utf-8", errors="replace")


@app.command("suggest", help=t("cli.phrase.suggest"))
def suggest(
    ctx: typer.Context,
    inquiry: Annotated[int, typer.Option("--inquiry", help=t("cli.phrase.inquiry"))],
    limit: LimitOption = 7,
    json: JsonOption = False,
) -> None:
    """The likely answers to what the buyer of an inquiry just wrote."""
    state = console_state(ctx)
    hits = state.services().phrases.suggest(state.viewer(), inquiry, limit=limit)
    emit([_hit_json(hit) for hit in hits], as_json=json, zone=state.zone, render=lambda: _suggested_lines(hits))
    _say_fit(hits)


@app.command("forget", help=t("cli.phrase.forget"))
def forget(
    ctx: typer.Context,
    phrase: Annotated[str, typer.Argument(help=t("cli.phrase.id"))] = "",
    everything: Annotated[bool, typer.Option("--all", help=t("cli.phrase.forget_all"))] = False,
    json: JsonOption = False,
) -> None:
    """Earlier picks of a phrase (or of all) no longer lift suggestions."""
    state = console_state(ctx)
    if bool(phrase) == everything:
        raise Usage("phrase.id_or_all")
    count = state.services().phrases.forget(state.actor(), phrase)
    emit(
        {"id": phrase, "forgotten": count},
        as_json=json, zone=state.zone, render=lambda: [t("phrase.forgotten", count=count)],
    )  # fmt: skip


@app.command("fill", help=t("cli.phrase.fill"))
def fill(
    ctx: typer.Context,
    phrase: Annotated[str, typer.Argument(help=t("cli.phrase.id"))],
    inquiry: Annotated[int, typer.Option("--inquiry", help=t("cli.phrase.inquiry"))] = 0,
    order: Annotated[str, typer.Option("--order", help=t("cli.phrase.order"))] = "",
    buyer: Annotated[str, typer.Option("--buyer", help=t("cli.phrase.buyer"))] = "",
    variant: Annotated[int | None, typer.Option("--variant", min=1, help=t("cli.phrase.variant_number"))] = None,
    answer: Annotated[list[str] | None, typer.Option("--answer", help=t("cli.phrase.answer"))] = None,
    json: JsonOption = False,
) -> None:
    """A phrase filled for a buyer; a blank or blocked words are refused (rules P3, P6), a third repeat is said (P2)."""
    state = console_state(ctx)
    services = state.services()
    answers = dict(pair.partition("=")[::2] for pair in answer or [])
    order_id = services.orders.find(order).id if order else 0
    composed = services.phrases.compose(
        state.viewer(), phrase, inquiry_id=inquiry, order_id=order_id, buyer=buyer, answers=answers,
        variant=variant - 1 if variant is not None else None,
    )  # fmt: skip
    if composed.missing:
        raise Refused("phrase.blank", labels=listed(blank.label for blank in composed.missing))
    services.phrases.passed(composed.text, inquiry_id=inquiry, order_id=order_id)
    facts = {
        "id": composed.phrase.id, "group": composed.phrase.group, "question": composed.phrase.question,
        "variant": composed.variant, "text": composed.text, "repeats": composed.repeats,
        "another_way": composed.another_way,
    }  # fmt: skip
    emit(facts, as_json=json, zone=state.zone, render=lambda: [composed.text])
    if composed.another_way:
        print(t("phrase.another_way", n=composed.repeats), file=sys.stderr)


@app.command("lint", help=t("cli.phrase.lint"))
def lint(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help=t("cli.phrase.text"))],
    inquiry: Annotated[int, typer.Option("--inquiry", help=t("cli.phrase.inquiry"))] = 0,
    order: Annotated[str, typer.Option("--order", help=t("cli.phrase.order"))] = "",
    json: JsonOption = False,
) -> None:
    """What the guards say about a text, for one buyer or any; exit 1 when it may not be sent as it is."""
    from cs_console.services.phrase_guarding import advice_of

    state = console_state(ctx)
    services = state.services()
    order_id = services.orders.find(order).id if order else 0
    review = services.phrases.review(text, inquiry_id=inquiry, order_id=order_id)
    facts = {
        "blocked": review.blocked,
        "findings": [
            {"code": one.code, "words": one.words, "start": one.start, "end": one.end, "severity": one.severity,
             "category": one.category, "reason": t(one.code, words=one.words), "advice": advice_of(one),
             "better": list(one.better)}
            for one in review.findings
        ],
        "promises": [{"kind": one.kind.value, "words": one.words} for one in review.promises],
    }  # fmt: skip

    def lines() -> list[str]:
        shown = [
            f"{t(f'severity_word.{one.severity}')}: {t(one.code, words=one.words)} — "
            + " ".join((advice_of(one), *([t("editor.better", words=listed(one.better))] if one.better else ())))
            for one in review.findings
        ]
        shown += [t("phrase.promises", words=one.words, kind=t(f"promise.{one.kind.value}")) for one in review.promises]
        return shown or [t("phrase.clean")]

    emit(facts, as_json=json, zone=state.zone, render=lines)
    if review.blocked:
        raise typer.Exit(1)


app.registered_commands += [*phrase_stats.app.registered_commands, *phrase_books.app.registered_commands]
