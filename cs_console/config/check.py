"""Everything `cs-console check` has to say about a workspace's files, or about single ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cs_console.config.book_checks import review
from cs_console.config.cross_checks import cross_check
from cs_console.config.files import read_bytes, yaml_files
from cs_console.config.guard_lists import guard_lists
from cs_console.config.phrasebooks import load_files, load_phrasebooks
from cs_console.config.policies import check_policy, load_policies
from cs_console.config.problems import Problem, error, ordered, warning
from cs_console.config.yaml_reader import read_yaml
from cs_console.domain.guard import GuardLists
from cs_console.domain.phrases import Phrase
from cs_console.domain.policy import MODELS, Policies

_LIKE_A_BOOK = re.compile(r"(?i)\.ya?ml(\.txt)?$")


def check_workspace(root: Path) -> list[Problem]:
    """All problems of a workspace's policies and phrasebooks, and between the two."""
    policies = load_policies(root / "policies")
    books = load_phrasebooks(root / "phrasebooks")
    problems = [*policies.problems, *books.problems, *_unread(root / "phrasebooks")]
    problems += _review(books.phrases, policies.policies)
    problems += cross_check(policies, {phrase.id for phrase in books.phrases})
    return ordered(problems)


def check_paths(paths: Iterable[Path]) -> list[Problem]:
    """All problems of the given files and folders; a folder with both parts is a workspace."""
    problems: list[Problem] = []
    for path in paths:
        if (path / "policies").is_dir() and (path / "phrasebooks").is_dir():
            problems += check_workspace(path)
        elif path.is_dir():
            problems += _check_folder(path)
        else:
            problems += _check_file(path)
    return ordered(problems)


def _check_folder(folder: Path) -> list[Problem]:
    files = yaml_files(folder, nested=True)
    if folder.name == "policies" or (files and all(_is_policy(path) for path in files)):
        loaded = load_policies(folder)
        return [*loaded.problems, *cross_check(loaded, None)]
    books = load_phrasebooks(folder)
    return [*books.problems, *_unread(folder), *_review(books.phrases, Policies())]


def _unread(folder: Path) -> Iterator[Problem]:
    """Files among the books that nothing reads: another ending, or one that an editor appended."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        hidden = any(part.startswith((".", "~", "#")) for part in path.relative_to(folder).parts)
        if not hidden and path.suffix != ".yaml" and _LIKE_A_BOOK.search(path.name) and path.is_file():
            yield warning(str(path), (1, 1), "book.extension", name=path.name)


def _is_policy(path: Path) -> bool:
    return path.stem in MODELS and "phrasebooks" not in path.parts[:-1]


def _check_file(path: Path) -> list[Problem]:
    name = str(path)
    if path.suffix != ".yaml":
        code = "file.not_yaml" if path.exists() else "file.missing"
        return [error(name, (1, 1), code)]
    if _is_policy(path):
        data, refused = read_bytes(path, name)
        return check_policy(data, path.stem, name) if data is not None else [refused] if refused else []
    root = _workspace_of(path)
    if root is None:
        books = load_files([path])
        return [*books.problems, *_review(books.phrases, Policies())]
    return _among_the_others(path, root)


def _workspace_of(path: Path) -> Path | None:
    """The workspace among whose phrasebooks a file lies."""
    inside = [folder.parent for folder in path.resolve().parents if folder.name == "phrasebooks"]
    return next((root for root in inside if (root / "policies").is_dir()), None)


def _among_the_others(path: Path, root: Path) -> list[Problem]:
    """What is wrong with one book by the shop's own policies, also what it and another one both have."""
    books = load_phrasebooks(root / "phrasebooks")
    found = [*books.problems, *_review(books.phrases, load_policies(root / "policies").policies)]
    own = str(path.resolve())
    return [replace(one, path=str(path)) if one.path == own else one for one in found if _is_about(one, own)]


def _is_about(problem: Problem, path: str) -> bool:
    first = str(problem.params.get("first", ""))
    return problem.path == path or first.rpartition(":")[0] == path


def _review(phrases: Sequence[Phrase], policies: Policies) -> Iterator[Problem]:
    """What is to be said of phrases that load well."""
    places = {}
    for path in sorted({phrase.source_path for phrase in phrases}):
        data, _ = read_bytes(Path(path), path)
        if data is not None:
            places[path] = read_yaml(data, path).marks
    return review(phrases, shop_guard(policies), policies.tone.max_reply_length, places)


def shop_guard(policies: Policies) -> GuardLists:
    """The guard of this shop: its lists, and its own numbers and address, which may be said."""
    shop = policies.shop
    return guard_lists(policies.tone, (shop.hotline, shop.return_phone), allowed_places=(shop.return_address,))
