"""Phrases on screen: suggested, searched, looked at; what was looked for or at in vain is counted (P2, P4, P10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any

from cs_console.i18n import listed, t
from cs_console.tui.acts.sending import Held, Sent, find
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.panes.conversation import ConversationPane
from cs_console.tui.panes.phrases import PhrasesPane
from cs_console.tui.safe import describe
from cs_console.tui.screens.picker import Picker
from cs_console.tui.screens.popup import Reader
from cs_console.tui.screens.reply_review import review_lines

if TYPE_CHECKING:
    from cs_console.services.phrase_rows import PhraseHit
    from cs_console.services.phrasing import Composed, Review

LIMIT = 20
A_WHILE = 0.2
"""Seconds of indexing after which the pane may have been left without suggestions."""
READER_CELLS, READER_LINES = 60, 12
"""Room for the guard's word in the preview."""

Found = tuple[str, "Sequence[PhraseHit]"]


class Search:
    """One search from its first letter to its end; only how it ends says whether it was in vain (rule P10)."""

    def __init__(self) -> None:
        self._best: Found | None = None

    def saw(self, query: str, hits: Sequence[PhraseHit]) -> None:
        """What a wording found; a longer one, or a later one as long, says better what was looked for."""
        if query and (self._best is None or len(query) >= len(self._best[0])):
            self._best = (query, hits)

    def end(self) -> Found | None:
        """The wording that was looked for and what it found; the next search begins afresh."""
        found, self._best = self._best, None
        return found


