"""`cs-console train`: practice mode: questions against the clock, marked, kept for the lead (rule K4)."""

from __future__ import annotations

import json as jsons
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cs_console.cli.common import JsonOption, LimitOption, State, console_state, emit, interactive, table, when
from cs_console.commands import DIGIT_OF
from cs_console.domain.practice import Answer, PracticeRun, Question, Source
from cs_console.errors import BadInput, NotFound, Usage
from cs_console.i18n import t

if TYPE_CHECKING:
    from cs_console.domain.entities import Actor
    from cs_console.services.phrase_rows import PhraseHit
    from cs_console.services.practice import Exam, Result

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.train"))

_SHOWN = 9


@app.command("train", help=t("cli.train"))
def train(
    ctx: typer.Context,
    topic: Annotated[str, typer.Option("--topic", help=t("cli.train.topic"))] = "",
    count: Annotated[int | None, typer.Option("--count", min=1, max=100, help=t("cli.train.count"))] = None,
    source: Annotated[Source, typer.Option("--source", help=t("cli.train.source"))] = Source.SHIPPED,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help=t("cli.train.seed"))] = None,
    answers: Annotated[Path | None, typer.Option("--answers", metavar="FILE", help=t("cli.train.answers"))] = None,
    questions: Annotated[bool, typer.Option("--questions", help=t("cli.train.questions"))] = False,
    topics: Annotated[bool, typer.Option("--topics", help=t("cli.train.topics"))] = False,
    results: Annotated[bool, typer.Option("--results", help=t("cli.train.results"))] = False,
    agent: Annotated[str, typer.Option("--for", help=t("cli.train.for"))] = "",
    limit: LimitOption = 20,
    json: JsonOption = False,
) -> None:
    """Practise; the result is kept for the lead."""
    state = console_state(ctx)
    actor = state.actor()
    if topics:
        _topics(state, actor, json=json)
    elif results:
        _results(state.services().practice.results(actor, agent=agent, limit=limit), state, json=json)
    else:
        _run(state, actor, topic, source, count, seed, answers, only_questions=questions, json=json)


def _run(
    state: State, actor: Actor, topic: str, source: Source, count: int | None, seed: int | None, answers: Path | None,
    *, only_questions: bool, json: bool,
) -> None:  # fmt: skip
    practice = state.services().practice
    if answers is None and not only_questions and (json or not interactive()):
        raise Usage("practice.answers_wanted")
    exam = practice.begin(actor, topic, source=source, count=count, seed=seed)
    if only_questions:
        rows = [{"number": one.number, "topic": one.topic, "question": one.text} for one in exam.questions]
        lines = [t("practice.seed", seed=exam.seed), *(f"{one['number']}  {one['question']}" for one in rows)]
        emit(rows, as_json=json, zone=state.zone, render=lambda: lines)
        return
    given = _asked(state, actor, exam) if answers is None else _filed(answers, state, actor, len(exam.questions))
    result = practice.finish(actor, exam, given)
    emit(_result_json(result), as_json=json, zone=state.zone, render=lambda: _result_lines(result))


# -- answers -----------------------------------------------------------------------------------


def _filed(path: Path, state: State, actor: Actor, most: int) -> list[Answer]:
    """A line an answer: a phrase's id, own words, or ``{"phrase": …, "text": …, "seconds": …}``.

    An answer without a time gets no marks for speed.
    """
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NotFound("practice.answers_file", path=path) from error
    lines = text.splitlines()
    if len(lines) > most:
        raise BadInput("practice.answers", count=len(lines), questions=most)
    return [_answer(line, number, state, actor) for number, line in enumerate(lines, 1)]


def _answer(line: str, number: int, state: State, actor: Actor) -> Answer:
    limit = float(state.services().context.policies().kpi.practice.limit_seconds)
    line = line.strip()
    if not line.startswith("{"):
        return _composed(line, limit, state, actor)
    try:
        found = jsons.loads(line)
        phrase, text = str(found.get("phrase", "")), str(found.get("text", ""))
        seconds = float(found.get("seconds", limit))
    except (ValueError, TypeError, AttributeError) as error:
        raise BadInput("practice.answer_line", line=number) from error
    return Answer(phrase, text, seconds) if text else _composed(phrase, seconds, state, actor)


