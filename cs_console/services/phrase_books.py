"""Phrasebooks edited from a program: added to, changed, proposed for, each change in the journal (rules P1, Q9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cs_console.domain.book_edits import (
    PROPOSAL,
    PROPOSALS,
    BookEdit,
    BookRef,
    BookState,
    FieldDifference,
    PhraseDraft,
    differences,
    shown_field,
    stable_number,
)
from cs_console.domain.entities import Actor, Event
from cs_console.domain.phrases import Phrase
from cs_console.errors import BadInput, Conflict, NotFound, Refused
from cs_console.i18n import listed, t
from cs_console.services.context import ServiceContext
from cs_console.services.phrase_texts import Angle, angles, digest, line, lines, refuse_bad, text, warnings_of
from cs_console.services.ports.books import BookFiles
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, require
from cs_console.services.rules_history import RulesHistoryService

_PROPOSAL_GROUP = "待定 Proposals"
_PERSONAL_GROUP = "我的 My own"


@dataclass(frozen=True, slots=True)
class Editable:
    """A phrase opened for editing; `seen` is how it stands, to hand back when saving; `file` the state of its book."""

    phrase: Phrase
    draft: PhraseDraft
    book: BookRef
    seen: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class BookChange:
    """What became of a phrase; `warnings` are what the books lack now (rule P1)."""

    act_id: int
    op: str
    phrase_id: str
    book: str
    differences: tuple[FieldDifference, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The difference on one line, as toast and command line show it."""
        what = "；".join(f"{t(f'phrase.field.{one.field}')} {_arrow(one)}" for one in self.differences)
        return t(f"phrase.change.{self.op}", book=self.book, id=self.phrase_id, what=what).rstrip("： :")


def _arrow(one: FieldDifference) -> str:
    if not one.before or not one.after:
        return f"+ {one.after}" if one.after else f"- {one.before}"
    return f"{one.before} → {one.after}"


