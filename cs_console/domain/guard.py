"""What must not be said to a buyer, found before it is said (rules P3, P5, P6, X1).

Words come from `tone.yaml`; what no list can hold (numbers, disguised contacts, offers for reviews) is
found by pattern. A refusal is not an offence: 「不支持好评返现」 and 「不能保证」 pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cs_console.domain import guard_patterns
from cs_console.domain.filling import blanks
from cs_console.domain.guard_patterns import GAP, digits_of

BLOCK, WARN, HINT = "block", "warn", "hint"
_RANK = {BLOCK: 0, WARN: 1, HINT: 2}

CATEGORIES: frozenset[str] = frozenset(
    {
        "statute", "superlative", "medical_efficacy", "absolute_promise", "overpromise_cs", "commitment",
        "off_platform", "review_inducement", "blunt", "curt", "impolite_you", "over_familiar",
        "private_phone", "private_id", "private_email", "private_address", "other_order", "blank",
        "too_long", "placeholder", "stiff",
    }
)  # fmt: skip
"""Categories with a text of their own; a list of another category is reported as ``guard.listed``."""

_REFUSABLE = frozenset(
    {
        "off_platform", "review_inducement", "absolute_promise", "overpromise_cs", "commitment", "superlative",
        "statute", "medical_efficacy",
    }
)  # fmt: skip
_WARNED_OF = frozenset({"off_platform", "review_inducement"})

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_CLAUSE_END = re.compile(r"[，。；！？、,;!?\n~～]|\.(?!\d)")
_NOT_NEGATING = re.compile(
    r"要不(?!要)|不如|不妨|能不能|可不可以|是不是|好不好|要不要|不好意思|不错|不仅|不但|不光|不只|没问题|没事|差不多"
    r"|对不起|不过|不然|特别|分别|个别"
)
_FILLING = (
    r"能|会|可以?|敢|好(?!评)|得|再|要求?|让|需要?|支持|参加|参与|提供|接受|允许|建议|鼓励|方便|主动|随[便意]|轻[易信]|通过|用"
    r"|以|给|跟|和|与|向|为|对|叫|请|引导|[您你亲]|我们?|买家|客户|顾客|任何|形式|方式|名义|理由|途径|[的地了过]|活动|什么|是|算|说"
    r"|做|作|搞|有|做到|进行|陌生人?|别人|他人|对方|相信|信|点击|私下|线下|私自|这种|这类|此类|所谓|类似|人|冒充|客服|承诺|打包票"
    r"|百分之?百|100%|绝对|完全|太|很|办法|法|具备?|具有|属于|代表|存在|宣[传称]|声称|治疗|作用|功效|效果|普通|最|其他|个人|使用"
)
_NEGATION = re.compile(
    rf"(?:不|没有?|无法?|未|勿|别|禁止?|严禁|拒绝|谨防|小心|警惕|当心|避免|难以?|杜绝|抵制|并非|骗子)(?:{_FILLING}|\s)*$"
)
_NEGATION_EN = re.compile(r"\b(?:not|never|no|don't|do not|cannot|can't|won't)\b[a-z ]{0,12}$")
_REFUSED_AFTER = re.compile(r"不了|不可以|不行|是违规|属于违规")
_WARNED_AFTER = re.compile(
    r"[^，。；！？,;!?\n]{0,8}?(?:是违规|属于违规|违规|骗子|诈骗|是骗|不允许|不支持|不可以|不行|被处罚|受骗|被骗|要谨慎|要小心|不是我们|都不是|不要点)"
)


_CURT = re.compile(
    r"\s*(?:[哦嗯额噢]+|没有?|有|没货|不(?:能|行|会|可以|退|换|知道)?|自己看|看(?:详情|链接|页面))[。.!！~～哦]*\s*"
)
"""A whole reply of a word or two turns a buyer away, however right it is."""

_HANZI = re.compile(r"[\u4e00-\u9fff]")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_PAUSE = re.compile(r"[，。；！？、…,;!?\n]")
_SHOWN = 12
"""So many characters of a stiff reply are named."""


@dataclass(frozen=True, slots=True)
class TermRule:
    """One list of `tone.yaml`: words of one category with one severity and one piece of advice."""

    category: str
    severity: str
    advice: str
    terms: tuple[str, ...]
    better: tuple[str, ...] = ()
    """Words that may stand in the place of those found."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should not be said: which words, where, how bad, what to say instead.

    `code` names the catalogue's sentence (it takes ``{words}``); `advice` is the list's own text, ""
    for what was found by pattern, whose advice is the catalogue's ``guard.advice.<category>``.
    """

    code: str
    words: str
    start: int
    end: int
    severity: str
    category: str
    advice: str = ""
    better: tuple[str, ...] = ()


def _fold(text: str) -> str:
    """Half-width and lower case, as long as before."""
    folded = text.translate(_FULL_WIDTH)
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)


@dataclass(frozen=True, slots=True)
class Manner:
    """What makes a reply friendly (rule P5): a form of address, a word of courtesy, a gentle ending.

    A reply of more than `longest` hanzi with none of them is stiff; 0 asks nothing.
    """

    address: tuple[str, ...] = ()
    courtesies: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    longest: int = 0

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The three lists: address, courtesies, endings."""
        return self.address, self.courtesies, self.endings

    def stiff(self, text: str) -> bool:
        """Whether folded `text` has nothing friendly in it; short ones, other scripts and emoji pass."""
        if not self.longest or len(_HANZI.findall(text)) <= self.longest or _EMOJI.search(text):
            return False
        if any(word in text for word in (*self.address, *self.courtesies)):
            return False
        return not any(clause.rstrip().endswith(self.endings) for clause in _PAUSE.split(text) if clause.strip())


