"""Evidence of a fault: files named by the agent are kept by reference with their hash (rules A3, A5, A8).

The files stay where they are. A reference that is no file, such as a picture's number in the chat tool or a
link, is kept as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cs_console.domain.policy.aftersales import StepDef
from cs_console.domain.policy.base import Title
from cs_console.errors import BadInput, CsError
from cs_console.services.case_views import StepView
from cs_console.services.ports.machine import FilesPort

_KEPT = re.compile(r"(.+) sha256:([0-9a-f]{64})", re.DOTALL)
_LINK = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[;；\n]\s*")
_COMMA = re.compile(r"\s*[,，、]\s*")


class EvidenceState(StrEnum):
    """What became of a piece of evidence since it was noted."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence of a case; `sha256` is "" for a reference that is no file."""

    step: Title
    reference: str
    sha256: str
    state: EvidenceState


def hashed(step: StepDef | None, given: Mapping[str, str | int], files: FilesPort) -> dict[str, str | int]:
    """The typed fields with the hash behind every file that one for photos names.

    Raises `BadInput` when a path leads nowhere: evidence that nobody can look at is none.
    """
    photos = {field.key for field in step.fields if field.type == "photo"} if step is not None else set()
    return {name: _with_hashes(str(value), files) if name in photos else value for name, value in given.items()}


def _with_hashes(text: str, files: FilesPort) -> str:
    return "；".join(_with_hash(part, files) for part in _parts(text) if part)


def _parts(text: str) -> Iterator[str]:
    """What was named one by one; a comma parts too, unless it stands in a file's name or a link."""
    for part in _BETWEEN.split(text.strip()):
        whole = _KEPT.fullmatch(part) or _LINK.match(part) or _path(part) is not None
        yield from [part] if whole else _COMMA.split(part)


def _with_hash(reference: str, files: FilesPort) -> str:
    if _KEPT.fullmatch(reference) or _LINK.match(reference):
        return reference
    path = _path(reference)
    if path is None:
        if "/" in reference or "\\" in reference:
            raise BadInput("case.evidence_missing", path=reference)
        return reference
    return f"{path} sha256:{files.sha256(path)}"


def _path(reference: str) -> Path | None:
    """The file that is named, with its whole path; None when there is none."""
    try:
        path = Path(reference).expanduser().absolute()
        return path if path.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None


def evidence(steps: Iterable[StepView], files: FilesPort) -> tuple[Evidence, ...]:
    """All evidence of a case, each file hashed anew: is it still what was noted?"""
    found = []
    for step in steps:
        for view in step.fields:
            if view.field.type != "photo" or not view.value:
                continue
            found += [_looked_at(step.title, part, files) for part in _BETWEEN.split(view.value)]
    return tuple(found)


def _looked_at(title: Title, kept: str, files: FilesPort) -> Evidence:
    match = _KEPT.fullmatch(kept)
    if match is None:
        return Evidence(title, kept, "", EvidenceState.REFERENCE)
    reference, digest = match[1], match[2]
    path = _path(reference)
    if path is None:
        return Evidence(title, reference, digest, EvidenceState.MISSING)
    try:
        same = files.sha256(path) == digest
    except (CsError, OSError):
        return Evidence(title, reference, digest, EvidenceState.MISSING)
    return Evidence(title, reference, digest, EvidenceState.SAME if same else EvidenceState.CHANGED)
