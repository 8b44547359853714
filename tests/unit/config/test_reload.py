"""Hot reload: a change counts when two reads agree; the last good stays; a big loss is asked about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cs_console.config import files, phrasebooks
from cs_console.config.phrasebooks import load_phrasebooks
from cs_console.config.policies import load_policies
from cs_console.config.problems import Problem, error
from cs_console.config.reload import Reloader
from cs_console.config.yaml_reader import Document, read_yaml


def book(count: int) -> str:
    rows = [
        f"  - {{id: p{at}, question: 问{at}, variants: [一二{at}, 三四五{at}, 六七八九{at}]}}" for at in range(count)
    ]
    return "phrases:\n" + "\n".join(rows) + "\n"


class Desk:
    """A workspace with one policy and one book, and what happens while the reloader waits."""

    def __init__(self, root: Path) -> None:
        self.policies, self.books = root / "policies", root / "phrasebooks"
        self.policies.mkdir()
        self.books.mkdir()
        self.shop, self.book = self.policies / "shop.yaml", self.books / "a.yaml"
        self.shop.write_text("ship_hours: 24\n", encoding="utf-8")
        self.book.write_text(book(10), encoding="utf-8")
        self.meanwhile: Callable[[], object] = lambda: None
        self.reloader = Reloader(
            self.policies,
            self.books,
            load_policies(self.policies),
            load_phrasebooks(self.books),
            sleep=self._sleep,
        )

    def _sleep(self, seconds: float) -> None:
        assert seconds == pytest.approx(0.3)
        self.meanwhile()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_nothing_changed_costs_no_load(desk: Desk) -> None:
    assert desk.reloader.poll() is None


def test_an_edit_is_in_force_after_two_equal_reads(desk: Desk) -> None:
    desk.shop.write_text("ship_hours: 72\n", encoding="utf-8")
    changed = desk.reloader.poll()
    assert changed is not None
    assert changed.policies.policies.shop.ship_hours == 72
    assert desk.reloader.policies.policies.shop.ship_hours == 72
    assert desk.reloader.poll() is None


def test_a_file_still_being_written_waits_for_the_next_poll(desk: Desk) -> None:
    desk.shop.write_text("ship_hours: 7", encoding="utf-8")
    desk.meanwhile = lambda: desk.shop.write_text("ship_hours: 72\n", encoding="utf-8")
    assert desk.reloader.poll() is None
    desk.meanwhile = lambda: None
    changed = desk.reloader.poll()
    assert changed is not None
    assert changed.policies.policies.shop.ship_hours == 72


def test_a_broken_edit_keeps_the_last_good_and_says_where(desk: Desk) -> None:
    desk.shop.write_text("ship_hours: soon\n", encoding="utf-8")
    changed = desk.reloader.poll()
    assert changed is not None
    assert changed.policies.policies.shop.ship_hours == 24
    assert [(Path(one.path).name, one.line) for one in changed.problems] == [("shop.yaml", 1)]


def test_losing_over_a_fifth_of_the_phrases_is_asked_first(desk: Desk) -> None:
    desk.book.write_text(book(7), encoding="utf-8")
    asked = desk.reloader.poll()
    assert asked is not None
    assert (asked.asks_first, asked.lost_phrases, asked.lost_in) == (True, 3, (desk.book.name,))
    assert len(desk.reloader.books.phrases) == 10
    accepted = desk.reloader.accept()
    assert accepted is not None
    assert not accepted.asks_first
    assert len(desk.reloader.books.phrases) == 7
    assert desk.reloader.accept() is None


def test_a_book_that_was_emptied_or_cut_off_is_asked_about_in_a_big_shop_too(desk: Desk) -> None:
    """A full disk or a crashed editor leaves one book of thirty empty: a small part of all phrases."""
    for at in range(30):
        (desk.books / f"b{at}.yaml").write_text(book(20).replace("id: p", f"id: b{at}."), encoding="utf-8")
    desk.reloader.poll()
    victim = desk.books / "b7.yaml"
    victim.write_text("", encoding="utf-8")
    asked = desk.reloader.poll()
    assert asked is not None and (asked.asks_first, asked.lost_phrases, asked.lost_in) == (True, 20, ("b7.yaml",))
    assert len(desk.reloader.books.phrases) == 610
    victim.write_text(book(17).replace("id: p", "id: b7."), encoding="utf-8")
    thinned = desk.reloader.poll()
    assert thinned is not None and (thinned.asks_first, thinned.lost_phrases, thinned.lost_in) == (
        False,
        3,
        ("b7.yaml",),
    )


def test_a_book_that_cannot_be_read_any_more_keeps_its_phrases(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody took the right to read away, or a share is gone for a moment."""

    def refused(path: Path, name: str) -> tuple[None, Problem]:
        return None, error(name, (1, 1), "file.unreadable", reason="Permission denied")

    with monkeypatch.context() as without:
        without.setattr(files, "read_bytes", refused)
        desk.book.chmod(0o000)
        changed = desk.reloader.poll()
        assert changed is not None and not changed.asks_first
        assert [one.code for one in changed.problems][-1] == "file.unreadable"
        assert len(desk.reloader.books.phrases) == 10
    desk.book.chmod(0o644)
    back = desk.reloader.poll()
    assert back is not None and not back.problems


