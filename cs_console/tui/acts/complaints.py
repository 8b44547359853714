"""Complaints: opened from the inquiry, led through the fixed flow, each step timed, fed back (rule C2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from cs_console import i18n
from cs_console.domain.complaints import ComplaintStage, ComplaintState
from cs_console.i18n import language, t, token
from cs_console.tui.acts.jumps import jump
from cs_console.tui.acts.texts import logged, with_blanks
from cs_console.tui.conditions import why_not
from cs_console.tui.deck import Acts, Deck, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, safe
from cs_console.tui.screens import complaint_rows as rows
from cs_console.tui.screens.complaint_rows import StepRow, step_rows
from cs_console.tui.screens.listing import Form, Listing, open_listing
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt, one_of

if TYPE_CHECKING:
    from cs_console.domain.entities import Inquiry
    from cs_console.services.complaints import ComplaintView
    from cs_console.services.phrasing import Composed

OPEN, MINE, CLOSED = range(3)
"""The list's views."""
SHOWN = 300
PREFILLED = frozenset({ComplaintStage.RECEIVE})
"""Steps whose usual words stand in the field already."""


def show_complaint(deck: Deck, complaint_id: int) -> None:
    """Open one complaint over whatever is shown."""
    deck.read("complaint.view", lambda desk: desk.services.complaints.view(complaint_id))


