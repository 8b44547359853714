"""How often the right answer to a buyer's own words comes first, beside TF-IDF and rapidfuzz.

Prints, asserts no figures: `pytest -m benchmark -n0 -s tests/benchmarks/test_bench_suggest.py`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from suggest_quality import (
    DATA,
    Asked,
    Suggest,
    bare,
    both_answered,
    far_from,
    hit,
    labelled,
    margin,
    mcnemar,
    pairs,
    peers,
    ranks,
    reciprocal,
)

from cs_console.adapters.phrase_search import BookIndex
from cs_console.config.phrasebooks import LoadedBooks, load_phrasebooks
from cs_console.domain.phrases import Phrase

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def shipped() -> LoadedBooks:
    return load_phrasebooks(ROOT / "phrasebooks")


@pytest.fixture(scope="module")
def fruit() -> LoadedBooks:
    """The book of a shop that nothing was tuned on."""
    return load_phrasebooks(DATA / "fruit_shop")


def ours(phrases: Sequence[Phrase], synonyms: Sequence[Sequence[str]]) -> Suggest:
    index = BookIndex(phrases, synonyms)
    return lambda question: [found[0] for found in index.suggest(question, 10)]


def compared(title: str, phrases: Sequence[Phrase], suggest: Suggest, questions: Sequence[Asked]) -> list[str]:
    """One line for us, one for each peer with the paired tests at one and at three."""
    found = ranks(suggest, questions)
    lines = [f"{title}: {len(questions)} questions", _figures("ours", found)]
    wordings = worded(phrases)
    for name, peer in peers(wordings).items():
        theirs = ranks(peer, questions)
        tests = []
        for depth in (1, 3):
            won, lost, chance = mcnemar(found, theirs, depth)
            low, high = margin(found, theirs, depth)
            tests.append(f"@{depth} +{won} -{lost} p={chance:.1e} [{low:+.3f}, {high:+.3f}]")
        lines.append(f"{_figures(name, theirs)}   {'  '.join(tests)}")
    return lines


def worded(phrases: Sequence[Phrase]) -> list[tuple[str, str]]:
    """(phrase id, wording) of everything that answers buyers: what peers search too."""
    return [(phrase.id, wording) for phrase in phrases if phrase.answers for wording in phrase.wordings]


def of_two(title: str, phrases: Sequence[Phrase], suggest: Suggest, questions: Sequence[Asked]) -> list[str]:
    """How often two questions in one message are both answered, beside the peers."""
    messages = pairs(questions)
    lines = [f"{title}, two questions in one message: {len(messages)} pairs"]
    for name, one in {"ours": suggest, **peers(worded(phrases))}.items():
        shares = "  ".join(f"both@{depth} {both_answered(one, messages, depth):.3f}" for depth in (2, 3, 5))
        lines.append(f"  {name:30} {shares}")
    return lines


def _figures(name: str, found: Sequence[int]) -> str:
    return f"  {name:30} hit@1 {hit(found, 1):.3f}  hit@3 {hit(found, 3):.3f}  MRR {reciprocal(found):.3f}"


@pytest.mark.benchmark
def test_suggestions_beside_their_peers(
    capsys: pytest.CaptureFixture[str], shipped: LoadedBooks, fruit: LoadedBooks
) -> None:
    """Rules P4, P11: held-out questions for the shipped books, and a book never seen before."""
    questions = labelled("buyer_questions.tsv")
    suggest = ours(shipped.phrases, shipped.synonyms)
    lines = []
    for title, half in (("tuning half", False), ("held-out half", True)):
        lines += compared(title, shipped.phrases, suggest, [one for one in questions if one.held_out is half])
    held = [one for one in questions if one.held_out]
    far = far_from(worded(shipped.phrases), held)
    lines += compared("held-out half without near-copies", shipped.phrases, suggest, far)
    lines += of_two("held-out half", shipped.phrases, suggest, held)
    unseen = labelled("fruit_questions.tsv")
    lines += compared("unseen book", fruit.phrases, ours(fruit.phrases, shipped.synonyms), unseen)
    alone = ranks(ours(fruit.phrases, ()), unseen)
    lines.append(_figures("ours, without synonyms", alone))
    index = BookIndex(shipped.phrases, shipped.synonyms)
    typed = ranks(lambda sentence: [found[0] for found in index.find(sentence, 10)], held)
    lines.append(_figures("held-out half typed as search", typed))
    times = []
    for asked in questions:
        begun = time.perf_counter()
        suggest(asked.question)
        times.append((time.perf_counter() - begun) * 1000)
    slow = sorted(times)[int(len(times) * 0.95)]
    lines.append(f"a suggestion over the shipped books: p50 {statistics.median(times):.2f} ms, p95 {slow:.2f} ms")
    with capsys.disabled():
        print("\n" + "\n".join(lines))


def test_p11_the_labels_fit_the_books(shipped: LoadedBooks, fruit: LoadedBooks) -> None:
    """Every label names phrases that answer buyers; enough questions in both halves."""
    known = {phrase.id for phrase in shipped.phrases if phrase.answers}
    questions = labelled("buyer_questions.tsv")
    assert len(questions) >= 640 and len({one.question for one in questions}) == len(questions)
    assert all(one.answers <= known for one in questions)
    held = sum(one.held_out for one in questions)
    assert 0.45 < held / len(questions) < 0.55
    unseen = labelled("fruit_questions.tsv")
    assert len(fruit.phrases) >= 60 and len(unseen) >= 200
    assert all(one.answers <= {phrase.id for phrase in fruit.phrases} for one in unseen)


def test_p11_no_held_out_question_stands_in_the_books(shipped: LoadedBooks, fruit: LoadedBooks) -> None:
    """Held-out questions measure what the books do not say word for word, nor nearly so but for one in ten."""
    for books, questions in ((shipped, "buyer_questions.tsv"), (fruit, "fruit_questions.tsv")):
        said = {bare(wording) for phrase in books.phrases for wording in phrase.wordings}
        held = [one.question for one in labelled(questions) if one.held_out or books is fruit]
        assert [question for question in held if bare(question) in said] == []
        asked = [one for one in labelled(questions) if one.question in held]
        assert len(far_from(worded(books.phrases), asked)) > 0.85 * len(asked)
