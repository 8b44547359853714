"""Promises in a reply, found so that they reach the remark and the ledger (rules P9, R4).

Works clause by clause: a question, a refusal, what the buyer is asked to do and a shop's general
terms are no promises. When a promise is due is read by `due_dates`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cs_console.domain.vocabulary import PromiseKind

_REST = r"[^，。；！？,;!?\n]"
_CARRIERS = (
    r"(?:顺丰|申通|圆通|中通|韵达|百世|极兔|邮政|EMS|ems"
    r"|京东(?:快递|物流)|京东|德邦|天天快递|菜鸟|丹鸟|宅急送|优速|跨越)"
)
_MONEY = r"\d+(?:\.\d+)?\s*(?:元|块|折|%)"
_COUNT = r"[一两二三\d]\s*[个份件条包瓶套双盒片只把张支]"
_DAY = (
    r"(?:今天|今日|今晚|今早|当天|当日|明天|明日|明早|明晚|大后天|后天|[本这下]周[一二三四五六日天末]?"
    r"|(?:周|星期|礼拜)[一二三四五六日天末]|工作日|节假日|月底"
    r"|\d{4}[.\-/年]\d{1,2}[.\-/月]\d{1,2}[日号]?|\d{1,2}月\d{1,2}[日号]?"
    r"|(?<![\d.])\d{1,2}\.\d{1,2}(?![\d.元块折%米mkM])|\d{1,2}[日号]"
    r"|(?:\d{1,3}|[一两二三四五六七八十半]+)\s*个?(?:天|小时|分钟|工作日)(?:之?内)|今[天晚]内|[本这]周内"
    r"|\d{1,2}[:：点]\d{0,2}分?(?:之?前))"
)
_DEED = (
    r"(?:发出|发货|发走|寄出|补发|重发|发给|寄给|给您发|给您寄|为您发|帮您发|安排发|答复|回复|回电|送到|送达|送货"
    r"|派送|配送|到货|退款|退给|退还|到账|处理好|处理完|解决|联系您|打款|(?:给您|为您|帮您)(?:处理|安排)|补偿|开好|开票|上架|改好|给到)"
)
_GIFT = (
    rf"(?<![运派配发寄护推断输放转投呈])(?:赠送|附赠|加送|多送|补送|送|赠)(?![货达到修回检仓件出审])"
    rf"(?=(?:给)?(?:您|你|亲|买家)|{_REST}{{0,8}}(?:礼|赠品|小样|试用|优惠券|{_COUNT})|[一两二三\d个份]){_REST}{{1,14}}"
    rf"|(?:礼物|礼品|赠品|小样){_REST}{{0,6}}(?:一起发|一并发|放(?:进|在)|备好|给您|寄给)"
    rf"|(?:给您|帮您|为您|随单|随包裹|再){_REST}{{0,4}}(?:放|塞|补|装){_REST}{{0,5}}(?:礼物|礼品|赠品|小样)"
    rf"|补(?:给)?[您你]{_REST}{{0,3}}(?:礼物|礼品|赠品|小样)"
)
_COURIER = (
    rf"(?<!默认)(?<!转)(?:改发|发|走|改寄|寄|换成|换|改成|改用|改|用|指定|安排){_REST}{{0,2}}?{_CARRIERS}(?:快递|速运|特快)?"
    rf"|{_CARRIERS}(?:快递|速运|特快)?(?:给|帮|为)[您你](?:发|寄|送|安排)"
)
_DATE = rf"{_DAY}{_REST}{{0,12}}?{_DEED}|{_DEED}{_REST}{{0,4}}?(?:在|时间是|日期是){_REST}{{0,2}}{_DAY}"
_PRICE = (
    rf"(?<!满)(?<!\d)(?:优惠|便宜|减免|减|少收|让利|抹掉|抹|返还|返|补偿|补|赔|退(?:您|你)?(?:差价)?){_REST}{{0,4}}?{_MONEY}"
    rf"|(?:减|少收|让)[您你]{_REST}{{0,2}}\d+|(?:给|帮|为)[您你](?:只)?[算按]\s*\d+(?:\.\d+)?|抹(?:个|掉|去)?零|包邮给[您你]"
    rf"|(?:给您|给你|帮您|为您|给亲){_REST}{{0,6}}"
    rf"(?:包邮|免邮|免运费|优惠|打{_REST}{{0,2}}折|便宜|改价|减免|特价|退差价|补差价)(?:{_REST}{{0,2}}{_MONEY})?"
    r"|(?:改价|改成|改为|算您|按|收您)\s*\d+(?:\.\d+)?\s*(?:元|块)|打\s*\d(?:\.\d)?\s*折"
)
_CALL = (
    rf"(?:送货|派送|派件|送件|配送|发货|到货|上门|送){_REST}{{0,1}}前{_REST}{{0,8}}(?:电话|打给|联系|致电|来电)"
    rf"|(?:到了|到货后?|收到后?|处理好后?|查到后?){_REST}{{0,2}}给[您你](?:打?个?电话|去电|回电)"
    rf"|提前{_REST}{{0,6}}(?:电话|致电|打给)"
    rf"|(?:给|跟|为){_REST}{{0,2}}(?:回电|回拨|去电|打电话|打个电话|致电)|(?:回电|致电|电话联系)(?:给)?(?:您|你)"
)
_ADDRESS = (
    rf"(?:改|换|变更|修改|更改|更新|备注){_REST}{{0,5}}(?:地址|收货人|收件人|收货信息|收货电话|联系电话|手机号)"
    rf"|地址{_REST}{{0,8}}?(?:改|换|更新|备注)(?:好|成|为|到|了|过)?"
    rf"|(?:收货人|收件人|收货电话|联系电话|手机号){_REST}{{0,4}}?(?:给您|帮您|为您){_REST}{{0,2}}?(?:改|换|更新)"
    rf"|(?:发|寄|送)(?:到|往){_REST}{{0,4}}(?:新地址|新的地址)"
)
_CHANGE = (
    r"(?:改成|改为|换成|换为|更换成|更换为|调成|改发)(?!\s*\d+(?:\.\d+)?\s*(?:元|块))"
    rf"(?!{_REST}{{0,2}}{_CARRIERS})(?!{_REST}{{0,3}}地址){_REST}{{1,12}}"
    r"|(?:颜色|尺码|尺寸|规格|数量|材质|款式|型号|码数)(?:给您|帮您|为您)(?:改|换|更换)(?:好|了)"
    r"|(?:给您|帮您|为您)(?:改|换)(?:[2-6]?X*[SML]|X+[SL]|\d{2}码|[大小][一二两]?[码号]|[红黄蓝绿黑白灰粉紫棕米]色?)"
    r"|(?<!能)(?:改|换|更换|调换)(?:一?下|个|了|好)?(?:颜色|尺码|尺寸|规格|数量|材质|款式|型号|码数|大小)"
)
_PATTERNS: tuple[tuple[PromiseKind, re.Pattern[str]], ...] = (
    (PromiseKind.GIFT, re.compile(_GIFT)),
    (PromiseKind.COURIER, re.compile(_COURIER)),
    (PromiseKind.DATE, re.compile(_DATE)),
    (PromiseKind.PRICE, re.compile(_PRICE)),
    (PromiseKind.CALL, re.compile(_CALL)),
    (PromiseKind.ADDRESS, re.compile(_ADDRESS)),
    (PromiseKind.CHANGE, re.compile(_CHANGE)),
)

_BETWEEN = " \n，、；。,;"
_CLAUSE = re.compile(r"[^，。；！？,;!?\n]+[，。；！？,;!?\n]?")
_ASKING = re.compile(r"(?:吗|么|呢|吧)?\s*[?？]$|吗\s*[，。,~～]?$")
_REFUSING = re.compile(
    r"不能|不可以|不支持|无法|没法|没办法|不送|没有送|不赠|没有赠|没有优惠|不包邮|不改|改不了"
    r"|不了|暂不|不再|不参加|不便|没有礼|不发|不走|不会|不用"
)
_GENERAL = re.compile(r"正常|一般|通常|默认|付款后|下单后|拍下后|法定|平台规定")
_BUYER_DOES = re.compile(
    r"^(?:亲亲?|您好)?\s*(?:请|麻烦|辛苦|烦请|劳烦)?(?:您|亲)?(?:可以|自己|自行|需要|先|申请|确认|记得|提供|联系|在)"
)
_SUPPOSING = re.compile(r"的话|如需|如果|若|要是|想|还是|要改|要换")
_MAY_BE_SUPPOSED = frozenset({PromiseKind.ADDRESS, PromiseKind.CHANGE})
_MAY_BE_GENERAL = frozenset({PromiseKind.DATE, PromiseKind.COURIER})
_MAY_BE_BUYERS = frozenset({PromiseKind.ADDRESS, PromiseKind.CHANGE, PromiseKind.DATE, PromiseKind.CALL})


@dataclass(frozen=True, slots=True)
class DetectedPromise:
    """Words of a reply that promise something, and of which kind."""

    kind: PromiseKind
    words: str
    start: int
    end: int


def detect_promises(text: str) -> tuple[DetectedPromise, ...]:
    """What `text` promises, in the order of its words; each kind at most once a clause (rules P9, R4)."""
    found: list[DetectedPromise] = []
    for clause in _CLAUSE.finditer(text):
        words = clause[0]
        if _ASKING.search(words.strip()) or _REFUSING.search(words):
            continue
        harmless = _harmless_kinds(words)
        for kind, pattern in _PATTERNS:
            match = None if kind in harmless else pattern.search(words)
            if match is None:
                continue
            start = clause.start() + match.start()
            shown = match[0].rstrip(" ~～哦呢呀啦的了哈")
            found.append(DetectedPromise(kind, shown, start, start + len(shown)))
    return tuple(sorted(found, key=lambda promise: (promise.start, promise.kind)))


def distinct(found: Iterable[DetectedPromise]) -> tuple[DetectedPromise, ...]:
    """Each promise once, in the order of the words (rule R4).

    Words that overlap are one promise with its time, ``明天10点给您回电`` a call and not also a date; what
    is said again is none of its own.
    """
    kept: list[DetectedPromise] = []
    for one in sorted(found, key=lambda promise: (promise.start, promise.kind is PromiseKind.DATE)):
        last = kept[-1] if kept else None
        if last is not None and one.start < last.end:
            kind = one.kind if last.kind is PromiseKind.DATE else last.kind
            words = last.words + one.words[last.end - one.start :]
            kept[-1] = replace(last, kind=kind, words=words, end=last.start + len(words))
        elif not any(one.kind is other.kind and one.words in other.words for other in kept):
            kept.append(one)
    return tuple(kept)


def portions(text: str, found: Sequence[DetectedPromise]) -> tuple[str, ...]:
    """The part of `text` that tells of each promise of `found` (`distinct`, in order); no word is lost (rule R4)."""
    starts = [clause.start() for clause in _CLAUSE.finditer(text)]
    cuts = [0]
    for before, one in pairwise(found):
        clause = max((start for start in starts if start <= one.start), default=0)
        cuts.append(clause if clause >= before.end else one.start)
    ends = [*cuts[1:], len(text)][: len(found)]
    return tuple(text[start:end].strip(_BETWEEN) for start, end in zip(cuts, ends, strict=False))


def _harmless_kinds(clause: str) -> frozenset[PromiseKind]:
    """Kinds that this clause cannot promise: it states general terms, supposes, or asks the buyer to act."""
    kinds: frozenset[PromiseKind] = frozenset()
    for pattern, covered in (
        (_GENERAL, _MAY_BE_GENERAL),
        (_SUPPOSING, _MAY_BE_SUPPOSED),
        (_BUYER_DOES, _MAY_BE_BUYERS),
    ):
        if pattern.search(clause):
            kinds |= covered
    return kinds