def _composed(text: str, seconds: float, state: State, actor: Actor) -> Answer:
    """A phrase by its id with its text; anything else are own words."""
    try:
        return Answer(text, state.services().practice.compose(actor, text).text, seconds) if text else Answer("", "", 0)
    except NotFound:
        return Answer("", text, seconds)


def _asked(state: State, actor: Actor, exam: Exam) -> list[Answer]:
    """Ask on the terminal: type to search, a digit answers, ``=words`` answers in own words, Enter passes."""
    print(t("practice.intro", count=len(exam.questions)))
    return [_ask(state, actor, one, len(exam.questions)) for one in exam.questions]


def _ask(state: State, actor: Actor, question: Question, count: int) -> Answer:
    services = state.services()
    clock = services.context.now
    begun = clock()
    print()
    print(t("practice.question", number=question.number, count=count, topic=question.topic, text=question.text))
    hits: tuple[PhraseHit, ...] = ()
    while True:
        try:
            typed = input("> ").strip()
        except EOFError as error:
            raise typer.Abort from error
        seconds = (clock() - begun).total_seconds()
        number = DIGIT_OF.get(typed, 0)
        if not typed:
            return Answer("", "", seconds)
        if typed.startswith(("=", "＝")):
            return Answer("", typed[1:].strip(), seconds)
        if 0 < number <= len(hits):
            hit = hits[number - 1]
            return Answer(hit.id, services.practice.compose(actor, hit.id).text, seconds)
        hits = services.practice.find(actor, typed, limit=_SHOWN)
        for line in [f" {at} {hit.question}  {hit.text}" for at, hit in enumerate(hits, 1)] or [t("picker.none")]:
            print(line)


# -- showing -----------------------------------------------------------------------------------


def _topics(state: State, actor: Actor, *, json: bool) -> None:
    found = state.services().practice.topics(actor)
    rows = [(one.name, one.phrases, "-" if one.best is None else f"{one.best:.1f}%",
             t("report.yes") if one.passed else "-") for one in found]  # fmt: skip
    heads = tuple(t(f"practice.col.{name}") for name in ("topic", "phrases", "best", "passed"))
    emit([asdict(one) for one in found], as_json=json, zone=state.zone, render=lambda: table(rows, heads))


def _run_json(run: PracticeRun) -> dict[str, Any]:
    return {
        "id": run.id, "agent": run.agent, "topic": run.topic, "source": run.source.value, "seed": run.seed,
        "started_at": run.started_at, "finished_at": run.finished_at, "questions": run.questions, "right": run.right,
        "score": run.score, "full": run.full, "pass_line": run.pass_line, "passed": run.passed,
        "answers": [
            dict(zip(("question", "expected", "chosen", "seconds", "points"), row, strict=True)) for row in run.answers
        ],
    }  # fmt: skip


def _results(runs: tuple[PracticeRun, ...], state: State, *, json: bool) -> None:
    rows = [
        (run.id, run.agent, run.topic or t("practice.mixed"), when(run.finished_at, state.zone),
         f"{run.right}/{run.questions}", f"{run.score:g}/{run.full}", t("report.yes") if run.passed else t("report.no"))
        for run in runs
    ]  # fmt: skip
    names = ("id", "agent", "topic", "finished", "right", "score", "passed")
    heads = tuple(t(f"practice.col.{name}") for name in names)
    emit(
        [_run_json(run) for run in runs], as_json=json, zone=state.zone,
        render=lambda: table(rows, heads) if rows else [t("practice.no_results")],
    )  # fmt: skip


def _result_json(result: Result) -> dict[str, Any]:
    marks = [{**asdict(mark), "points": mark.points} for mark in result.marks]
    return {**_run_json(result.run), "marks": marks}


def _result_lines(result: Result) -> list[str]:
    lines = [""]
    for mark, row, phrase in zip(result.marks, result.run.answers, result.right, strict=True):
        sign = t("practice.right") if mark.right else t("practice.wrong")
        lines.append(f"{mark.number:>2} {sign} {mark.points:>5.1f}  {row[0]}")
        if not mark.right and phrase is not None:
            lines.append("   " + t("practice.would", id=phrase.id, question=phrase.question))
        lines += [f"   {t(code, words=words)}" for code, words in mark.findings]
    run = result.run
    verdict = t("practice.passed") if run.passed else t("practice.failed", line=run.pass_line)
    return [*lines, t("practice.total", score=f"{run.score:g}", full=run.full, verdict=verdict)]