def test_what_was_lost_and_came_back_is_asked_no_more(desk: Desk) -> None:
    whole = desk.book.read_bytes()
    desk.book.unlink()
    asked = desk.reloader.poll()
    assert asked is not None and asked.asks_first and asked.lost_in == (desk.book.name,)
    desk.book.write_bytes(whole)
    back = desk.reloader.poll()
    assert back is not None and not back.asks_first
    assert desk.reloader.accept() is None and len(desk.reloader.books.phrases) == 10


def test_losing_a_fifth_or_less_is_not(desk: Desk) -> None:
    desk.book.write_text(book(8), encoding="utf-8")
    changed = desk.reloader.poll()
    assert changed is not None
    assert (changed.asks_first, changed.lost_phrases) == (False, 2)
    assert len(desk.reloader.books.phrases) == 8


def test_every_cut_of_a_book_keeps_it_whole_or_asks_or_loses_little(desk: Desk) -> None:
    """Cut files often still validate: none may take many phrases away unasked."""
    whole = desk.book.read_bytes()
    for length in range(0, len(whole), 37):
        desk.book.write_bytes(whole[:length])
        desk.reloader.poll()
        assert len(desk.reloader.books.phrases) >= 8
        desk.book.write_bytes(whole)
        desk.reloader.poll()
        assert len(desk.reloader.books.phrases) == 10


def test_touching_a_file_without_changing_it_says_nothing(desk: Desk) -> None:
    desk.shop.touch()
    assert desk.reloader.poll() is None


def test_only_edited_books_are_parsed_and_a_clash_is_judged_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An id that two books have belongs to the second as soon as the first gives it up."""
    other = desk.books / "b.yaml"
    other.write_text(book(3).replace("问", "另问"), encoding="utf-8")
    (desk.books / "c.yaml").write_text(book(4).replace("id: p", "id: c"), encoding="utf-8")
    desk.reloader.poll()
    assert [one.code for one in desk.reloader.books.problems] == ["book.duplicate_id"] * 3
    read: list[str] = []

    def noted(data: bytes, name: str) -> Document:
        read.append(name)
        return read_yaml(data, name)

    monkeypatch.setattr(phrasebooks, "read_yaml", noted)
    desk.book.write_text(book(10).replace("id: p0,", "id: q0,"), encoding="utf-8")
    desk.reloader.poll()
    assert read == [str(desk.book), str(other)]
    found = {one.id: one.question for one in desk.reloader.books.phrases}
    assert (found["q0"], found["p0"], found["p1"], found["c0"]) == ("问0", "另问0", "问1", "问0")
    assert desk.reloader.books == load_phrasebooks(desk.books)
