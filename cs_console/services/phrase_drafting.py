"""A phrase written on screen: where it may go, what is wrong with it, and its way into the books (P1, P6, Q9)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from cs_console.domain.book_edits import PROPOSAL, PROPOSALS, BookEdit, BookRef, PhraseDraft
from cs_console.domain.entities import Actor, Inquiry, Message, Order
from cs_console.domain.guard import BLOCK, HINT, check_text
from cs_console.domain.phrase_forms import (
    MINE,
    PROPOSE,
    BookChoice,
    PhraseForm,
    generalised,
    parse_variants,
    variants_text,
    words_of,
    words_text,
)
from cs_console.domain.phrases import Phrase
from cs_console.domain.vocabulary import MessageRole
from cs_console.errors import NotFound
from cs_console.i18n import t
from cs_console.services.context import ServiceContext
from cs_console.services.phrase_books import BookChange, PhraseBookService
from cs_console.services.phrase_guarding import advice_of
from cs_console.services.phrase_texts import angles, line, lines, text, warnings_of
from cs_console.services.phrase_values import Situation, values
from cs_console.services.phrasing import PhraseService
from cs_console.services.ports.books import BookFiles
from cs_console.services.roles import Permission, may
from cs_console.text.mask import mask_text
from cs_console.text.normalise import normalise

ALIKE = 0.85
"""From this likeness another phrase probably answers the question already."""

_LONGEST_QUESTION = 60
_TONE = frozenset({"book.tone", "book.tone_block"})


@dataclass(frozen=True, slots=True)
class FormNote:
    """One finding about a form: whether it stands in the way of saving, and the sentence."""

    blocks: bool
    text: str


class PhraseDraftingService:
    """What the screen's phrase form asks for; every change goes through `PhraseBookService`."""

    def __init__(
        self, context: ServiceContext, phrases: PhraseService, books: PhraseBookService, files: BookFiles
    ) -> None:
        self._context = context
        self._phrases = phrases
        self._books = books
        self._files = files

    # -- opening -----------------------------------------------------------------------------------

    def choices(self, actor: Actor) -> tuple[BookChoice, ...]:
        """Where this actor may put a phrase: keepers into the team's books, everybody into their own or before them."""
        own = (MINE,) if actor.agent else ()
        if not may(actor, Permission.KEEP_BOOKS):
            return (*own, PROPOSE)
        return (*self._team(), *own)

    def new(self, actor: Actor, *, written: str = "", inquiry_id: int = 0, question: str = "") -> PhraseForm:
        """An empty form, or one with what was just written to a buyer: theirs as variables, their words as question."""
        choices = self.choices(actor)
        book = MINE if MINE in choices else choices[0]
        if not written:
            return PhraseForm(question=question, book=book)
        asked, known = self._talk(actor, inquiry_id)
        return PhraseForm(question=question or asked, variants=generalised(text(written), known), book=book)

    def edit(self, actor: Actor, phrase_id: str) -> PhraseForm:
        """A phrase to be changed; who may not change it gets a copy, for their own book or the admin's desk."""
        opened = self._books.open(actor, phrase_id)
        form = _form(opened.phrase)
        if opened.book.agent:
            return replace(form, book=MINE, phrase_id=phrase_id, seen=opened.seen)
        if may(actor, Permission.KEEP_BOOKS):
            book = BookChoice(kind="team", name=opened.book.name, group=opened.phrase.group)
            return replace(form, book=book, phrase_id=phrase_id, seen=opened.seen)
        return replace(form, book=PROPOSE, code="", of=phrase_id)

    def accepting(self, proposal_id: str) -> PhraseForm:
        """A proposal to be looked through, changed and put into a team book (rule Q9)."""
        proposal = next((one for one in self._books.proposals() if one.id == proposal_id), None)
        if proposal is None:
            raise NotFound("phrase.no_proposal", id=proposal_id)
        form = _form(proposal)
        near = self._phrases.likeness(proposal.question)[1]
        known = next((one for one in self._context.books().phrases if one.id == near), None)
        teams = self._team()
        wanted = self._files.ref_of(known.source_path).name if known is not None else ""
        book = next((one for one in teams if one.name == wanted), teams[0])
        return replace(form, proposal=proposal_id, book=book, seen=self._books.opened(PROPOSALS, proposal_id).seen)

    # -- checking and saving -------------------------------------------------------------------------

    def check(self, actor: Actor, form: PhraseForm) -> tuple[FormNote, ...]:
        """What `check` would say once it is saved, and whether the question has an answer already."""
        draft = _draft(form)
        if not draft.question or not draft.variants:
            field = "question" if not draft.question else "variants"
            return (FormNote(True, t("error.phrase.empty", field=t(f"phrase.field.{field}"))),)
        longest = self._context.policies().tone.max_reply_length
        found = self._files.check(_ref(actor, form.book), BookEdit((draft,)), self._context.guard(), longest)
        notes = [FormNote(one.severity == "error", one.message) for one in found]
        if any(one.code not in _TONE and one.severity == "error" for one in found):
            notes += self._tone(draft)  # the loader names one mistake at a time and reads no further
        if form.book.kind != MINE.kind:
            notes += [FormNote(False, one) for one in warnings_of(draft)]
        other = self._answered_by(actor, form, draft)
        if other is not None:
            notes.append(FormNote(False, t("phrase_form.alike", id=other.id, question=other.question)))
        return tuple(sorted(notes, key=lambda one: not one.blocks))

    def save(self, actor: Actor, form: PhraseForm) -> BookChange:
        """Put the form where it belongs, through the books' one door."""
        draft = _draft(form)
        if form.proposal:
            tags = (*draft.tags, PROPOSAL)
            self._books.edit(
                actor, form.proposal, question=draft.question, variants=draft.variants, asks=draft.asks,
                code=draft.code, tags=tags, seen=form.seen,
            )  # fmt: skip
            return self._books.accept(actor, form.proposal, book=form.book.name)
        if form.phrase_id:
            return self._books.edit(
                actor, form.phrase_id, question=draft.question, variants=draft.variants, asks=draft.asks,
                code=draft.code, tags=draft.tags, seen=form.seen,
            )  # fmt: skip
        if form.book.kind == PROPOSE.kind:
            return self._books.put_forward(
                actor, draft.question, draft.variants, asks=draft.asks, code=draft.code, tags=draft.tags
            )
        return self._books.add(
            actor, draft.question, draft.variants, asks=draft.asks, code=draft.code, tags=draft.tags,
            book=form.book.name, personal=form.book.kind == MINE.kind,
        )  # fmt: skip

    # -- inside ------------------------------------------------------------------------------------

    def _team(self) -> tuple[BookChoice, ...]:
        """The team's books in force, each with the group that most of its phrases have."""
        groups: dict[str, Counter[str]] = {}
        for phrase in self._context.books().phrases:
            groups.setdefault(phrase.source_path, Counter())[phrase.group] += 1
        found = {self._files.ref_of(path).name: counted.most_common(1)[0][0] for path, counted in groups.items()}
        return tuple(
            BookChoice(kind="team", name=name, group=group)
            for name, group in sorted(found.items()) if name != PROPOSALS.name
        )  # fmt: skip

    def _talk(self, actor: Actor, inquiry_id: int) -> tuple[str, dict[str, str]]:
        """What the buyer asked last, private data masked (rule X1), and what the console knows of them."""
        if not inquiry_id:
            return "", {}
        with self._context.uow.read() as uow:
            inquiry = uow.require(Inquiry, inquiry_id)
            order = uow.get(Order, inquiry.order_id) if inquiry.order_id else None
            said = uow.find(Message, inquiry_id=inquiry_id, role=MessageRole.BUYER, newest_first=True, limit=1)
        situation = Situation(
            agent=actor.agent, now=self._context.now(), zone=self._context.zone, inquiry=inquiry, order=order
        )
        asked = mask_text(said[0].text) if said else ""
        return line(asked)[:_LONGEST_QUESTION], values(situation, self._context.policies(), self._context.word)

    def _tone(self, draft: PhraseDraft) -> list[FormNote]:
        """What the angles should not say, blanks or not (rules P5, P6)."""
        found = [one for variant in draft.variants for one in check_text(variant.text, self._context.guard())]
        return [
            FormNote(one.severity == BLOCK, f"{t(one.code, words=one.words)}  {advice_of(one)}")
            for one in found if one.severity != HINT and one.category != "blank"
        ]  # fmt: skip

    def _answered_by(self, actor: Actor, form: PhraseForm, draft: PhraseDraft) -> Phrase | None:
        """Another phrase that answers this question already, by its words or by much likeness."""
        wanted = normalise(draft.question)
        own = (form.phrase_id, form.of)
        known = {one.id: one for one in self._context.books(actor.agent).phrases if one.id not in own}
        same = next((one for one in known.values() if wanted in [normalise(asked) for asked in one.wordings]), None)
        if same is not None:
            return same
        score, near = self._phrases.likeness(draft.question, actor.agent)
        return known.get(near) if score >= ALIKE else None


def _form(phrase: Phrase) -> PhraseForm:
    return PhraseForm(
        question=phrase.question, variants=variants_text(phrase.variants), asks=words_text(phrase.asks),
        code=phrase.code, tags=words_text(tag for tag in phrase.tags if tag != PROPOSAL),
    )  # fmt: skip


def _draft(form: PhraseForm) -> PhraseDraft:
    """The form's texts cleaned as the books have them; a new phrase is checked under a name nobody has."""
    return PhraseDraft(
        id=form.phrase_id or form.proposal or "new.phrase", question=line(form.question),
        variants=angles(parse_variants(text(form.variants))), asks=lines(words_of(form.asks)), code=line(form.code),
        tags=lines(words_of(form.tags)),
    )  # fmt: skip


def _ref(actor: Actor, book: BookChoice) -> BookRef:
    if book.kind == MINE.kind:
        return BookRef(agent=actor.agent)
    return PROPOSALS if book.kind == PROPOSE.kind else BookRef(book.name)
