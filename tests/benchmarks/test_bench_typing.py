"""How soon results stand on a real terminal after a key, over 50,000 texts, beside `fzf` on the same corpus.

Each key is written to a pseudo-terminal and what comes back is timed as it is read: the first paint of the new
results is the first output that draws their pane with what was typed in its title, the last paint the last output
in that pane before the screen rests. Prints, asserts no times:
`pytest -m benchmark -n0 -s tests/benchmarks/test_bench_typing.py`.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tui"))

from search_corpus import phrases, ways, words, write_books
from terminal_runs import TerminalRun

from cs_console.adapters.clock import system_clock
from cs_console.bootstrap import open_workspace
from cs_console.services.capture import InquiryDraft
from cs_console.text.pinyin import initials, to_pinyin
from cs_console.workspace import at

TYPED = 6
"""So many words each way."""
RESTS = 0.2
"""Seconds without output after which the screen rests."""
LONGEST = 3.0
TITLE = "F3 快捷回复"
_CONTROL = re.compile(rb"\x1b(?:\[[0-9;?:<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|.)")

_PLACED = re.compile(rb"\x1b\[([0-9]+);([0-9]+)H")

Marker = Callable[[str], "re.Pattern[bytes]"]


@pytest.fixture
def shop(template: Path, tmp_path: Path) -> Path:
    """A workspace whose books hold 50,000 texts, with a buyer who waits."""
    root = tmp_path / "shop"
    shutil.copytree(template, root)
    shutil.rmtree(root / "phrasebooks")
    write_books(root / "phrasebooks")
    opened = open_workspace(at(root), clock=system_clock)
    zhang = opened.services.people.actor("张敏")
    opened.services.capture.new(zhang, InquiryDraft(buyer="buyer-0", text="什么时候发货"))
    opened.close()
    return root


class Typist:
    """Types at a program and times what it paints."""

    def __init__(self, run: TerminalRun, marker: Marker) -> None:
        self._run, self._marker = run, marker
        self.first: list[float] = []
        self.last: list[float] = []
        self.unseen = 0

    def press(self, key: str, query: str) -> None:
        """Press a key that makes the query so; note when its results came and when their pane rested."""
        marker = self._marker(query)
        begun = time.perf_counter()
        self._run.send(key)
        pieces: list[tuple[float, int]] = []
        seen = b""
        first = 0.0
        for when, piece in self._output():
            seen += piece
            pieces.append((when, len(seen)))
            if not first and marker.search(_CONTROL.sub(b"", seen)):
                first = when
        if first:
            self.first.append((first - begun) * 1000)
            self.last.append((_last_in_pane(seen, marker, pieces) - begun) * 1000)
        else:
            self.unseen += 1

    def _output(self) -> Iterator[tuple[float, bytes]]:
        end = time.perf_counter() + LONGEST
        while time.perf_counter() < end:
            ready, _, _ = select.select([self._run.master], [], [], RESTS)
            if not ready:
                return
            piece = os.read(self._run.master, 1 << 20)
            yield time.perf_counter(), piece

    def type_all(self, typed: Sequence[str], erase: str) -> None:
        """Type words key by key, each in an empty field."""
        for word in typed:
            for size in range(1, len(word) + 1):
                self.press(word[size - 1], word[:size])
            self._run.send(erase * len(word))
            for _ in self._output():
                pass


def _last_in_pane(seen: bytes, marker: re.Pattern[bytes], pieces: Sequence[tuple[float, int]]) -> float:
    """When the last text came that stands below and right of where the marker's text began.

    What another pane draws at its own time (a waiting time goes on) is no answer to the key. Without places in the
    output, as fzf writes it, all of it counts.
    """
    parts = [(int(at[1]), int(at[2]), at.end()) for at in _PLACED.finditer(seen)]
    if not parts:
        return pieces[-1][0]
    texts = [
        (row, column, following)
        for (row, column, start), (_, _, following) in zip(parts, [*parts[1:], (0, 0, len(seen))], strict=True)
        if _CONTROL.sub(b"", seen[start:following]).strip()
    ]
    corner = next(((row, column) for row, column, end in texts if marker.search(_CONTROL.sub(b"", seen[:end]))), (0, 0))
    ends = [end for row, column, end in texts if row >= corner[0] and column >= corner[1]] or [len(seen)]
    return next(when for when, size in pieces if size >= ends[-1])


def p(times: Sequence[float], share: float) -> float:
    """The time that this share of keys stays within."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)] if times else float("nan")


