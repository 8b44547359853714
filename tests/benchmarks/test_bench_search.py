"""Search over 50,000 texts, key by key and mistyped, beside `fzf --filter` and rapidfuzz on the same corpus.

Prints, asserts no times: `pytest -m benchmark -n0 -s tests/benchmarks/test_bench_search.py`.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of single runs: on the wall, and of this process alone (what a busy machine cannot lengthen)."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]

    def __str__(self) -> str:
        return f"{statistics.median(self.wall):7.2f} / {p95(self.wall):7.2f}   cpu p95 {p95(self.cpu):6.2f}"


def p95(times: Sequence[float]) -> float:
    """The time that nineteen of twenty stay within."""
    return sorted(times)[int(len(times) * 0.95)]


def measured(run: Callable[[str], object], typed: Sequence[str]) -> Times:
    """Every query once, as it is typed once."""
    wall, cpu = [], []
    for query in typed:
        begun, worked = time.perf_counter(), time.thread_time()
        run(query)
        cpu.append((time.thread_time() - worked) * 1000)
        wall.append((time.perf_counter() - begun) * 1000)
    return Times(tuple(wall), tuple(cpu))


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

    typed = ways(meant)
    wrong = mistyped(meant, shop)
    with capsys.disabled():
        load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
        print(f"\n{len(texts)} texts, indexed in {built:.1f} s{load}; times in ms, p50 / p95 of single runs")
        times = {name: measured(lambda query: index.find(query, TOP), keys(queries)) for name, queries in typed.items()}
        for name, one in times.items():
            print(f"{name + ', every key':24} {one}")
        for name, pairs in wrong.items():
            one = measured(lambda query: index.find(query, TOP), [query for query, _ in pairs])
            print(f"{name:24} {one}   recall@20 {recall(ours, pairs):.3f} of {len(pairs)}")
        _print_peers(texts, fzf_over(shop, tmp_path), typed, wrong, times)


def _print_peers(
    texts: Sequence[str], fzf: Callable[[str], list[str]] | None, typed: dict[str, list[str]],
    wrong: dict[str, list[tuple[str, str]]], ours: dict[str, Times],
) -> None:  # fmt: skip
    def fuzzy(query: str) -> list[str]:
        return [text for text, _, _ in process.extract(query, texts, scorer=fuzz.partial_ratio, limit=TOP)]

    print(f"rapidfuzz partial_ratio  {measured(fuzzy, typed['hanzi'][:10])}")
    if fzf is None:
        print("fzf: not installed, its rows are left out")
        return
    for name, queries in typed.items():
        one = measured(fzf, queries[:15])
        ratio = statistics.median(one.wall) / statistics.median(ours[name].wall)
        at_worst = statistics.median(one.wall) / p95(ours[name].wall)
        print(f"{'fzf --filter, ' + name:24} {one}   {ratio:.0f}x ours, {at_worst:.0f}x our p95")
    for name, pairs in wrong.items():
        print(f"{'fzf, ' + name:24} {'':35} recall@20 {recall(fzf, pairs[:40]):.3f}")