class PhraseActs(Acts):
    """What F3 shows, and what is recorded of looking and searching."""

    def __init__(self, deck: Any) -> None:
        super().__init__(deck)
        self._query = ""
        self._search = Search()
        self._looked: dict[int, dict[str, int]] = {}
        self._making = True

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"phrase.preview": self._preview}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Phrases found for pane or picker, a phrase filled for looking."""
        return {
            "phrases": self._show, "preview": self._show_preview, "picker": self._show_in_picker,
            "indexed": self._indexed,
        }  # fmt: skip

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """What was counted says nothing."""
        return {"phrase.rejected": _quiet, "phrase.searched": _quiet}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """A count that could not be kept stops nobody: a phrase that has left the books since, for one."""
        return {"phrase.rejected": lambda failure: None, "phrase.searched": lambda failure: None,
                "indexed": self._not_indexed}  # fmt: skip

    # -- suggestions ----------------------------------------------------------------------------

    @property
    def _pane(self) -> PhrasesPane:
        return self.deck.screen.query_one(PhrasesPane)

    def opened(self) -> None:
        """Have the books indexed; big ones can be searched long before they have suggestions."""
        self.deck.errand("indexed", prepare)

    def _indexed(self, waited: bool) -> None:
        self._making = False
        if waited or not self._pane.list.source.count:
            self.refresh()

    def _not_indexed(self, failure: Failed) -> None:
        """There will be no suggestions."""
        self._making = False
        self.deck.say(describe(failure.error), kind="error")
        self.refresh()

    def inquiry_changed(self) -> None:
        """Show the conversation and what may answer it."""
        detail = self.deck.state.detail
        self.deck.screen.query_one(ConversationPane).show(detail, self.deck.agent)
        if not self._query:
            self.refresh()

    def filtered(self, pane: str, text: str) -> None:
        """The search in the phrase pane changed; cleared without a use it is over."""
        if pane == "phrases":
            self._query = text
            if not text:
                self.search_closed()
            self.refresh()

    def refresh(self) -> None:
        """Find or suggest anew."""
        query, inquiry_id = self._query, self.deck.state.inquiry_id
        if not query and not inquiry_id:
            self._pane.show((), "", making=self._making)
            return
        self.deck.read("phrases", lambda desk: (inquiry_id, query, find(desk, query, inquiry_id, LIMIT)))

    def tick(self) -> None:
        """The waiting time moves on."""
        self.deck.screen.query_one(ConversationPane).tick()

    def _show(self, found: tuple[int, str, Sequence[PhraseHit]]) -> None:
        """Show what was found; suggestions for an inquiry that is no longer shown come too late."""
        inquiry_id, query, hits = found
        if query == self._query and (query or inquiry_id == self.deck.state.inquiry_id):
            self._search.saw(query, hits)
            self._pane.show(hits, query, making=self._making)

    def _show_in_picker(self, found: Found) -> None:
        popup = self.deck.screen.app.screen
        if isinstance(popup, Picker):
            self._search.saw(*found)
            popup.show(*found)

    # -- looking --------------------------------------------------------------------------------

    def _preview(self) -> None:
        hit, inquiry_id = self._pane.list.chosen, self.deck.state.inquiry_id
        if hit is not None:
            self.deck.read("preview", lambda desk: _looked_at(desk, hit, inquiry_id))

    def _show_preview(self, looked: tuple[Composed, Review]) -> None:
        """What would be copied, what the guard says to it and what it promises, the other ways to say it."""
        composed, review = looked
        phrase = composed.phrase
        if self.deck.state.inquiry_id:
            self._looked.setdefault(self.deck.state.inquiry_id, {})[phrase.id] = composed.variant
        said = t("phrases.blanks", labels=listed(one.label for one in composed.missing)) if composed.missing else ""
        if review.findings or review.promises or not said:
            lines = review_lines(review, READER_CELLS, READER_LINES)
            said = "\n".join(filter(None, (said, lines.content.plain)))
        parts = [composed.text, said, "", t("phrases.variants", n=composed.variant + 1, of=len(phrase.variants))]
        parts += [f"{n}. {variant.text}" for n, variant in enumerate(phrase.variants, 1)]
        self.deck.screen.app.push_screen(Reader(phrase.question, "\n".join(parts)))

    # -- counting (rule P10) --------------------------------------------------------------------

    def replied(self, value: Sent | Held) -> None:
        """A reply left: what was looked at or put in for this buyer and is not in it was rejected."""
        if isinstance(value, Held):
            return
        inquiry_id = value.draft.inquiry_id
        looked = self._looked.pop(inquiry_id, {}) | {part.phrase_id: part.variant for part in value.gone}
        rejected = {phrase: variant for phrase, variant in looked.items() if phrase not in value.used}
        if rejected:
            self.deck.write("phrase.rejected", lambda desk: _reject(desk, rejected, inquiry_id))
        if value.used:
            self._search.end()
        else:
            self.search_closed()

    def search_closed(self) -> None:
        """A search is over without a phrase used: what it did not find is missing from the books."""
        found, inquiry_id = self._search.end(), self.deck.state.inquiry_id
        if found is not None and self.deck.state.actor is not None:
            query, hits = found
            self.deck.write(
                "phrase.searched",
                lambda desk: desk.services.phrase_figures.searched(desk.actor, query, hits, inquiry_id=inquiry_id),
            )


def prepare(desk: Desk) -> bool:
    """Index the books that whoever sits here uses; whether that took a while."""
    begun = monotonic()
    desk.services.phrases.prepare(desk.seat.agent if desk.seat is not None else "")
    return monotonic() - begun > A_WHILE


def _reject(desk: Desk, rejected: Mapping[str, int], inquiry_id: int) -> None:
    for phrase, variant in rejected.items():
        desk.services.phrase_figures.rejected(desk.actor, phrase, variant=variant, inquiry_id=inquiry_id)


def _looked_at(desk: Desk, hit: PhraseHit, inquiry_id: int) -> tuple[Composed, Review]:
    """A phrase as this buyer would get it, with the guard's word; its blanks are still to be asked for."""
    phrases = desk.services.phrases
    composed = phrases.compose(desk.actor, hit.id, inquiry_id=inquiry_id, variant=hit.variant)
    review = phrases.review(composed.text, inquiry_id=inquiry_id)
    return composed, replace(review, findings=tuple(one for one in review.findings if one.category != "blank"))


def _quiet(value: Any, context: Any) -> None:
    """Nothing is said."""
