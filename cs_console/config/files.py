"""Reading configuration files: sizes first, refusals as problems, one hash over all of them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cs_console.config.problems import Problem, error
from cs_console.config.yaml_reader import MAX_BYTES

MAX_FILES = 2_000


def yaml_files(folder: Path, *, nested: bool = False) -> list[Path]:
    """The .yaml files of a folder by name; hidden ones and editors' leftovers are not configuration."""
    found = _below(folder) if nested else [path for path in folder.glob("*.yaml") if _visible(path.name)]
    return sorted(path for path in found if path.is_file())[:MAX_FILES]


def _below(folder: Path) -> Iterator[Path]:
    """The .yaml files in a folder and those within it, also where one is a link to a share; no circle twice."""
    seen: set[str] = set()
    for root, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(root)
        folders[:] = [] if real in seen else filter(_visible, folders)
        yield from (
            Path(root, name) for name in names if real not in seen and name.endswith(".yaml") and _visible(name)
        )
        seen.add(real)


def _visible(name: str) -> bool:
    return not name.startswith((".", "~", "#"))


def read_bytes(path: Path, name: str) -> tuple[bytes | None, Problem | None]:
    """The file's bytes (one more than allowed at most), or why there are none."""
    try:
        with path.open("rb") as handle:
            return handle.read(MAX_BYTES + 1), None
    except FileNotFoundError:
        return None, error(name, (1, 1), "file.missing")
    except OSError as refused:
        return None, error(name, (1, 1), "file.unreadable", reason=refused.strerror or str(refused))


def read_all(paths: Iterable[Path]) -> tuple[dict[Path, bytes], list[Problem]]:
    """Every readable file's bytes, and the problems of the others."""
    contents: dict[Path, bytes] = {}
    problems: list[Problem] = []
    for path in paths:
        data, problem = read_bytes(path, str(path))
        if problem is not None:
            problems.append(problem)
        elif data is not None:
            contents[path] = data
    return contents, problems


def file_hashes(contents: Mapping[Path, bytes], root: Path) -> tuple[tuple[str, str], ...]:
    """(name below `root`, digest) of each file, in order: which of them an edit changed (rule E6)."""
    return tuple((_name(path, root), hashlib.sha256(contents[path]).hexdigest()[:16]) for path in sorted(contents))


def content_hash(contents: Mapping[Path, bytes], folder: Path) -> str:
    """One hash over names and bytes: the version of a folder that the store remembers (rule E7)."""
    digest = hashlib.sha256()
    for path in sorted(contents):
        name = _name(path, folder).encode()
        digest.update(len(name).to_bytes(4, "big") + name)
        digest.update(len(contents[path]).to_bytes(8, "big") + contents[path])
    return digest.hexdigest()


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
