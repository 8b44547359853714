"""Search right after an edit: what changed is found, what went is not (rule P4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cs_console.adapters import phrase_edits
from cs_console.adapters.phrase_edits import EditedIndex
from cs_console.adapters.phrase_search import BookIndex
from cs_console.domain.phrases import Books, Phrase, Variant

SHIP, RETURN, PRICE = (
    Phrase(id=name, group="甲", question=question, variants=(Variant(answer),))
    for name, question, answer in (
        ("ship", "什么时候发货", "今天就寄出哦"),
        ("return", "我想退货", "可以的呢亲"),
        ("price", "能便宜一点吗", "您要几件呢"),
    )
)
BEFORE = Books((SHIP, RETURN, PRICE), (("邮费", "运费"),), "before")
FORMER = BookIndex(BEFORE.phrases, BEFORE.synonyms)


def edited(*phrases: Phrase) -> EditedIndex:
    found = EditedIndex.of(FORMER, BEFORE, Books(phrases, BEFORE.synonyms, "after"))
    assert found is not None
    return found


def ids(found: EditedIndex, query: str) -> list[str]:
    return [hit[0] for hit in found.find(query, 5)]


def test_a_changed_phrase_is_found_by_its_new_words_alone() -> None:
    """Rule P4."""
    found = edited(replace(SHIP, question="何日启程"), RETURN, PRICE)
    assert ids(found, "何日启程") == ["ship"]
    assert "ship" not in ids(found, "什么时候")
    assert ids(found, "tuihuo")[0] == "return"


def test_a_new_phrase_is_found_and_one_that_went_is_not() -> None:
    """Rule P4; a suggestion never names a phrase that is not there any more."""
    found = edited(SHIP, PRICE, Phrase(id="gift", group="甲", question="有赠品吗", variants=(Variant("有的呢"),)))
    assert ids(found, "zengpin") == ["gift"]
    assert "return" not in ids(found, "退货")
    assert all(one[0] != "return" for one in found.suggest("我想退货", 5))


def test_what_a_new_phrase_answers_counts_as_answered_at_once() -> None:
    """Rules P4, P10: else a search for it would be noted as missing from the books."""
    found = edited(
        SHIP, RETURN, PRICE, Phrase(id="gift", group="甲", question="有赠品吗", variants=(Variant("有的呢"),))
    )
    assert FORMER.fit("赠品") < 0.1 < found.fit("赠品")
    assert found.fit("我想退货") == FORMER.fit("我想退货")


def test_a_phrase_that_moved_in_its_file_counts_as_unchanged() -> None:
    found = edited(replace(SHIP, line=90), RETURN, PRICE)
    assert found.find("发货", 5) == FORMER.find("发货", 5)


def test_the_index_of_the_whole_books_takes_over() -> None:
    found = edited(replace(SHIP, question="何日启程"), RETURN)
    whole = BookIndex((replace(SHIP, question="何日启程"), RETURN), BEFORE.synonyms)
    found.becomes(whole)
    assert found.find("启程", 5) == whole.find("启程", 5)
    assert found.suggest("何日启程", 5) == whole.suggest("何日启程", 5)


def test_other_synonyms_or_many_changes_need_the_whole_index(monkeypatch: pytest.MonkeyPatch) -> None:
    assert EditedIndex.of(FORMER, BEFORE, Books(BEFORE.phrases, (("包邮", "免邮"),))) is None
    monkeypatch.setattr(phrase_edits, "MOST", 2)
    assert EditedIndex.of(FORMER, BEFORE, Books((), BEFORE.synonyms)) is None
