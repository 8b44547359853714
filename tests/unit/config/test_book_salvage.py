"""A book that is no YAML any more loses the phrase with the bad line, not the rest (rule P1)."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from cs_console.config.personal import PersonalBooks
from cs_console.config.phrasebooks import load_files, load_phrasebooks
from cs_console.config.problems import Problem
from cs_console.domain.phrases import Books


def good(number: int) -> str:
    lines = (f"  - id: g{number}", f"    question: 问{number}", "    variants:", "      - 亲，好的", "      - 您好")
    return "\n".join((*lines, f"      - 在的{number}", ""))


BROKEN = {
    "braces in a flow": (
        "  - id: x\n    question: 问\n    variants:\n      - {text: 亲，{shop}哦}\n",
        "yaml.flow_braces",
    ),
    "open quote": ('  - id: x\n    question: "没关上\n    variants: 亲\n', "yaml.quote"),
    "indent": ("  - id: x\n   question: 歪\n    variants: 亲\n", "yaml.indent"),
    "wide colon": ("  - id: x\n    question：全角\n    variants: 亲\n", "yaml.wide_colon"),
    "colon": ("  - id: x\n    question: 冒号: 又一个\n    variants: 亲\n", "yaml.colon"),
    "tab": ("  - id: x\n\tquestion: 制表\n    variants: 亲\n", "yaml.tab"),
    "key twice": ("  - id: x\n    id: y\n    question: 问\n    variants: 亲\n", "yaml.duplicate_key"),
    "open list": ("  - id: x\n    question: 问\n    variants: [亲, 好\n", "yaml.unclosed"),
    "alias": ("  - id: x\n    question: &a 问\n    variants: *a\n", "yaml.anchor"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_one_bad_line_takes_its_own_phrase_down_alone(tmp_path: Path, name: str) -> None:
    text, code = BROKEN[name]
    book = tmp_path / "a.yaml"
    book.write_text("group: 组\nphrases:\n" + good(1) + good(2) + text + good(3) + good(4), encoding="utf-8")
    loaded = load_phrasebooks(tmp_path)
    assert [phrase.id for phrase in loaded.phrases] == ["g1", "g2", "g3", "g4"]
    assert [phrase.line for phrase in loaded.phrases][:2] == [3, 9]
    assert code in [problem.code for problem in loaded.problems]


def test_the_last_good_version_comes_before_what_can_be_saved(tmp_path: Path) -> None:
    book = tmp_path / "a.yaml"
    book.write_text("phrases:\n" + good(1) + good(2), encoding="utf-8")
    before = load_phrasebooks(tmp_path)
    book.write_text("phrases:\n" + good(1) + BROKEN["indent"][0], encoding="utf-8")
    assert [one.id for one in load_phrasebooks(tmp_path, previous=before).phrases] == ["g1", "g2"]
    assert [one.id for one in load_phrasebooks(tmp_path).phrases] == ["g1"]


HEADS = ("phrases：\n", "phrase:\n", "phrases\n", "phrases:\nphrases:\n", "组: [\nphrases:\n", "phrases:\n    x: 1\n")


@pytest.mark.parametrize("head", HEADS)
def test_a_bad_line_above_the_phrases_takes_none_of_them_down(tmp_path: Path, head: str) -> None:
    (tmp_path / "a.yaml").write_text("# 书\ngroup: 物流\n" + head + good(1) + good(2), encoding="utf-8")
    loaded = load_phrasebooks(tmp_path)
    assert [phrase.id for phrase in loaded.phrases] == ["g1", "g2"]
    assert {phrase.group for phrase in loaded.phrases} == {"物流"}
    assert loaded.problems


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_what_an_editor_saved_otherwise_is_named_and_still_read(tmp_path: Path, encoding: str) -> None:
    text = "group: 组\nphrases:\n" + good(1) + good(2)
    (tmp_path / "a.yaml").write_bytes(text.replace("\n", "\r\n").encode(encoding))
    loaded = load_phrasebooks(tmp_path)
    assert [phrase.question for phrase in loaded.phrases] == ["问1", "问2"]
    assert bool(loaded.problems) == (encoding != "utf-8-sig")


def test_every_broken_phrase_is_named_at_once(tmp_path: Path) -> None:
    """The second mistake is not found by mending the first; whose own lines look well is named too."""
    swallowed = "  - id: x\n    question: 问\n    variants:\n      - 亲\n好\n"
    text = "phrases:\n" + good(1) + BROKEN["colon"][0] + good(2) + BROKEN["open list"][0] + swallowed + good(3)
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    loaded = load_phrasebooks(tmp_path)
    assert [phrase.id for phrase in loaded.phrases] == ["g1", "g2", "g3"]
    assert [(one.line, one.code) for one in loaded.problems] == [
        (9, "yaml.colon"), (19, "yaml.unclosed"), (24, "yaml.colon_missing"),
    ]  # fmt: skip


def test_any_number_of_broken_phrases_is_left_out_and_named(tmp_path: Path) -> None:
    """A search and replace gone wrong breaks fifty at once: the book is not given up for them."""
    rows = "".join(good(at) + (BROKEN["colon"][0] if at % 2 else "") for at in range(100))
    (tmp_path / "a.yaml").write_text("phrases:\n" + rows, encoding="utf-8")
    loaded = load_phrasebooks(tmp_path)
    assert [phrase.id for phrase in loaded.phrases] == [f"g{at}" for at in range(100)]
    wrong = [at for at, line in enumerate(rows.split("\n"), 2) if "冒号: 又" in line]
    assert [(one.line, one.code) for one in loaded.problems] == [(at, "yaml.colon") for at in wrong]


def test_both_sides_of_a_git_conflict_between_phrases_are_read(tmp_path: Path) -> None:
    between = "<<<<<<< HEAD\n" + good(2) + "=======\n" + good(3) + ">>>>>>> theirs\n"
    within = good(4).replace("      - 您好\n", "<<<<<<< HEAD\n      - 您好\n=======\n      - 您\n>>>>>>> theirs\n")
    (tmp_path / "a.yaml").write_text("phrases:\n" + good(1) + between + within + good(5), encoding="utf-8")
    loaded = load_phrasebooks(tmp_path)
    assert [phrase.id for phrase in loaded.phrases] == ["g1", "g2", "g3", "g5"]
    assert [(one.line, one.code) for one in loaded.problems] == [(8, "yaml.conflict"), (27, "yaml.conflict")]


def test_one_slip_of_the_keyboard_costs_two_phrases_at_most_and_each_is_named(tmp_path: Path) -> None:
    """Letters and lines deleted, doubled, swapped, typed: nothing raises, nothing is lost in silence."""
    whole = "group: 组\nphrases:\n" + "".join(good(at) for at in range(12))
    book = tmp_path / "a.yaml"
    for seed in range(250):
        text = slipped(random.Random(seed), whole)
        book.write_text(text, encoding="utf-8")
        loaded = load_files([book])
        lost = [span for span in standing(text) if span[0] not in {phrase.id for phrase in loaded.phrases}]
        assert len(lost) <= 2, seed
        assert all(any(names(problem, span) for problem in loaded.problems) for span in lost), seed


def slipped(chance: random.Random, text: str) -> str:
    lines, at = text.split("\n"), chance.randrange(len(text) - 1)
    line = chance.randrange(len(lines) - 2)
    return chance.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + chance.choice("\"'{}[]:,-#&*!|>%@`\t\n ：\\") + text[at:],
            "\n".join(lines[:line] + lines[line + 1 :]),
            "\n".join(lines[: line + 1] + lines[line:]),
            "\n".join([*lines[:line], lines[line + 1], lines[line], *lines[line + 2 :]]),
        )
    )


def standing(text: str) -> list[tuple[str, int, int]]:
    """(id, its first line, the next one's) of the phrases that are still to be seen in a text."""
    starts = [
        (at, found[1]) for at, line in enumerate(text.split("\n"), 1) if (found := re.match(r" +- id: (g\d+)$", line))
    ]
    ends = [at for at, _ in starts[1:]] + [text.count("\n") + 2]
    return [(name, at, end) for (at, name), end in zip(starts, ends, strict=True)]


def names(problem: Problem, span: tuple[str, int, int]) -> bool:
    return span[1] <= problem.line < span[2] or problem.params.get("id") == span[0]


def test_a_phrase_that_is_wrong_now_keeps_its_last_good_version(tmp_path: Path) -> None:
    book = tmp_path / "a.yaml"
    book.write_text("phrases:\n" + good(1) + good(2), encoding="utf-8")
    before = load_phrasebooks(tmp_path)
    book.write_text("phrases:\n" + good(1) + good(2).replace("您好", "您好{nope}"), encoding="utf-8")
    after = load_phrasebooks(tmp_path, previous=before)
    assert [one.id for one in after.phrases] == ["g1", "g2"]
    assert after.phrases[1].variants == before.phrases[1].variants
    assert [one.code for one in after.problems] == ["phrase.variable.near"]
    assert [one.id for one in load_phrasebooks(tmp_path).phrases] == ["g1"]


def test_a_file_that_is_no_book_at_all_is_not_saved(tmp_path: Path) -> None:
    for data in (b"{{{{", "组: [".encode(), "什么".encode("gb18030")):
        (tmp_path / "a.yaml").write_bytes(data)
        assert load_phrasebooks(tmp_path).phrases == ()


def test_one_bad_line_in_an_agents_own_book_takes_its_phrase_alone(tmp_path: Path) -> None:
    """At the first reading what can be read; later the last good version of what is wrong."""
    path = tmp_path / "张敏.yaml"
    path.write_text("phrases:\n" + good(1) + BROKEN["colon"][0] + good(2), encoding="utf-8")
    books, team = PersonalBooks(lambda _: path), Books()
    assert [one.id for one in books.joined("张敏", team, ()).phrases] == ["g1", "g2"]
    assert [(one.line, one.code) for one in books.problems] == [(9, "yaml.colon")]
    path.write_text("phrases:\n" + good(1) + good(2).replace("您好", "您好{nope}"), encoding="utf-8")
    assert [one.id for one in books.joined("张敏", team, ()).phrases] == ["g1", "g2"]
    assert [one.code for one in books.problems] == ["phrase.variable.near"]
