"""The inbox: files dropped there are taken in through the same service as `intake` (rule Q7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cs_console.domain.entities import Actor
from cs_console.errors import BadInput, Refused
from cs_console.services.goods import GoodsService
from cs_console.services.intake import IntakeReport, IntakeService
from cs_console.services.ports.machine import InboxPort
from cs_console.text.clean import clean

Step = Callable[[str, int, int], None]
"""Told of each step: the file, how much of it is done, of how much."""
UNKNOWN = "intake.unknown_layout"


@dataclass(frozen=True, slots=True)
class Dropped:
    """What came of one dropped file: its report, or why it could not be read."""

    name: str
    report: IntakeReport | None = None
    error: BadInput | Refused | None = None


class InboxService:
    """Takes in what lies ready; a file that cannot be read is put aside with the reason beside it."""

    def __init__(
        self, intake: IntakeService, goods: GoodsService, inbox: InboxPort, write_report: Callable[[Dropped], str]
    ) -> None:
        self._intake = intake
        self._goods = goods
        self._inbox = inbox
        self._write_report = write_report

    def sweep(self, actor: Actor, step: Step | None = None) -> tuple[Dropped, ...]:
        """Take in every file that is whole now; called every few seconds by a running console.

        Several consoles may watch one inbox: taking a file twice changes nothing, and whoever is done first
        puts it away.
        """
        taken = []
        for path in self._inbox.ready():
            try:
                dropped = Dropped(clean(path.name), report=self._take(actor, path, step))
            except (BadInput, Refused) as error:
                if error.code == "file.missing":
                    continue  # another console on this workspace was faster
                dropped = Dropped(clean(path.name), error=error)
            self._inbox.put_away(path, self._write_report(dropped), failed=dropped.error is not None)
            taken.append(dropped)
        return tuple(taken)

    def _take(self, actor: Actor, path: Path, step: Step | None) -> IntakeReport:
        """Take one file in; goods cards are an admin's to take in and not anybody's who drops a file (rule G1)."""
        name = clean(path.name)
        progress = (lambda done, total: step(name, done, total)) if step is not None else None
        try:
            return self._intake.take_file(actor, path, progress=progress)
        except BadInput as error:
            if error.code == UNKNOWN and self._goods.are_goods(path):
                raise Refused("goods.in_inbox", name=name) from error
            raise
