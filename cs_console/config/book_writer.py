"""Saves edits into phrasebook files: the lines that change are written anew, every other byte stays.

`ruamel.yaml` round-trips the piece of text that an edit touches, so comments in it stay too. What comes
out is read by the same loader as ever before it may replace the file: an edit is whole or not at all.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cs_console.config.book_checks import review
from cs_console.config.book_text import Style, spliced, written_anew
from cs_console.config.files import yaml_files
from cs_console.config.former_books import FormerBooks, hash_of
from cs_console.config.phrasebooks import is_synonyms, phrases_of
from cs_console.config.problems import Problem, ordered
from cs_console.config.render import line_of, message_of
from cs_console.config.yaml_reader import Document, read_yaml
from cs_console.domain.book_edits import BookEdit, BookRef, BookState, PhraseDraft
from cs_console.domain.guard import GuardLists
from cs_console.domain.news import CheckLine
from cs_console.domain.phrases import Phrase
from cs_console.errors import BadInput, Conflict, Refused, StoreUnavailable
from cs_console.i18n import render

_PART = re.compile(r"[\w\-]{1,60}")


class BookWriter:
    """Implements `services.ports.books.BookFiles` over a workspace's folders."""

    def __init__(
        self, folder: Path, personal: Callable[[str], Path], *,
        write: Callable[[Path, bytes], None], reread: Callable[[], None], former: Path,
    ) -> None:  # fmt: skip
        self._folder = folder
        self._personal = personal
        self._write = write
        self._reread = reread
        self._former = FormerBooks(former, write)
        self._lock = threading.Lock()

    def books(self) -> tuple[BookState, ...]:
        """The team's books by name."""
        paths = [path for path in yaml_files(self._folder, nested=True) if not is_synonyms(path)]
        return tuple(_state(self._name(path), path, _bytes(path), personal=False) for path in paths)

    def read(self, book: BookRef) -> BookState:
        """One book as its file stands now."""
        path = self._path(book)
        return _state(self._name(path), path, _bytes(path), personal=bool(book.agent))

    def ref_of(self, path: str) -> BookRef:
        """The team book that lies at `path`, as phrases name it."""
        return BookRef(self._name(Path(path)))

    def reread(self) -> None:
        """Put into force what was saved."""
        self._reread()

    def save(self, book: BookRef, edit: BookEdit, *, group: str = "", seen: str = "") -> BookState:
        """Put an edit into the book's file; see the port."""
        path = self._path(book)
        name = self._name(path)
        with self._lock:
            before = _bytes(path)
            if seen and hash_of(before) != seen:
                raise Conflict("book.changed", book=name)
            begun = before if before or book.agent else _head(name)
            after = rewritten(begun, edit, name, group=group or path.stem, personal=bool(book.agent))
            if _bytes(path) != before:
                raise Conflict("book.changed", book=name)
            self._former.keep(before)
            self._write(path, after)
        return replace(_state(name, path, after, personal=bool(book.agent)), former=hash_of(before))

    def remembers(self, digest: str) -> bool:
        """Whether the former text of a book with this hash is still at hand."""
        return self._former.get(digest) is not None

    def put_back(self, book: BookRef, digest: str, *, seen: str) -> None:
        """Give a book the former text with this hash; a file that the edit made goes again."""
        path = self._path(book)
        with self._lock:
            standing, former = _bytes(path), self._former.get(digest)
            if former is None or hash_of(standing) != seen:
                raise Conflict("book.changed", book=self._name(path))
            self._former.keep(standing)
            if former:
                self._write(path, former)
            else:
                path.unlink(missing_ok=True)

    def check(self, book: BookRef, edit: BookEdit, guard: GuardLists, longest: int) -> tuple[CheckLine, ...]:
        """What `check` would say of the phrases of an edit if it were saved; see the port."""
        path = self._path(book)
        name, personal = self._name(path), bool(book.agent)
        try:
            after = rewritten(_bytes(path), edit, name, group=path.stem, personal=personal)
        except (BadInput, Refused) as refused:
            return (CheckLine(name, 0, 0, "error", refused.code, render(refused), render(refused)),)
        document = read_yaml(after, name)
        wanted = {draft.id for draft in edit.puts}
        phrases, problems = phrases_of(document, path.stem, personal=personal)
        edited = [phrase for phrase in phrases if phrase.id in wanted]
        starts = sorted(phrase.line for phrase in phrases)
        spans = [(one.line, next((at for at in starts if at > one.line), 1 << 30)) for one in edited]
        own = [one for one in problems if any(first <= one.line < last for first, last in spans)]
        own += review(edited, guard, longest, {name: document.marks})
        return tuple(
            CheckLine(one.path, one.line, one.column, str(one.severity), one.code, message_of(one), line_of(one))
            for one in ordered(own)
        )

    def _path(self, book: BookRef) -> Path:
        """Where the book lies; a name never leads out of the folder (rule X2)."""
        if book.agent:
            return self._personal(book.agent)
        parts = book.name.removesuffix(".yaml").split("/")
        if not all(_PART.fullmatch(part) for part in parts) or parts[-1].startswith("synonyms"):
            raise BadInput("book.bad_name", name=book.name)
        return self._folder.joinpath(*parts[:-1], f"{parts[-1]}.yaml")

    def _name(self, path: Path) -> str:
        inside = path.is_relative_to(self._folder)
        return path.relative_to(self._folder).as_posix() if inside else path.name


