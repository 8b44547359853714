"""What must not be said to a buyer, found before it is said (rules P3, P5, P6, X1).

Words come from `tone.yaml`; what no list can hold (numbers, disguised contacts, offers for reviews) is
found by pattern. A refusal is not an offence: 「不支持好评返现」 and 「不能保证」 pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cs_console.domain.filling import blanks

BLOCK, WARN, HINT = "block", "warn", "hint"
_RANK = {BLOCK: 0, WARN: 1, HINT: 2}

CATEGORIES: frozenset[str] = frozenset(
    {
        "statute", "superlative", "medical_efficacy", "absolute_promise", "overpromise_cs", "commitment",
        "off_platform", "review_inducement", "blunt", "curt", "impolite_you", "over_familiar",
        "private_phone", "private_id", "private_email", "other_order", "blank",
    }
)  # fmt: skip
"""Categories with a text of their own; a list of another category is reported as ``guard.listed``."""

_REFUSABLE = frozenset({"off_platform", "review_inducement", "absolute_promise", "overpromise_cs", "commitment"})

_SPELT_OUT = str.maketrans("零〇一幺二两三四五六七八九", "0011223456789")
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_CLAUSE_END = re.compile(r"[，。；！？、,;!?\n~～]|\.(?!\d)")
_NOT_NEGATING = re.compile(
    r"要不|不如|不妨|能不能|可不可以|是不是|好不好|要不要|不好意思|不错|不仅|不但|没问题|没事|差不多"
    r"|对不起|不过|不然|特别|分别"
)
_NEGATING = re.compile(r"不|没|无法|未|别|勿|禁|拒绝|谨防|小心|警惕|避免|难以")

_MOBILE = re.compile(
    r"(?<![0-9a-z])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"
    r"|(?<![0-9a-z])1[- ][3-9](?:[- ]\d){9}(?!\d)"
    r"|[一幺][三四五六七八九][零〇一幺二两三四五六七八九]{9}"
)
_IDENTITY = re.compile(
    r"(?<![0-9a-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx](?![0-9a-z])"
)
_CARD = re.compile(r"(?<![0-9a-z])6\d{3}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?(?!\d)")
_EMAIL = re.compile(r"[a-z0-9_.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_GAP = r"[\s._·*-]{0,2}"
_CONTACT = re.compile(
    rf"(?:加|\+|➕|互加|添加){_GAP}(?:我|您|个|一下|下|客服|老板|店主|好友)?{_GAP}(?:的|个)?{_GAP}"
    rf"(?:v(?![a-z])|微{_GAP}信|薇{_GAP}信|威{_GAP}信|weixin|wechat|企鹅|q{_GAP}q|扣扣)"
    r"|(?:微信|薇信|威信|weixin|wechat|v信|vx|wx)(?:号|是|:)?\s*[a-z][\w-]{4,}"
    r"|(?:qq|扣扣|企鹅)(?:号|是|:)?\s*[1-9]\d{4,10}"
    rf"|(?:加|\+|➕){_GAP}(?:我|您|个)?{_GAP}(?:q{_GAP}:?{_GAP}[1-9]\d{{4,10}}|[薇徽葳](?!{_GAP}[信章]))"
    r"|qq?群(?:号|是|:)?\s*[1-9]\d{4,10}"
    r"|(?:微信|薇信|威信|vx)(?:上|里)(?:说|聊|谈|联系|发您|付|转)"
    r"|(?:用|走|通过)?(?:微信|支付宝|银行卡)(?:上)?(?:直接)?转(?:账)?(?:给)?(?:我|我们|店主|老板)"
    r"|转账?到(?:我|我们|这个|这张|下面)[^，。！？\n]{0,4}(?:卡|账号|账户|码)"
    r"|扫(?:一下|下)?(?:我|我们|这个|这张|下面)?(?:的)?(?:二维码|收款码|码)(?:来|再|就可以|直接)?(?:付|转|加|进群|支付|联系)"
    r"|(?:去|到|上)(?:我们的?|我家)?(?:拼多多|闲鱼|微店|转转|小红书|抖音|外面)[^，。！？\n]{0,4}(?:买|拍|下单|付)"
    r"|(?:平台|淘宝|天猫|京东)(?:外面?|之外)[^，。！？\n]{0,4}(?:买|拍|下单|付|交易|转账)"
    r"|线下(?:交易|打款|转账)|私聊(?:转|付|打款)"
    r"|(?:转账|付款|打款|付钱)(?:到|给)(?:我|这个|个人)[^，。！？\n]{0,6}(?:支付宝|微信|银行卡|账号|账户)"
    r"|私下(?:交易|付款|转账)"
)
_INDUCEMENT = re.compile(
    r"(?:好评|五星|5星|晒图|晒单|追评|带图评价)[^，。！？\n]{0,8}(?:返|红包|现金|奖励|送您|送你|领取?|补贴|有礼|有奖|抽奖|\d+元)"
    r"|(?:评价|写评)(?:后|完|好了?)[^，。！？\n]{0,6}(?:返|红包|现金|奖励|领取?|补贴)"
    r"|(?:把|将)?(?:差评|中评)(?:给)?(?:删|改|撤|去)(?:了|掉|除)?[^，。！？\n]{0,6}(?:返|红包|退|送|补|给您)"
    r"|改(?:成|为)(?:好评|五星)[^，。！？\n]{0,6}(?:返|红包|退|送|补|给您)"
    r"|(?:返现|返您|红包|现金|送您|补偿您)[^，。！？\n]{0,8}(?:好评|五星|5星|晒图|删除?差评)"
    r"|(?:删除?|修改|改掉)(?:差评|中评|评价)[^，。！？\n]{0,8}(?:返|红包|现金|退|送|补偿)"
)


_CURT = re.compile(
    r"\s*(?:[哦嗯额噢]+|没有?|有|没货|不(?:能|行|会|可以|退|换|知道)?|自己看|看(?:详情|链接|页面))[。.!！~～哦]*\s*"
)
"""A whole reply of a word or two turns a buyer away, however right it is."""


@dataclass(frozen=True, slots=True)
class TermRule:
    """One list of `tone.yaml`: words of one category with one severity and one piece of advice."""

    category: str
    severity: str
    advice: str
    terms: tuple[str, ...]


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


def _fold(text: str) -> str:
    """Half-width and lower case, as long as before."""
    folded = text.translate(_FULL_WIDTH)
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)


@dataclass(frozen=True, slots=True)
class GuardLists:
    """Word lists made ready for searching; built anew by `build` whenever the policy changes."""

    patterns: tuple[tuple[re.Pattern[str], TermRule], ...] = ()
    safe: re.Pattern[str] | None = None
    allowed_numbers: frozenset[str] = frozenset()
    fold: Callable[[str], str] = field(default=_fold)

    @classmethod
    def build(
        cls,
        rules: Iterable[TermRule],
        safe_contexts: Iterable[str] = (),
        allowed_numbers: Iterable[str] = (),
        fold: Callable[[str], str] = _fold,
    ) -> GuardLists:
        """Compile `rules`; `fold` must keep length (search's normalising also finds Traditional forms)."""
        patterns = []
        for rule in rules:
            terms = sorted({fold(term) for term in rule.terms if term.strip()}, key=len, reverse=True)
            if terms:
                patterns.append((re.compile("|".join(map(_term_pattern, terms))), rule))
        safe = "|".join(f"(?:{fold(context)})" for context in safe_contexts)
        numbers = frozenset(digits_of(number) for number in allowed_numbers) - {""}
        return cls(tuple(patterns), re.compile(safe) if safe else None, numbers, fold)


def _term_pattern(term: str) -> str:
    """A term as a pattern: hanzi may be spread by blanks or dots, Latin words stand alone."""
    if term.isascii():
        left = r"(?<![a-z0-9])" if term[0].isalnum() else ""
        right = r"(?![a-z])" if term[-1].isalpha() else r"(?!\d)" if term[-1].isdigit() else ""
        return left + re.escape(term) + right
    return _GAP.join(re.escape(char) for char in term)


def check_text(text: str, lists: GuardLists) -> tuple[Finding, ...]:
    """Everything in `text` that should not be said, worst first (rules P3, P5, P6)."""
    folded = lists.fold(text)
    found = [Finding("guard.blank", text[start:end], start, end, BLOCK, "blank") for start, end in blanks(text)]
    found += _private(folded, text, lists.allowed_numbers)
    for pattern, category in ((_CONTACT, "off_platform"), (_INDUCEMENT, "review_inducement")):
        found += [
            Finding(f"guard.{category}", text[match.start() : match.end()], *match.span(), BLOCK, category)
            for match in pattern.finditer(folded)
            if not _refused(folded, match.start(), match.end()) and not _says_no(match[0])
        ]
    safe = [match.span() for match in lists.safe.finditer(folded)] if lists.safe else []
    for compiled, rule in lists.patterns:
        found += _listed(folded, text, compiled, rule, safe)
    if not found and _CURT.fullmatch(folded) and (said := text.strip()):
        start = text.index(said)
        found.append(Finding("guard.curt", said, start, start + len(said), HINT, "curt"))
    return tuple(sorted(_outermost(found), key=lambda one: (_RANK.get(one.severity, 3), one.start)))


def worst(findings: Iterable[Finding]) -> str:
    """The severest level among `findings`, or ""."""
    return min((one.severity for one in findings), key=lambda level: _RANK.get(level, 3), default="")


def _private(folded: str, text: str, allowed: frozenset[str]) -> list[Finding]:
    found = []
    for pattern, category, severity in (
        (_MOBILE, "private_phone", WARN),
        (_IDENTITY, "private_id", BLOCK),
        (_CARD, "private_id", BLOCK),
        (_EMAIL, "private_email", WARN),
    ):
        for match in pattern.finditer(folded):
            if digits_of(match[0])[-11:] in allowed:
                continue
            words = text[match.start() : match.end()]
            found.append(Finding(f"guard.{category}", words, *match.span(), severity, category))
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
        if rule.category in _REFUSABLE and _refused(folded, start, end):
            continue
        found.append(Finding(code, text[start:end], start, end, rule.severity, rule.category, rule.advice))
    return found


def _refused(folded: str, start: int, end: int) -> bool:
    """Whether the clause says no to the words at `start`: a refusal or a hedge is not an offence."""
    before = _CLAUSE_END.split(folded[max(0, start - 12) : start])[-1]
    after = folded[end : end + 4]
    return _says_no(before) or after.startswith(("不了", "不可以", "不行", "是违规", "属于违规"))


def _says_no(words: str) -> bool:
    return _NEGATING.search(_NOT_NEGATING.sub("", words)) is not None


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


def digits_of(text: str) -> str:
    """The digits of a number, also of one that was spelt out in hanzi to pass unnoticed."""
    return "".join(char for char in text.translate(_SPELT_OUT) if char.isdigit())
