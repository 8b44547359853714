"""How `cs-console handover` prints logs, items, addenda and reviews."""

from __future__ import annotations

from typing import Any

from cs_console.cli.common import State, emit, when
from cs_console.i18n import coded, owner_name, t, token


def item_json(item: Any) -> dict[str, Any]:
    """An item."""
    return {
        "id": item.id, "section": item.section, "ref": item.ref, "severity": item.severity.value,
        "buyer": item.buyer, "order_no": item.order_no, "what": item.what, "action": coded(item.action),
        "owner": item.owner, "due": item.due_at, "contingency": item.contingency, "carried": item.carried,
        "carry_reason": item.carry_reason, "decision": item.decision.value, "decided_by": item.decided_by,
        "decided_at": item.decided_at, "read_back": item.read_back, "question": item.question, "answer": item.answer,
    }  # fmt: skip


def log_json(log: Any) -> dict[str, Any]:
    """A log without its items."""
    return {
        "id": log.id, "business_date": log.business_date, "shift": log.shift_key, "author": log.author,
        "successor": log.successor, "state": log.state.value, "submitted_at": log.submitted_at,
        "sealed_at": log.sealed_at, "content_hash": log.content_hash, "previous_hash": log.previous_hash,
        "journal_head": log.journal_head, "summary": log.summary, "taken_by": log.taken_by,
        "taken_reason": log.taken_reason,
    }  # fmt: skip


def _item_of(view: Any, item: Any) -> dict[str, Any]:
    since = view.since.get(item.id)
    return {
        **item_json(item), "path": [leg.handover_id for leg in view.paths.get(item.id, ())],
        "since": {"kind": since.kind.value, "by": since.by, "at": since.at} if since else None,
    }  # fmt: skip


def view_json(view: Any) -> dict[str, Any]:
    """A log with its sections, gaps and what was said to it."""
    return {
        **log_json(view.handover),
        "arrived_since": view.arrived_since,
        "sections": [
            {"key": section.key, "items": [_item_of(view, item) for item in section.items]} for section in view.sections
        ],
        "gaps": [{"item": gap.item_id, "lacks": list(gap.lacks)} for gap in view.gaps],
        "addenda": [addendum_json(one) for one in view.addenda],
        "reviews": [review_json(one) for one in view.reviews],
    }


def addendum_json(one: Any) -> dict[str, Any]:
    """A correction of a sealed log."""
    return {
        "id": one.id, "handover": one.handover_id, "item": one.item_id or None, "author": one.author,
        "written_at": one.written_at, "text": one.text, "content_hash": one.content_hash,
    }  # fmt: skip


def review_json(one: Any) -> dict[str, Any]:
    """A lead's comment or sign-off."""
    return {
        "id": one.id, "handover": one.handover_id, "item": one.item_id or None, "reviewer": one.reviewer,
        "written_at": one.written_at, "text": one.text, "rating": one.rating or None, "signed_off": one.signed_off,
    }  # fmt: skip


def said_lines(view: Any, state: State) -> list[str]:
    """Addenda, then what leads said."""
    lines = [t("handover.addenda")] if view.addenda else []
    for one in view.addenda:
        item = t("handover.about_item", id=one.item_id) if one.item_id else ""
        at = when(one.written_at, state.zone)
        lines.append("  " + t("handover.addendum_line", at=at, author=one.author + item, text=one.text))
    lines += [t("handover.reviews")] if view.reviews else []
    for one in view.reviews:
        item = t("handover.about_item", id=one.item_id) if one.item_id else ""
        code = "handover.signed_off" if one.signed_off else "handover.review_line"
        at, who = when(one.written_at, state.zone), one.reviewer + item
        lines.append("  " + t(code, at=at, reviewer=who, rating=one.rating, text=one.text).rstrip())
    return lines


def _print_view(view: Any, state: State) -> list[str]:
    log = view.handover
    lines = [
        f"{t('handover.title')} #{log.id} {log.business_date} {token('shift', log.shift_key)} "
        f"{log.author or t('handover.nobody')} [{token('handover_state', log.state)}]"
    ]
    if log.taken_by:
        lines.append(t("handover.taken", lead=log.taken_by, reason=log.taken_reason))
    for section in view.sections:
        lines.append(f"{t(f'section.{section.key}')} ({len(section.items)})")
        if not section.items:
            lines.append(f"  {t('handover.empty_section')}")
        for item in section.items:
            lines.append(
                f"  {item.id:>4} [{token('severity', item.severity)}] {item.buyer} {item.order_no} {item.what} → "
                f"{coded(item.action)} · {owner_name(item.owner)} · {when(item.due_at, state.zone)} "
                f"[{token('decision', item.decision)}]"
            )
            lines += _more(view, item, state)
    lines += [
        t("handover.gap", id=gap.item_id, lacks=tuple(f"lacks.{name}" for name in gap.lacks)) for gap in view.gaps
    ]
    return lines + said_lines(view, state)


def _more(view: Any, item: Any, state: State) -> list[str]:
    """What happened to an item since, and the way that it came."""
    since, legs = view.since.get(item.id), view.paths.get(item.id, ())
    lines = []
    if since is not None:
        words = t(f"since.{since.kind}", by=owner_name(since.by), at=when(since.at, state.zone))
        lines.append(f"       {t('handover.since')}: {words}")
    if legs:
        way = " > ".join(
            t("handover.leg", day=f"{one.business_date:%m-%d}", shift=token("shift", one.shift_key), author=one.author)
            for one in legs
        )
        lines.append(f"       {t('handover.path')}: {way}")
    return lines


def show_log(view: Any, state: State, json: bool) -> None:
    """Print a log."""
    from cs_console.text.clean import clean

    emit(
        view_json(view), as_json=json, zone=state.zone,
        render=lambda: (clean(line) for line in _print_view(view, state)),
    )  # fmt: skip
