"""Phrases kept as columns are the phrases that were written (rule P1)."""

from __future__ import annotations

import marshal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.phrase_columns import ById, PhraseColumns, columns_of, followed_by, untagged
from cs_console.domain.phrases import Phrase, Variant

TEXTS = st.text("发货\n\0𠮷a ", max_size=6)
PHRASES = st.lists(
    st.builds(
        Phrase,
        id=st.text("abc-", min_size=1, max_size=6),
        group=TEXTS,
        question=TEXTS,
        variants=st.lists(st.builds(Variant, TEXTS, TEXTS), max_size=3).map(tuple),
        asks=st.lists(TEXTS, max_size=2).map(tuple),
        code=TEXTS,
        tags=st.lists(st.sampled_from(["proactive", "order:paid"]), max_size=2).map(tuple),
        source_path=TEXTS,
        line=st.integers(0, 90_000),
        personal=st.booleans(),
    ),
    max_size=5,
    unique_by=lambda phrase: phrase.id,
)


def kept(phrases: list[Phrase]) -> PhraseColumns:
    columns: tuple[Any, ...] = marshal.loads(marshal.dumps(columns_of(phrases)))
    return PhraseColumns(columns)


@given(PHRASES, PHRASES)
def test_columns_hold_what_was_put_in_and_what_follows(phrases: list[Phrase], own: list[Phrase]) -> None:
    both = followed_by(kept(phrases), own)
    expected = (*phrases, *own)
    assert tuple(both) == expected == both[:]
    assert [both[at] for at in range(-len(expected), len(expected))] == [*expected, *expected]
    assert both == expected and (not expected or both != expected[1:])


@given(PHRASES)
def test_phrases_are_found_by_id_and_without_a_tag(phrases: list[Phrase]) -> None:
    columns = kept(phrases)
    by_id = ById(columns)
    assert dict(by_id) == {phrase.id: phrase for phrase in phrases} == dict(ById(phrases))
    assert by_id.get("nobody") is None
    assert tuple(untagged(columns, "proactive")) == tuple(one for one in phrases if "proactive" not in one.tags)
    assert untagged(columns, "no such tag") is columns


@given(PHRASES, PHRASES)
def test_columns_are_kept_again_as_they_are_with_what_follows(phrases: list[Phrase], own: list[Phrase]) -> None:
    columns = kept(phrases)
    assert columns_of(columns) is columns.columns
    assert tuple(PhraseColumns(columns_of(followed_by(columns, own)))) == (*phrases, *own)
