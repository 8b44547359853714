"""The message that belongs to a case's step: shown as it would go out, copied or edited first (rules A2–A8, P8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cs_console.domain.blanks import put
from cs_console.i18n import language, t
from cs_console.tui.acts.sending import use
from cs_console.tui.deck import Deck, Desk
from cs_console.tui.safe import say
from cs_console.tui.screens.popup import Choice, PickList

if TYPE_CHECKING:
    from cs_console.services.case_views import StepView
    from cs_console.services.phrasing import Composed

TOPIC = "case.message"
"""What the filled message comes back under."""


def ask_message(deck: Deck, step: StepView) -> None:
    """Fill the step's phrase for the buyer in the conversation; one for another buyer's order goes nowhere."""
    phrase_id, inquiry_id = step.definition.phrase, deck.state.order_inquiry
    if not phrase_id:
        deck.say(say("aftersales.no_phrase"))
    elif not inquiry_id:
        deck.say(say("aftersales.not_this_talk"), kind="warn")
    else:

        def call(desk: Desk) -> tuple[StepView, Composed]:
            return step, desk.services.phrases.compose(desk.actor, phrase_id, inquiry_id=inquiry_id)

        deck.read(TOPIC, call)


def show_message(deck: Deck, found: tuple[StepView, Composed]) -> None:
    """The text in full; a digit copies it, or takes it into the reply's editor."""
    step, composed = found
    text = put(composed.text, composed.missing, composed.likely)
    choices = [Choice("copy", t("aftersales.say_copy")), Choice("edit", t("aftersales.say_edit"))]
    phrase, variant = composed.phrase.id, composed.variant

    def chosen(choice: object) -> None:
        if choice == "copy":
            use(deck, phrase, variant=variant)
        else:
            inquiry_id = deck.state.inquiry_id
            deck.read(
                "compose",
                lambda desk: desk.services.phrases.compose(desk.actor, phrase, inquiry_id=inquiry_id, variant=variant),
            )

    deck.ask(PickList(step.title.text(language()), choices, intro=text), chosen)
