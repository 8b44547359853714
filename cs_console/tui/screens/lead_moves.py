"""The desk's page of what lies wrongly: passed-on inquiries, and work of people who are not there (Q6, H8)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from cs_console.domain.board import AgentLine
from cs_console.domain.vocabulary import InquiryState
from cs_console.domain.worklist import QueueFilter, QueueRow
from cs_console.i18n import t, token
from cs_console.services.takeovers import Missing
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Cell, Item, Page, Told
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt

MOST = 200


@dataclass(frozen=True, slots=True)
class Lying:
    """Agents who vanished, people without a shift who hold work, their inquiries, transfers nobody took yet."""

    missing: tuple[Missing, ...]
    absent: tuple[AgentLine, ...]
    held: tuple[QueueRow, ...]
    passed: tuple[QueueRow, ...]


class MovesPage(Page):
    """Take back to the queue, or pass on with what is known and asked."""

    ID = "moves"

    def read(self, desk: Desk) -> Lying:
        """What absent people hold, and what was passed on and not taken."""
        board, queue = desk.services.board.live(desk.actor), desk.services.queue
        absent = tuple(one for one in board.agents if one.absent_with_work)
        held = [row for one in absent for row in queue.page(desk.actor, QueueFilter(owner=one.name), limit=MOST).rows]
        states = (InquiryState.TRANSFERRED,)
        passed = queue.page(desk.actor, QueueFilter(states=states), limit=MOST).rows
        there = {row.id for row in held}
        return Lying(
            desk.services.takeovers.missing(), absent, tuple(held), tuple(row for row in passed if row.id not in there)
        )

    def badges(self, value: Lying) -> Mapping[str, int]:
        """Its own count."""
        return {self.ID: len(value.missing) + len(value.held) + len(value.passed)}

    def items(self, value: Lying, *, wide: bool) -> Sequence[Item]:
        """Each absent person with all they hold, then transfers."""
        found = [self._missing(one) for one in value.missing]
        for one in value.absent:
            mine = [row for row in value.held if row.owner == one.name]
            head = t("moves.absent", n=len(mine))
            detail: list[Told] = [(self._words(row), "") for row in mine[:8]]
            found.append(Item(("agent", one.name), [(t("moves.kind.absent"), 8, "warn"), (one.name, 10, "strong")],
                              head, "warn", detail, mine))  # fmt: skip
            found += [self._row(row, t("moves.kind.held")) for row in mine]
        return [*found, *(self._row(row, t("moves.kind.passed")) for row in value.passed)]

    def _missing(self, one: Missing) -> Item:
        """Somebody whose shift is over by the plan and who was not heard of since (rule H8)."""
        cells = [(t("moves.kind.missing"), 8, "urgent"), (one.shift.agent, 10, "strong")]
        text = t("moves.missing", at=self.at(one.last_seen))
        return Item(("missing", one.shift.agent), cells, text, "warn", [(t("moves.takeover_how"), "dim")], one)

    def _row(self, row: QueueRow, kind: str) -> Item:
        left, style = self.left(row.due_at)
        way = f"{row.transfer_from} > {row.owner or row.team}" if row.transfer_from else row.owner
        cells: list[Cell] = [(kind, 8, "dim"), (row.buyer, 14, ""), (left, 9, style)]
        detail: list[Told] = [(self._words(row), "strong"), (way, "dim")]
        return Item(("inquiry", row.id), cells, "  ".join(word for word in (way, row.summary) if word), "", detail, row)

    def _words(self, row: QueueRow) -> str:
        parts = (self.at(row.at), row.buyer, token("state", row.state), token("category", row.category), row.order_no,
                 row.summary)  # fmt: skip
        return "  ".join(part for part in parts if part)

    # -- moving ---------------------------------------------------------------------------------

    def choices(self, item: Item) -> Sequence[Choice]:
        """All of a person's, or one inquiry."""
        takeover = Choice("takeover", t("moves.takeover"), t("moves.takeover_how"))
        if isinstance(item.value, Missing):
            return (takeover,)
        back = Choice("release", t("moves.release_all" if isinstance(item.value, list) else "moves.release"))
        if isinstance(item.value, list):
            return (back, takeover)
        free = "" if item.value.owner else t("moves.with_team", team=item.value.team)
        return (
            replace(back, why_not=free),
            Choice("transfer", t("moves.transfer"), why_not=free),
            Choice("open", t("moves.open")),
        )

    def act(self, item: Item, choice: Hashable) -> None:
        """Release, pass on, or look at it in the queue."""
        if choice == "open":
            self.room.drill(QueueFilter(owner=item.value.owner), item.value.id)
        elif choice == "transfer":
            self._pick_recipient(item.value)
        elif choice == "takeover":
            self._take_over(str(item.cells[1][0]))
        else:
            rows = item.value if isinstance(item.value, list) else [item.value]
            self.room.write(lambda desk: _release(desk, rows), t("moves.said.released", n=len(rows)))

    def _take_over(self, agent: str) -> None:
        """Hand in an absent agent's work in their place (rule H8)."""
        prompt = Prompt(f"{t('moves.takeover')}  {agent}", [Ask("reason", t("approval.ask.reason"))])
        self.room.ask(
            prompt,
            lambda given: self.room.write(
                lambda desk: desk.services.takeovers.take(desk.actor, agent, given["reason"]),
                t("moves.said.taken", agent=agent),
            ),
        )

    def _pick_recipient(self, row: QueueRow) -> None:
        team = self.deck.policies.team
        names = [one.name for one in team.members if one.active and one.name not in (row.owner, self.deck.agent)]
        choices = [Choice(name, name) for name in [*names, *team.teams]]
        title = f"{t('moves.transfer')}  {row.buyer}"
        self.room.ask(PickList(title, choices), lambda to: self._ask_why(row, str(to)))

    def _ask_why(self, row: QueueRow, to: str) -> None:
        asks = [
            Ask("reason", t("ask.transfer.reason"), t("moves.reason", agent=row.owner) if row.owner else ""),
            Ask("known", t("ask.transfer.known"), row.summary),
            Ask("ask", t("ask.transfer.ask")),
        ]
        self.room.ask(
            Prompt(f"{t('moves.transfer')}  {to}", asks),
            lambda given: self.room.write(
                lambda desk: desk.services.queue.transfer(
                    desk.actor, row.id, to, given["reason"], given["known"], given["ask"]
                ),
                t("moves.said.passed", to=to),
            ),
        )


def _release(desk: Desk, rows: Sequence[QueueRow]) -> int:
    for row in rows:
        desk.services.queue.release(desk.actor, row.id)
    return len(rows)
