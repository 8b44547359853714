"""Loading 50,000 texts: cold with checks and line marks, warm from the compiled cache, and the memory of it all.

Prints, asserts no figures: `pytest -m benchmark -n0 -s tests/benchmarks/test_bench_books.py`.
"""

from __future__ import annotations

import gc
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from search_corpus import write_books

from cs_console.adapters.book_cache import BookCache
from cs_console.config.live import LiveConfig
from cs_console.config.phrasebooks import load_phrasebooks
from cs_console.tui.acts.alerts import CONFIG_SECONDS

ROOT = Path(__file__).resolve().parents[2]
QUESTION = re.compile("question: (?=[\u4e00-\u9fff])")
WARM = """
import sys, time
from pathlib import Path
from cs_console.adapters.book_cache import BookCache
from cs_console.adapters.phrase_search import BookIndex
from cs_console.config.phrasebooks import load_phrasebooks
from cs_console.domain.phrases import Books
folder, cache, query = sys.argv[1:]
begun = time.perf_counter()
kept = BookCache(Path(cache))
loaded = load_phrasebooks(Path(folder), kept=kept)
read = time.perf_counter()
index = kept.index(Books(loaded.phrases, loaded.synonyms, loaded.content_hash))
opened = time.perf_counter()
hits = index.find(query, 20)
found = time.perf_counter()
index.find("fahuio", 20), index.suggest("亲 啥时候发货呀", 7)
peak = 0
if sys.platform.startswith("linux"):
    peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) // 1024
print(len(hits), (found - begun) * 1000, (read - begun) * 1000, (opened - read) * 1000, (found - opened) * 1000, peak)
"""

COLD = """
import sys, time
from pathlib import Path
from cs_console.config.phrasebooks import load_phrasebooks
begun = time.perf_counter()
load_phrasebooks(Path(sys.argv[1]))
print((time.perf_counter() - begun) * 1000)
"""
YAML_PEER = """
import sys, time, yaml
from pathlib import Path
files = sorted(Path(sys.argv[1]).glob("*.yaml"))
begun = time.perf_counter()
loaded = [yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in files]
print((time.perf_counter() - begun) * 1000)
"""

PEER = """
import json, sys, time
from pathlib import Path
begun = time.perf_counter()
json.loads(Path(sys.argv[1]).read_text("utf-8"))
print((time.perf_counter() - begun) * 1000)
"""


def best(run: Callable[[], object], rounds: int = 5) -> float:
    """The best of some rounds, in milliseconds."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        run()
        times.append(time.perf_counter() - begun)
    return min(times) * 1000


@contextmanager
def _collecting_as_python_does() -> Iterator[None]:
    """The collector as Python sets it; the screen's modules, imported here, let it look seldom."""
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@pytest.mark.benchmark
def test_loading_beside_its_peers(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Cold beside PyYAML's C loader alone, warm to the first search beside `json.loads` of the same data.

    Cold is read three ways, as the peer's time hangs on Python's collector, which goes over all that is in memory
    again and again (ours is paused meanwhile): one document of 10,000 phrases, twenty small ones, and twenty in a
    process that holds as much else as a console.
    """
    folder, single, cache = tmp_path / "books", tmp_path / "one", tmp_path / "cache"
    rows = write_books(folder)
    assert write_books(single, 1) == rows
    document = tmp_path / "same.json"
    document.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    files = sorted(folder.glob("*.yaml"))
    loaded = load_phrasebooks(folder)
    assert len(loaded.phrases) == len(rows) and not loaded.problems
    with _collecting_as_python_does():
        yaml_beside = best(lambda: [yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in files], 3)
        cold_beside = best(lambda: load_phrasebooks(folder), 3)
    apart = [(_quickest(COLD, books), _quickest(YAML_PEER, books)) for books in (single, folder)]
    text = document.read_text("utf-8")
    hot = best(lambda: json.loads(text))
    fresh = min(_apart(PEER, document)[0] for _ in range(5))
    hits, total, read, opened, found, peak = min([_apart(WARM, folder, cache, "fahuo") for _ in range(6)][1:])
    assert hits == 20
    with capsys.disabled():
        size = sum(path.stat().st_size for path in files) / 1e6
        print(f"\n{len(rows)} phrases, {size:.1f} MB of YAML; times in ms")
        print("cold, with checks and marks")
        names = ("one book", f"{len(files)} books", f"{len(files)} books, much else in memory")
        for name, (ours, peer) in zip(names, [*apart, (cold_beside, yaml_beside)], strict=True):
            print(f"  {name:32}{ours:6.0f}   CSafeLoader {peer:.0f}   {ours / peer:.2f}x")
        print(f"warm to the first search    {total:6.0f}   books {read:.0f}, index {opened:.0f}, search {found:.0f}")
        print(f"  json.loads, own process   {fresh:6.0f}   {total / fresh:.2f}x")
        print(f"  json.loads, again and again {hot:4.0f}   {total / hot:.2f}x")
        print(f"whole process at its peak, with a typo and a suggestion: {peak:.0f} MB")


@pytest.mark.benchmark
def test_an_edit_is_in_force_within_a_second(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """From the last byte of an edit to the first search that finds it, with the wait for the console's next look."""
    lines = []
    for name in ("shipped books", "50,000 texts"):
        root = tmp_path / name
        books = root / "phrasebooks"
        if name == "shipped books":
            shutil.copytree(ROOT / "phrasebooks", books)
        else:
            root.mkdir()
            write_books(books)
        shutil.copytree(ROOT / "policies", root / "policies")
        kept = BookCache(root / "cache")
        live = LiveConfig.load(root / "policies", books, kept)
        kept.index(live.current_books()).complete()
        in_force, searched = [], []
        for number in range(5):
            edited = next(path for path in sorted(books.glob("*.yaml")) if QUESTION.search(path.read_text("utf-8")))
            begun = time.perf_counter()
            edited.write_text(QUESTION.sub(f"question: 改{number}", edited.read_text("utf-8"), count=1), "utf-8")
            news = live.poll()
            in_force.append(time.perf_counter() - begun)
            found = kept.index(live.current_books()).find(f"改{number}", 5)
            searched.append(time.perf_counter() - begun)
            assert news is not None and not news.problems and found
        whole = edited.read_bytes()
        edited.write_bytes(whole[: len(whole) // 2])
        before = live.current_books()
        news = live.poll()
        assert news is not None and (news.problems or news.asks_first or live.current_books() != before)
        assert len(live.current_books().phrases) >= 0.8 * len(before.phrases)
        lines.append(
            f"{name}: in force after {min(in_force):.2f} s (worst {max(in_force):.2f}), found by search after "
            f"{min(searched):.2f} s (worst {max(searched):.2f}), and up to {CONFIG_SECONDS} s until the next look; "
            f"cut in half: {len(live.current_books().phrases)} of {len(before.phrases)} phrases stay"
        )
    with capsys.disabled():
        print("\nan edit of one file, 0.3 s of which are waiting for it to settle\n  " + "\n  ".join(lines))


def _quickest(program: str, folder: Path) -> float:
    return min(_apart(program, folder)[0] for _ in range(5))


def _apart(program: str, *arguments: object) -> tuple[float, ...]:
    """The figures that a program prints in a process of its own, as a start is."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, text=True)
    return tuple(map(float, done.stdout.split()))