@dataclass(frozen=True, slots=True)
class GuardLists:
    """Word lists made ready for searching; built anew by `build` whenever the policy changes."""

    patterns: tuple[tuple[re.Pattern[str], TermRule], ...] = ()
    safe: tuple[re.Pattern[str], ...] = ()
    allowed_numbers: frozenset[str] = frozenset()
    allowed_places: tuple[str, ...] = ()
    manner: Manner = Manner()
    fold: Callable[[str], str] = field(default=_fold)

    @classmethod
    def build(
        cls,
        rules: Iterable[TermRule],
        safe_contexts: Iterable[str] = (),
        allowed_numbers: Iterable[str] = (),
        fold: Callable[[str], str] = _fold,
        allowed_places: Iterable[str] = (),
        manner: Manner = Manner(),
    ) -> GuardLists:
        """Compile `rules`; `fold` must keep length (search's normalising also finds Traditional forms).

        Each safe context is looked for by itself, so that none hides where another begins.
        """
        patterns = []
        for rule in rules:
            terms = sorted({fold(term) for term in rule.terms if term.strip()}, key=len, reverse=True)
            if terms:
                patterns.append((re.compile("|".join(map(_term_pattern, terms))), rule))
        safe = tuple(re.compile(fold(context)) for context in safe_contexts if context)
        numbers = frozenset(digits_of(number) for number in allowed_numbers) - {""}
        places = tuple(joined for place in allowed_places if (joined := _joined(fold(place))))
        address, courtesies, endings = (tuple(map(fold, words)) for words in manner.words)
        friendly = Manner(address, courtesies, endings, manner.longest)
        return cls(tuple(patterns), safe, numbers, places, friendly, fold)


def _term_pattern(term: str) -> str:
    """A term as a pattern: hanzi may be spread by blanks or dots, Latin words stand alone."""
    if term.isascii():
        left = r"(?<![a-z0-9])" if term[0].isalnum() else ""
        right = r"(?![a-z])" if term[-1].isalpha() else r"(?!\d)" if term[-1].isdigit() else ""
        return left + re.escape(term) + right
    return GAP.join(re.escape(char) for char in term)