class ComplaintActs(Acts):
    """The list of complaints and the flow of one."""

    _view: ComplaintView | None = None
    _told: Composed | None = None

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"complaint.open": self._ask_open, "complaint.list": self._open_list}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Complaints, one with its steps, the text for the step that waits."""
        return {
            "complaint.list": self._show_list, "complaint.view": self._show_one, "complaint.text": self._show_text,
            "complaint.ask": self._ask_what,
        }  # fmt: skip

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Complaints opened and led on."""
        return {"complaint.open": self._opened, "complaint.step": self._stepped, "complaint.copy": self._copied}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """An inquiry that has a complaint already leads to it."""
        acts = ("complaint.step", "complaint.copy", "complaint.view")
        return dict.fromkeys(acts, self._refused) | {"complaint.open": self._not_opened, "complaint.text": self._mute}

    def refresh(self) -> None:
        """What is open follows what happens."""
        if self._list is not None:
            self._read_list(self._list.view)
        if self._flow is not None and self._view is not None:
            show_complaint(self.deck, self._view.complaint.id)

    # -- opening --------------------------------------------------------------------------------

    def _ask_open(self) -> None:
        """Look first: an inquiry that has an open complaint leads to it, before anything is asked (rule C2)."""
        detail = self.deck.state.detail
        if detail is not None:
            inquiry = detail.inquiry
            self.deck.read("complaint.ask", lambda desk: (inquiry, _running(desk, inquiry.id)))

    def _ask_what(self, found: tuple[Inquiry, ComplaintView | None]) -> None:
        inquiry, running = found
        if running is not None:
            from cs_console.services.complaints import already

            self.deck.say(describe(already(running.complaint)), kind="warn")
            self._show_one(running)
            return
        prompt = Prompt(
            t("command.complaint.open"), [Ask("what", t("ask.complaint.what"), inquiry.summary)], intro=inquiry.buyer
        )
        self.deck.ask(prompt, lambda given: self._open(inquiry.id, given["what"]))

    def _open(self, inquiry_id: int, what: str) -> None:
        self.deck.write(
            "complaint.open", lambda desk: desk.services.complaints.open(desk.actor, what, inquiry_id=inquiry_id)
        )

    def _opened(self, view: ComplaintView, context: Any) -> None:
        """Opened: the first contact is owed at once, so the flow comes up with the words for it."""
        self.deck.say(safe(t("toast.complaint.opened", buyer=view.complaint.buyer)), undo=True)
        self._show_one(view)
        self.deck.refresh()

    def _not_opened(self, failure: Failed) -> None:
        running = failure.error.params.get("id")
        self.deck.say(describe(failure.error), kind="warn")
        if failure.error.code == "complaint.already" and isinstance(running, int):
            show_complaint(self.deck, running)

    # -- the list -------------------------------------------------------------------------------

    @property
    def _list(self) -> Listing[ComplaintView] | None:
        return open_listing(self.deck, "complaints")

    def _open_list(self) -> None:
        context = self.deck.context
        form: Form[ComplaintView] = Form(
            title=t("command.complaint.list"),
            paint=lambda view, width: rows.paint_complaint(view, width, context.zone, context.clock()),
            key_of=lambda view: view.complaint.id,
            detail=lambda view, width: rows.complaint_lines(
                view, self._cause(view), width, context.zone, context.clock()
            ),
            pick=self._pick,
            words=rows.complaint_words,
            empty=t("complaint.none"),
            views=tuple(t(f"complaint.list.{name}") for name in ("open", "mine", "closed")),
            turned=self._read_list,
            hint=t("due.hint"),
        )
        self.deck.screen.app.push_screen(Listing(self.deck, "complaints", form))
        self._read_list(OPEN)

    def _read_list(self, view: int) -> None:
        from cs_console.services.complaints import ComplaintFilter

        states = (ComplaintState.CLOSED,) if view == CLOSED else (ComplaintState.OPEN,)
        wanted = ComplaintFilter(states=states, owner=self.deck.agent if view == MINE else "")
        self.deck.read("complaint.list", lambda desk: desk.services.complaints.list(wanted, SHOWN))

    def _show_list(self, found: Sequence[ComplaintView]) -> None:
        if self._list is not None:
            self._list.show(found, t("due.head", n=len(found)))

    def _pick(self, view: ComplaintView) -> None:
        choices = [Choice("flow", t("due.work.complaint")), Choice("open", t("due.open"))]
        self.deck.ask(PickList(view.complaint.buyer, choices), lambda chosen: self._go(view, str(chosen)))

    def _go(self, view: ComplaintView, chosen: str) -> None:
        if chosen == "open":
            jump(self.deck, inquiry_id=view.complaint.inquiry_id, order_id=view.complaint.order_id)
        else:
            self._show_one(view)

    def _cause(self, view: ComplaintView) -> str:
        cause = view.complaint.cause
        return self.deck.policies.followups.cause(cause, language()) if cause else ""

    # -- one complaint's flow -------------------------------------------------------------------

    @property
    def _flow(self) -> Listing[StepRow] | None:
        return open_listing(self.deck, "complaint")

    def _show_one(self, view: ComplaintView) -> None:
        self._view = view
        if self._flow is None:
            self._told = None
            self.deck.screen.app.push_screen(Listing(self.deck, "complaint", self._form(view)))
        flow, waiting = self._flow, view.current
        if flow is None:
            return
        if waiting is not None:
            flow.choose(f"{waiting.stage}:{waiting.position}")
        flow.show(step_rows(view), self._head(view))
        if waiting is not None and self._phrase(waiting.stage):
            number = view.complaint.id
            self.deck.read("complaint.text", lambda desk: desk.services.complaints.text(desk.actor, number))

    def _form(self, view: ComplaintView) -> Form[StepRow]:
        context, one = self.deck.context, view.complaint
        return Form(
            title=t("complaint.title", id=one.id, buyer=one.buyer),
            paint=lambda row, width: rows.paint_step(row, width, context.zone, context.clock()),
            key_of=lambda row: row.key,
            detail=self._lines,
            pick=self._pick_step,
            words=lambda row: token("complaint_stage", row.stage),
            empty="",
            hint=t("complaint.hint"),
        )

    def _head(self, view: ComplaintView) -> str:
        state = token("complaint_state", view.complaint.state)
        late = t("complaint.late_steps", n=len(view.late)) if view.late else ""
        return "  ".join(part for part in (state, self._cause(view), late) if part)

    def _lines(self, row: StepRow, width: int) -> list[Any]:
        if self._view is None:
            return []
        told = self._told.text if self._told is not None else ""
        return rows.step_lines(row, self._view, self._cause(self._view), told, width)

    def _phrase(self, stage: ComplaintStage) -> str:
        return self.deck.policies.followups.complaint_phrases.of(stage.value)

    def _show_text(self, told: Composed) -> None:
        self._told = told
        if self._flow is not None:
            self._flow.repaint()

    def _mute(self, failure: Failed) -> None:
        """No text to propose: the step is done without one."""
        self._told = None

    # -- steps ----------------------------------------------------------------------------------

    def _pick_step(self, row: StepRow) -> None:
        view, flow = self._view, self._flow
        if view is None or flow is None:
            return
        if not row.waits:
            waiting = view.current
            name = token("complaint_stage", waiting.stage) if waiting is not None else ""
            flow.note(t("complaint.in_order", stage=name) if waiting else t("complaint.closed_now"), "$warning")
        elif why := why_not("talks", self.deck.state, self.deck.context.clock(), mend=True):
            flow.note(why, "$warning")
        elif self._told is not None and self._phrase(row.stage):
            choices = [Choice("copy", t("complaint.copy")), Choice("done", t("complaint.do"))]
            title = token("complaint_stage", row.stage)
            self.deck.ask(PickList(title, choices, intro=self._told.text), lambda chosen: self._act(row, str(chosen)))
        else:
            self._ask_step(row)

    def _act(self, row: StepRow, chosen: str) -> None:
        if chosen == "done":
            self._ask_step(row)
        elif self._told is not None and self._view is not None:
            one, clipboard, key = self._view.complaint, self.deck.setup.clipboard, uuid4().hex

            def copy(desk: Desk, answers: Mapping[str, str]) -> tuple[str, bool]:
                told = desk.services.complaints.text(desk.actor, one.id, answers)
                sent = logged(desk, one.inquiry_id, told, key)
                if not sent:
                    desk.services.phrases.passed(told.text, order_id=one.order_id)
                return clipboard.copy(told.text), sent

            with_blanks(
                self.deck, self._told,
                lambda answers: self.deck.write("complaint.copy", lambda desk: copy(desk, answers)),
            )  # fmt: skip

    def _ask_step(self, row: StepRow) -> None:
        """What the step needs: words always, before them a cause to classify (rule C2)."""
        if row.stage is not ComplaintStage.CLASSIFY:
            self._ask_words(row, "")
            return
        causes = self.deck.policies.followups.complaint_causes
        choices = [Choice(one.key, one.title.text(language())) for one in causes]
        self.deck.ask(PickList(t("ask.complaint.cause"), choices), lambda cause: self._ask_words(row, str(cause)))

    def _ask_words(self, row: StepRow, cause: str) -> None:
        """What was done; with the buyer's opinion a yes or no."""
        view = self._view
        if view is None:
            return
        said = t("complaint.usual.receive") if row.stage in PREFILLED else ""
        said = view.complaint.what if row.stage is ComplaintStage.RECORD else said
        asks = [Ask("text", t("ask.complaint.done"), said, placeholder=t(f"complaint.about.{row.stage}"))]
        if row.stage is ComplaintStage.OPINION:
            answers = [("yes", t("complaint.agreed.yes")), ("no", t("complaint.agreed.no"))]
            asks.insert(0, Ask("agreed", t("ask.complaint.agreed"), choices=answers, check=one_of(answers)))
        prompt = Prompt(token("complaint_stage", row.stage), asks, intro=view.complaint.what)
        self.deck.ask(prompt, lambda given: self._step(row, {**given, "cause": cause}))

    def _step(self, row: StepRow, given: Mapping[str, str]) -> None:
        view = self._view
        if view is None:
            return
        number, stage = view.complaint.id, row.stage
        agreed = given["agreed"] == "yes" if "agreed" in given else None
        self.deck.write(
            "complaint.step",
            lambda desk: desk.services.complaints.step(
                desk.actor, number, given["text"], stage=stage, cause=given["cause"], agreed=agreed
            ),
            stage,
        )

    def _stepped(self, view: ComplaintView, stage: ComplaintStage) -> None:
        done, words = token("complaint_stage", stage), t("toast.complaint.closed")
        if view.current is not None:
            words = t("toast.complaint.step", stage=done, next=token("complaint_stage", view.current.stage))
        self._told = None
        self.deck.say(safe(words), undo=True)
        if self._flow is not None:
            self._show_one(view)
            self._flow.note(f"{words}   {t('toast.undo', key=self.deck.context.keymap.in_words('undo'))}")
        self.deck.refresh()

    def _copied(self, done: tuple[str, bool], context: Any) -> None:
        way, sent = done
        words = t("toast.complaint.logged" if sent else "toast.complaint.copied")
        if self._flow is not None:
            self._flow.note(t("toast.no_clipboard") if way == "none" else words)
        self.deck.refresh()

    def _refused(self, failure: Failed) -> None:
        self.deck.say(describe(failure.error), kind="error")
        if self._flow is not None:
            self._flow.note(i18n.render(failure.error), "$error")
        self.deck.refresh()


def _running(desk: Desk, inquiry_id: int) -> ComplaintView | None:
    """The open complaint about an inquiry."""
    from cs_console.services.complaints import ComplaintFilter

    return next(iter(desk.services.complaints.list(ComplaintFilter(inquiry_id=inquiry_id), 1)), None)
