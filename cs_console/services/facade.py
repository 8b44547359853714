"""All services of one workspace: what the screen, the command line and HTTP hold."""

from __future__ import annotations

from dataclasses import dataclass

from cs_console.services.capture import CaptureService
from cs_console.services.cases import CaseService
from cs_console.services.context import ServiceContext
from cs_console.services.handovers import HandoverService
from cs_console.services.intake import IntakeService
from cs_console.services.journal import JournalService
from cs_console.services.orders import OrderService
from cs_console.services.people import PeopleService
from cs_console.services.phrasing import PhraseService
from cs_console.services.ports.machine import FilesPort
from cs_console.services.promises import PromiseService
from cs_console.services.queue import QueueService
from cs_console.services.shifts import ShiftService


@dataclass(frozen=True, slots=True)
class Services:
    """One object of each use-case family, sharing one context."""

    context: ServiceContext
    people: PeopleService
    queue: QueueService
    capture: CaptureService
    intake: IntakeService
    orders: OrderService
    promises: PromiseService
    cases: CaseService
    phrases: PhraseService
    shifts: ShiftService
    handovers: HandoverService
    journal: JournalService

    @classmethod
    def build(cls, context: ServiceContext, files: FilesPort) -> Services:
        """Wire the services together; `files` reads inputs and writes exports."""
        capture = CaptureService(context)
        promises = PromiseService(context)
        handovers = HandoverService(context, files)
        return cls(
            context=context,
            people=PeopleService(context),
            queue=QueueService(context),
            capture=capture,
            intake=IntakeService(context, files, capture),
            orders=OrderService(context, promises),
            promises=promises,
            cases=CaseService(context),
            phrases=PhraseService(context),
            shifts=ShiftService(context, handovers),
            handovers=handovers,
            journal=JournalService(context),
        )
