"""Quick phrases from Qianniu into a book and back: the same file twice changes nothing (rules P1, X2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cs_console.domain.book_edits import BookEdit, BookRef, BookState, PhraseDraft, stable_number
from cs_console.domain.entities import Actor
from cs_console.domain.filling import fill, parse
from cs_console.domain.phrases import Phrase, Variant
from cs_console.domain.quick_phrases import QuickPhrase
from cs_console.domain.records import Reject
from cs_console.errors import BadInput
from cs_console.services.context import ServiceContext
from cs_console.services.phrase_books import PhraseBookService
from cs_console.services.phrase_texts import blocked_in, digest
from cs_console.services.phrase_values import Situation, values
from cs_console.services.ports.books import BookFiles, QuickPhraseFiles
from cs_console.services.rules_history import RulesHistoryService

DEFAULT_BOOK = "imported.yaml"
_GROUP = "导入 Imported"
_PERSONAL = frozenset({"agent", "buyer", "shift_end", "campaign", "campaign_end", "ship_by"})
"""What holds for one person or one moment: never filled into a file that others use later."""

_CODE_COLUMN, _TEXT_COLUMN, _GROUP_COLUMN = "快捷短语编码", "快捷短语", "快捷短语分组"
_CODE = re.compile(r"[\w.\-]{1,20}")
_COURTESY = re.compile(r"^(?:亲亲?|您好呀?|你好)[，,！!～~\s]*")
_LONGEST_TEXT, _LONGEST_CODE, _LONGEST_GROUP, _QUESTION = 1000, 20, 200, 40


@dataclass(frozen=True, slots=True)
class QuickImport:
    """What an import came to: phrases new, updated and unchanged by id, and rows refused with the reason."""

    act_id: int
    book: str
    read: int
    new: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: int
    rejects: tuple[Reject, ...]


@dataclass(frozen=True, slots=True)
class QuickExport:
    """The file to write; `open_blanks` of its rows have blanks that Qianniu does not fill, `left_out` were skipped.

    What the three columns cannot hold: `conditional` rows lose when they fit, `wordings` phrases their question,
    other wordings or tags; `odd_signs` rows have signs that GBK has not.
    """

    data: bytes
    rows: tuple[QuickPhrase, ...]
    open_blanks: int = 0
    left_out: int = 0
    conditional: int = 0
    wordings: int = 0
    odd_signs: int = 0


class QuickPhraseService:
    """Takes Qianniu's CSV in and writes it."""

    def __init__(
        self, context: ServiceContext, books: PhraseBookService, files: BookFiles, quick: QuickPhraseFiles,
        rules: RulesHistoryService,
    ) -> None:  # fmt: skip
        self._context = context
        self._rules = rules
        self._books = books
        self._files = files
        self._quick = quick

    def take(self, actor: Actor, path: Path, *, into: str = "", personal: bool = False) -> QuickImport:
        """Take a file into a book; ids come from codes or texts, so a second time nothing is new.

        Rows that share a code and a group are angles of one phrase. A code that stands in the book already has its
        angles replaced in place; what was added there since stays.
        """
        ref = BookRef(agent=actor.agent) if personal else BookRef(into.strip() or DEFAULT_BOOK)
        self._books.require_right(actor, ref)
        parsed = self._quick.read(path)
        good, rejects = self._judged(parsed.rows)
        state = self._files.read(ref)
        new, updated, same = self._planned(state, good, "my" if personal else "imp")
        act_id = 0
        if new or updated:
            with self._rules.edited_by(actor, ref), self._context.uow.write(actor, "phrase.import") as uow:
                edit = BookEdit((*new, *updated))
                saved = self._files.save(ref, edit, group=_GROUP, seen=state.content_hash)
                texts = {"was": saved.former, "is": saved.content_hash}
                for op, drafts in (("add", new), ("edit", updated)):
                    for draft in drafts:
                        book = ref.name or f"@{ref.agent}"
                        uow.note("Phrase", stable_number(draft.id), id=draft.id, book=book, op=op, **texts)
            act_id = uow.act_id
            self._files.reread()
        refused = tuple(sorted((*parsed.rejects, *rejects), key=lambda one: one.row))
        return QuickImport(
            act_id, state.name, len(parsed.rows) + len(parsed.rejects), tuple(one.id for one in new),
            tuple(one.id for one in updated), same, refused,
        )  # fmt: skip

    def give(self, actor: Actor, *, group: str = "", filled: bool = False) -> QuickExport:
        """The books, or one group, one row a variant.

        The texts keep their variables, so that the file can come back; `filled` puts in what the shop knows
        and leaves out what still has a blank, for use in Qianniu itself (rule P3).
        """
        wanted = group.strip().casefold()
        phrases = [
            one for one in self._context.books().phrases
            if not wanted or wanted in (one.group.casefold(), *one.group.casefold().split())
        ]  # fmt: skip
        rows: list[QuickPhrase] = []
        left_out = conditional = 0
        known = self._shop_values(actor) if filled else {}
        for phrase in phrases:
            for variant in phrase.variants:
                result = fill(variant.text, known)
                text = result.text if filled else variant.text
                if filled and result.missing:
                    left_out += 1
                else:
                    rows.append(QuickPhrase(text, phrase.code, phrase.group))
                    conditional += bool(variant.when)
        open_blanks = sum(bool(parse(row.text).slots) for row in rows) if not filled else 0
        return QuickExport(
            self._quick.render(rows), tuple(rows), open_blanks, left_out, conditional,
            wordings=len(phrases), odd_signs=sum(not _in_gbk(row.text) for row in rows),
        )  # fmt: skip

    # -- inside ------------------------------------------------------------------------------------

    def _judged(self, rows: Sequence[QuickPhrase]) -> tuple[list[QuickPhrase], list[Reject]]:
        """Rows that may stand in a book, and the others with the reason (rules P3, P6)."""
        good: list[QuickPhrase] = []
        rejects: list[Reject] = []
        for row in rows:
            wrong = self._wrong(row)
            if wrong is None:
                good.append(row)
            else:
                code, column, value = wrong
                rejects.append(Reject(row=row.row, code=f"quick.reject.{code}", column=column, value=value[:80]))
        return good, rejects

    def _wrong(self, row: QuickPhrase) -> tuple[str, str, str] | None:
        """(what, in which column, the cell) of a row that may not stand in a book."""
        if len(row.code) > _LONGEST_CODE:
            return "code", _CODE_COLUMN, row.code
        if len(row.group) > _LONGEST_GROUP:
            return "group", _GROUP_COLUMN, row.group
        if len(row.text) > _LONGEST_TEXT:
            return "long", _TEXT_COLUMN, row.text
        if not _parses(row.text):
            return "braces", _TEXT_COLUMN, row.text
        finding = blocked_in(row.text, self._context.guard())
        return ("blocked", _TEXT_COLUMN, finding.words) if finding is not None else None

    def _planned(
        self, state: BookState, rows: Sequence[QuickPhrase], prefix: str
    ) -> tuple[list[PhraseDraft], list[PhraseDraft], int]:
        """New drafts, changed ones, and how many phrases stand already, here or in another book."""
        elsewhere = {
            variant.text for phrase in self._context.books().phrases if not _in_book(phrase, state)
            for variant in phrase.variants
        }  # fmt: skip
        new: list[PhraseDraft] = []
        updated: list[PhraseDraft] = []
        unheard = [row for row in rows if row.text not in elsewhere]
        same = len(rows) - len(unheard)
        for wanted in _drafts(unheard, prefix):
            group = "" if wanted.group == (state.group if state.content_hash else _GROUP) else wanted.group
            draft = replace(wanted, group=group)
            known = state.find(draft.id)
            if known is None:
                new.append(draft)
                continue
            before = PhraseDraft.of(known, group=known.group if known.group != state.group else "")
            after = replace(
                before, code=draft.code, group=draft.group,
                variants=_in_place(known.variants, draft.variants),
            )  # fmt: skip
            if after == before:
                same += 1
            else:
                updated.append(after)
        return new, updated, same

    def _shop_values(self, actor: Actor) -> Mapping[str, str]:
        context = self._context
        situation = Situation(agent=actor.agent, now=context.now(), zone=context.zone)
        found = values(situation, context.policies(), context.word)
        return {name: value for name, value in found.items() if name not in _PERSONAL}


