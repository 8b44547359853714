"""The inbox: files dropped there are taken in through the same service as `intake` (rule Q7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cs_console.domain.entities import Actor
from cs_console.errors import BadInput, Refused
from cs_console.services.intake import IntakeReport, IntakeService
from cs_console.services.ports.machine import InboxPort
from cs_console.text.clean import clean


@dataclass(frozen=True, slots=True)
class Dropped:
    """What came of one dropped file: its report, or why it could not be read."""

    name: str
    report: IntakeReport | None = None
    error: BadInput | Refused | None = None


class InboxService:
    """Takes in what lies ready; a file that cannot be read is put aside with the reason beside it."""

    def __init__(self, intake: IntakeService, inbox: InboxPort, write_report: Callable[[Dropped], str]) -> None:
        self._intake = intake
        self._inbox = inbox
        self._write_report = write_report

    def sweep(self, actor: Actor) -> tuple[Dropped, ...]:
        """Take in every file that is whole now; called every few seconds by a running console.

        Several consoles may watch one inbox: taking a file twice changes nothing, and whoever is done first
        puts it away.
        """
        taken = []
        for path in self._inbox.ready():
            try:
                dropped = Dropped(clean(path.name), report=self._intake.take_file(actor, path))
            except (BadInput, Refused) as error:
                if error.code == "file.missing":
                    continue  # another console on this workspace was faster
                dropped = Dropped(clean(path.name), error=error)
            self._inbox.put_away(path, self._write_report(dropped), failed=dropped.error is not None)
            taken.append(dropped)
        return tuple(taken)
