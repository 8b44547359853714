"""All services of one workspace: what the screen, the command line and HTTP hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cs_console.services.capture import CaptureService
from cs_console.services.cases import CaseService
from cs_console.services.context import ServiceContext
from cs_console.services.handovers import HandoverService
from cs_console.services.inbox import Dropped, InboxService
from cs_console.services.intake import IntakeService
from cs_console.services.journal import JournalService
from cs_console.services.orders import OrderService
from cs_console.services.people import PeopleService
from cs_console.services.phrasing import PhraseService
from cs_console.services.ports.machine import ConfigWatch, FilesPort, InboxPort
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
    inbox: InboxService
    orders: OrderService
    promises: PromiseService
    cases: CaseService
    phrases: PhraseService
    shifts: ShiftService
    handovers: HandoverService
    journal: JournalService
    config: ConfigWatch

    @classmethod
    def build(
        cls, context: ServiceContext, *, files: FilesPort, inbox: InboxPort, config: ConfigWatch,
        write_report: Callable[[Dropped], str],
    ) -> Services:  # fmt: skip
        """Wire the services together over the ports to the machine."""
        capture = CaptureService(context)
        intake = IntakeService(context, files, capture)
        promises = PromiseService(context)
        handovers = HandoverService(context, files)
        return cls(
            context=context,
            people=PeopleService(context),
            queue=QueueService(context),
            capture=capture,
            intake=intake,
            inbox=InboxService(intake, inbox, write_report),
            orders=OrderService(context, promises),
            promises=promises,
            cases=CaseService(context),
            phrases=PhraseService(context),
            shifts=ShiftService(context, handovers),
            handovers=handovers,
            journal=JournalService(context),
            config=config,
        )