def _head(name: str) -> bytes:
    """How a new book begins: with the schema by which editors complete and check it."""
    up = "../" * (name.count("/") + 1)
    return f"# yaml-language-server: $schema={up}policies/schema/phrasebook.json\n".encode()


def rewritten(before: bytes, edit: BookEdit, name: str, *, group: str, personal: bool = False) -> bytes:
    """The bytes of a book after an edit; proven by the loader, or `BadInput`/`Refused` and nothing."""
    style = Style.of(before)
    document = read_yaml(before, name)
    if not document.ok:
        raise Refused("book.broken", book=name, place=line_of(next(one for one in document.problems if one.is_error)))
    stem = Path(name).stem
    known, problems = phrases_of(document, stem, personal=personal)
    wanted = _wanted(known, edit, document, group)
    complaint: Problem | None = None
    for make in (spliced, written_anew):
        text = make(style.text, document, known, edit, group)
        if text is None:
            continue
        after = style.bytes(text)
        result = read_yaml(after, name)
        complaint = _new_error(result, stem, problems, personal=personal)
        if complaint is None and _same(phrases_of(result, stem, personal=personal)[0], wanted):
            return after
    if complaint is None:
        raise Refused("book.unwritable", book=name)
    if complaint.code.startswith(("phrase.", "condition.")):
        raise BadInput(complaint.code, hint=None, **complaint.params)
    raise BadInput("book.invalid", reason=message_of(complaint))


def _wanted(known: list[Phrase], edit: BookEdit, document: Document, group: str) -> dict[str, PhraseDraft]:
    """What the loader should find afterwards, by id, groups spelt out."""
    own = document.value.get("group", "") if isinstance(document.value, dict) else ""
    book_group = own if isinstance(own, str) and own else (Path(document.name).stem if document.value else group)
    found = {phrase.id: PhraseDraft.of(phrase, group=phrase.group) for phrase in known}
    for phrase_id in edit.removes:
        found.pop(phrase_id, None)
    for draft in edit.puts:
        fields = {field: getattr(draft, field) for field in ("id", "question", "variants", "asks", "code", "tags")}
        found[draft.id] = PhraseDraft(**fields, group=draft.group or book_group)
    return found


def _same(found: list[Phrase], wanted: dict[str, PhraseDraft]) -> bool:
    return {one.id: PhraseDraft.of(one, group=one.group) for one in found} == wanted


def _new_error(result: Document, stem: str, before: list[Problem], *, personal: bool) -> Problem | None:
    """The first error that was not there before the edit; line numbers do not count."""
    found = list(result.problems)
    if result.ok:
        found += phrases_of(result, stem, personal=personal)[1]
    known = Counter((one.code, repr(sorted(one.params.items()))) for one in before if one.is_error)
    for problem in found:
        if not problem.is_error:
            continue
        key = (problem.code, repr(sorted(problem.params.items())))
        if not known[key]:
            return problem
        known[key] -= 1
    return None


def _state(name: str, path: Path, data: bytes, *, personal: bool) -> BookState:
    document = read_yaml(data, str(path))
    phrases = phrases_of(document, path.stem, personal=personal)[0] if document.ok else []
    group = document.value.get("group", path.stem) if isinstance(document.value, dict) else path.stem
    return BookState(name, str(path), group if isinstance(group, str) else path.stem, hash_of(data), tuple(phrases))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise StoreUnavailable("file.read", where=str(path), reason=error.strerror or str(error)) from error
