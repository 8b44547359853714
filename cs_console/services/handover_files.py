"""Handover logs out of the house and back: exported with a trace, checked against the store (rules H7, H9, X1)."""

from __future__ import annotations

import difflib
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cs_console.domain.entities import Actor, Event, Handover
from cs_console.domain.handover import HandoverView, signed_hash
from cs_console.domain.vocabulary import HandoverState
from cs_console.errors import BadInput, NotFound
from cs_console.services.context import ServiceContext
from cs_console.services.handover_seal import SealProblem, seal_problems
from cs_console.services.handover_views import view_of
from cs_console.services.ports.handovers import HandoverFilesPort
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, require

FORMS = ("md", "html", "xlsx", "json")
"""The formats of an export."""

ACT = "handover.export"
_TAG = re.compile("<[^>]*>")
_ANCHOR = re.compile("[0-9a-f]{16,64}")
LINES_SHOWN = 20
"""How many differing lines a check names."""


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What checking an exported file found.

    `problems`: ``unknown`` (no log's file), ``gone`` (the store has no such log), ``changed`` (not what was
    exported), ``altered`` (the store's log is not what was signed when the file was made), ``seal`` (another seal
    than printed), ``anchor`` (the printed journal head is gone: the journal was cut), or a seal's own problem.
    `differences` are lines with ``-`` as the store has them and ``+`` as the file says.
    """

    path: Path
    handover_id: int
    exported_at: datetime | None
    exported_by: str
    problems: tuple[str, ...]
    differences: tuple[str, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether file and store say the same."""
        return not self.problems


class HandoverFileService:
    """Exports logs and checks what comes back."""

    def __init__(self, context: ServiceContext, files: HandoverFilesPort) -> None:
        self._context = context
        self._files = files

    def export(
        self, actor: Actor, handover_id: int | None = None, forms: Sequence[str] = FORMS, *, masked: bool = True
    ) -> tuple[Path, ...]:
        """Write a log to `data/handovers/`, without a number the one handed in last; the journal keeps the digests.

        Masked unless asked otherwise, which takes the permission to unmask (rule X1).
        """
        if unknown := [form for form in forms if form not in FORMS]:
            raise BadInput("handover.form", form=unknown[0], known=", ".join(FORMS))
        if not masked:
            require(actor, Permission.UNMASK)
        with self._context.uow.read() as uow:
            view = view_of(uow, self._chosen(uow, handover_id))
        rendered = self._files.render(view, self._context.zone, forms, masked=masked)
        digests = {form: hashlib.sha256(content).hexdigest() for form, content in rendered.items()}
        with self._context.uow.write(actor, ACT) as uow:
            uow.note("Handover", view.handover.id, files=digests, masked=masked)
        return self._files.write(view, rendered)

    def schema(self) -> Mapping[str, Any]:
        """The JSON Schema of the JSON format, as published."""
        return self._files.schema()

    def check(self, path: Path) -> FileCheck:
        """Say whether an exported file and the store still tell the same (rule H7)."""
        content = self._files.read(path)
        text = content.decode("utf-8", errors="replace")
        mark = self._files.mark(text)
        with self._context.uow.read() as uow:
            export = _export_of(uow, hashlib.sha256(content).hexdigest())
            number = export.entity_id if export is not None else _number(mark)
            log = uow.get(Handover, number) if number else None
            if log is None:
                return FileCheck(path, number, None, "", ("gone",) if number else ("unknown",))
            view = view_of(uow, log)
            problems = _against_mark(uow, view, mark)
            problems += [one.problem for one in seal_problems(uow) if one.handover_id == log.id]
        differences = () if export is not None else self._differences(view, mark, path, text)
        if export is None and (differences or path.suffix == ".xlsx"):
            problems.insert(0, "changed")
        at, by = (export.at, export.actor) if export is not None else (None, "")
        return FileCheck(path, number, at, by, tuple(dict.fromkeys(problems)), differences)

    def problems(self) -> tuple[SealProblem, ...]:
        """What does not fit among the logs, their seals and the journal (rule H7)."""
        with self._context.uow.read() as uow:
            return seal_problems(uow)

    def knows_anchor(self, digest: str) -> bool:
        """Whether the journal still has the event whose hash was printed, whole or its first 16 characters.

        Raises `BadInput` for what is no such hash: a slip of the pen is not a cut journal.
        """
        anchor = digest.strip().lower()
        if not _ANCHOR.fullmatch(anchor):
            raise BadInput("journal.anchor", anchor=digest)
        with self._context.uow.read() as uow:
            return uow.journal.knows(anchor)

    def _chosen(self, uow: UnitOfWork, handover_id: int | None) -> Handover:
        if handover_id is not None:
            return uow.require(Handover, handover_id)
        handed_in = [one for one in uow.handovers.recent(50) if one.state is not HandoverState.DRAFT]
        if not handed_in:
            raise NotFound("handover.none")
        return handed_in[0]

    def _differences(self, view: HandoverView, mark: Mapping[str, str], path: Path, text: str) -> tuple[str, ...]:
        """Line by line, the file against what the store would write now."""
        form = path.suffix.lstrip(".")
        if form not in FORMS or form == "xlsx":
            return ()
        masked = mark.get("masked", "yes") == "yes"
        now = self._files.render(view, self._context.zone, (form,), masked=masked, lang=mark.get("lang", ""))
        ours, theirs = now[form].decode().splitlines(), text.splitlines()
        found = difflib.unified_diff(ours, theirs, lineterm="", n=0)
        lines = [line for line in found if line[:1] in "+-" and line[:3] not in ("+++", "---")]
        return tuple((_said(lines) if form == "html" else lines)[:LINES_SHOWN])


def _export_of(uow: UnitOfWork, digest: str) -> Event | None:
    """The export that wrote a file with this digest."""
    exports = uow.journal.notes(ACT)
    return next((one for one in exports if digest in ((one.after or {}).get("files") or {}).values()), None)


def _said(lines: list[str]) -> list[str]:
    """What a reader of the page sees differ; the lines as they stand where only what nobody sees differs."""
    shown = [line[0] + " ".join(html.unescape(_TAG.sub(" ", line[1:])).split()) for line in lines]
    once = [line for line in shown if line[1:] and ("-" if line[0] == "+" else "+") + line[1:] not in shown]
    return once or lines


def _number(mark: Mapping[str, str]) -> int:
    number = mark.get("id", "")
    return int(number) if number.isdecimal() and len(number) < 18 else 0


def _against_mark(uow: UnitOfWork, view: HandoverView, mark: Mapping[str, str]) -> list[str]:
    """What the file printed about the log against what the store says about it."""
    if not mark:
        return []
    found = []
    if mark.get("signed", "") != signed_hash(view):
        found.append("altered")
    if mark.get("seal") and mark["seal"] != view.handover.content_hash:
        found.append("seal")
    if mark.get("head") and not uow.journal.knows(mark["head"]):
        found.append("anchor")
    return found
