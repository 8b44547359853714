"""A book that is no YAML any more loses the phrase with the bad line, not the rest (rule P1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from cs_console.config.phrasebooks import load_phrasebooks


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


def test_a_file_that_is_no_book_at_all_is_not_saved(tmp_path: Path) -> None:
    for data in (b"{{{{", "组: [".encode(), "什么".encode("gb18030")):
        (tmp_path / "a.yaml").write_bytes(data)
        assert load_phrasebooks(tmp_path).phrases == ()
