"""A handover log as an export shows it: texts cleaned, codes in words, private data masked (rules H9, X1, X2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cs_console.domain.entities import HandoverItem
from cs_console.domain.handover import HandoverView, signed_hash
from cs_console.domain.vocabulary import ItemDecision, Severity
from cs_console.i18n import coded, language, owner_name
from cs_console.text.clean import clean
from cs_console.text.mask import mask_nick, mask_order_no, mask_text

FORMAT = "cs_console.handover/1"
"""Named in every exported log, so that a reader knows its shape."""

_MARK = re.compile(r"cs_console\.handover/1 ((?:[a-z]+=[0-9A-Za-z-]* ?)+)")
_PLAIN = ("what", "action", "contingency", "carry_reason", "read_back", "question", "answer")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the renderers draw: the log as shown, and the line by which a file is checked against the store."""

    view: HandoverView
    masked: bool
    mark: str

    @property
    def urgent(self) -> tuple[HandoverItem, ...]:
        """What is read first, by when it is due."""
        found = [item for item in self.view.items if item.severity is Severity.URGENT]
        return tuple(sorted(found, key=lambda item: (item.due_at is None, item.due_at)))

    @property
    def disputed(self) -> tuple[HandoverItem, ...]:
        """What nobody took: declined, or asked about without an answer; the lead's to settle (rule H4)."""
        return tuple(
            item for item in self.view.items
            if item.decision is ItemDecision.DECLINED or (item.decision is ItemDecision.QUERIED and not item.answer)
        )  # fmt: skip

    @property
    def numbers(self) -> Mapping[int, int]:
        """Item id → the number it has in the exports."""
        return {item.id: number for number, item in enumerate(self.view.items, 1)}

    def count(self, decision: ItemDecision) -> int:
        """How many items were decided so."""
        return sum(1 for item in self.view.items if item.decision is decision)


def shown(view: HandoverView, *, masked: bool = True) -> Shown:
    """Prepare a log; without `masked` nicks, order numbers and phones stand in full."""
    text: Callable[[str], str] = mask_text if masked else str
    log = view.handover
    reviews = tuple(replace(one, text=text(clean(one.text, multiline=True))) for one in view.reviews)
    addenda = tuple(replace(one, text=text(clean(one.text, multiline=True))) for one in view.addenda)
    sections = tuple(
        replace(section, items=tuple(_item(item, text, masked) for item in section.items)) for section in view.sections
    )
    head = replace(
        log, author=clean(log.author), successor=owner_name(clean(log.successor)),
        taken_reason=text(clean(log.taken_reason)),
        summary=text(clean(log.summary, multiline=True)),
    )  # fmt: skip
    found = replace(view, handover=head, sections=sections, addenda=addenda, reviews=reviews)
    return Shown(found, masked, _mark(view, masked))


def _item(item: HandoverItem, text: Callable[[str], str], masked: bool) -> HandoverItem:
    words: dict[str, Any] = {name: text(clean(coded(getattr(item, name)), multiline=True)) for name in _PLAIN}
    buyer, order_no = clean(item.buyer), clean(item.order_no)
    return replace(
        item, **words, owner=owner_name(clean(item.owner)), decided_by=clean(item.decided_by),
        buyer=mask_nick(buyer) if masked else buyer, order_no=mask_order_no(order_no) if masked else order_no,
    )  # fmt: skip


def _mark(view: HandoverView, masked: bool) -> str:
    log = view.handover
    facts = {
        "id": log.id, "lang": language(), "masked": "yes" if masked else "no", "signed": signed_hash(view),
        "seal": log.content_hash, "head": log.journal_head,
    }  # fmt: skip
    return f"{FORMAT} " + " ".join(f"{name}={value}" for name, value in facts.items())


def read_mark(text: str) -> Mapping[str, str]:
    """The facts of a file's mark, {} where it has none."""
    found = _MARK.search(text)
    return dict(pair.split("=", 1) for pair in found[1].split()) if found else {}
