"""Practice mode: a topic is chosen, questions are answered against the clock, the marks are kept (rule K4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console.domain.practice import MIXED, Source
from cs_console.i18n import t
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.safe import say
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.practice import PracticeResult, PracticeScreen

if TYPE_CHECKING:
    from cs_console.services.practice import Exam, Result, Topic


class PracticeActs(Acts):
    """What the command ``practice`` leads to."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"practice": self._open}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Topics to choose from, a run that begins, phrases found."""
        return {"practice.topics": self._choose, "practice.begin": self._begin, "practice.find": self._found}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """A run that was marked and kept."""
        return {"practice.finish": self._finished}

    def _open(self) -> None:
        self.deck.read("practice.topics", _topics)

    def _choose(self, found: tuple[Sequence[Topic], int]) -> None:
        topics, past = found
        count = self.deck.policies.kpi.practice.questions
        choices = [
            Choice((MIXED, Source.SHIPPED), t("practice.mixed"), t("practice.screen.mixed", count=count)),
            Choice(
                (MIXED, Source.PAST),
                t("source.past"),
                t("practice.screen.past", count=min(count, past)),
                why_not="" if past else t("practice.screen.no_past"),
            ),
        ]
        choices += [Choice((one.name, Source.SHIPPED), one.name, _best(one)) for one in topics]
        title = t("command.practice")
        self.deck.ask(PickList(title, choices, intro=t("practice.screen.intro")), self._chosen)

    def _chosen(self, choice: Any) -> None:
        topic, source = choice
        self.deck.read(
            "practice.begin", lambda desk: desk.services.practice.begin(desk.actor, topic, source=source)
        )  # fmt: skip

    def _begin(self, exam: Exam) -> None:
        screen = PracticeScreen(self.deck, exam)
        self.deck.ask(
            screen,
            lambda answers: self.deck.write(
                "practice.finish", lambda desk: desk.services.practice.finish(desk.actor, exam, answers)
            ),
        )

    def _found(self, value: tuple[str, Sequence[Any]]) -> None:
        for screen in self.deck.screen.app.screen_stack:
            if isinstance(screen, PracticeScreen):
                screen.show(*value)

    def _finished(self, result: Result, context: Any) -> None:
        run = result.run
        self.deck.say(say("practice.screen.kept", score=f"{run.score:g}", full=run.full))
        self.deck.screen.app.push_screen(PracticeResult(result))


def _topics(desk: Desk) -> tuple[Sequence[Topic], int]:
    """What can be practised, and how many past questions there are."""
    return desk.services.practice.topics(desk.actor), desk.services.practice.past()


def _best(topic: Topic) -> str:
    """How many phrases, and one's best result so far."""
    if topic.best is None:
        return t("practice.screen.fresh", count=topic.phrases)
    passed = t("practice.screen.passed") if topic.passed else ""
    return t("practice.screen.best", count=topic.phrases, best=f"{topic.best:g}", passed=passed).rstrip()
