"""The order's flag and remark: set, saved, compared, taken back (rules R1–R6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console.domain.remarks import difference
from cs_console.domain.vocabulary import FLAG_DIGITS, Flag
from cs_console.errors import Conflict
from cs_console.i18n import t, token
from cs_console.text.mask import mask_text
from cs_console.tui import clock
from cs_console.tui.deck import Acts
from cs_console.tui.gateway import Failed
from cs_console.tui.panes.order import OrderPane
from cs_console.tui.safe import describe, safe, say
from cs_console.tui.screens.flag_pick import FlagPick
from cs_console.tui.screens.popup import Choice, PickList, Reader
from cs_console.tui.screens.prompt import Ask, Prompt
from cs_console.tui.widgets.order_lines import history_words

if TYPE_CHECKING:
    from cs_console.services.order_views import Changed, HistoryEntry, OrderCard
    from cs_console.services.promises import PromisesChanged, Suggested


ALL = "all"
"""The choice that enters every promise of a remark."""


class OrderActs(Acts):
    """What F4, Ctrl+S and Ctrl+T do."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {
            "order.edit": lambda: self._pane.edit(),
            "order.flag": self._choose_flag,
            "order.history": self._history,
            "order.template": self._template,
            "order.conflict": self._settle,
            "save": self._save,
        }

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """The card of the order."""
        return {"card": self._show, "history": self._show_history}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Flags set, remarks saved."""
        return {
            "flag": self._flagged, "remark": self._saved, "append": self._appended, "ledger": self._entered,
            "settle": self._settled,
        }  # fmt: skip

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """A colleague was faster: show theirs, keep what was typed."""
        return {"remark": self._refused, "flag": self._refused}

    def begin(self) -> None:
        """The first paint is done: the editor may be brought in."""
        self._pane.prepare()

    @property
    def _pane(self) -> OrderPane:
        return self.deck.screen.query_one(OrderPane)

    # -- showing --------------------------------------------------------------------------------

    def inquiry_changed(self) -> None:
        """Show the order of the chosen inquiry."""
        order = self.deck.state.order
        if order is None:
            if self.deck.state.detail is not None or not self.deck.state.inquiry_id:
                self._pane.nothing(t("card.none"))
                self._count_drafts()
            return
        self.deck.read("card", lambda desk: desk.services.orders.card(order.id))

    def refresh(self) -> None:
        """An order that was looked up follows what happens; an inquiry's comes with the inquiry."""
        if self.deck.state.found is not None:
            self.inquiry_changed()

    def _show(self, card: OrderCard) -> None:
        order, found = self.deck.state.order, self.deck.state.found
        if order is None or order.id != card.order.id:
            return
        if found is not None:
            self.deck.set(found=card.order)
        self._warn_of_change(card)
        typed = self.deck.drafts.get(remark_key(card.order.id))
        self._pane.show(card, typed, looked_up=found is not None, digits=self._digits)
        self._count_drafts()

    def _warn_of_change(self, card: OrderCard) -> None:
        """A colleague's remark that came in under one's own typing is not overwritten unseen (rule R1)."""
        before = self._pane.card
        if before is None or before.order.id != card.order.id or not self._pane.dirty:
            return
        by = card.history[0].by if card.history else ""
        if before.order.remark != card.order.remark and by != self.deck.agent:
            words = t("toast.remark_changed", by=by, text=mask_text(card.order.remark) or "-")
            self.deck.say(safe(words), kind="warn")

    def edited(self) -> None:
        """The remark was typed in: keep it as a draft while it differs."""
        card = self._pane.card
        if card is not None:
            self.deck.drafts.put(remark_key(card.order.id), self._pane.text if self._pane.dirty else "")
            self._count_drafts()

    def _count_drafts(self) -> None:
        self.deck.set(unsaved=self._pane.dirty)
        self.deck.screen.refresh_bars()

    # -- flags ----------------------------------------------------------------------------------

    @property
    def _digits(self) -> Mapping[int, Flag]:
        return self.deck.policies.flags.by_digit or FLAG_DIGITS

    def flag_digit(self, digit: int) -> None:
        """Set the flag that a digit names."""
        flag = self._digits.get(digit)
        if flag is not None:
            self._set_flag(flag)

    def _set_flag(self, flag: Flag) -> None:
        order = self.deck.state.order
        if order is None:
            return
        card = self._pane.card
        version = card.order.version if card is not None and card.order.id == order.id else order.version
        self.deck.write(
            "flag",
            lambda desk: desk.services.orders.flag(desk.actor, order.id, flag, expected_version=version),
        )

    def _choose_flag(self) -> None:
        order = self.deck.state.order
        now = order.flag if order is not None else None
        self.deck.ask(FlagPick(self.deck.policies, now), lambda flag: self._set_flag(Flag(str(flag))))

    def _flagged(self, changed: Changed, context: Any) -> None:
        order = changed.order
        words = t("toast.flagged", flag=token("flag", order.flag))
        note = self.deck.policies.flags.suspicion_note if order.flag is Flag.GREEN else ""
        self.deck.say(safe(f"{words}  {note}".rstrip()), undo=True, kind="warn" if note else "ok")
        self.deck.refresh()

    # -- remark ---------------------------------------------------------------------------------

    def _save(self) -> None:
        card = self._pane.card
        if card is None:
            return
        order, text = card.order, self._pane.text.strip()
        if card.remark_length(text) > card.remark_limit:
            unit = t(f"unit.{card.unit}")
            words = say("toast.remark_long", n=card.remark_length(text), limit=card.remark_limit, unit=unit)
            self.deck.say(words, kind="error")
            return
        self.deck.write(
            "remark",
            lambda desk: desk.services.orders.remark(desk.actor, order.id, text, expected_version=order.version),
            order.id,
        )

    def _saved(self, changed: Changed, order_id: int) -> None:
        self.deck.drafts.drop(remark_key(order_id))
        self.deck.say(say("toast.remark_saved"), undo=True)
        self.deck.refresh()
        if changed.order.remark_conflict is not None:
            self.deck.say(
                say("card.still_conflict", key=self.deck.context.keymap.in_words("order.conflict")), kind="warn"
            )
        if changed.suggested:
            self._offer_ledger(changed, changed.suggested)

    def _refused(self, failure: Failed) -> None:
        if isinstance(failure.error, Conflict):
            self.deck.say(safe(f"{describe(failure.error).plain}  {t('toast.conflict_kept')}"), kind="error")
            self.deck.refresh()
        else:
            self.deck.say(describe(failure.error), kind="error")

    def _offer_ledger(self, changed: Changed, suggested: Sequence[Suggested]) -> None:
        """A remark that promises something belongs into the ledger, with when it is due (rule R4)."""
        context = self.deck.context
        choices = [
            Choice(at, token("promise", one.kind),
                   t("promise.due", words=one.word, at=clock.moment(one.due_at, context.zone, context.clock())))
            for at, one in enumerate(suggested)
        ]  # fmt: skip
        if len(suggested) > 1:
            choices.insert(0, Choice(ALL, t("promise.all"), t("promise.all_detail", n=len(suggested))))
        choices.append(Choice("no", t("promise.not_one")))
        popup = PickList(t("promise.ledger"), choices, intro=t("promise.ledger_intro"))
        self.deck.ask(popup, lambda at: self._enter(changed, suggested, at))

    def _enter(self, changed: Changed, suggested: Sequence[Suggested], at: object) -> None:
        chosen = [one for index, one in enumerate(suggested) if at in (ALL, index)]
        if not chosen:
            return
        order, inquiry_id = changed.order, self.deck.state.order_inquiry
        self.deck.write(
            "ledger",
            lambda desk: desk.services.promises.add_all(
                desk.actor, chosen, order_id=order.id, inquiry_id=inquiry_id, buyer=order.buyer_nick
            ),
        )

    def _entered(self, changed: PromisesChanged, context: Any) -> None:
        self.deck.say(say("toast.promise_entered", n=len(changed.promises)), undo=True)
        self.deck.refresh()

    def _template(self) -> None:
        order, inquiry_id = self.deck.state.order, self.deck.state.order_inquiry
        if order is None:
            return
        prompt = Prompt(t("command.order.template"), [Ask("promise", t("ask.promise"))], intro=t("ask.promise_form"))
        self.deck.ask(
            prompt,
            lambda given: self.deck.write(
                "append",
                lambda desk: desk.services.orders.append_remark(
                    desk.actor, order.id, given["promise"], inquiry_id=inquiry_id
                ),
            ),
        )

    def _appended(self, changed: Changed, context: Any) -> None:
        n, remark = len(changed.promises), changed.order.remark
        self.deck.say(say("toast.promise_remarked", n=n, remark=remark), undo=True)
        self.deck.refresh()

    # -- history and conflict -------------------------------------------------------------------

    def _history(self) -> None:
        order = self.deck.state.order
        if order is not None:
            self.deck.read("history", lambda desk: desk.services.orders.history(order.id))

    def _show_history(self, entries: Sequence[HistoryEntry]) -> None:
        context = self.deck.context
        lines = []
        for entry in entries:
            words = [
                history_words(one.field, one.before, one.after)
                for one in entry.changes if one.field in ("remark", "flag")
            ]  # fmt: skip
            if words:
                at = clock.moment(entry.at, context.zone, context.clock())
                undone = f"  {t('card.undone')}" if entry.undone else ""
                lines.append(f"{at}  {entry.by}  {'  '.join(words)}{undone}")
        text = "\n".join(lines) or t("card.no_history")
        self.deck.screen.app.push_screen(Reader(t("command.order.history"), text))

    def _settle(self) -> None:
        """Both texts, what the platform's has more and less, and what each choice would leave (rule R1)."""
        card = self._pane.card
        if card is None or card.order.remark_conflict is None:
            return
        order, theirs = card.order, card.order.remark_conflict
        choices = [
            Choice("local", t("card.keep_local"), order.remark or "-"),
            Choice("platform", t("card.keep_platform"), theirs or "-"),
            Choice("both", t("card.keep_both"), card.both),
        ]
        popup = PickList(t("command.order.conflict"), choices, intro=conflict_words(order.remark, theirs))
        self.deck.ask(
            popup,
            lambda keep: self.deck.write(
                "settle",
                lambda desk: desk.services.orders.resolve_conflict(desk.actor, order.id, keep),  # type: ignore[arg-type]
            ),
        )

    def _settled(self, changed: Changed, context: Any) -> None:
        self.deck.say(say("toast.settled"), undo=True)
        self.deck.refresh()


def remark_key(order_id: int) -> str:
    """The draft's key of an order's remark."""
    return f"remark:{order_id}"


def conflict_words(ours: str, theirs: str) -> str:
    """What the platform's remark has that ours lacks, and the other way round."""
    spans = difference(ours, theirs)
    more = " ".join(span.text.strip() for span in spans if span.kind == "added")
    less = " ".join(span.text.strip() for span in spans if span.kind == "removed")
    return t("card.conflict_words", more=more or "-", less=less or "-")
