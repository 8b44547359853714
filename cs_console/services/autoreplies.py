"""Automatic replies by period and campaign: what fits now, and whether what was set still does (rule S7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from cs_console.domain.book_edits import stable_number
from cs_console.domain.entities import Actor
from cs_console.domain.filling import fill
from cs_console.domain.guard import check_text
from cs_console.domain.policy.autoreplies import AutoReply
from cs_console.domain.policy.base import Title
from cs_console.errors import NotFound, Refused
from cs_console.i18n import listed
from cs_console.services.context import ServiceContext
from cs_console.services.phrase_guarding import refuse_blocked
from cs_console.services.phrase_values import Situation, values
from cs_console.services.ports.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class AutoText:
    """One text, filled: whether it fits the clock now, until when, and what it lacks."""

    id: str
    kind: str
    title: Title
    text: str
    fits: bool
    until: datetime | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetText:
    """The text an agent set on the platform last; not `fits`: the clock has moved on, or it left the policy.

    `changed`: the policy, or what fills it, gives another text by now.
    """

    id: str
    title: Title
    text: str
    at: datetime
    fits: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class AutoReplies:
    """What fits now, campaign texts first, then the others; and what was set."""

    now: tuple[AutoText, ...]
    others: tuple[AutoText, ...]
    set: SetText | None


@dataclass(frozen=True, slots=True)
class StaleText:
    """For the status line: the text that no longer fits, and the one that does ("" when none)."""

    title: Title
    instead: str
    instead_title: Title | None
    since: datetime


class AutoReplyService:
    """Gives the texts of `autoreplies.yaml` ready to paste, and remembers which was taken."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def show(self, actor: Actor) -> AutoReplies:
        """All texts with the clock held against them, and what this agent set last."""
        with self._context.uow.read() as uow:
            situation = self._situation(uow, actor)
            last = self._last(uow, actor)
        texts = [self._filled(entry, situation) for entry in self._ordered()]
        return AutoReplies(
            now=tuple(one for one in texts if one.fits),
            others=tuple(one for one in texts if not one.fits),
            set=last,
        )

    def copy(self, actor: Actor, reply_id: str = "", *, kind: str = "") -> AutoText:
        """The text to paste: the one named, else the first that fits now; remembered as set.

        `Refused` names what the console cannot fill: a text with a blank never leaves (rule P3).
        """
        with self._context.uow.write(actor, "autoreply.set") as uow:
            found = self._filled(self._chosen(reply_id, kind), self._situation(uow, actor))
            if found.missing:
                raise Refused("autoreply.missing", id=found.id, labels=listed(found.missing))
            refuse_blocked(check_text(found.text, self._context.guard()))
            title = {"zh": found.title.zh, "en": found.title.en}
            uow.note("AutoReply", stable_number(actor.agent), id=found.id, title=title, text=found.text)
        return found

    def stale(self, actor: Actor) -> StaleText | None:
        """Whether the text set last no longer fits the clock: what the status line warns of.

        One that fits at all hours is behind the clock too when a campaign has begun since it was set.
        """
        policy = self._context.policies().autoreplies
        if not policy.warn_stale:
            return None
        with self._context.uow.read() as uow:
            last = self._last(uow, actor)
        if last is None:
            return None
        local = self._local()
        fitting = policy.fitting(local)
        begun = next((one for one in fitting if _began_since(one, last.at, local)), None)
        if last.fits and (begun is None or begun.id == last.id):
            return None
        instead = begun or next((one for one in fitting if one.id != last.id), None)
        return StaleText(last.title, instead.id if instead else "", instead.title if instead else None, last.at)

    # -- inside ------------------------------------------------------------------------------------

    def _local(self) -> datetime:
        return self._context.now().astimezone(self._context.zone)

    def _ordered(self) -> tuple[AutoReply, ...]:
        """Campaign texts first, as the policy has them otherwise."""
        return tuple(sorted(self._context.policies().autoreplies.texts, key=lambda one: one.kind != "campaign"))

    def _chosen(self, reply_id: str, kind: str) -> AutoReply:
        texts = self._ordered()
        if reply_id:
            found = next((one for one in texts if one.id == reply_id), None)
            if found is None:
                raise NotFound("autoreply.unknown", id=reply_id, known=" ".join(one.id for one in texts))
            return found
        local = self._local()
        fitting = [one for one in texts if one.fits(local) and kind in ("", one.kind)]
        if not fitting:
            raise NotFound("autoreply.none", at=local)
        return fitting[0]

    def _situation(self, uow: UnitOfWork, actor: Actor) -> Situation:
        shift = uow.shifts.running_of(actor.agent) if actor.agent else None
        return Situation(agent=actor.agent, now=self._context.now(), zone=self._context.zone, shift=shift)

    def _filled(self, entry: AutoReply, situation: Situation) -> AutoText:
        result = fill(entry.text, values(situation, self._context.policies(), self._context.word))
        local = self._local()
        fits = entry.fits(local)
        missing = tuple(dict.fromkeys(blank.label for blank in result.missing))
        until = fits_until(entry, local) if fits else None
        return AutoText(entry.id, entry.kind, entry.title, result.text, fits, until, missing)

    def _last(self, uow: UnitOfWork, actor: Actor) -> SetText | None:
        """What this agent took last; a text that left the policy fits no more."""
        events = uow.journal.history("AutoReply", stable_number(actor.agent), 1) if actor.agent else []
        facts = events[0].after if events else None
        if not facts:
            return None
        entry = next((one for one in self._ordered() if one.id == facts.get("id")), None)
        text = str(facts.get("text", ""))
        fits = entry is not None and entry.fits(self._local())
        changed = entry is None or self._filled(entry, self._situation(uow, actor)).text != text
        title = Title.model_validate(facts["title"])
        return SetText(str(facts.get("id", "")), title, text, events[0].at, fits, changed)


def _began_since(entry: AutoReply, at: datetime, local: datetime) -> bool:
    return entry.kind == "campaign" and entry.start is not None and at < entry.start.replace(tzinfo=local.tzinfo)


def fits_until(entry: AutoReply, local: datetime) -> datetime | None:
    """When a text that fits at `local` stops to fit; None when it never does."""
    ends: list[datetime] = []
    if entry.end is not None:
        ends.append(entry.end.replace(tzinfo=local.tzinfo))
    if entry.to_time is not None and entry.from_time is not None and entry.from_time != entry.to_time:
        ends.append(_next(local, entry.to_time))
    return min(ends).astimezone(UTC) if ends else None


def _next(local: datetime, at: time) -> datetime:
    moment = datetime.combine(local.date(), at, local.tzinfo)
    return moment if moment > local else datetime.combine(local.date() + timedelta(days=1), at, local.tzinfo)
