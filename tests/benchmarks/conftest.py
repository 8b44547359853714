"""What the benchmarks share: programs timed against each other, turn by turn, in the same run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pytest


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one contestant, a value a round."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle round."""
        return statistics.median(self.seconds)

    @property
    def best(self) -> float:
        """The quickest round: the one the machine disturbed least."""
        return min(self.seconds)


Race = Callable[..., dict[str, Timing]]
Table = Callable[[str, Sequence[Timing], str], float]


def run_once(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Wall-clock seconds of one process from start to exit."""
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    seconds = time.perf_counter() - started
    assert done.returncode == 0, done.stderr.decode()
    return seconds


@pytest.fixture
def race() -> Race:
    """Run commands in turns, so that a busy moment of the machine meets all of them."""

    def run(commands: Mapping[str, Sequence[str]], *, rounds: int = 21, warmup: int = 2) -> dict[str, Timing]:
        environment = {**os.environ, "COLUMNS": "100", "PYTHONDONTWRITEBYTECODE": ""}
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(warmup + rounds):
            for name, command in commands.items():
                spent = run_once(command, environment)
                if turn >= warmup:
                    seconds[name].append(spent)
        return {name: Timing(name, tuple(spent)) for name, spent in seconds.items()}

    return run


@pytest.fixture
def table(capsys: pytest.CaptureFixture[str]) -> Table:
    """Print medians and ratios against one contestant; gives the ratio of the first."""

    def show(title: str, timings: Sequence[Timing], against: str) -> float:
        base = next(one for one in timings if one.name == against)
        with capsys.disabled():
            print(f"\n{title} (Python {sys.version.split()[0]}, {len(base.seconds)} rounds in turns)")
            print(f"  {'':34} {'median':>9} {'best':>9} {'ratio':>7}")
            for one in timings:
                median, best = one.median * 1000, one.best * 1000
                print(f"  {one.name:34} {median:7.1f}ms {best:7.1f}ms {one.median / base.median:6.2f}x")
        return timings[0].median / base.median

    return show
