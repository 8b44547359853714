"""`policies/*.yaml` → `Policies`: valid file by file, so that one broken edit spoils nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cs_console.config.files import content_hash, read_all, yaml_files
from cs_console.config.problems import Problem, error, ordered, warning
from cs_console.config.shapes import near, problems_of
from cs_console.config.yaml_reader import Document, read_yaml
from cs_console.domain.policy import MODELS, Policies, PolicyModel
from cs_console.domain.policy.retired import without_retired


@dataclass(frozen=True, slots=True)
class LoadedPolicies:
    """The policies in force, what is wrong with the files, and which state of the folder this was.

    `documents` keep the places for checks across files.
    """

    policies: Policies
    problems: tuple[Problem, ...] = ()
    content_hash: str = ""
    documents: Mapping[str, Document] = field(default_factory=dict, hash=False, compare=False)

    @property
    def ok(self) -> bool:
        """Whether every file is in force as written."""
        return not any(problem.is_error for problem in self.problems)


def load_policies(folder: Path, *, previous: LoadedPolicies | Policies | None = None) -> LoadedPolicies:
    """All policy files of `folder`; a broken one keeps what `previous` had, else the shipped default."""
    fallback = previous.policies if isinstance(previous, LoadedPolicies) else previous
    if not folder.is_dir():
        missing = error(str(folder), (1, 1), "file.missing")
        return LoadedPolicies(fallback or Policies(), (missing,))
    contents, problems = read_all(yaml_files(folder))
    problems += _strangers(folder)
    documents = {path.stem: read_yaml(data, str(path)) for path, data in contents.items()}
    values: dict[str, PolicyModel] = {}
    for path in (*contents, *(Path(problem.path) for problem in problems)):
        stem = path.stem
        if stem not in MODELS:
            continue
        model, found = _validated(documents[stem], stem) if stem in documents else (None, [])
        problems += found
        if model is not None:
            values[stem] = model
        elif fallback is not None:
            values[stem] = getattr(fallback, stem)
    return LoadedPolicies(
        policies=_assembled(values),
        problems=tuple(ordered(problems)),
        content_hash=content_hash(contents, folder),
        documents=documents,
    )


def check_policy(data: bytes, stem: str, name: str) -> list[Problem]:
    """What is wrong with one policy file."""
    return _validated(read_yaml(data, name), stem)[1]


def _assembled(values: Mapping[str, PolicyModel]) -> Policies:
    complete: dict[str, Any] = {stem: values[stem] if stem in values else model() for stem, model in MODELS.items()}
    return Policies(**complete)


def _validated(document: Document, stem: str) -> tuple[PolicyModel | None, list[Problem]]:
    problems = list(document.problems)
    if not document.ok:
        return None, problems
    value, retired = without_retired({} if document.value is None else document.value, stem)
    problems += [
        warning(document.name, document.marks.key(path), "policy.retired_key", key=path[-1]) for path in retired
    ]
    try:
        return MODELS[stem].model_validate(value), problems
    except ValidationError as failed:
        return None, [*problems, *problems_of(failed, MODELS[stem], document.marks, document.name)]


def _strangers(folder: Path) -> list[Problem]:
    """Files that look like policies and are read by nothing: a typo in a name must not pass silently."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".yml":
            found.append(warning(str(path), (1, 1), "policy.extension", name=path.name))
        elif path.suffix == ".yaml" and path.stem not in MODELS and not path.name.startswith("."):
            guess = near(path.stem, list(MODELS))
            code = "policy.unknown_file_near" if guess else "policy.unknown_file"
            params = {"name": path.name, "near": f"{guess}.yaml"} if guess else {"name": path.name}
            found.append(warning(str(path), (1, 1), code, **params))
    return found
