"""Compiled books: the same as read from the files, and never believed when anything is odd."""

from __future__ import annotations

import marshal
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import pytest

from cs_console.adapters import book_cache
from cs_console.adapters.book_cache import KEPT, BookCache
from cs_console.adapters.phrase_edits import EditedIndex
from cs_console.adapters.phrase_search import BookIndex
from cs_console.config import phrasebooks
from cs_console.config.phrasebooks import LoadedBooks, load_phrasebooks
from cs_console.domain.phrases import Books, Phrase, Variant
from cs_console.text.search.suggest import Suggester
from cs_console.text.search.tables import Typed

pytestmark = [pytest.mark.slow, pytest.mark.own_index]

SHIPPED = Path(__file__).resolve().parents[2] / "phrasebooks"
QUERIES = ("发货", "fahuo", "smshfh", "tuih运费", "youhuiqan", "运费 退货", "EMS", "shippng")


@pytest.fixture(scope="module")
def loaded() -> LoadedBooks:
    return load_phrasebooks(SHIPPED)


@pytest.fixture
def cache(tmp_path: Path) -> BookCache:
    return BookCache(tmp_path / "cache")


def books_of(loaded: LoadedBooks) -> Books:
    return Books(loaded.phrases, loaded.synonyms, loaded.content_hash)


def files_of(tmp_path: Path, kind: str) -> list[Path]:
    return sorted((tmp_path / "cache").glob(f"{kind}-*.bin"))


def test_every_field_of_a_phrase_is_kept() -> None:
    """A field added to Phrase or Variant must be added to the columns too."""
    kept = {"id", "group", "question", "variants", "asks", "code", "tags", "source_path", "line", "personal"}
    assert {field.name for field in fields(Phrase)} == kept
    assert {field.name for field in fields(Variant)} == {"text", "when"}


def test_what_was_read_comes_back_the_same(cache: BookCache, loaded: LoadedBooks) -> None:
    assert load_phrasebooks(SHIPPED, kept=cache) == loaded
    again = load_phrasebooks(SHIPPED, kept=cache)
    assert again == loaded
    assert again.phrases[0].variants[0].hash == loaded.phrases[0].variants[0].hash


def test_a_kept_index_finds_and_suggests_the_same(cache: BookCache, loaded: LoadedBooks, tmp_path: Path) -> None:
    """Rule P4 through the cache."""
    books = books_of(loaded)
    built, kept = cache.index(books), BookCache(tmp_path / "cache").index(books)
    for query in QUERIES:
        assert kept.find(query, 20) == built.find(query, 20)
    for sentence in ("亲 啥时候发货呀", "我想退货 邮费谁出", "包油吗"):
        assert kept.suggest(sentence, 7) == built.suggest(sentence, 7)


def test_after_an_edit_the_console_goes_on_while_the_index_is_kept(
    cache: BookCache, loaded: LoadedBooks, tmp_path: Path
) -> None:
    cache.index(books_of(loaded))
    edited = Books(loaded.phrases[:20], loaded.synonyms, "edited")
    assert cache.index(edited).find("发货", 5)
    for thread in threading.enumerate():
        if thread.name == "cs-keep-index":
            thread.join(20)
    assert len(files_of(tmp_path, "index")) == 2
    assert BookCache(tmp_path / "cache").index(edited).find("发货", 5) == cache.index(edited).find("发货", 5)


