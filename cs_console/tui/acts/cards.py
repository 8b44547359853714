"""The buyer's card: opened from anywhere, written on, merged and split, each row drilled into (rules C1, E4, X1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console.domain.buyers import BuyerQuery, read_tags
from cs_console.domain.entities import Buyer
from cs_console.domain.money import format_fen
from cs_console.domain.vocabulary import MessageRole
from cs_console.i18n import t, token
from cs_console.tui import clock
from cs_console.tui.acts.complaints import show_complaint
from cs_console.tui.acts.jumps import jump
from cs_console.tui.acts.showing import open_screen
from cs_console.tui.conditions import buyer_of
from cs_console.tui.deck import Acts
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, say
from cs_console.tui.screens.buyer_card import BuyerScreen, preview_words
from cs_console.tui.screens.popup import Choice, PickList, Reader
from cs_console.tui.screens.prompt import Ask, Prompt

if TYPE_CHECKING:
    from cs_console.services.buyers import BuyerCard, BuyerChanged, BuyerRow, MergePreview, PrivateBuyer
    from cs_console.services.queue_views import InquiryDetail

PRIVATE = {"names": "name", "phones": "phone", "addresses": "address"}
FOUND = 9
"""Persons offered by a digit each."""


class BuyerActs(Acts):
    """What the buyer's card does."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"buyer.card": lambda: self.open(buyer_of(self.deck.state))}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Cards, persons to merge with, what a merge would do, a talk, a person to open."""
        return {
            "buyer": self._show, "buyer.persons": self._choose_other, "buyer.preview": self._ask_merge,
            "buyer.talk": self._show_talk, "buyer.open": self.open,
        }  # fmt: skip

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Cards written on, merged, split, unmasked."""
        return {
            "buyer.edit": self._changed, "buyer.merge": self._changed, "buyer.split": self._changed,
            "buyer.unmask": self._unmasked,
        }  # fmt: skip

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Refusals are said where the agent looks: on the card."""
        topics = ("buyer.edit", "buyer.merge", "buyer.split", "buyer.unmask", "buyer.preview")
        return dict.fromkeys(topics, self._refused)

    @property
    def _screen(self) -> BuyerScreen | None:
        return open_screen(self.deck, BuyerScreen)

    def open(self, buyer_id: int) -> None:
        """Open the card of the person behind a nick."""
        self.deck.screen.app.push_screen(BuyerScreen(self.deck, buyer_id, self._act))
        self._read(buyer_id)

    def refresh(self) -> None:
        """An open card follows what happens."""
        if self._screen is not None:
            self._read(self._screen.buyer_id)

    def _read(self, buyer_id: int) -> None:
        self.deck.read("buyer", lambda desk: (buyer_id, desk.services.buyers.card(buyer_id)))

    def _show(self, found: tuple[int, BuyerCard]) -> None:
        buyer_id, card = found
        if self._screen is not None and self._screen.buyer_id == buyer_id:
            self._screen.show(card)

    # -- rows -----------------------------------------------------------------------------------

    def _act(self, key: tuple[str, Any]) -> None:
        screen = self._screen
        if screen is None or screen.card is None:
            return
        kind, what = key
        acts: Mapping[str, Callable[[Any], None]] = {
            "edit": lambda of: self._edit(self._card_of(screen, of)),
            "notes": lambda of: self._edit_notes(self._card_of(screen, of)),
            "unmask": self._unmask,
            "merge": lambda of: self.deck.read(
                "buyer.persons", lambda desk: (desk.services.buyers.alike(of, FOUND), False)
            ),
            "nick": self._nick,
            "more": screen.open_section,
            "order": lambda of: jump(self.deck, order_id=of, pane="order"),
            "case": lambda of: jump(self.deck, order_id=of, pane="aftersales"),
            "complaint": lambda of: show_complaint(self.deck, of),
            "promise": self._promise,
            "talk": lambda of: self.deck.read("buyer.talk", lambda desk: desk.services.queue.show(of)),
            "told": self._copy_told,
            "copy_name": lambda at: self._copy_private("names", at),
            "copy_phone": lambda at: self._copy_private("phones", at),
            "copy_address": lambda at: self._copy_private("addresses", at),
        }
        acts[kind](what)

    @staticmethod
    def _card_of(screen: BuyerScreen, buyer_id: int) -> Buyer:
        cards = screen.card.cards if screen.card is not None else ()
        return next(one for one in cards if one.id == buyer_id)

    def _promise(self, promise_id: int) -> None:
        card = self._screen.card if self._screen is not None else None
        promise = next((one for one in card.promises if one.id == promise_id), None) if card is not None else None
        if promise is not None and promise.order_id:
            jump(self.deck, order_id=promise.order_id, pane="order")
        elif promise is not None and promise.inquiry_id:
            jump(self.deck, inquiry_id=promise.inquiry_id)

    def _show_talk(self, detail: InquiryDetail) -> None:
        """An open talk is gone to; a closed one is read here."""
        inquiry = detail.inquiry
        if inquiry.state.is_open:
            jump(self.deck, inquiry_id=inquiry.id)
            return
        context = self.deck.context
        lines = []
        for message in detail.messages:
            at = clock.moment(message.at, context.zone, context.clock())
            who = inquiry.buyer if message.role is MessageRole.BUYER else message.sender
            lines.append(f"{at}  {who}: {message.text}")
        title = f"{inquiry.buyer}  {token('state', inquiry.state)}  {inquiry.outcome}".rstrip()
        self.deck.screen.app.push_screen(Reader(title, "\n".join(lines)))

    def _copy_told(self, at: int) -> None:
        card = self._screen.card if self._screen is not None else None
        if card is not None:
            self._copy(card.told[at].text)

    def _copy_private(self, name: str, at: int) -> None:
        """The message line names what was copied, not the thing itself: it outlasts the card (rule X1)."""
        private = self._screen.private if self._screen is not None else None
        if private is not None:
            text, clipboard = getattr(private, name)[at], self.deck.setup.clipboard
            self.deck.write("copy", lambda desk: clipboard.copy(text), t(f"cards.{PRIVATE[name]}"))
            self._say(t("cards.copied"))

    def _copy(self, text: str) -> None:
        self.deck.copy(text)
        self._say(t("cards.copied"))

    # -- writing --------------------------------------------------------------------------------

    def _edit(self, card: Buyer) -> None:
        screen = self._screen
        if screen is None or screen.card is None:
            return
        profile = screen.card.row.profile
        asks = [
            Ask("group", t("buyer.group"), profile.group, required=False, placeholder=t("cards.group_example")),
            Ask("tags", t("buyer.tags"), " ".join(profile.tags), required=False, placeholder=t("cards.tags_example")),
            Ask("credit", t("buyer.credit"), profile.credit, required=False, placeholder=t("cards.credit_example")),
            Ask("preferences", t("buyer.preferences"), profile.preferences, required=False,
                placeholder=t("cards.preferences_example")),
            Ask("notes", t("buyer.notes"), card.notes, required=False, multiline=True),
        ]  # fmt: skip
        former = profile.tags
        prompt = Prompt(t("cards.profile"), asks, intro=f"{card.nick} {token('platform', card.platform)}")
        self.deck.ask(prompt, lambda given: self._write(card, given, former))

    def _edit_notes(self, card: Buyer) -> None:
        ask = Ask("notes", t("buyer.notes"), card.notes, required=False, multiline=True)
        prompt = Prompt(f"{t('buyer.notes')}  {card.nick}", [ask])
        self.deck.ask(prompt, lambda given: self._write(card, given, ()))

    def _write(self, card: Buyer, given: Mapping[str, str], former: Sequence[str]) -> None:
        tags = read_tags(given["tags"]) if "tags" in given else tuple(former)
        words = {name: given[name] for name in ("group", "credit", "preferences", "notes") if name in given}
        self.deck.write(
            "buyer.edit",
            lambda desk: desk.services.buyers.edit(
                desk.actor, card.id, add_tags=[tag for tag in tags if tag not in former],
                remove_tags=[tag for tag in former if tag not in tags], expected_version=card.version, **words,
            ),
            "cards.edited",
        )  # fmt: skip

    def _changed(self, changed: BuyerChanged, code: str) -> None:
        self.deck.say(say(code), undo=bool(changed.act_id))
        self._say(f"{t(code)}   {t('toast.undo', key=self.deck.context.keymap.in_words('undo'))}")
        self.deck.refresh()

    def _unmask(self, buyer_id: int) -> None:
        """Looking is an event; what was looked at hides again by itself (rule X1)."""
        if self._screen is not None and self._screen.private is not None:
            self._screen.mask()
            return
        self.deck.write("buyer.unmask", lambda desk: desk.services.buyers.unmask(desk.actor, buyer_id))

    def _unmasked(self, private: PrivateBuyer, context: Any) -> None:
        if self._screen is not None:
            seconds = self.deck.policies.privacy.unmask_seconds
            self._screen.unmask(private, seconds)
            self._say(t("cards.unmasked", n=seconds))

    # -- one person, several nicks --------------------------------------------------------------

    def _choose_other(self, read: tuple[Sequence[BuyerRow], bool]) -> None:
        """Who gave the same phone, or who was looked up by nick; anybody else can be looked up."""
        found, named = read
        choices = [Choice(one.buyer.id, _nicks(one), t("cards.side_short", orders=one.figures.orders,
                   paid=format_fen(one.figures.paid_fen))) for one in found]  # fmt: skip
        choices.append(Choice("find", t("cards.find_nick")))
        kind = "named" if named else "alike"
        intro = t(f"cards.{kind}") if found else t(f"cards.none_{kind}")
        self.deck.ask(PickList(t("cards.merge"), choices, intro=intro), self._chosen_other)

    def _chosen_other(self, chosen: object) -> None:
        screen = self._screen
        if screen is None or screen.card is None:
            return
        keep = screen.card.cards[0].id
        if isinstance(chosen, int):
            self.deck.read("buyer.preview", lambda desk: desk.services.buyers.merge_preview(keep, chosen))
            return
        ask = Ask("nick", t("buyer.nick"), placeholder=t("cards.find_nick_example"))
        mine = frozenset(one.id for one in screen.card.cards)
        self.deck.ask(Prompt(t("cards.find_nick"), [ask]), lambda given: self._search(given["nick"], mine))

    def _search(self, text: str, mine: frozenset[int]) -> None:
        self.deck.read(
            "buyer.persons",
            lambda desk: (
                tuple(
                    one for one in desk.services.buyers.list(BuyerQuery(text=text), FOUND) if one.buyer.id not in mine
                ),
                True,
            ),
        )

    def _ask_merge(self, preview: MergePreview) -> None:
        keep, other = preview.keep.buyer, preview.other.buyer
        choices = [Choice("back", t("popup.confirm.cancel")), Choice("merge", t("cards.merge_now"), style="warn")]
        popup = PickList(t("cards.merge"), choices, intro=preview_words(preview))
        self.deck.ask(popup, lambda chosen: self._merge(keep.id, other.id) if chosen == "merge" else None)

    def _merge(self, keep: int, other: int) -> None:
        self.deck.write("buyer.merge", lambda desk: desk.services.buyers.merge(desk.actor, keep, other), "cards.merged")

    def _nick(self, buyer_id: int) -> None:
        screen = self._screen
        if screen is None:
            return
        card = self._card_of(screen, buyer_id)
        choices = [Choice("copy", t("cards.copy_nick"), card.nick), Choice("split", t("cards.split"))]
        self.deck.ask(PickList(card.nick, choices), lambda chosen: self._nick_act(card, str(chosen)))

    def _nick_act(self, card: Buyer, chosen: str) -> None:
        if chosen == "copy":
            self._copy(card.nick)
        else:
            self.deck.write("buyer.split", lambda desk: desk.services.buyers.split(desk.actor, card.id), "cards.apart")

    # -- saying ---------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        if self._screen is not None:
            self._screen.note(text)

    def _refused(self, failure: Failed) -> None:
        self.deck.say(describe(failure.error), kind="error")
        if self._screen is not None:
            self._screen.note(describe(failure.error).plain, "$error")
        self.deck.refresh()


def _nicks(row: BuyerRow) -> str:
    return t("list.comma").join(f"{nick} {token('platform', platform)}" for platform, nick in row.nicks)
