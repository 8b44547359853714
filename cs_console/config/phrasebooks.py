"""`phrasebooks/**/*.yaml` → phrases and synonyms; a bad phrase does not take the rest of its file down."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from cs_console.config.book_salvage import salvaged
from cs_console.config.files import content_hash, read_all, read_bytes, yaml_files
from cs_console.config.phrase_rows import BookReader
from cs_console.config.problems import Problem, error, ordered, warning
from cs_console.config.shapes import near
from cs_console.config.synonyms import WordGroups
from cs_console.config.yaml_reader import Document, read_yaml
from cs_console.domain.collector import collector_paused
from cs_console.domain.phrases import MIN_VARIANTS, Phrase

_PERSONAL = ("data", "phrases")
"""The folder of the agents' own books."""
_BOOK_KEYS = ("group", "phrases")

Synonyms = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class LoadedBooks:
    """All phrases in force, groups of synonyms, what is wrong, and which state of the folder this was."""

    phrases: Sequence[Phrase] = ()
    synonyms: Synonyms = ()
    problems: tuple[Problem, ...] = ()
    content_hash: str = ""

    @property
    def ok(self) -> bool:
        """Whether everything that was written is in force."""
        return not any(problem.is_error for problem in self.problems)


class KeptBooks(Protocol):
    """What was read before from the very same files."""

    def get(self, content_hash: str) -> tuple[Sequence[Phrase], Synonyms] | None:
        """The phrases and word groups of this state of the files, if they were kept."""

    def put(self, content_hash: str, phrases: Sequence[Phrase], groups: Synonyms) -> None:
        """Keep what was read from files without a mistake."""

    def version(self, files: Sequence[Path]) -> str:
        """The content hash of files that have not been touched since it was noted, else ""."""

    def note_version(self, files: Sequence[Path], content_hash: str) -> None:
        """Note which content these files have now."""


def load_phrasebooks(
    folder: Path,
    *,
    personal: Path | None = None,
    previous: LoadedBooks | None = None,
    kept: KeptBooks | None = None,
    untouched: Collection[Path] = (),
) -> LoadedBooks:
    """All books of `folder` and its subfolders, then the agent's own; first come, first served for ids.

    A file that is no YAML at all keeps the phrases `previous` had from it (the last good version); without
    one, the phrases that can be read nevertheless are in force. Files
    that did not change since they were last read without a word of complaint are taken from `kept`; of those
    `untouched` since `previous` the phrases are taken from there (a tenth of the time that parsing takes).
    """
    if not folder.is_dir():
        missing = error(str(folder), (1, 1), "file.missing")
        return replace(previous or LoadedBooks(), problems=(missing,))
    files = yaml_files(folder, nested=True)
    if kept is not None and personal is None:
        known = _untouched(kept, files)
        if known is not None:
            return known
    contents, problems = read_all(files)
    if personal is not None and personal.is_file():
        data, refused = read_bytes(personal, str(personal))
        if data is not None:
            contents[personal] = data
        problems += [refused] if refused else []
    version = content_hash(contents, folder)
    with collector_paused():
        same = kept.get(version) if kept is not None and not problems else None
        if kept is not None and same is not None:
            kept.note_version(files, version)
            return LoadedBooks(*same, content_hash=version)
        shelf = _Shelf(previous)
        before = _by_file(previous, untouched) if previous is not None and untouched else {}
        for path, data in contents.items():
            if str(path) in before:
                shelf.take(before[str(path)])
            else:
                shelf.add(path, data, personal=path == personal)
        for one in problems:
            shelf.keep(one.path)
    loaded = LoadedBooks(
        phrases=tuple(shelf.phrases.values()),
        synonyms=shelf.synonyms(),
        problems=tuple(ordered([*problems, *shelf.problems, *shelf.words.problems])),
        content_hash=version,
    )
    if kept is not None and not loaded.problems:
        kept.put(version, loaded.phrases, loaded.synonyms)
        if personal is None:
            kept.note_version(files, version)
    return loaded


def load_files(paths: Iterable[Path]) -> LoadedBooks:
    """Books that are looked at by themselves, beside no others."""
    contents, problems = read_all(paths)
    shelf = _Shelf(None)
    for path, data in contents.items():
        shelf.add(path, data, personal=path.resolve().parent.parts[-2:] == _PERSONAL)
    problems += [*shelf.problems, *shelf.words.problems]
    return LoadedBooks(tuple(shelf.phrases.values()), shelf.synonyms(), tuple(ordered(problems)))


def _untouched(kept: KeptBooks, files: Sequence[Path]) -> LoadedBooks | None:
    """The books as kept, when no file was touched since: then none needs to be read."""
    version = kept.version(files)
    with collector_paused():
        known = kept.get(version) if version else None
    return None if known is None else LoadedBooks(*known, content_hash=version)


def _by_file(previous: LoadedBooks, untouched: Collection[Path]) -> dict[str, list[Phrase]]:
    """The phrases of untouched files; one with a problem is read again, as an edit elsewhere may have mended it."""
    doubtful = {problem.path for problem in previous.problems}
    names = {str(path) for path in untouched} - doubtful
    found: dict[str, list[Phrase]] = {}
    for phrase in previous.phrases:
        if phrase.source_path in names:
            found.setdefault(phrase.source_path, []).append(phrase)
    return found


def is_synonyms(path: Path) -> bool:
    """Whether the file holds word groups instead of phrases."""
    return path.name.startswith("synonyms")


