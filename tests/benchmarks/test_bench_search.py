"""Search over 50,000 texts, key by key and mistyped, beside `fzf --filter` and rapidfuzz on the same corpus.

Prints, asserts no times: `pytest -m benchmark -n0 -s tests/benchmarks/test_bench_search.py`.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process
from search_corpus import keys, mistyped, phrases, ways, words

from cs_console.adapters.phrase_search import BookIndex
from cs_console.config.phrasebooks import load_phrasebooks
from cs_console.domain.phrases import Phrase
from cs_console.text.pinyin import initials, to_pinyin

ROOT = Path(__file__).resolve().parents[2]
TOP = 20


def measured(run: Callable[[str], object], typed: Sequence[str]) -> tuple[float, float]:
    """p50 and p95 in milliseconds over the queries, each the best of two."""
    times = []
    for query in typed:
        best = 1e9
        for _ in range(2):
            begun = time.perf_counter()
            run(query)
            best = min(best, time.perf_counter() - begun)
        times.append(best * 1000)
    return statistics.median(times), sorted(times)[int(len(times) * 0.95)]


def recall(found: Callable[[str], Sequence[str]], pairs: Sequence[tuple[str, str]]) -> float:
    """The share of queries with the meant word in one of the first twenty texts."""
    return sum(any(word in text for text in found(query)) for query, word in pairs) / len(pairs)


def fzf_over(shop: Sequence[Phrase], folder: Path) -> Callable[[str], list[str]] | None:
    """`fzf --filter` over the texts with their pinyin and initials beside them; None where there is no fzf."""
    program = shutil.which("fzf")
    if program is None:
        return None
    lines = [text.replace("\n", " ") for phrase in shop for text in phrase.search_texts]
    corpus = folder / "corpus.txt"
    corpus.write_text("\n".join(f"{line}\t{to_pinyin(line)}\t{initials(line)}" for line in lines), "utf-8")

    def find(query: str) -> list[str]:
        with corpus.open("rb") as source:
            done = subprocess.run([program, "--filter", query], stdin=source, capture_output=True, check=False)
        return [line.split("\t")[0] for line in done.stdout.decode("utf-8").split("\n")[:TOP]]

    return find


@pytest.mark.benchmark
def test_search_beside_its_peers(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Rule P4 at 50,000 texts."""
    shop = phrases()
    synonyms = load_phrasebooks(ROOT / "phrasebooks").synonyms
    begun = time.perf_counter()
    index = BookIndex(shop, synonyms)
    built = time.perf_counter() - begun
    by_id = {phrase.id: phrase for phrase in shop}
    texts = [text for phrase in shop for text in phrase.search_texts]
    meant = words(shop)
    index.find("fahuio", TOP)

    def ours(query: str) -> list[str]:
        return [text for key, _, _, _ in index.find(query, TOP) for text in by_id[key].search_texts]

    with capsys.disabled():
        print(f"\n{len(texts)} texts, indexed in {built:.1f} s; times in ms, p50 / p95")
        for name, typed in ways(meant).items():
            times = measured(lambda query: index.find(query, TOP), keys(typed))
            print("{:24} {:7.2f} / {:7.2f}".format(f"{name}, every key", *times))
        wrong = mistyped(meant)
        for name, pairs in wrong.items():
            times = measured(lambda query: index.find(query, TOP), [query for query, _ in pairs])
            print("{:24} {:7.2f} / {:7.2f}   recall@20 {:.3f}".format(name, *times, recall(ours, pairs)))
        _print_peers(texts, fzf_over(shop, tmp_path), ways(meant), wrong)


def _print_peers(
    texts: Sequence[str], fzf: Callable[[str], list[str]] | None, typed: dict[str, list[str]],
    wrong: dict[str, list[tuple[str, str]]],
) -> None:  # fmt: skip
    def fuzzy(query: str) -> list[str]:
        return [text for text, _, _ in process.extract(query, texts, scorer=fuzz.partial_ratio, limit=TOP)]

    print("rapidfuzz partial_ratio  {:7.1f} / {:7.1f}".format(*measured(fuzzy, typed["hanzi"][:10])))
    if fzf is None:
        print("fzf: not installed, its rows are left out")
        return
    for name, queries in typed.items():
        print("{:24} {:7.1f} / {:7.1f}".format(f"fzf, {name}", *measured(fzf, queries[:15])))
    for name, pairs in wrong.items():
        print("{:24} {:26} recall@20 {:.3f}".format(f"fzf, {name}", "", recall(fzf, pairs[:40])))
