"""The phrasebook's figures on screen, the uses behind each, and the file (rules P10, K2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console.i18n import t
from cs_console.tui.acts.jumps import jump
from cs_console.tui.deck import Acts
from cs_console.tui.safe import say
from cs_console.tui.screens.listing import Form, Listing, open_listing
from cs_console.tui.screens.phrase_figures import (
    VIEWS,
    FigureLine,
    PhraseFigures,
    figure_detail,
    figure_lines,
    figure_words,
    paint_figure,
    paint_use,
    use_detail,
    use_words,
)
from cs_console.tui.screens.popup import Choice, PickList

if TYPE_CHECKING:
    from pathlib import Path

    from cs_console.services.phrase_figures import PhraseReport
    from cs_console.services.phrase_reports import UseRow

PERIODS = (7, 30, 90)


class PhraseFigureActs(Acts):
    """Opened from the palette; reads only when asked."""

    def __init__(self, deck: Any) -> None:
        super().__init__(deck)
        self._days = PERIODS[1]
        self._report: PhraseReport | None = None

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"phrase.figures": self._open}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """The figures, the uses behind one."""
        return {"phrase.figures": self._show, "phrase.uses": self._show_uses}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """A file was written."""
        return {"phrase.export": self._exported}

    # -- figures --------------------------------------------------------------------------------

    @property
    def _list(self) -> Listing[Any] | None:
        return open_listing(self.deck, "phrase.figures")

    def _open(self) -> None:
        context = self.deck.context
        form: Form[FigureLine] = Form(
            title=t("command.phrase.figures"),
            paint=lambda row, width: paint_figure(row, width, context.zone, context.clock()),
            key_of=lambda row: (row.view, row.key),
            detail=figure_detail,
            pick=self._pick,
            words=figure_words,
            empty=t("phrase.nothing_used"),
            views=tuple(t(f"phrase_figures.view.{name}") for name in VIEWS),
            turned=lambda view: self._arrange(),
            hint=t("phrase_figures.hint"),
        )
        popup = PhraseFigures(self.deck, "phrase.figures", form, period=self._turn, export=self._export)
        self.deck.screen.app.push_screen(popup)
        self._read()

    def _read(self) -> None:
        days = self._days
        self.deck.read("phrase.figures", lambda desk: desk.services.phrase_reports.report(desk.actor, days))

    def _turn(self, step: int) -> None:
        self._days = PERIODS[(PERIODS.index(self._days) + step) % len(PERIODS)]
        self._read()

    def _show(self, report: PhraseReport) -> None:
        self._report = report
        self._arrange()

    def _arrange(self) -> None:
        from cs_console.services.roles import Permission, may

        popup, report = self._list, self._report
        if popup is None or report is None:
            return
        rows = report.by_agent
        used, edited = sum(row.used for row in rows), sum(row.edited for row in rows)
        rejected = sum(row.rejected for row in rows)
        head = t("phrase_figures.head", days=self._days, used=used, edited=edited, rejected=rejected)
        actor = self.deck.state.actor
        if actor is not None and not may(actor, Permission.LEAD_DESK):
            head = f"{actor.agent}  {head}"
        popup.show(figure_lines(report, VIEWS[popup.view]), head)

    # -- behind a figure ------------------------------------------------------------------------

    def _pick(self, row: FigureLine) -> None:
        """A count opens its uses, a dead phrase its form, a missing one a new form or where it was asked."""
        if row.view == "dead":
            self.deck.read("phrase.form", lambda desk: (
                desk.services.phrase_drafts.edit(desk.actor, row.key),
                desk.services.phrase_drafts.choices(desk.actor),
            ))  # fmt: skip
        elif row.view == "missing":
            choices = [Choice("add", t("phrase_figures.add"))]
            choices += [Choice(number, t("phrase_figures.inquiry", id=number)) for number in row.inquiries]
            self.deck.ask(PickList(row.text, choices), lambda chosen: self._missing(row, chosen))
        else:
            self._read_uses(row)

    def _missing(self, row: FigureLine, chosen: object) -> None:
        if isinstance(chosen, int):
            jump(self.deck, inquiry_id=chosen)
            return
        self.deck.read("phrase.form", lambda desk: (
            desk.services.phrase_drafts.new(desk.actor, question=row.text),
            desk.services.phrase_drafts.choices(desk.actor),
        ))  # fmt: skip

    def _read_uses(self, row: FigureLine) -> None:
        days, context = self._days, self.deck.context
        form: Form[UseRow] = Form(
            title=f"{t('phrase_figures.uses')}  {row.text}",
            paint=lambda use, width: paint_use(use, width, context.zone, context.clock()),
            key_of=lambda use: use.id,
            detail=use_detail,
            pick=lambda use: jump(self.deck, inquiry_id=use.inquiry_id),
            words=use_words,
            empty=t("phrase_figures.no_uses"),
            hint=t("phrase_figures.uses_hint"),
        )
        self.deck.screen.app.push_screen(Listing(self.deck, "phrase.uses", form))

        def call(desk: Any) -> Sequence[UseRow]:
            from cs_console.services.phrase_sheets import By

            found: Sequence[UseRow] = desk.services.phrase_reports.uses(desk.actor, By(row.view), row.key, days)
            return found

        self.deck.read("phrase.uses", call)

    def _show_uses(self, uses: Sequence[UseRow]) -> None:
        popup = open_listing(self.deck, "phrase.uses")
        if popup is not None:
            popup.show(uses, t("phrase_figures.uses_head", n=len(uses)))

    # -- the file -------------------------------------------------------------------------------

    def _export(self) -> None:
        choices = [Choice("xlsx", t("phrase_figures.xlsx")), Choice("json", t("phrase_figures.json"))]
        days = self._days
        self.deck.ask(
            PickList(t("phrase_figures.export"), choices),
            lambda form: self.deck.write(
                "phrase.export", lambda desk: desk.services.phrase_reports.export(desk.actor, days, str(form))
            ),
        )

    def _exported(self, path: Path, context: Any) -> None:
        words = t("toast.figures", path=str(path))
        self.deck.say(say("toast.figures", path=str(path)))
        if self._list is not None:
            self._list.note(words)
