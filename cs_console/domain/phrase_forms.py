"""A phrase as a person types it in one text: its angles apart by an empty line, each with its condition (P1, P3).

What a file may hold and a person types differ: an angle that has an empty line of its own makes ``---`` the
line between angles. ``[order.status == paid]`` in front of an angle is its ``when:``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cs_console.domain.filling import VARIABLES
from cs_console.domain.phrases import Variant

RULE = "---"
"""The line between angles when one of them has an empty line."""

_RULE = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)
_EMPTY = re.compile(r"\n[ \t　]*\n")
_WHEN = re.compile(r"\[(?=\s*(?:not\s+|\()*[a-z_]+\.[a-z_]+)")
_LIST_MARKS = re.compile(r"[、,，;；\n]+")
_OWN = ("tracking_no", "order_no", "goods", "buyer")
"""What belongs to one buyer, the longest kind first: never kept in a phrase as it stands (rule X1)."""

_SHORTEST = 2
_TYPED = ("question", "variants", "asks", "code", "tags")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookChoice:
    """Where a phrase goes: a team book by name, one's own book, or the admin's proposals (``kind``)."""

    kind: str
    name: str = ""
    group: str = ""


MINE = BookChoice(kind="mine")
PROPOSE = BookChoice(kind="propose")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseForm:
    """What stands in the form; `phrase_id` is edited ("" new), `proposal` accepted, `seen` the file as opened.

    `of` is the team's phrase that somebody who keeps no books proposes to change.
    """

    question: str = ""
    variants: str = ""
    asks: str = ""
    code: str = ""
    tags: str = ""
    book: BookChoice = MINE
    phrase_id: str = ""
    proposal: str = ""
    seen: str = ""
    of: str = ""


def kept(form: PhraseForm) -> str:
    """What a person typed so far, to be kept as a draft."""
    return json.dumps({name: getattr(form, name) for name in _TYPED}, ensure_ascii=False)


def restored(form: PhraseForm, draft: str) -> PhraseForm:
    """A form with a draft put back; what it brings along itself comes behind the angles already written."""
    try:
        facts = json.loads(draft)
    except ValueError:
        return form
    typed = {name: str(facts.get(name, "")) for name in _TYPED} if isinstance(facts, dict) else {}
    if not typed:
        return form
    new = not (form.phrase_id or form.of) and form.variants and form.variants not in typed["variants"]
    if new:
        typed["variants"] = f"{typed['variants']}\n\n{form.variants}".strip()
    return replace(
        form, question=typed["question"], variants=typed["variants"], asks=typed["asks"], code=typed["code"],
        tags=typed["tags"],
    )  # fmt: skip


def variants_text(variants: Sequence[Variant]) -> str:
    """The angles as one text to edit."""
    texts = [f"[{one.when}] {one.text}" if one.when else one.text for one in variants]
    if not any(_EMPTY.search(one.text) for one in variants):
        return "\n\n".join(texts)
    return f"\n{RULE}\n".join(texts) + (f"\n{RULE}" if len(texts) == 1 else "")


def parse_variants(text: str) -> tuple[Variant, ...]:
    """The angles of an edited text; what is empty is left out."""
    text = text.replace("\r\n", "\n")
    blocks = _RULE.split(text) if _RULE.search(text) else _EMPTY.split(text)
    return tuple(_variant(block.strip()) for block in blocks if block.strip())


def _variant(block: str) -> Variant:
    """An angle with the condition in front of it; other brackets are its text."""
    if not _WHEN.match(block):
        return Variant(block)
    depth = 0
    for at, sign in enumerate(block):
        depth += (sign == "[") - (sign == "]")
        if depth == 0:
            return Variant(block[at + 1 :].strip(), block[1:at].strip())
    return Variant(block)


def words_of(text: str) -> tuple[str, ...]:
    """Several short texts typed on one line."""
    return tuple(dict.fromkeys(word for one in _LIST_MARKS.split(text) if (word := one.strip())))


def words_text(words: Iterable[str]) -> str:
    """Several short texts on one line."""
    return "、".join(words)


def generalised(text: str, values: Mapping[str, str]) -> str:
    """A text written for one buyer as a phrase for all: what was theirs becomes a variable (rules P3, X1)."""
    text = text.replace("{", "{{").replace("}", "}}")
    aliases = {one.name: one.alias for one in VARIABLES}
    for name in _OWN:
        value = values.get(name, "")
        if len(value) >= _SHORTEST:
            text = text.replace(value, "{" + aliases[name] + "}")
    return text
