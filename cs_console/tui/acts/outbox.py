"""The outbox: emptied by itself where there is a gateway, by batch file elsewhere, its troubles said once (R7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cs_console import i18n
from cs_console.domain.outbox import Pace
from cs_console.domain.writebacks import WriteBack, WriteBackBatch, WriteBackState
from cs_console.i18n import t, token
from cs_console.tui.acts.jumps import jump
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, safe, say
from cs_console.tui.screens import outbox_rows as rows
from cs_console.tui.screens.listing import Form, Listing, open_listing
from cs_console.tui.screens.outbox_rows import OutboxRow
from cs_console.tui.screens.popup import Choice, Confirm, PickList

if TYPE_CHECKING:
    from pathlib import Path

    from cs_console.services.writeback_views import BatchesReport, SendReport

WAITING, STUCK, SENT, FILES = range(4)
"""The views: all that is not done, what waits for a person, what went last, files not seen taken over."""
STUCK_STATES = (WriteBackState.FAILED, WriteBackState.CONFLICT)
SHOWN = 300


@dataclass(frozen=True, slots=True)
class Run:
    """One look at the outbox: what was sent (None: nothing to do), how many rows wait for a person.

    `direct`: there is a gateway at all.
    """

    report: SendReport | None
    stuck: int
    direct: bool


class OutboxActs(Acts):
    """Sends beside all else; the list behind it shows what waits, what failed, and lets it be tried again."""

    _seconds = 0
    _pace = Pace()
    _asked = False
    _by_hand = False

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"outbox.list": self._open, "outbox.batch": self._batch, "outbox.send": self._send}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Rows of the outbox; what came of sending."""
        return {"outbox.list": self._show, "outbox.run": self._ran}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Files written, rows put back in line."""
        return {"outbox.batch": self._written, "outbox.retry": self._again}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Keys that are open to others, a disk that refuses, a row that moved on."""
        return {"outbox.run": self._not_run, "outbox.batch": self._refused, "outbox.retry": self._refused}

    # -- sending by itself ----------------------------------------------------------------------

    def tick(self) -> None:
        """Every so often send what waits, unless the last run is still under way."""
        self._seconds += 1
        due = self._seconds >= self._pace.wait and not self._asked
        if due and self.deck.gateway.is_open and self.deck.state.actor is not None:
            self._run()

    def _run(self) -> None:
        self._asked = True
        self.deck.errand("outbox.run", _empty)

    def _send(self) -> None:
        """Now, because somebody asks; what comes of it is said in any case."""
        self._pace, self._by_hand = Pace(), True
        self._note(t("outbox.sending"))
        self.deck.say(say("outbox.sending"))
        self._run()

    def _ran(self, run: Run) -> None:
        self._asked, self._seconds = False, 0
        report = run.report
        stopped = report.stopped if report is not None else ()
        troubled = bool(stopped) or bool(report is not None and report.has_problems)
        self._pace = self._pace.after(troubled=troubled)
        words = ""
        if stopped:
            platform, trouble, code = stopped[0]
            words = t(f"error.writeback.stopped_{trouble}", platform=token("platform", platform), detail=code)
        by_hand, self._by_hand = self._by_hand, False
        self._tell(run.stuck, words)
        if report is not None or by_hand:
            said, kind = outcome(run)
            if by_hand and not words:
                self.deck.say(safe(said), kind=kind)
            self._note(words or said, "$error" if words else "$success" if kind == "ok" else "$warning")
        if report is not None and report.rows:
            self.deck.refresh()

    def _not_run(self, failure: Failed) -> None:
        """The keys can be read by others, or the store does not answer: said once, tried more rarely."""
        self._asked, self._seconds = False, 0
        self._pace = self._pace.after(troubled=True)
        self._tell(0, i18n.render(failure.error))
        self._note(i18n.render(failure.error), "$error")

    def _tell(self, stuck: int, words: str) -> None:
        """In the status line as long as it lasts; in words once (rule R7)."""
        if words or stuck:
            self.deck.set(outbox=t("bar.outbox_stopped") if words else t("bar.outbox", n=stuck))
        else:
            self.deck.set(outbox="")
            return
        if not self._pace.said:
            key = self.deck.context.keymap["outbox.list"].title
            self.deck.say(safe(words or t("toast.outbox.stuck", n=stuck, where=key)), kind="error")
            self._pace = self._pace.spoken()

    # -- the list -------------------------------------------------------------------------------

    @property
    def _list(self) -> Listing[OutboxRow] | None:
        return open_listing(self.deck, "outbox")

    def refresh(self) -> None:
        """An open list follows what happens."""
        popup = self._list
        if popup is not None:
            self._read(popup.view)

    def _open(self) -> None:
        context = self.deck.context
        form: Form[OutboxRow] = Form(
            title=t("command.outbox.list"),
            paint=lambda row, width: rows.paint_outbox(row, width, context.zone, context.clock()),
            key_of=rows.outbox_key,
            detail=lambda row, width: rows.outbox_lines(row, width, context.zone, context.clock()),
            pick=self._pick,
            words=rows.outbox_words,
            empty=t("outbox.none"),
            views=tuple(t(f"outbox.view.{name}") for name in ("waiting", "stuck", "sent", "files")),
            turned=self._read,
            keys=(("insert", self._batch), ("ctrl+g", self._send)),
            hint=t("outbox.hint"),
        )
        self.deck.screen.app.push_screen(Listing(self.deck, "outbox", form))
        self._read(WAITING)

    def _read(self, view: int) -> None:
        self.deck.read("outbox.list", lambda desk: (view, _found(desk, view), desk.services.writebacks.connected()))

    def _show(self, read: tuple[int, Sequence[OutboxRow], Sequence[Any]]) -> None:
        view, found, connected = read
        popup = self._list
        if popup is None or popup.view != view:
            return
        names = t("list.comma").join(token("platform", one) for one in connected)
        way = t("outbox.connected", names=names) if names else t("outbox.no_gateway")
        popup.show(found, f"{t('due.head', n=len(found))}  {way}")

    def _pick(self, row: OutboxRow) -> None:
        if isinstance(row, WriteBackBatch):
            choices = [Choice("path", t("outbox.copy_path"))]
            self.deck.ask(PickList(row.name, choices), lambda _: self.deck.copy(f"{row.folder}/{row.name}"))
            return
        settled = "" if row.state is not WriteBackState.DONE else t("outbox.is_done")
        conflict = row.state is WriteBackState.CONFLICT
        choices = [Choice("conflict", t("outbox.settle"), t("outbox.settle_detail"))] if conflict else []
        choices += [
            Choice("retry", t("outbox.retry"), why_not=settled),
            Choice("batch", t("command.outbox.batch"), why_not=settled),
            Choice("open", t("due.open")),
        ]  # fmt: skip
        title = f"{row.order_no}  {token('writeback_state', row.state)}"
        self.deck.ask(PickList(title, choices), lambda chosen: self._act(row, str(chosen)))

    def _act(self, row: WriteBack, chosen: str) -> None:
        if chosen == "retry":
            self.deck.write("outbox.retry", lambda desk: desk.services.writebacks.retry(desk.actor, row.order_id))
        elif chosen == "batch":
            self._batch()
        else:
            jump(self.deck, order_id=row.order_id, pane="order")

    # -- files and retries ----------------------------------------------------------------------

    def _batch(self, *, delete_empty: bool = False) -> None:
        self.deck.write(
            "outbox.batch", lambda desk: desk.services.writebacks.batch(desk.actor, delete_empty=delete_empty)
        )

    def _written(self, report: BatchesReport, context: Any) -> None:
        """How many files lie where; empty remarks that would delete are asked about."""
        words = t("toast.outbox.nothing")
        if report.files:
            total, where = sum(one.rows for one in report.files), _short(report.files[0].path.parent)
            words = t("toast.outbox.batch", n=total, files=len(report.files), where=where)
        self.deck.say(safe(words))
        self._note(words)
        self.deck.refresh()
        if report.held:
            confirm = Confirm(t("outbox.held", n=len(report.held)), t("outbox.delete"))
            self.deck.ask(confirm, lambda sure: self._batch(delete_empty=True) if sure else None)

    def _again(self, row: WriteBack, context: Any) -> None:
        self.deck.say(say("writeback.again", order_no=row.order_no))
        self._note(t("writeback.again", order_no=row.order_no))
        self._pace = Pace()
        self.deck.refresh()
        self._run()

    def _refused(self, failure: Failed) -> None:
        self.deck.say(describe(failure.error), kind="error")
        self._note(i18n.render(failure.error), "$error")
        self.deck.refresh()

    def _note(self, words: str, style: str = "$success") -> None:
        if self._list is not None:
            self._list.note(words, style)


def outcome(run: Run) -> tuple[str, str]:
    """What came of a run in a few words, and how the message looks."""
    if run.report is None or not run.report.rows:
        return (t("outbox.nothing_due"), "ok") if run.direct else (t("outbox.no_gateway"), "warn")
    sent = sum(one.trouble is None for one in run.report.rows)
    left = len(run.report.rows) - sent
    return (t("outbox.sent_some", n=sent, left=left), "warn") if left else (t("outbox.sent", n=sent), "ok")


def _empty(desk: Desk) -> Run:
    """One run of the gateways, and how many rows wait for a person."""
    service = desk.services.writebacks
    report, counts = service.run_due(desk.actor), service.counts()
    return Run(report, sum(counts.get(state, 0) for state in STUCK_STATES), bool(service.connected()))


def _found(desk: Desk, view: int) -> Sequence[OutboxRow]:
    service = desk.services.writebacks
    if view == FILES:
        return service.unconfirmed(SHOWN)
    states = {STUCK: STUCK_STATES, SENT: (WriteBackState.DONE,)}.get(view, ())
    return service.list(states, limit=SHOWN)


def _short(path: Path) -> str:
    return "/".join(path.parts[-2:])
