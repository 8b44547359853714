"""One slip of a key is forgiven exactly, and what was meant stands among the first (rule P4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.text.pinyin import to_pinyin
from cs_console.text.search import Entry, PhraseIndex
from cs_console.text.search.nearly import is_slip
from cs_console.text.search.packed import BitSets, NumberLists, Texts

WORDS = ("退货运费谁承担", "什么时候发货呀", "优惠券怎么领取", "可以开发票吗亲", "质保期是多长时间", "怎么确认收货呢")
INDEX = PhraseIndex([Entry(word, (word,)) for word in WORDS])


@pytest.mark.parametrize(
    ("typed", "meant", "slip"),
    [
        ("fahuo", "fahuo", True),
        ("fhuo", "fahuo", True),
        ("faahuo", "fahuo", True),
        ("fhauo", "fahuo", True),
        ("fajuo", "fahuo", True),
        ("fahu", "fahuo", True),
        ("fuoha", "fahuo", False),
        ("fhu", "fahuo", True),
        ("fuu", "fahuo", False),
        ("xyz", "fahuo", False),
        ("", "", True),
        ("f", "", True),
        ("fa", "", False),
    ],
)
def test_p4_what_counts_as_one_slip(typed: str, meant: str, slip: bool) -> None:
    assert is_slip(typed, meant) is slip


@given(st.sampled_from(WORDS), st.data(), st.sampled_from(["missed", "doubled", "swapped"]), st.booleans())
def test_p4_a_slip_anywhere_still_finds_what_was_meant(word: str, data: st.DataObject, slip: str, hanzi: bool) -> None:
    text = word if hanzi else to_pinyin(word)
    at = data.draw(st.integers(0, len(text) - 2))
    typed = {
        "missed": text[:at] + text[at + 1 :],
        "doubled": text[: at + 1] + text[at:],
        "swapped": text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    }[slip]
    assert INDEX.search(typed)[0].key == word


@given(st.lists(st.text("发货tuihuo 退", max_size=8), max_size=12))
def test_joined_texts_are_the_texts(texts: list[str]) -> None:
    joined = Texts.of(texts)
    again = Texts.restored(joined.state())
    assert list(joined) == list(again) == texts
    assert all(joined.at(joined.starts[number]) == number for number in range(len(texts)))


@given(st.dictionaries(st.text("abc发", min_size=1, max_size=3), st.sets(st.integers(0, 90)), max_size=8))
def test_packed_tables_are_what_went_in(postings: dict[str, set[int]]) -> None:
    lists = {name: sorted(numbers) for name, numbers in postings.items()}
    numbers = NumberLists.restored(NumberLists.of(lists).state())
    bits = BitSets.restored(BitSets.of(lists, 91).state())
    for name, expected in lists.items():
        assert list(numbers.get(name)) == expected
        assert bits.get(name) == sum(1 << number for number in expected)
    assert list(numbers.get("zz")) == [] and bits.get("zz") == 0