def test_big_books_are_indexed_by_another_process_and_edits_are_found_meanwhile(
    loaded: LoadedBooks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule P4: nobody waits for the index of an edit, and what serves in the end is what a new start would read."""
    monkeypatch.setattr(book_cache, "MANY", 5)
    cache = BookCache(tmp_path / "cache")
    monkeypatch.setattr(BookIndex, "states", lambda _: pytest.fail("indexed in the console's own process"))
    cache.index(books_of(loaded))
    first, *others = loaded.phrases
    edited = Books((replace(first, question="魑魅魍魉"), *others), loaded.synonyms, "edited")
    found = cache.index(edited)
    assert isinstance(found, EditedIndex)
    assert found.find("魑魅魍魉", 5)[0][0] == first.id
    for thread in threading.enumerate():
        if thread.name == "cs-keep-index":
            thread.join(60)
    assert len(files_of(tmp_path, "suggestions")) == 2, "what was edited is indexed as a whole beside it"
    whole = BookCache(tmp_path / "cache").index(edited)
    for query in (*QUERIES, "魑魅魍魉"):
        assert found.find(query, 20) == whole.find(query, 20)
    assert found.suggest("包油吗", 7) == whole.suggest("包油吗", 7)


@pytest.mark.parametrize("part", ["slips", "suggestions"])
def test_a_part_that_was_never_made_is_made_by_another_process(
    loaded: LoadedBooks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """The one that indexed was ended after the first part: the console does not take it over."""
    monkeypatch.setattr(book_cache, "MANY", 5)
    books = books_of(loaded)
    built = BookCache(tmp_path / "cache").keep(books)
    files_of(tmp_path, part)[0].unlink()
    for made in (Typed, Suggester):
        monkeypatch.setattr(made, "build", lambda *_: pytest.fail("built in the console's own process"))
    again = BookCache(tmp_path / "cache").index(books)
    assert again.find("fahuio", 5) == built.find("fahuio", 5)
    assert again.suggest("啥时候发货呀", 5) == built.suggest("啥时候发货呀", 5)
    assert len(files_of(tmp_path, part)) == 1


def test_whoever_asks_at_the_same_time_gets_the_same_index(cache: BookCache, loaded: LoadedBooks) -> None:
    books = books_of(loaded)
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(cache.index, [books] * 3))
    assert found[0] is found[1] is found[2]


def test_without_another_process_the_console_indexes_itself(
    loaded: LoadedBooks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_cache, "MANY", 5)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    few = Books(loaded.phrases[:20], loaded.synonyms, "few")
    assert BookCache(tmp_path / "cache").index(few).find("发货", 5)
    assert len(files_of(tmp_path, "index")) == 1


def test_a_changed_file_is_read_again(cache: BookCache, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    book = folder / "a.yaml"
    book.write_text("group: 甲\nphrases:\n  - {id: a, question: 问, variants: [答一, 答二, 答三]}\n", "utf-8")
    assert load_phrasebooks(folder, kept=cache).phrases[0].question == "问"
    book.write_text(book.read_text("utf-8").replace("问", "又问"), "utf-8")
    assert load_phrasebooks(folder, kept=cache).phrases[0].question == "又问"


def test_files_that_were_not_touched_are_not_even_read(
    cache: BookCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    book = folder / "a.yaml"
    book.write_text("group: 甲\nphrases:\n  - {id: a, question: 问, variants: [答一, 答二, 答三]}\n", "utf-8")
    os.utime(book, (time.time() - 60, time.time() - 60))
    first = load_phrasebooks(folder, kept=cache)
    with monkeypatch.context() as patched:
        patched.setattr(phrasebooks, "read_all", lambda _: pytest.fail("read again"))
        assert load_phrasebooks(folder, kept=cache) == first
    book.write_text(book.read_text("utf-8").replace("问", "另"), "utf-8")  # the same size
    os.utime(book, (time.time() - 30, time.time() - 30))
    assert load_phrasebooks(folder, kept=cache).phrases[0].question == "另"


def test_a_shop_without_a_book_opens_again(cache: BookCache, tmp_path: Path) -> None:
    """Of no files there is nothing to note; one that goes meanwhile is no reason to fail either."""
    books = tmp_path / "books"
    books.mkdir()
    assert [load_phrasebooks(books, kept=cache).phrases for _ in range(2)] == [(), ()]
    cache.note_version([books / "gone.yaml"], "hash")
    assert cache.version([books / "gone.yaml"]) == ""


def test_files_touched_a_moment_ago_are_read(cache: BookCache, tmp_path: Path) -> None:
    """Two changes within one tick of the clock look alike from outside."""
    book = tmp_path / "a.yaml"
    book.write_text("phrases: []\n", "utf-8")
    cache.note_version([book], "hash")
    assert cache.version([book]) == ""
    os.utime(book, (time.time() - 60, time.time() - 60))
    cache.note_version([book], "hash")
    assert cache.version([book]) == "hash"
    assert cache.version([tmp_path / "gone.yaml"]) == ""


def test_books_with_a_mistake_are_not_kept(cache: BookCache, tmp_path: Path) -> None:
    """Its problems must be said at every start."""
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "a.yaml").write_text("phrases:\n  - {id: a, question: 问, variants: [一]}\n", "utf-8")
    first = load_phrasebooks(folder, kept=cache)
    assert first.problems
    assert load_phrasebooks(folder, kept=cache).problems == first.problems
    assert files_of(tmp_path, "books") == []


@pytest.mark.parametrize("harm", ["cut", "flipped", "emptied", "other", "nonsense"])
def test_a_harmed_file_counts_as_absent_and_is_written_anew(
    cache: BookCache, loaded: LoadedBooks, tmp_path: Path, harm: str
) -> None:
    books = books_of(loaded)
    built = cache.index(books)
    (path,) = files_of(tmp_path, "index")
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes({
        "cut": whole[:middle],
        "flipped": whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :],
        "emptied": b"",
        "other": b"PK\x03\x04" + whole[4:],
        "nonsense": whole[:24],
    }[harm])  # fmt: skip
    harmed = BookCache(tmp_path / "cache").index(books)
    assert harmed.find("发货", 5) == built.find("发货", 5)
    assert harmed.find("fahuio", 5) == built.find("fahuio", 5)
    assert harmed.suggest("啥时候发货呀", 5) == built.suggest("啥时候发货呀", 5)
    BookCache(tmp_path / "cache").index(books)
    assert len(path.read_bytes()) == len(whole), "noticed, and healed at the next start"


def test_another_version_or_place_is_not_read(
    cache: BookCache, loaded: LoadedBooks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.put(loaded.content_hash, loaded.phrases, loaded.synonyms)
    assert cache.get(loaded.content_hash) is not None
    moved = tmp_path / "moved"
    (tmp_path / "cache").rename(moved)
    assert BookCache(moved).get(loaded.content_hash) is None
    moved.rename(tmp_path / "cache")
    monkeypatch.setattr(book_cache, "__version__", "99.0")
    assert cache.get(loaded.content_hash) is None


def test_old_states_go(cache: BookCache, loaded: LoadedBooks, tmp_path: Path) -> None:
    few = replace(loaded, phrases=loaded.phrases[:3])
    for number in range(KEPT + 3):
        cache.put(f"state{number}", few.phrases, ())
    assert len(files_of(tmp_path, "books")) == KEPT
    assert cache.get(f"state{KEPT + 2}") is not None


def test_books_without_a_hash_are_not_kept(cache: BookCache, tmp_path: Path, loaded: LoadedBooks) -> None:
    assert cache.index(Books(loaded.phrases[:5])).find("发货", 5)
    assert files_of(tmp_path, "index") == []


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path, loaded: LoadedBooks) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be", "utf-8")
    assert BookCache(blocked / "cache").index(books_of(loaded)).find("发货", 5)


def test_the_state_is_plain_data(loaded: LoadedBooks) -> None:
    """Nothing in a cache file runs when it is read."""
    state = list(BookIndex(loaded.phrases[:20], loaded.synonyms).states())
    assert marshal.loads(marshal.dumps(state))

    def plain(value: object) -> bool:
        if isinstance(value, tuple | list):
            return all(map(plain, value))
        if isinstance(value, dict):
            return all(plain(key) and plain(one) for key, one in value.items())
        return value is None or isinstance(value, str | bytes | int | float)

    assert plain(state)