def _typed() -> dict[str, list[str]]:
    return ways(words(phrases(), TYPED))


def _ours(root: Path) -> tuple[dict[str, Typist], tuple[float, float]]:
    command = [sys.executable, "-m", "cs_console", "--workspace", str(root), "--agent", "张敏"]
    with TerminalRun(command) as run:  # the first start keeps the compiled books
        run.until("待回", 60)
        end = time.perf_counter() + 120
        while not list((root / "data" / "cache").glob("index-*.bin")) and time.perf_counter() < end:
            run.read(0.5)
    with TerminalRun(command) as run:
        run.until("待回", 60)
        run.read(4)
        run.send("\x1bOR")
        run.read(0.5)
        run.send("/")
        run.read(0.5)
        typists = {}
        Typist(run, _counted).type_all(["fahuo"], "\x7f")
        for name, typed in _typed().items():
            typists[name] = Typist(run, _counted)
            typists[name].type_all(typed, "\x7f")
        return typists, _memory(run.process.pid)


def _counted(query: str) -> re.Pattern[bytes]:
    """The pane's title with what was typed, as far as the title has room for it."""
    return re.compile(re.escape(f"{TITLE}  {query[:16]}".encode()))


def _fzf(folder: Path) -> dict[str, Typist]:
    lines = [text.replace("\n", " ") for phrase in phrases() for text in phrase.search_texts]
    corpus = folder / "corpus.txt"
    corpus.write_text("\n".join(f"{line}\t{to_pinyin(line)}\t{initials(line)}" for line in lines), "utf-8")
    total = str(len(lines)).encode()
    with TerminalRun(["sh", "-c", f"fzf < {corpus}"]) as run:
        run.until(total.decode(), 60)
        run.read(2)
        typists = {}
        for name, typed in _typed().items():
            typists[name] = Typist(run, lambda query: re.compile(rb"[0-9]+/" + total))
            typists[name].type_all(typed, "\x7f")
        return typists


def _memory(process: int) -> tuple[float, float]:
    """MB of the whole process now, and at its peak."""
    if not sys.platform.startswith("linux"):
        return float("nan"), float("nan")
    status = Path(f"/proc/{process}/status").read_text()
    lines = dict(line.split(":", 1) for line in status.splitlines())
    return int(lines["VmRSS"].split()[0]) / 1024, int(lines["VmHWM"].split()[0]) / 1024


@pytest.mark.benchmark
def test_typing_in_the_real_screen(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rule P4: results on every key."""
    ours, (now, peak) = _ours(shop)
    contestants = [("cs-console", ours)]
    if shutil.which("fzf"):
        contestants.append(("fzf", _fzf(tmp_path)))
    with capsys.disabled():
        load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
        print(f"\nkey to paint over 50,000 texts on a 120x36 terminal, ms{load}; p50 / p95")
        for name, typists in contestants:
            everything = [*typists.items(), ("all", _together(typists.values()))]
            for way, one in everything:
                print(
                    f"{name + ', ' + way:22} first {p(one.first, 0.5):6.1f} / {p(one.first, 0.95):6.1f}"
                    f"   last {p(one.last, 0.5):6.1f} / {p(one.last, 0.95):6.1f}"
                    f"   {len(one.first)} keys, {one.unseen} without new results"
                )
        if len(contestants) == 1:
            print("fzf: not installed, its rows are left out")
        print(f"the whole console: {now:.0f} MB after typing, {peak:.0f} MB at its peak")


def _together(typists: Iterable[Typist]) -> Typist:
    every = list(typists)
    together = Typist(every[0]._run, every[0]._marker)
    for one in every:
        together.first += one.first
        together.last += one.last
        together.unseen += one.unseen
    return together
