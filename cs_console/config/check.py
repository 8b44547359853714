"""Everything `cs-console check` has to say about a workspace's files, or about single ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cs_console.config.book_checks import review
from cs_console.config.cross_checks import cross_check
from cs_console.config.files import read_bytes, yaml_files
from cs_console.config.guard_lists import guard_lists
from cs_console.config.marks import Marks
from cs_console.config.phrasebooks import is_synonyms, load_phrasebooks, phrases_of, synonyms_of
from cs_console.config.policies import check_policy, load_policies
from cs_console.config.problems import Problem, error, ordered, warning
from cs_console.config.yaml_reader import read_yaml
from cs_console.domain.guard import GuardLists
from cs_console.domain.phrases import MIN_VARIANTS, Phrase
from cs_console.domain.policy import MODELS, Policies


def check_workspace(root: Path) -> list[Problem]:
    """All problems of a workspace's policies and phrasebooks, and between the two."""
    policies = load_policies(root / "policies")
    books = load_phrasebooks(root / "phrasebooks")
    problems = [*policies.problems, *books.problems]
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
    return [*books.problems, *_review(books.phrases, Policies())]


def _is_policy(path: Path) -> bool:
    return path.stem in MODELS and path.parent.name != "phrasebooks"


def _check_file(path: Path) -> list[Problem]:
    name = str(path)
    if path.suffix != ".yaml":
        code = "file.not_yaml" if path.exists() else "file.missing"
        return [error(name, (1, 1), code)]
    data, refused = read_bytes(path, name)
    if data is None:
        return [refused] if refused else []
    if _is_policy(path):
        return check_policy(data, path.stem, name)
    document = read_yaml(data, name)
    if not document.ok:
        return list(document.problems)
    if is_synonyms(path):
        return synonyms_of(document)
    phrases, problems = phrases_of(document, path.stem)
    return problems + _few(phrases) + _review(phrases, Policies(), {name: document.marks})


def _few(phrases: Sequence[Phrase]) -> list[Problem]:
    return [
        warning(
            phrase.source_path, (phrase.line, 1), "book.few_variants",
            id=phrase.id, count=len(phrase.variants), wanted=MIN_VARIANTS,
        )
        for phrase in phrases
        if phrase.lacks_angles
    ]  # fmt: skip


def _review(phrases: Sequence[Phrase], policies: Policies, places: dict[str, Marks] | None = None) -> list[Problem]:
    if places is None:
        places = {}
        for path in {phrase.source_path for phrase in phrases}:
            data, _ = read_bytes(Path(path), path)
            if data is not None:
                places[path] = read_yaml(data, path).marks
    guard = shop_guard(policies)
    return list(review(phrases, guard, policies.tone.max_reply_length, places))


def shop_guard(policies: Policies) -> GuardLists:
    """The guard of this shop: its lists, and its own numbers, which may be said."""
    return guard_lists(policies.tone, (policies.shop.hotline, policies.shop.return_phone))
