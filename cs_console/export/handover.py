"""A handover log as Markdown and JSON, masked by default (rules H3, H9, X1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cs_console.domain.entities import HandoverItem
from cs_console.domain.handover import HandoverView
from cs_console.domain.vocabulary import ItemDecision, Severity
from cs_console.i18n import coded, t, token
from cs_console.text.clean import clean
from cs_console.text.mask import mask_nick, mask_order_no, mask_text

FORMAT = "cs_console.handover/1"
"""Named in every JSON log, so that a reader knows its shape."""


def render_handover(view: HandoverView, zone: ZoneInfo) -> Mapping[str, str]:
    """File suffix → text: ``md`` for people, ``json`` for programs."""
    return {"md": markdown(view, zone), "json": as_json(view, zone)}


def markdown(view: HandoverView, zone: ZoneInfo) -> str:
    """The log as a lead wants to read it: head, sections (an empty one says 无), signatures."""
    log = view.handover
    lines = [
        f"# {t('handover.title')} {log.business_date.isoformat()} {token('shift', log.shift_key)}",
        "",
        f"- {t('handover.author')}: {_safe(log.author) or t('handover.nobody')}",
        f"- {t('handover.successor')}: {_safe(log.successor) or t('handover.nobody')}",
        f"- {t('handover.state')}: {token('handover_state', log.state)}",
        f"- {t('handover.submitted_at')}: {_when(log.submitted_at, zone)}",
        f"- {t('handover.sealed_at')}: {_when(log.sealed_at, zone)}",
        f"- {t('handover.count')}: {len(view.items)}",
        "",
    ]
    if log.summary:
        lines += [f"> {_safe(line)}" for line in log.summary.splitlines()] + [""]
    number = 0
    for section in view.sections:
        lines += [f"## {t(f'section.{section.key}')} ({len(section.items)})", ""]
        if not section.items:
            lines += [t("handover.empty_section"), ""]
        for item in section.items:
            number += 1
            lines += _item_lines(number, item, zone)
    lines += ["---", ""]
    if log.content_hash:
        lines.append(f"{t('handover.seal')}: `{log.content_hash}`  ")
        lines.append(f"{t('handover.previous')}: `{log.previous_hash or '-'}`  ")
    if log.journal_head:
        lines.append(f"{t('handover.journal_head')}: `{log.journal_head}`")
    return "\n".join(lines).rstrip() + "\n"


def _item_lines(number: int, item: HandoverItem, zone: ZoneInfo) -> list[str]:
    mark = f"**[{token('severity', item.severity)}]** " if item.severity is Severity.URGENT else ""
    who = " ".join(part for part in (mask_nick(item.buyer), mask_order_no(item.order_no)) if part)
    carried = f" ({t('handover.carried', count=item.carried)})" if item.carried else ""
    lines = [f"{number}. {mark}{_safe(who)}{'  ' if who else ''}{_safe(mask_text(item.what))}{carried}"]
    lines.append(
        f"   - {t('handover.action')}: {_safe(mask_text(coded(item.action)))} · "
        f"{t('handover.owner')}: {_safe(item.owner)} · {t('handover.due')}: {_when(item.due_at, zone)}"
    )
    if item.contingency:
        lines.append(f"   - {t('handover.contingency')}: {_safe(mask_text(item.contingency))}")
    if item.carry_reason:
        lines.append(f"   - {t('handover.carry_reason')}: {_safe(mask_text(item.carry_reason))}")
    if item.decision is not ItemDecision.PENDING:
        lines.append(
            f"   - {token('decision', item.decision)}: {_safe(item.decided_by)} {_when(item.decided_at, zone)}"
        )
    for label, text in (("read_back", item.read_back), ("question", item.question), ("answer", item.answer)):
        if text:
            lines.append(f"   - {t(f'handover.{label}')}: {_safe(mask_text(text))}")
    return [*lines, ""]


def as_json(view: HandoverView, zone: ZoneInfo) -> str:
    """The log as one JSON document; `format` names its shape."""
    log = view.handover
    document: dict[str, Any] = {
        "format": FORMAT,
        "id": log.id,
        "business_date": log.business_date.isoformat(),
        "shift": log.shift_key,
        "author": log.author,
        "successor": log.successor,
        "state": log.state.value,
        "summary": log.summary,
        "submitted_at": _iso(log.submitted_at, zone),
        "sealed_at": _iso(log.sealed_at, zone),
        "content_hash": log.content_hash,
        "previous_hash": log.previous_hash,
        "journal_head": log.journal_head,
        "sections": [
            {
                "key": section.key,
                "title": t(f"section.{section.key}"),
                "items": [_item_json(item, zone) for item in section.items],
            }
            for section in view.sections
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _item_json(item: HandoverItem, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": item.id,
        "ref": item.ref,
        "severity": item.severity.value,
        "buyer": mask_nick(item.buyer),
        "order_no": mask_order_no(item.order_no),
        "what": mask_text(item.what),
        "action": mask_text(coded(item.action)),
        "owner": item.owner,
        "due": _iso(item.due_at, zone),
        "contingency": mask_text(item.contingency),
        "carried": item.carried,
        "carry_reason": mask_text(item.carry_reason),
        "decision": item.decision.value,
        "decided_by": item.decided_by,
        "decided_at": _iso(item.decided_at, zone),
        "read_back": mask_text(item.read_back),
        "question": mask_text(item.question),
        "answer": mask_text(item.answer),
    }


_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]<>#|"})


def _safe(text: str) -> str:
    """Outside text in Markdown: one line, no markup of its own (rule X2)."""
    return clean(text).translate(_SPECIAL)


def _when(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%m-%d %H:%M") if moment is not None else "-"


def _iso(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment is not None else None
