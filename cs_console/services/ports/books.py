"""What services ask of the phrasebook files: to read one, and to save an edit with everything else kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from cs_console.domain.book_edits import BookEdit, BookRef, BookState
from cs_console.domain.guard import GuardLists
from cs_console.domain.news import CheckLine
from cs_console.domain.quick_phrases import ParsedQuickPhrases, QuickPhrase


class BookFiles(Protocol):
    """The YAML files of the team's phrasebooks and of each agent's own."""

    def books(self) -> tuple[BookState, ...]:
        """The team's books by name."""

    def read(self, book: BookRef) -> BookState:
        """One book as its file stands now; an empty one where there is no file."""

    def ref_of(self, path: str) -> BookRef:
        """The team book that lies at `path`, as a phrase's `source_path` names it."""

    def reread(self) -> None:
        """Put into force what was saved, without waiting for the next look at the files."""

    def save(self, book: BookRef, edit: BookEdit, *, group: str = "", seen: str = "") -> BookState:
        """Put an edit into the file, whole or not at all, comments and everything else as they were.

        `seen` is the content hash that the editor started from: `Conflict` names the book when its file
        is another by now. `group` is for a book that does not exist yet. `BadInput` says what the loader
        has against the edit. The text that stood there is remembered under `former` of the state.
        """

    def remembers(self, digest: str) -> bool:
        """Whether the former text of a book with this hash is still at hand."""

    def put_back(self, book: BookRef, digest: str, *, seen: str) -> None:
        """Give a book the former text with this hash, byte for byte; `Conflict` when it is not `seen` any more."""

    def check(self, book: BookRef, edit: BookEdit, guard: GuardLists, longest: int) -> tuple[CheckLine, ...]:
        """What `check` would say of the phrases of an edit if it were saved; nothing is written."""


class QuickPhraseFiles(Protocol):
    """Quick phrases in and out as Qianniu keeps them."""

    def read(self, path: Path) -> ParsedQuickPhrases:
        """The rows of a file and those that are none; `BadInput` when it cannot be read at all."""

    def render(self, rows: Sequence[QuickPhrase]) -> bytes:
        """The file that Qianniu imports."""
