"""All services of one workspace: what the screen, the command line and HTTP hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cs_console.services.attendance import AttendanceService
from cs_console.services.autoreplies import AutoReplyService
from cs_console.services.board import BoardService
from cs_console.services.buyers import BuyerService
from cs_console.services.capture import CaptureService
from cs_console.services.cases import CaseService
from cs_console.services.colour_duty import ColourDutyService
from cs_console.services.complaints import ComplaintService
from cs_console.services.context import ServiceContext
from cs_console.services.figures import FigureService
from cs_console.services.followups import FollowupService
from cs_console.services.gaps import GapService
from cs_console.services.goods import GoodsService
from cs_console.services.handover_addenda import AddendumService
from cs_console.services.handover_files import HandoverFileService
from cs_console.services.handover_reviews import HandoverReviewService
from cs_console.services.handovers import HandoverService
from cs_console.services.inbox import Dropped, InboxService
from cs_console.services.intake import IntakeService
from cs_console.services.journal import JournalService
from cs_console.services.lead_desk import LeadDeskService
from cs_console.services.morning import MorningService
from cs_console.services.order_checks import OrderCheckService
from cs_console.services.orders import OrderService
from cs_console.services.people import PeopleService
from cs_console.services.phrase_books import PhraseBookService
from cs_console.services.phrase_drafting import PhraseDraftingService
from cs_console.services.phrase_figures import PhraseFigureService
from cs_console.services.phrase_reports import PhraseReportService
from cs_console.services.phrasing import PhraseService
from cs_console.services.ports.books import BookFiles, QuickPhraseFiles
from cs_console.services.ports.exports import ExportsPort
from cs_console.services.ports.goods import GoodsPort
from cs_console.services.ports.handovers import HandoverFilesPort
from cs_console.services.ports.machine import ConfigWatch, FilesPort, InboxPort
from cs_console.services.ports.platforms import PlatformsPort
from cs_console.services.ports.registers import RegisterFormsPort
from cs_console.services.ports.roster import RosterPort
from cs_console.services.ports.seats import SeatPort
from cs_console.services.practice import PracticeService
from cs_console.services.pricing import PricingService
from cs_console.services.problems import ProblemService
from cs_console.services.promises import PromiseService
from cs_console.services.qa import QaService
from cs_console.services.queue import QueueService
from cs_console.services.quick_phrases import QuickPhraseService
from cs_console.services.registers import RegisterService
from cs_console.services.restoring import RestoreService
from cs_console.services.reviews import ReviewService
from cs_console.services.roster import RosterService
from cs_console.services.rules_history import RulesHistoryService
from cs_console.services.satisfaction import SatisfactionService
from cs_console.services.scores import ScoreService
from cs_console.services.seats import SeatService
from cs_console.services.shifts import ShiftService
from cs_console.services.suggestions import SuggestionService
from cs_console.services.takeovers import TakeoverService
from cs_console.services.writeback import WriteBackService


@dataclass(frozen=True, slots=True)
class Services:
    """One object of each use-case family, sharing one context."""

    context: ServiceContext
    people: PeopleService
    seats: SeatService
    queue: QueueService
    capture: CaptureService
    intake: IntakeService
    inbox: InboxService
    orders: OrderService
    promises: PromiseService
    cases: CaseService
    buyers: BuyerService
    goods: GoodsService
    pricing: PricingService
    phrases: PhraseService
    phrase_books: PhraseBookService
    phrase_drafts: PhraseDraftingService
    quick_phrases: QuickPhraseService
    phrase_figures: PhraseFigureService
    phrase_reports: PhraseReportService
    colour: ColourDutyService
    autoreplies: AutoReplyService
    shifts: ShiftService
    attendance: AttendanceService
    handovers: HandoverService
    handover_files: HandoverFileService
    handover_reviews: HandoverReviewService
    addenda: AddendumService
    takeovers: TakeoverService
    restores: RestoreService
    journal: JournalService
    writebacks: WriteBackService
    followups: FollowupService
    complaints: ComplaintService
    gaps: GapService
    lead_desk: LeadDeskService
    board: BoardService
    roster: RosterService
    suggestions: SuggestionService
    satisfaction: SatisfactionService
    reviews: ReviewService
    problems: ProblemService
    registers: RegisterService
    figures: FigureService
    scores: ScoreService
    morning: MorningService
    qa: QaService
    practice: PracticeService
    config: ConfigWatch
    rules: RulesHistoryService

    @classmethod
    def build(
        cls, context: ServiceContext, *, files: FilesPort, logs: HandoverFilesPort, goods: GoodsPort,
        seats: SeatPort, roster: RosterPort, inbox: InboxPort,
        config: ConfigWatch, write_report: Callable[[Dropped], str], books: BookFiles, quick: QuickPhraseFiles,
        platforms: PlatformsPort, forms: RegisterFormsPort, exports: ExportsPort,
    ) -> Services:  # fmt: skip
        """Wire the services together over the ports to the machine."""
        capture = CaptureService(context)
        intake = IntakeService(context, files, capture)
        promises = PromiseService(context)
        phrases = PhraseService(context)
        rules = RulesHistoryService(context, config.state)
        phrase_books = PhraseBookService(context, books, rules)
        phrase_figures = PhraseFigureService(context, phrases)
        handovers = HandoverService(context)
        goods_service = GoodsService(context, goods, files)
        seat_service = SeatService(context, seats, rules)
        people = PeopleService(context, seat_service)
        figures = FigureService(context)
        checklists = OrderCheckService(context, goods_service)
        return cls(
            context=context,
            people=people,
            seats=seat_service,
            capture=capture,
            intake=intake,
            inbox=InboxService(intake, goods_service, inbox, write_report),
            orders=OrderService(context, promises, checklists),
            promises=promises,
            cases=CaseService(context, files, goods_service),
            goods=goods_service,
            pricing=PricingService(context, goods_service),
            phrases=phrases,
            phrase_books=phrase_books,
            phrase_drafts=PhraseDraftingService(context, phrases, phrase_books, books),
            quick_phrases=QuickPhraseService(context, phrase_books, books, quick, rules),
            phrase_figures=phrase_figures,
            phrase_reports=PhraseReportService(context, phrase_figures, exports),
            shifts=ShiftService(context, handovers),
            attendance=AttendanceService(context),
            handovers=handovers,
            handover_files=HandoverFileService(context, logs),
            takeovers=TakeoverService(context, handovers),
            restores=RestoreService(context),
            writebacks=WriteBackService(context, platforms),
            followups=FollowupService(context, phrases, promises),
            complaints=ComplaintService(context, phrases),
            gaps=GapService(context, phrase_books),
            journal=JournalService(context, books, rules),
            registers=RegisterService(context, forms, exports),
            roster=RosterService(context, roster, rules),
            figures=figures,
            scores=ScoreService(context, figures),
            morning=MorningService(context, figures),
            practice=PracticeService(context, phrases),
            config=config,
            **{name: kind(context) for name, kind in _PLAIN.items()},
            rules=rules,
        )


_PLAIN: Mapping[str, Callable[[ServiceContext], Any]] = {
    "queue": QueueService,
    "buyers": BuyerService,
    "colour": ColourDutyService,
    "autoreplies": AutoReplyService,
    "handover_reviews": HandoverReviewService,
    "addenda": AddendumService,
    "lead_desk": LeadDeskService,
    "board": BoardService,
    "suggestions": SuggestionService,
    "satisfaction": SatisfactionService,
    "reviews": ReviewService,
    "problems": ProblemService,
    "qa": QaService,
}
"""The services that need nothing but the context."""
