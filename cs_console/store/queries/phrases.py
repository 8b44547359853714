"""Reads about phrase uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import dropwhile, takewhile
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, case, func, or_, select

from cs_console.domain.entities import Buyer, Inquiry, Message, PhraseUse
from cs_console.domain.guard import WARN
from cs_console.domain.vocabulary import MessageRole, Platform
from cs_console.store.journal import read_events
from cs_console.store.mapping import table
from cs_console.store.tables import EventRow

_USES = table(PhraseUse)
_MESSAGES = table(Message)
_INQUIRIES = table(Inquiry)
_AT_ONCE = 500
_EVENTS: Any = EventRow.__table__  # type: ignore[attr-defined]


def _told() -> Select[Any]:
    """What a buyer was told under any nick of the person (rule C1): asked with every key, so put together once."""
    nick: BindParameter[str] = bindparam("nick")
    named, card = table(Buyer).alias("named"), table(Buyer)
    lead = case((named.c.merged_into == 0, named.c.id), else_=named.c.merged_into)
    anywhere = or_(*(named.c.platform == one.value for one in Platform))  # nicks are indexed by platform
    leads = select(lead).where(anywhere, named.c.nick == nick)
    nicks = select(card.c.nick).where(or_(card.c.id.in_(leads), card.c.merged_into.in_(leads)))
    told = or_(_USES.c.buyer == nick, _USES.c.buyer.in_(nicks))
    return select(_USES.c.phrase_id, _USES.c.variant_hash, _USES.c.at).where(told).order_by(_USES.c.id)


_TOLD = _told()
_AT_ONCE = 500
_LINES = 3
"""Of what a buyer said in a row the last lines count, as where phrases are suggested for them."""


def _before(lines: Iterable[tuple[int, bool, str]], reply: int) -> str:
    """What the buyer said before a reply, since the one before that: the last few lines."""
    earlier = dropwhile(lambda line: line[0] >= reply or not line[1], lines)
    said = [text for _, _, text in takewhile(lambda line: line[1], earlier)]
    return "\n".join(reversed(said[:_LINES]))


class PhraseQueries:
    """Reads about phrase uses; see `services.ports.phrases`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def told(self, buyer: str) -> list[tuple[str, str, datetime]]:
        """(phrase id, variant hash, when) of all a buyer was told under any of the person's nicks, oldest first."""
        rows = self._connection.execute(_TOLD, {"nick": buyer})
        return [(str(phrase), str(variant), at) for phrase, variant, at in rows]

    def use_counts(self, agent: str | None = None) -> Mapping[str, int]:
        """How often each phrase was used, by everybody or by one agent."""
        statement = select(_USES.c.phrase_id, func.count()).group_by(_USES.c.phrase_id)
        if agent is not None:
            statement = statement.where(_USES.c.agent == agent)
        return {str(phrase): int(count) for phrase, count in self._connection.execute(statement)}

    def picks(self, *, after: int, limit: int) -> list[tuple[int, str, str, str]]:
        """(use, phrase id, agent, what the buyer said before it) of the newest uses after one, oldest first.

        Stacked phrases share the lines they answer; a use without any (a reply that begins a talk) is left out.
        """
        statement = (
            select(_USES.c.id, _USES.c.phrase_id, _USES.c.agent, _USES.c.inquiry_id, _USES.c.message_id)
            .where(_USES.c.id > after, _USES.c.inquiry_id > 0)
            .order_by(_USES.c.id.desc())
            .limit(limit)
        )
        uses = self._connection.execute(statement).all()
        talks = self._talks(sorted({int(use.inquiry_id) for use in uses}))
        found = [
            (int(use.id), str(use.phrase_id), str(use.agent), _before(talks.get(use.inquiry_id, ()), use.message_id))
            for use in reversed(uses)
        ]
        return [pick for pick in found if pick[3]]

    def _talks(self, inquiries: Sequence[int]) -> Mapping[int, list[tuple[int, bool, str]]]:
        """(line, whether the buyer's, text) of inquiries, notes left out, newest first."""
        found: dict[int, list[tuple[int, bool, str]]] = {}
        for start in range(0, len(inquiries), _AT_ONCE):
            statement = (
                select(_MESSAGES.c.inquiry_id, _MESSAGES.c.id, _MESSAGES.c.role, _MESSAGES.c.text)
                .where(
                    _MESSAGES.c.inquiry_id.in_(inquiries[start : start + _AT_ONCE]),
                    _MESSAGES.c.role.in_((MessageRole.BUYER.value, MessageRole.AGENT.value)),
                )
                .order_by(_MESSAGES.c.id.desc())
            )
            for inquiry, line, role, text in self._connection.execute(statement):
                found.setdefault(int(inquiry), []).append((int(line), role == MessageRole.BUYER.value, str(text)))
        return found

    def count_uses(self, first: int, last: int) -> int:
        """How many uses there are from one to another."""
        statement = select(func.count()).select_from(_USES).where(_USES.c.id >= first, _USES.c.id <= last)
        return int(self._connection.execute(statement).scalar() or 0)

    def uses_after(self, after: int, *, limit: int) -> list[tuple[int, str, str, datetime]]:
        """(use, phrase id, agent, when) of the newest uses after one, oldest first."""
        statement = (
            select(_USES.c.id, _USES.c.phrase_id, _USES.c.agent, _USES.c.at)
            .where(_USES.c.id > after)
            .order_by(_USES.c.id.desc())
            .limit(limit)
        )
        found = [(int(use), str(phrase), str(agent), at) for use, phrase, agent, at in self._run(statement)]
        return found[::-1]

    def latest_use(self) -> int:
        """The newest use's id, 0 without any."""
        return int(self._connection.execute(select(func.max(_USES.c.id))).scalar() or 0)

    def uses_between(self, since: datetime, until: datetime) -> list[tuple[datetime, str, str, bool]]:
        """(when, agent, phrase id, edited before use) of every use in a period, oldest first."""
        statement = (
            select(_USES.c.at, _USES.c.agent, _USES.c.phrase_id, _USES.c.edited)
            .where(_USES.c.at >= since, _USES.c.at < until)
            .order_by(_USES.c.id)
        )
        return [(at, str(agent), str(phrase), bool(edited)) for at, agent, phrase, edited in self._run(statement)]

    def last_used(self) -> Mapping[str, datetime]:
        """When each phrase was last used by anybody."""
        statement = select(_USES.c.phrase_id, func.max(_USES.c.at)).group_by(_USES.c.phrase_id)
        return {str(phrase): at for phrase, at in self._run(statement)}

    def noted_between(
        self, act: str, since: datetime, until: datetime
    ) -> list[tuple[datetime, str, Mapping[str, Any]]]:
        """(when, who, facts) of the events of one kind of act that changed no state; purged ones give no facts."""
        where = (_EVENTS.c.act == act) & (_EVENTS.c.op == "note") & (_EVENTS.c.at >= since) & (_EVENTS.c.at < until)
        events = read_events(self._connection, where, newest_first=False)
        return [(one.at, one.actor, one.after or {}) for one in events]

    def overridden(self, since: datetime, until: datetime) -> list[tuple[datetime, str, str]]:
        """(when, agent, phrase id) of replies that went out with words warned of; one taken back did not go out."""
        where = (_EVENTS.c.act == "inquiry.reply") & (_EVENTS.c.op == "note") & (_EVENTS.c.entity == "Message")
        within = (_EVENTS.c.at >= since) & (_EVENTS.c.at < until)
        kept = select(_MESSAGES.c.id).where(_MESSAGES.c.id == _EVENTS.c.entity_id).exists()
        warned = [
            one for one in read_events(self._connection, where & within & kept, newest_first=False)
            if any(found["severity"] == WARN for found in (one.after or {}).get("overrides", ()))
        ]  # fmt: skip
        phrases: dict[int, str] = {}
        for at in range(0, len(warned), _AT_ONCE):
            ids = [one.entity_id for one in warned[at : at + _AT_ONCE]]
            rows = self._run(select(_MESSAGES.c.id, _MESSAGES.c.phrase_id).where(_MESSAGES.c.id.in_(ids)))
            phrases.update({int(number): str(phrase) for number, phrase in rows})
        return [(one.at, one.actor, phrases.get(one.entity_id, "")) for one in warned]

    def unanswered(self, since: datetime, until: datetime, limit: int) -> list[tuple[int, str, str, datetime]]:
        """(inquiry, buyer, what was asked, when) of inquiries that no phrase answered, newest first."""
        own = (_USES.c.buyer == _INQUIRIES.c.buyer) & (_USES.c.inquiry_id == _INQUIRIES.c.id)  # by the buyers' index
        answered = select(_USES.c.id).where(own).exists()
        statement = (
            select(_INQUIRIES.c.id, _INQUIRIES.c.buyer, _INQUIRIES.c.summary, _INQUIRIES.c.received_at)
            .where(_INQUIRIES.c.received_at >= since, _INQUIRIES.c.received_at < until, ~answered)
            .where(_INQUIRIES.c.summary != "")
            .order_by(_INQUIRIES.c.id.desc())
            .limit(limit)
        )
        return [(int(number), str(buyer), str(text), at) for number, buyer, text, at in self._run(statement)]

    def _run(self, statement: Any) -> Any:
        return self._connection.execute(statement)