class _Shelf:
    """Collects the books of one load; ids and codes are unique across all of them."""

    def __init__(self, previous: LoadedBooks | None) -> None:
        self.phrases: dict[str, Phrase] = {}
        self.words = WordGroups()
        self.problems: list[Problem] = []
        self._codes: dict[str, Phrase] = {}
        self._previous = previous

    def add(self, path: Path, data: bytes, *, personal: bool) -> None:
        """Read one file; of a broken one the last good version serves, else what can be read nevertheless."""
        document = read_yaml(data, str(path))
        self.problems += document.problems
        if is_synonyms(path):
            self.words.add(document)
            self.problems += _unknown_groups(document)
            return
        if document.ok and self._add(path, document, personal=personal):
            return
        if not self.keep(str(path)):
            name = str(path)
            usable, found = salvaged(data, name, [one for one in self.problems if one.path == name])
            self.problems += found
            if usable is not None:
                said = len(self.problems)
                self._add(path, usable, personal=personal)
                self.problems[said:] = [one for one in self.problems[said:] if one.code != "book.shape"]

    def _add(self, path: Path, document: Document, *, personal: bool) -> bool:
        """Take what a book holds, of a phrase that is wrong now its last good version; False when it is no book."""
        rows = rows_of(document, path.stem, personal=personal)
        self.problems += rows.problems
        self.take(rows.phrases)
        self.keep(str(path), rows.refused)
        return not any(one.code == "book.shape" for one in rows.problems)

    def synonyms(self) -> Synonyms:
        """The word groups in force: of a file that cannot be read those that it had before."""
        if self.words.broken and self._previous is not None:
            self.words.keep(self._previous.synonyms)
        return tuple(self.words.groups)

    def take(self, phrases: Iterable[Phrase]) -> None:
        """Put the phrases of one file beside those of the others."""
        for phrase in phrases:
            self._take(phrase)

    def keep(self, path: str, only: Collection[str] | None = None) -> bool:
        """Let the last good phrases of a file serve on, all or `only` some; False when none is known."""
        if self._previous is None or (only is not None and not only):
            return False
        known = [
            phrase for phrase in self._previous.phrases
            if phrase.source_path == path and (only is None or phrase.id in only)
        ]  # fmt: skip
        for phrase in known:
            self.phrases.setdefault(phrase.id, phrase)
        return bool(known)

    def _take(self, phrase: Phrase) -> None:
        place = (phrase.line, 1)
        first = self.phrases.get(phrase.id)
        if first is not None:
            where = f"{first.source_path}:{first.line}"
            self.problems.append(error(phrase.source_path, place, "book.duplicate_id", id=phrase.id, first=where))
            return
        self.phrases[phrase.id] = phrase
        if phrase.code:
            other = self._codes.setdefault(phrase.code.casefold(), phrase)
            if other is not phrase:
                params = {"code": phrase.code, "id": other.id}
                self.problems.append(warning(phrase.source_path, place, "book.duplicate_code", **params))
        if len(phrase.variants) < MIN_VARIANTS and not phrase.personal:
            count = len(phrase.variants)
            few = warning(
                phrase.source_path, place, "book.few_variants", id=phrase.id, count=count, wanted=MIN_VARIANTS
            )
            self.problems.append(few)


@dataclass(frozen=True, slots=True)
class Rows:
    """The good phrases of one book, what is wrong with the others, and the ids of those."""

    phrases: tuple[Phrase, ...] = ()
    problems: tuple[Problem, ...] = ()
    refused: tuple[str, ...] = ()


def phrases_of(document: Document, stem: str, *, personal: bool = False) -> tuple[list[Phrase], list[Problem]]:
    """The good phrases of one book and what is wrong with the others."""
    rows = rows_of(document, stem, personal=personal)
    return [*rows.phrases], [*rows.problems]


def rows_of(document: Document, stem: str, *, personal: bool = False) -> Rows:
    """What one book holds, row by row."""
    value, name = document.value, document.name
    if value is None:
        return Rows()
    if not isinstance(value, Mapping) or not isinstance(value.get("phrases"), list | Mapping):
        has_key = isinstance(value, Mapping) and "phrases" in value
        meant = "phrases" if has_key else near("phrases", [*map(str, value)]) if isinstance(value, Mapping) else ""
        where = document.marks.key((meant,)) if meant else (1, 1)
        if has_key and value["phrases"] is None:
            return Rows()
        return Rows(problems=(error(name, where, "book.shape"),))
    problems = _unknown_keys(document, value, _BOOK_KEYS)
    group = value.get("group", stem)
    if not isinstance(group, str):
        problems.append(error(name, document.marks.at(("group",)), "book.text", key="group"))
        group = stem
    rows = value["phrases"]
    one = isinstance(rows, Mapping)
    reader = BookReader(document, group, personal=personal, single=one)
    phrases = [reader.phrase(at, row) for at, row in enumerate([rows] if one else rows)]
    good = tuple(phrase for phrase in phrases if phrase is not None)
    return Rows(good, (*problems, *reader.problems), tuple(reader.refused))


def synonyms_of(document: Document) -> list[Problem]:
    """What is wrong with a synonyms file by itself."""
    words = WordGroups()
    words.add(document)
    return words.problems + _unknown_groups(document)


def _unknown_groups(document: Document) -> list[Problem]:
    value = document.value
    return _unknown_keys(document, value, ("synonyms",)) if isinstance(value, Mapping) else []


def _unknown_keys(document: Document, value: Mapping[str, object], known: tuple[str, ...]) -> list[Problem]:
    found = []
    for key in value:
        if key not in known:
            found.append(unknown_key(document, (key,), known))
    return found


def unknown_key(document: Document, path: tuple[str | int, ...], known: tuple[str, ...]) -> Problem:
    """A key that does not exist here, with the one that was probably meant."""
    key = str(path[-1])
    where = document.marks.key(path)
    guess = near(key, known)
    if guess:
        return error(document.name, where, "book.unknown_key_near", key=key, near=guess)
    return error(document.name, where, "book.unknown_key", key=key, known=" ".join(known))
