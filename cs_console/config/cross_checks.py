"""What no single file can know: names, teams, shifts and phrases that policies speak of must exist."""

from __future__ import annotations

from collections.abc import Iterator

from cs_console.config.policies import LoadedPolicies
from cs_console.config.problems import Problem, error, warning
from cs_console.config.shapes import near
from cs_console.domain.filling import parse
from cs_console.domain.policy import Policies
from cs_console.errors import BadInput

Path = tuple[str | int, ...]


def cross_check(loaded: LoadedPolicies, phrase_ids: set[str] | None) -> list[Problem]:
    """Warnings about references that lead nowhere; without `phrase_ids` those of phrases are left out."""
    found = [
        *_people(loaded),
        *_teams(loaded),
        *_texts(loaded),
        *_reasons(loaded),
    ]
    if phrase_ids is not None:
        found += _phrases(loaded, phrase_ids)
    return found


def _at(loaded: LoadedPolicies, stem: str, path: Path) -> tuple[str, tuple[int, int]]:
    """The file and place of a value; a default that no file states is reported on the file's first line."""
    document = loaded.documents.get(stem)
    if document is None:
        return f"{stem}.yaml", (1, 1)
    return document.name, document.marks.at(path)


def _lost(loaded: LoadedPolicies, stem: str, path: Path, code: str, name: str, known: list[str]) -> Problem:
    file, where = _at(loaded, stem, path)
    return warning(file, where, code, name=name, near=near(name, known) or _alike(name, known))


def _alike(name: str, known: list[str]) -> str:
    """What else may have been meant: of dotted names those of the same book, else the first few; never a long list."""
    stem = name.partition(".")[0] + "."
    of_book = [one for one in known if one.startswith(stem)] if "." in name else known
    return " ".join(of_book[:6]) or "-"


def _people(loaded: LoadedPolicies) -> Iterator[Problem]:
    team, shifts = loaded.policies.team, loaded.policies.shifts
    names = [member.name for member in team.members]
    said: list[tuple[Path, str]] = [(("rotation", at), name) for at, name in enumerate(shifts.rotation)]
    for at, day in enumerate(shifts.roster):
        for key, people in day.working.items():
            said += [(("roster", at, "working", key), name) for name in people]
            if shifts.shift(key) is None:
                known = [shift.key for shift in shifts.shifts]
                yield _lost(loaded, "shifts", ("roster", at, "working", key), "policy.unknown_shift", key, known)
        said += [(("roster", at, "resting"), name) for name in day.resting]
    for path, name in said:
        if team.member(name) is None:
            yield _lost(loaded, "shifts", path, "policy.unknown_member", name, names)


def _teams(loaded: LoadedPolicies) -> Iterator[Problem]:
    policies = loaded.policies
    teams = list(policies.team.teams)
    for at, member in enumerate(policies.team.members):
        if member.team and member.team not in teams:
            yield _lost(loaded, "team", ("members", at, "team"), "policy.unknown_team", member.team, teams)
    for at, rule in enumerate(policies.routing.rules):
        if rule.team and rule.team not in teams:
            yield _lost(loaded, "routing", ("rules", at, "team"), "policy.unknown_team", rule.team, teams)


def _texts(loaded: LoadedPolicies) -> Iterator[Problem]:
    """Automatic replies take the variables of phrases (rules S7, P3)."""
    for at, entry in enumerate(loaded.policies.autoreplies.texts):
        try:
            parse(entry.text)
        except BadInput as refused:
            file, (line, column) = _at(loaded, "autoreplies", ("texts", at, "text"))
            yield error(file, (line, column), refused.code, **refused.params)


def _reasons(loaded: LoadedPolicies) -> Iterator[Problem]:
    """What counts as the service's fault is named as the lists of causes and reasons name it (rule K1)."""
    kpi, aftersales = loaded.policies.kpi, loaded.policies.aftersales
    causes = [one.key for one in loaded.policies.followups.complaint_causes]
    reasons = [one.key for one in (*aftersales.return_reasons, *aftersales.exchange_reasons)]
    for name, said, known in (
        ("service_causes", kpi.service_causes, causes),
        ("service_return_reasons", kpi.service_return_reasons, reasons),
        ("mismatch_reasons", kpi.mismatch_reasons, reasons),
    ):
        for at, key in enumerate(said):
            if key not in known:
                yield _lost(loaded, "kpi", (name, at), "policy.unknown_reason", key, known)


def _phrases(loaded: LoadedPolicies, known: set[str]) -> Iterator[Problem]:
    names = sorted(known)
    reported: set[str] = set()
    for stem, path, phrase_id in _named_phrases(loaded.policies):
        if phrase_id and phrase_id not in known and phrase_id not in reported:
            reported.add(phrase_id)
            yield _lost(loaded, stem, path, "policy.unknown_phrase", phrase_id, names)


def _named_phrases(policies: Policies) -> Iterator[tuple[str, Path, str]]:
    for flow, definition in policies.aftersales.flows.items():
        yield "aftersales", ("flows", flow.value, "opening"), definition.opening
        yield "aftersales", ("flows", flow.value, "closing"), definition.closing
        for at, step in enumerate(definition.steps):
            yield "aftersales", ("flows", flow.value, "steps", at, "phrase"), step.phrase
    for at, phrase_id in enumerate(policies.followups.unpaid_phrases):
        yield "followups", ("unpaid_phrases", at), phrase_id
    yield "followups", ("csat_phrase",), policies.followups.csat_phrase
    yield "followups", ("birthday_phrase",), policies.followups.birthday_phrase
    yield "followups", ("signed_phrase",), policies.followups.signed_phrase
    yield "followups", ("negative_review_phrase",), policies.followups.negative_review_phrase
    yield "followups", ("long_review_phrase",), policies.followups.long_review_phrase
    for name, phrase_id in policies.followups.complaint_phrases.model_dump().items():
        yield "followups", ("complaint_phrases", name), phrase_id
    for at, phrase_id in enumerate(policies.shop.colour_phrases):
        yield "shop", ("colour_phrases", at), phrase_id
    for at, phrase_id in enumerate(policies.shop.colour_reminders):
        yield "shop", ("colour_reminders", at), phrase_id