class PhraseBookService:
    """The books' one door for screen, command line and import: role, guard, file and journal together."""

    def __init__(self, context: ServiceContext, files: BookFiles, rules: RulesHistoryService) -> None:
        self._context = context
        self._files = files
        self._rules = rules

    # -- reading -----------------------------------------------------------------------------------

    def books(self) -> tuple[BookState, ...]:
        """The team's books, for choosing where a phrase goes."""
        return self._files.books()

    def open(self, actor: Actor, phrase_id: str) -> Editable:
        """A phrase as its file has it now, to be edited."""
        return self.opened(self._locate(actor, phrase_id), phrase_id)

    def opened(self, ref: BookRef, phrase_id: str) -> Editable:
        """A phrase of one book as its file has it now."""
        state = self._files.read(ref)
        phrase = state.find(phrase_id)
        if phrase is None:
            raise NotFound("phrase.unknown", id=phrase_id)
        own_group = phrase.group if phrase.group != state.group else ""
        draft = PhraseDraft.of(phrase, group=own_group)
        return Editable(phrase, draft, ref, digest(repr(draft)), state.content_hash)

    def proposals(self) -> tuple[Phrase, ...]:
        """What waits for the admin (rule Q9)."""
        return tuple(one for one in self._files.read(PROPOSALS).phrases if PROPOSAL in one.tags)

    def history(self, phrase_id: str, limit: int = 50) -> list[Event]:
        """Who changed this phrase from a program, newest first."""
        with self._context.uow.read() as uow:
            return uow.journal.history("Phrase", stable_number(phrase_id), limit)

    # -- writing -----------------------------------------------------------------------------------

    def add(
        self, actor: Actor, question: str, variants: Sequence[Angle], *, group: str = "", book: str = "",
        asks: Sequence[str] = (), code: str = "", tags: Sequence[str] = (), phrase_id: str = "",
        personal: bool = False,
    ) -> BookChange:  # fmt: skip
        """A new phrase in the book named, or in the one with that group; `personal`: in the actor's own."""
        ref = BookRef(agent=actor.agent) if personal else self._book_for(group, book)
        self.require_right(actor, ref)
        stem = "my" if personal else ref.name.rpartition("/")[2].removesuffix(".yaml")
        question = line(question)
        state = self._files.read(ref)
        draft = PhraseDraft(
            id=phrase_id.strip() or self._fresh_id(actor, stem, question), question=question,
            variants=angles(variants), asks=lines(asks), code=line(code), tags=lines(tags),
            group="" if not (book and state.content_hash) or line(group) == state.group else line(group),
        )  # fmt: skip
        if self._taken(actor, draft.id):
            raise Refused("phrase.taken", id=draft.id)
        book_group = line(group) or (_PERSONAL_GROUP if personal else stem)
        return self._save(actor, "add", ref, None, draft, group=book_group)

    def edit(
        self, actor: Actor, phrase_id: str, *, question: str | None = None,
        variants: Sequence[Angle] | None = None, asks: Sequence[str] | None = None, code: str | None = None,
        tags: Sequence[str] | None = None, seen: str = "",
    ) -> BookChange:  # fmt: skip
        """Change what is given of a phrase; with `seen`, only when it still stands as it was opened.

        What colleagues did to other phrases of the book meanwhile stays and is no reason to start again.
        """
        opened = self._unchanged(actor, phrase_id, seen)
        before = opened.draft
        after = replace(
            before,
            question=before.question if question is None else line(question),
            variants=before.variants if variants is None else angles(variants),
            asks=before.asks if asks is None else lines(asks),
            code=before.code if code is None else line(code),
            tags=before.tags if tags is None else lines(tags),
        )
        return self._save(actor, "edit", opened.book, before, after, seen=opened.file)

    def remove(self, actor: Actor, phrase_id: str, *, seen: str = "") -> BookChange:
        """Take a phrase out of its book; the journal keeps all of it."""
        opened = self._unchanged(actor, phrase_id, seen)
        return self._save(actor, "remove", opened.book, opened.draft, None, seen=opened.file)

    def propose(self, actor: Actor, question: str, answer: str) -> BookChange:
        """Put an answered question before the admin (rule Q9); the same question again adds an angle."""
        return self.put_forward(actor, question, [text(answer).replace("{", "{{").replace("}", "}}")])

    def put_forward(
        self, actor: Actor, question: str, variants: Sequence[Angle], *, asks: Sequence[str] = (), code: str = "",
        tags: Sequence[str] = (),
    ) -> BookChange:  # fmt: skip
        """Put a whole phrase before the admin, variables and all; anybody may (rule Q9)."""
        question = line(question)
        known = next((one for one in self.proposals() if one.question == question), None)
        before = PhraseDraft.of(known) if known else None
        standing = known.variants if known else ()
        texts = [variant.text for variant in standing]
        draft = PhraseDraft(
            id=known.id if known else f"prop.{digest(question)}", question=question,
            variants=(*standing, *(one for one in angles(variants) if one.text not in texts)),
            asks=lines((*(known.asks if known else ()), *asks)), code=line(code) or (known.code if known else ""),
            tags=lines((*(known.tags if known else (PROPOSAL,)), *tags)),
        )  # fmt: skip
        return self._save(actor, "propose", PROPOSALS, before, draft, group=_PROPOSAL_GROUP)

    def accept(self, actor: Actor, phrase_id: str, *, group: str = "", book: str = "") -> BookChange:
        """Move a proposal into a team book, where it is found from now on (rule Q9)."""
        ref = self._book_for(group, book)
        self.require_right(actor, ref)
        state = self._files.read(PROPOSALS)
        proposal = state.find(phrase_id)
        if proposal is None or PROPOSAL not in proposal.tags:
            raise NotFound("phrase.no_proposal", id=phrase_id)
        stem = ref.name.rpartition("/")[2].removesuffix(".yaml")
        draft = replace(
            PhraseDraft.of(proposal), id=self._fresh_id(actor, stem, proposal.question),
            tags=tuple(tag for tag in proposal.tags if tag != PROPOSAL),
        )  # fmt: skip
        refuse_bad(draft, self._context.guard())
        with self._rules.edited_by(actor), self._context.uow.write(actor, "phrase.accept") as uow:
            saved = self._files.save(ref, BookEdit((draft,)), group=line(group))
            self._note(uow, "accept", ref, saved, None, draft, proposal=phrase_id)
            left = self._files.save(PROPOSALS, BookEdit(removes=(phrase_id,)), seen=state.content_hash)
            self._note(uow, "remove", PROPOSALS, left, PhraseDraft.of(proposal), None)
        self._files.reread()
        changed = differences(PhraseDraft(id=draft.id, question="", variants=()), draft)
        return BookChange(uow.act_id, "accept", draft.id, saved.name, changed, warnings_of(draft))

    # -- inside ------------------------------------------------------------------------------------

    def _unchanged(self, actor: Actor, phrase_id: str, seen: str) -> Editable:
        """A phrase that the actor may change, when it stands as it was `seen`."""
        opened = self.open(actor, phrase_id)
        self.require_right(actor, opened.book)
        if seen and seen != opened.seen:
            raise Conflict("phrase.changed", id=phrase_id)
        return opened

    def _save(
        self, actor: Actor, op: str, ref: BookRef, before: PhraseDraft | None, after: PhraseDraft | None,
        *, group: str = "", seen: str = "",
    ) -> BookChange:  # fmt: skip
        """Journal and file in one act: the store's writer lock keeps two consoles from saving at once."""
        if after is not None:
            refuse_bad(after, self._context.guard())
        one = after or before
        assert one is not None
        nothing = PhraseDraft(id=one.id, question="", variants=())
        changed = differences(before or nothing, after or nothing)
        if not changed:
            return BookChange(0, "same", one.id, self._files.read(ref).name)
        edit = BookEdit((after,)) if after is not None else BookEdit(removes=(one.id,))
        with self._rules.edited_by(actor, ref), self._context.uow.write(actor, f"phrase.{op}") as uow:
            saved = self._files.save(ref, edit, group=group, seen=seen)
            self._note(uow, op, ref, saved, before, after)
        self._files.reread()
        warnings = () if ref.agent or ref == PROPOSALS else warnings_of(after)
        return BookChange(uow.act_id, op, one.id, saved.name, changed, warnings)

    @staticmethod
    def _note(
        uow: UnitOfWork, op: str, ref: BookRef, saved: BookState, before: PhraseDraft | None,
        after: PhraseDraft | None, **more: str,
    ) -> None:  # fmt: skip
        """Who changed what, from which text of the file to which; of personal phrases the journal, which all
        can read, keeps no words.
        """
        one = after or before
        assert one is not None
        facts = {} if ref.agent else {
            side: {"group": draft.group, "question": draft.question, "asks": list(draft.asks), "code": draft.code,
                   "tags": list(draft.tags), "variants": shown_field(draft, "variants")}
            for side, draft in (("before", before), ("after", after)) if draft is not None
        }  # fmt: skip
        book = ref.name or f"@{ref.agent}"
        texts = {"was": saved.former, "is": saved.content_hash}
        uow.note("Phrase", stable_number(one.id), id=one.id, book=book, op=op, **texts, **facts, **more)

    @staticmethod
    def require_right(actor: Actor, ref: BookRef) -> None:
        """The team's books are the leads' and admins'; one's own are one's own."""
        if ref.agent:
            if not actor.agent or ref.agent != actor.agent:
                raise Refused("phrase.not_yours", agent=actor.agent)
        else:
            require(actor, Permission.KEEP_BOOKS)

    def _locate(self, actor: Actor, phrase_id: str) -> BookRef:
        for phrase in self._context.books(actor.agent).phrases:
            if phrase.id == phrase_id:
                return BookRef(agent=actor.agent) if phrase.personal else self._files.ref_of(phrase.source_path)
        for state in self._files.books():
            if state.find(phrase_id) is not None:
                return self._files.ref_of(state.path)
        raise NotFound("phrase.unknown", id=phrase_id)

    def _book_for(self, group: str, book: str) -> BookRef:
        """The book named, made when it does not exist; else the one that has the group."""
        if book.strip():
            return BookRef(book.strip().removesuffix(".yaml") + ".yaml")
        wanted = line(group).casefold()
        known = [state for state in self._files.books() if self._files.ref_of(state.path) != PROPOSALS]
        for state in known:
            if wanted and wanted in (state.group.casefold(), *state.group.casefold().split()):
                return self._files.ref_of(state.path)
        groups = listed(sorted({one.group for one in known}))
        if not wanted:
            raise BadInput("book.no_group", known=groups)
        raise NotFound("book.unknown_group", group=group, known=groups)

    def _taken(self, actor: Actor, phrase_id: str) -> bool:
        if any(phrase.id == phrase_id for phrase in self._context.books(actor.agent).phrases):
            return True
        return any(state.find(phrase_id) is not None for state in self._files.books())

    def _fresh_id(self, actor: Actor, stem: str, question: str) -> str:
        base = wanted = f"{stem}.{digest(question)}"
        number = 1
        while self._taken(actor, wanted):
            number += 1
            wanted = f"{base}-{number}"
        return wanted