def check_text(text: str, lists: GuardLists) -> tuple[Finding, ...]:
    """Everything in `text` that should not be said, worst first (rules P3, P5, P6)."""
    folded = lists.fold(text)
    found = [Finding("guard.blank", text[start:end], start, end, BLOCK, "blank") for start, end in blanks(text)]
    found += _private(folded, text, lists)
    for read, category in ((guard_patterns.contacts, "off_platform"), (guard_patterns.offers, "review_inducement")):
        found += [
            Finding(f"guard.{category}", text[start:end], start, end, BLOCK, category)
            for start, end in read(folded)
            if not _refused(folded, start, end, category)
        ]
    listed = [(compiled, rule) for compiled, rule in lists.patterns if compiled.search(folded)]
    safe = [match.span() for pattern in lists.safe for match in pattern.finditer(folded)] if listed else []
    for compiled, rule in listed:
        found += _listed(folded, text, compiled, rule, safe)
    if not found:
        found += _unfriendly(folded, text, lists.manner)
    return tuple(sorted(_outermost(found), key=lambda one: (_RANK.get(one.severity, 3), one.start)))


def _unfriendly(folded: str, text: str, manner: Manner) -> list[Finding]:
    """A reply that says too little, or nothing friendly (rule P5)."""
    said = text.strip()
    if said and _CURT.fullmatch(folded):
        category, words = "curt", said
    elif manner.stiff(folded):
        category, words = "stiff", said[:_SHOWN]
    else:
        return []
    start = text.index(said)
    return [Finding(f"guard.{category}", words, start, start + len(words), HINT, category)]


def same_place(said: str, known: str) -> bool:
    """Whether an address is the known one, or a part of it; what a platform masked counts as it left it (X1)."""
    said, known = _joined(said), _joined(known)
    shown = re.split(r"\*+", known)[0]
    return bool(known) and (
        said in known or known in said or ("*" in known and len(shown) > 5 and said.startswith(shown))
    )


def _joined(address: str) -> str:
    return re.sub(r"[\s,，。:：;；-]+", "", address)


def _private(folded: str, text: str, lists: GuardLists) -> list[Finding]:
    found = []
    for read, category, severity in (
        (guard_patterns.phones, "private_phone", WARN),
        (guard_patterns.papers, "private_id", BLOCK),
        (guard_patterns.mails, "private_email", WARN),
        (guard_patterns.places, "private_address", WARN),
    ):
        for start, end in read(folded):
            words = text[start:end]
            if category == "private_address":
                allowed = any(same_place(folded[start:end], place) for place in lists.allowed_places)
            else:
                number = digits_of(words)
                allowed = number in lists.allowed_numbers or number[-11:] in lists.allowed_numbers
            if not allowed:
                found.append(Finding(f"guard.{category}", words, start, end, severity, category))
    return found


def _listed(
    folded: str, text: str, pattern: re.Pattern[str], rule: TermRule, safe: list[tuple[int, int]]
) -> list[Finding]:
    code = f"guard.{rule.category}" if rule.category in CATEGORIES else "guard.listed"
    found = []
    position = 0
    while match := pattern.search(folded, position):
        start, end = match.span()
        if any(low <= start and end <= high for low, high in safe):
            position = start + 1
            continue
        position = end
        if rule.category in _REFUSABLE and _refused(folded, start, end, rule.category):
            continue
        words = text[start:end]
        found.append(Finding(code, words, start, end, rule.severity, rule.category, rule.advice, rule.better))
    return found


def _refused(folded: str, start: int, end: int, category: str) -> bool:
    """Whether the clause says no to the words at `start`: a refusal or a hedge is no offence (rule P6).

    The no must lead up to the words themselves: 「不掉色我保证」 and 「这里不能发图加微信」 are no refusals.
    """
    before = _CLAUSE_END.split(folded[max(0, start - 24) : start])[-1]
    if _NEGATION.search(_NOT_NEGATING.sub("", before)) or _NEGATION_EN.search(before):
        return True
    after = _WARNED_AFTER if category in _WARNED_OF else _REFUSED_AFTER
    return after.match(folded, end) is not None


def _outermost(found: list[Finding]) -> list[Finding]:
    """Without findings that lie inside another that is at least as bad: 「最低」 in 「全网最低」."""
    kept: list[Finding] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end, _RANK.get(one.severity, 3))):
        rank = _RANK.get(one.severity, 3)
        if not any(
            other.start <= one.start and one.end <= other.end and _RANK.get(other.severity, 3) <= rank for other in kept
        ):
            kept.append(one)
    return kept
