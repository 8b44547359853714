"""One step of a case asked for and done: its fields, what the data suggests, the arithmetic behind an amount."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from cs_console import i18n
from cs_console.domain.money import format_fen
from cs_console.domain.vocabulary import StepState
from cs_console.errors import CsError
from cs_console.i18n import language, t
from cs_console.services.roles import Permission, may
from cs_console.text.width import cell_width, fit
from cs_console.tui.deck import Deck
from cs_console.tui.safe import describe
from cs_console.tui.screens.prompt import Ask, Prompt, one_of

if TYPE_CHECKING:
    from cs_console.domain.policy.aftersales import StepField
    from cs_console.services.case_views import CaseView, FieldView, StepView

AMOUNTS = frozenset({"amount", "refund", "difference", "settle"})
"""Effects of steps that name an amount: there the arithmetic is shown."""
NOTED = AMOUNTS | {"reimburse"}
"""Effects of steps whose amount a lead may take further than the rules do, with a note."""
RECKONED = frozenset({"difference_fen"})
"""Amounts that follow from other fields of their own step: left empty, the store reckons them from what was typed."""
NOTE = "why-other"
"""What a lead writes beside an amount that departs from the arithmetic (rule A2); no field of a step."""
LABEL = 15
"""Cells of a field's label; a longer one stands in full above."""
FEW = 3
"""Choices that a field's own line has room for; more are listed above the fields."""


@dataclass(frozen=True, slots=True)
class Doing:
    """A step on its way to the store: what to call it, and what was typed, should it come back refused."""

    words: str
    view: CaseView | None = None
    step: StepView | None = None
    given: Mapping[str, str] = field(default_factory=dict)


def do_step(deck: Deck, view: CaseView, step: StepView, given: Mapping[str, str] | None = None) -> None:
    """Finish a step, asking for its fields first; a blocked one says what must come before.

    `given` was typed before and refused: it stands there again to be put right.
    """
    if step.blocked is not None:
        deck.say(describe(step.blocked), kind="warn")
        return
    if not step.fields:
        finish_step(deck, step, {})
        return
    asks, pays = [_ask(deck, one) for one in step.fields], AMOUNTS.intersection(step.definition.effects)
    noted = NOTED.intersection(step.definition.effects)
    if noted and deck.state.actor is not None and may(deck.state.actor, Permission.CHANGE_AMOUNT):
        asks.append(Ask(NOTE, t("aftersales.amount_note"), required=False, placeholder=t("aftersales.amount_why")))
    if given is not None:
        asks = [replace(ask, value=_word(ask, given.get(ask.name, ""))) for ask in asks]
    shown = [_changed(view, step), arithmetic(view), _inspected(view)] if pays else []
    for ask in asks:
        if len(ask.choices) > FEW:
            shown.append(f"{ask.label}: {_numbered(ask)}")
        elif cell_width(ask.label) > LABEL:
            shown.append(ask.label)
    short = [replace(ask, label=fit(ask.label, LABEL)) if cell_width(ask.label) > LABEL else ask for ask in asks]
    prompt = Prompt(step.title.text(language()), short, intro="\n".join(filter(None, shown)))
    deck.ask(prompt, lambda typed: finish_step(deck, step, {name: text for name, text in typed.items() if text}, view))


def _word(ask: Ask, text: str) -> str:
    return dict(ask.choices).get(text, text)


def _numbered(ask: Ask) -> str:
    return "  ".join(f"{number} {word}" for number, (_, word) in enumerate(ask.choices, 1))


def finish_step(
    deck: Deck, step: StepView, fields: Mapping[str, str], view: CaseView | None = None,
    state: StepState = StepState.DONE, note: str = "",
) -> None:  # fmt: skip
    """Store the step as it was filled in."""
    case_id, key = step.step.case_id, step.step.key
    filled, said = {name: text for name, text in fields.items() if name != NOTE}, note or fields.get(NOTE, "")
    deck.write(
        "case",
        lambda desk: desk.services.cases.step(desk.actor, case_id, key, filled, state=state, note=said),
        Doing(step.title.text(language()), view, step, fields),
    )


def arithmetic(view: CaseView) -> str:
    """The case's sum line by line, ``实付 ¥310.00  不退发货运费 -¥10.00  应退 ¥300.00``; "" without one."""
    return "  ".join(f"{t(f'refund.line.{one.code}')} {format_fen(one.fen)}" for one in view.sums)


def _changed(view: CaseView, step: StepView) -> str:
    """Why an amount that was agreed on is asked for again (rule A2)."""
    old = view.outdated
    return i18n.what(old.refusal) if old is not None and old.step.id == step.step.id else ""


def _inspected(view: CaseView) -> str:
    """What the warehouse found amiss: nobody pays goods back without having read it (rules A2, A6)."""
    for one in (found for step in view.steps for found in step.fields):
        if one.field.key == "inspection" and one.value not in ("", "ok"):
            return t("aftersales.inspected", result=one.shown(language()))
    return ""


def _ask(deck: Deck, view: FieldView) -> Ask:
    asked = view.field
    choices = [(option.key, option.title.text(language())) for option in view.choices]
    if asked.type == "bool":
        choices = [("true", t("answer.yes")), ("false", t("answer.no"))]
    reckoned = asked.key in RECKONED and bool(view.suggested)
    value = view.shown(language()) or ("" if reckoned else _suggested(view))
    return Ask(
        asked.key, asked.title.text(language()), value, required=asked.required and not view.suggested,
        placeholder=t("aftersales.reckoned") if reckoned else _placeholder(asked, len(choices)), choices=choices,
        check=one_of(choices) if choices else _checker(deck, asked), replaces=bool(view.suggested),
        private=asked.type == "account",
    )  # fmt: skip


def _placeholder(field: StepField, choices: int) -> str:
    if 0 < choices <= FEW:
        return ""
    return t("field_type.choice" if choices else f"field_type.{field.type}")


def _suggested(view: FieldView) -> str:
    """What the data suggests, as a person would type it."""
    if view.field.type in ("money", "balance") and view.suggested:
        return f"{int(view.suggested) / 100:.2f}"
    if view.field.type == "bool":
        return {"true": t("answer.yes"), "false": t("answer.no")}.get(view.suggested, view.suggested)
    titles = {option.key: option.title.text(language()) for option in view.choices}
    return titles.get(view.suggested, view.suggested)


def _checker(deck: Deck, field: StepField) -> Callable[[str], str]:
    today = deck.context.clock().astimezone(deck.context.zone).date()
    return partial(_why_not, field, today)


def _why_not(field: StepField, today: Any, text: str) -> str:
    """Why a text will not do for a field, ""."""
    from cs_console.domain.aftersales import read_field

    try:
        read_field(field, text, today)
    except CsError as error:
        return i18n.render(error)
    return ""
