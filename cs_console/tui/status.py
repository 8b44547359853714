"""What the lines at the edges say: the status above, the tabs of a narrow screen, the keys below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cs_console.commands import Command, KeyMap, Scope
from cs_console.domain.vocabulary import ShiftState
from cs_console.i18n import t
from cs_console.tui.deck import Deck
from cs_console.tui.widgets.pane import Pane

Parts = Sequence[tuple[str, str]]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def status_parts(deck: Deck, *, narrow: bool) -> tuple[Parts, Parts]:
    """Who and which shift, what waits; at the right what was saved when, and the time."""
    state, context = deck.state, deck.context
    now = context.clock().astimezone(context.zone)
    left = [(f" {t('bar.title')}  ", "bold $accent"), (_seat(deck, narrow=narrow), "")]
    if state.counts is not None:
        counts = state.counts
        left.append((f"    {t('bar.waiting', n=counts.waiting)}", "bold" if counts.waiting else "$muted"))
        left.append((f"  {t('bar.overdue', n=counts.overdue)}", "bold $error" if counts.overdue else "$muted"))
        left.append((f"  {t('bar.due', n=state.due)}", "bold $warning" if state.due else "$muted"))
        left.append((f"  {state.outbox}" if state.outbox else "", "bold $error"))
        left.append((f"  {t('bar.closed', n=counts.closed_today)}", "$muted"))
    if deck.drafts.count:
        left.append((f"  {t('bar.drafts', n=deck.drafts.count)}", "$warning"))
    right: list[tuple[str, str]] = []
    if state.stale and not (narrow and (state.trouble or state.files or state.hint)):
        right.append((f" {state.stale} ", "$warning"))
    if state.trouble:
        right.append((f" {state.trouble} ", "bold $error"))
    elif not deck.gateway.is_open:
        right.append((f" {t('bar.opening')} ", "$muted"))
    elif state.files or state.hint:
        right.append((f" {state.files or state.hint} ", "$warning"))
    elif state.saved_at is not None and not (narrow and state.stale):
        saved = state.saved_at.astimezone(context.zone)
        right.append((f" {t('bar.saved', time=saved.strftime('%H:%M'))}   ", "$success"))
    clock = now.strftime("%H:%M")
    right.append((f"{clock} " if narrow else f"{t('weekday.' + WEEKDAYS[now.weekday()])} {clock} ", ""))
    return left, right


def _seat(deck: Deck, *, narrow: bool) -> str:
    """``早班 张敏 08:30-17:30``; on a break or before the shift it says so."""
    state = deck.state
    agent = state.actor.agent if state.actor is not None else deck.setup.agent or ""
    shift = state.shift.shift if state.shift is not None else None
    if shift is None:
        return agent if state.shift is None else t("bar.no_shift", agent=agent)
    name = state.shift_title or shift.key
    codes = {ShiftState.OPENING: "bar.opening_shift", ShiftState.BREAK: "bar.break"}
    extra = f" {t(codes[shift.state])}" if shift.state in codes else ""
    if narrow:
        return f"{name} {agent}{extra}"
    zone = deck.context.zone
    begin = shift.planned_start.astimezone(zone).strftime("%H:%M")
    end = (shift.extended_until or shift.planned_end).astimezone(zone).strftime("%H:%M")
    return f"{name} {agent} {begin}-{end}{extra}"


def footer_parts(keymap: KeyMap, scope: Scope | None, why_not: Callable[[Command], str], *, typing: bool) -> Parts:
    """The focused pane's own keys, then the ones that work everywhere; those that cannot act now are dim."""
    own = keymap.commands(scope) if scope is not None and not typing else []
    shared = [*keymap.commands(Scope.WORKSTATION), *keymap.commands(Scope.EVERYWHERE)]
    shown = [command for command in [*own, *shared] if command.footer]
    parts: list[tuple[str, str]] = [(" ", "")]
    for command in shown:
        dim = bool(why_not(command))
        parts.append((f"{keymap.label(command.id)}", "$muted" if dim else "bold $accent"))
        parts.append((f" {t('short.' + command.id)}  ", "$muted" if dim else "$foreground"))
    return parts


def tab_labels(keymap: KeyMap, panes: Mapping[str, Pane]) -> list[tuple[str, str]]:
    """The lower panes' keys and names, with a mark where something is unsaved or under way."""
    return [
        (command, f"{keymap.label(command)} {t('short.' + command)}{panes[command].badge}")
        for command in ("pane.phrases", "pane.order", "pane.aftersales")
    ]
