"""A handover log as Markdown: what is urgent first, then section by section, then who said what (rule H9)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from cs_console.domain.entities import HandoverItem
from cs_console.domain.handover import why_code
from cs_console.domain.vocabulary import ItemDecision, Severity
from cs_console.export.handover_shown import Shown
from cs_console.i18n import t, token
from cs_console.text.clean import clean

_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]<>#|~"})


def markdown(log: Shown, zone: ZoneInfo) -> str:
    """The log as a lead wants to read it; its mark stands first, so that a file cut short is still known."""
    lines = [f"<!-- {log.mark} -->", "", *_head(log, zone), *_urgent(log, zone), *_disputed(log)]
    number, empty = 0, []
    for section in log.view.sections:
        if not section.items:
            empty.append(t(f"section.{section.key}"))
            continue
        lines += [f"## {t(f'section.{section.key}')} ({len(section.items)})", ""]
        for item in section.items:
            number += 1
            lines += _item(number, item, path_words(log, item), zone)
    if empty:
        lines += [f"**{t('handover.export.empty')}**: {t('list.comma').join(empty)}", ""]
    lines += _said(log, zone)
    return "\n".join([*lines, *_foot(log)]).rstrip() + "\n"


def _head(log: Shown, zone: ZoneInfo) -> list[str]:
    row = log.view.handover
    heads = ("author", "successor", "state", "submitted_at", "sealed_at")
    cells = (
        safe(row.author) or t("handover.nobody"), safe(row.successor) or t("handover.nobody"),
        token("handover_state", row.state), when(row.submitted_at, zone), when(row.sealed_at, zone),
    )  # fmt: skip
    lines = [
        f"# {t('handover.title')} {row.business_date.isoformat()} {token('shift', row.shift_key)}", "",
        f"| {' | '.join(t(f'handover.{one}') for one in heads)} |", f"|{' --- |' * len(heads)}",
        f"| {' | '.join(cells)} |", "", f"**{counts(log)}**", "",
    ]  # fmt: skip
    if row.taken_by:
        lines += [f"**{safe(t('handover.taken', lead=row.taken_by, reason=row.taken_reason))}**", ""]
    if row.summary:
        lines += [f"> {safe(line)}" for line in row.summary.splitlines()] + [""]
    return lines


def counts(log: Shown) -> str:
    """``共 4 条，紧急 2，已接收 3，有疑问 1``."""
    words = [t("handover.export.count", n=len(log.view.items)), t("handover.export.urgent", n=len(log.urgent))]
    words += [f"{token('decision', one)} {log.count(one)}" for one in ItemDecision if log.count(one)]
    return t("handover.export.join").join(words)


def _urgent(log: Shown, zone: ZoneInfo) -> list[str]:
    if not log.urgent:
        return []
    lines = [f"## {t('handover.export.first')}", ""]
    for item in log.urgent:
        number = log.numbers[item.id]
        lines.append(f"- {when(item.due_at, zone)} **{safe(item.action)}** {safe(about(item))} (#{number})")
    return [*lines, ""]


def _disputed(log: Shown) -> list[str]:
    """What nobody took, with the reason, where a lead looks first."""
    if not log.disputed:
        return []
    lines = [f"## {t('handover.export.disputed')}", ""]
    for item in log.disputed:
        said = f"{token('decision', item.decision)} {safe(item.decided_by)}: {safe(item.question)}"
        lines.append(f"- **{said}** {safe(about(item))} (#{log.numbers[item.id]})")
    return [*lines, ""]


def path_words(log: Shown, item: HandoverItem) -> str:
    """``06-12 白班 张敏 > 06-13 晚班 李丽``, "" for what was not carried."""
    legs = log.view.paths.get(item.id, ())
    words = (
        t("handover.leg", day=f"{one.business_date:%m-%d}", shift=token("shift", one.shift_key), author=one.author)
        for one in legs
    )
    return " > ".join(words)


def _item(number: int, item: HandoverItem, path: str, zone: ZoneInfo) -> list[str]:
    word = token("severity", item.severity)
    mark = {Severity.URGENT: f"**[{word}]** ", Severity.INFO: f"[{word}] "}.get(item.severity, "")
    carried = f" ({t('handover.carried', count=item.carried)})" if item.carried else ""
    parts = [
        f"**{t('handover.action')}** {safe(item.action)} · **{t('handover.owner')}** {safe(item.owner)} · "
        f"**{t('handover.due')}** {when(item.due_at, zone)}"
    ]
    said = [("contingency", item.contingency), ("carry_reason", item.carry_reason), ("path", path)]
    parts += [f"{t(f'handover.{name}')}: {safe(text)}" for name, text in said if text]
    if item.decision is not ItemDecision.PENDING:
        parts.append(f"{token('decision', item.decision)}: {safe(item.decided_by)} {when(item.decided_at, zone)}")
    words = [("handover.read_back", item.read_back), (why_code(item), item.question), ("handover.answer", item.answer)]
    parts += [f"{t(code)}: {safe(text)}" for code, text in words if text]
    head = f"{number}. "
    return [f"{head}{mark}{safe(about(item))}{carried}", *(f"{' ' * len(head)}- {part}" for part in parts), ""]


def about(item: HandoverItem) -> str:
    """Whom and what an item is about, on one line."""
    return "  ".join(part for part in (item.buyer, item.order_no, item.what) if part)


def _said(log: Shown, zone: ZoneInfo) -> list[str]:
    lines: list[str] = []
    if log.view.addenda:
        lines += [f"## {t('handover.addenda')}", ""]
        for note in log.view.addenda:
            lines.append(
                f"- {when(note.written_at, zone)} {safe(note.author)}{item_words(log, note.item_id)}: {safe(note.text)}"
            )
        lines.append("")
    if log.view.reviews:
        lines += [f"## {t('handover.reviews')}", ""]
        for one in log.view.reviews:
            code = "handover.signed_off" if one.signed_off else "handover.review_line"
            who = one.reviewer + item_words(log, one.item_id)
            words = t(code, at=when(one.written_at, zone), reviewer=who, rating=one.rating, text=one.text)
            lines.append(f"- {safe(words.rstrip())}")
        lines.append("")
    return lines


def item_words(log: Shown, item_id: int) -> str:
    """Which item a remark is about by its number in the log, "" for the log as a whole."""
    return t("handover.about_item", id=log.numbers.get(item_id, item_id)) if item_id else ""


def _foot(log: Shown) -> list[str]:
    row = log.view.handover
    facts = (("seal", row.content_hash), ("previous", row.previous_hash), ("journal_head", row.journal_head))
    lines = [f"{t(f'handover.{name}')}: `{value}`  " for name, value in facts if value]
    return ["---", "", *lines]


def safe(text: str) -> str:
    """Outside text in Markdown: one line, no markup of its own (rule X2)."""
    return " ".join(clean(text, multiline=True).split()).translate(_SPECIAL)


def when(moment: datetime | None, zone: ZoneInfo) -> str:
    """``06-14 17:30`` on the shop's clock."""
    return moment.astimezone(zone).strftime("%m-%d %H:%M") if moment is not None else "-"