def _in_place(before: Sequence[Variant], after: Sequence[Variant]) -> tuple[Variant, ...]:
    """The imported angles where they stood, conditions kept; angles beyond them stay."""
    texts = [variant.text for variant in before]
    if all(variant.text in texts for variant in after):
        return tuple(before)
    put = [
        Variant(variant.text, before[number].when if number < len(before) else "")
        for number, variant in enumerate(after)
    ]
    return tuple(dict.fromkeys((*put, *before[len(put) :])))


def _in_gbk(text: str) -> bool:
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _in_book(phrase: Phrase, state: BookState) -> bool:
    return phrase.source_path == state.path


def _drafts(rows: Iterable[QuickPhrase], prefix: str) -> list[PhraseDraft]:
    """One draft a code, else a text; rows with the same code and group are its angles.

    A code that several groups have stands for a phrase in each: the first keeps the plain id.
    """
    found: dict[str, PhraseDraft] = {}
    for row in rows:
        code = row.code.strip()
        name = code.casefold() if _CODE.fullmatch(code) else digest(code.casefold() or row.text)
        key = f"{prefix}.{name}"
        if (first := found.get(key)) is not None and first.group != row.group:
            key = f"{key}-{digest(row.group)}"
        known = found.get(key)
        if known is None:
            found[key] = PhraseDraft(
                id=key, question=_question(row.text), variants=(Variant(row.text),), code=code, group=row.group
            )
        elif row.text not in [variant.text for variant in known.variants]:
            found[key] = replace(known, variants=(*known.variants, Variant(row.text)))
    return list(found.values())


def _question(text: str) -> str:
    """What the phrase is found by until somebody writes the buyer's question: how the text begins."""
    first = text.split("\n", 1)[0].strip()
    return (_COURTESY.sub("", first) or first or text.strip())[:_QUESTION].strip()


def _parses(text: str) -> bool:
    try:
        parse(text)
    except BadInput:
        return False
    return True
