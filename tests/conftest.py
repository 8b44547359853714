"""Fixtures shared by all tests: a workspace on disk, a clock set by hand, services on a real SQLite file."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from catalogues import compile_all  # noqa: E402
from moments import NOW, SHANGHAI  # noqa: E402

from cs_console import i18n  # noqa: E402
from cs_console.adapters.book_cache import BookCache  # noqa: E402
from cs_console.adapters.clock import ManualClock  # noqa: E402
from cs_console.adapters.phrase_search import BookIndex  # noqa: E402
from cs_console.bootstrap import Opened, create_workspace, load_config, open_workspace  # noqa: E402
from cs_console.config.live import LiveConfig  # noqa: E402
from cs_console.domain.entities import Actor  # noqa: E402
from cs_console.domain.phrases import Books  # noqa: E402
from cs_console.services.facade import Services  # noqa: E402
from cs_console.workspace import Workspace, at  # noqa: E402

ActorMaker = Callable[..., Actor]


def pytest_configure(config: pytest.Config) -> None:
    """Catalogues are compiled once, by the controlling process."""
    if not hasattr(config, "workerinput"):
        compile_all()


_SLOW_AS_A_WHOLE = re.compile(r"^pytestmark = .*pytest\.mark\.(slow|benchmark)", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A run without slow tests does not read modules that are slow as a whole: reading takes longer than many tests."""
    if collection_path.suffix != ".py" or "not slow" not in config.option.markexpr:
        return None
    return True if _SLOW_AS_A_WHOLE.search(collection_path.read_text("utf-8")) else None


@pytest.fixture(autouse=True)
def _chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test starts in Chinese, without the developer's own settings."""
    own = ("CS_CONSOLE_LANG", "CS_CONSOLE_AGENT", "CS_CONSOLE_DB", "CS_CONSOLE_WORKSPACE")
    of_the_test_runner = ("COLUMNS", "LINES")  # pytest-xdist sets them; a real terminal has a size of its own
    for name in own + of_the_test_runner:
        monkeypatch.delenv(name, raising=False)
    i18n.set_language("zh")
    i18n.set_zone(SHANGHAI)
    i18n.set_shifts(tuple)
    yield
    i18n.set_language("zh")


@pytest.fixture(autouse=True)
def _indexed_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Books with the same content share one index, and none is kept on disk: both take longer than most tests.

    Tests marked `own_index`, and benchmarks, build, keep and read it as the console does.
    """
    if not any(request.node.get_closest_marker(mark) for mark in ("own_index", "benchmark")):
        monkeypatch.setattr(BookCache, "index", lambda cache, books: _shared_index(books))


_indexes: dict[str, BookIndex] = {}


def _shared_index(books: Books) -> BookIndex:
    if not books.content_hash:
        return BookIndex(books.phrases, books.synonyms)
    if books.content_hash not in _indexes:
        if len(_indexes) == 4:
            _indexes.popitem()  # the latest: the first is of the shipped books
        _indexes[books.content_hash] = BookIndex(books.phrases, books.synonyms)
    return _indexes[books.content_hash]


@pytest.fixture
def clock() -> ManualClock:
    """Stands at `NOW` until moved."""
    return ManualClock(NOW)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the shipped files and a migrated, empty store; tests copy it."""
    root = tmp_path_factory.mktemp("template")
    create_workspace(root)
    open_workspace(at(root), clock=ManualClock(NOW)).close()
    return root


@pytest.fixture(scope="session")
def shipped(template: Path) -> LiveConfig:
    """The shipped policies and books, parsed once."""
    return load_config(at(template))


@pytest.fixture
def workspace(template: Path, tmp_path: Path) -> Workspace:
    """A fresh copy of the template."""
    root = tmp_path / "shop"
    shutil.copytree(template, root)
    return at(root)


@pytest.fixture
def opened(workspace: Workspace, clock: ManualClock, shipped: LiveConfig) -> Iterator[Opened]:
    """The workspace opened with the hand-set clock."""
    config = LiveConfig(workspace.policies, workspace.phrasebooks, shipped.policies, shipped.books)
    found = open_workspace(workspace, clock=clock, config=config)
    yield found
    found.close()


@pytest.fixture
def services(opened: Opened) -> Services:
    """All services on a real SQLite file."""
    return opened.services


@pytest.fixture
def actor(services: Services) -> ActorMaker:
    """`actor("张敏")` from the shipped roster, joined with a running shift if there is one."""

    def make(name: str = "张敏", console: str = "test-console") -> Actor:
        return services.people.actor(name, console=console)

    return make
