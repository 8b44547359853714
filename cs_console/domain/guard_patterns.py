"""What no word list can hold: contacts and numbers in disguise, offers for reviews, addresses (rules P5, P6, X1).

Each reader gives the places of what it found. Texts come folded (half-width, lower case); blanks, dots,
hearts and other signs between the letters of a name hide nothing, nor do numbers spelt in hanzi.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from cs_console.domain.late_pattern import LatePattern

Span = tuple[int, int]

GAP = r"[\s._·*\-\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200b-\u200d\U0001f300-\U0001faff]{0,3}"
"""What may stand between the characters of a word that is meant to pass unnoticed."""

_REST = r"[^，。！？,!?\n]"
_SENTENCE = r"[^。！？!?\n]"
_N = r"[0-9零〇一幺二两三四五六七八九壹]"
_SPELT_OUT = str.maketrans("零〇一幺壹二两三四五六七八九", "00111223456789")
_SIGNS = str.maketrans({"➕": "+", "⭐": "星", "★": "星", "☆": "星", "🌟": "星"})
_NOISE = frozenset("._·*-\t　 ")
_MAY_HIDE = LatePattern(r"[\s._·*\-]|[^\u0000-\u024f\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")

# -- contacts ------------------------------------------------------------------------------------------

_NAME = (
    r"(?:[微薇威徽葳溦]信|[薇葳溦]芯?|微[x心芯]|v[信心x](?![a-z])|wx(?![a-z])|wei信|weixin|wechat"
    r"|q{2}(?![a-z弹糖爱音])|扣扣|叩叩|企鹅号?|绿(?:泡泡|色软件|软))"
)
_PAYING = r"(?!支付|付款|零钱|小程序|分身|读书|豆|手柄)"
_LOOSE = r"(?:我们?|您|你|一?[个下]|客服|老板|店主|店里|好友|咱们?|[的到为]|私人|企业|这个|那个|开头|[0-9]){0,6}"
_CONTACT = LatePattern(
    rf"(?:(?<![参增更叠])加|(?<!\d)\+|留|发)(?<!发)(?:{_LOOSE}){_NAME}{_PAYING}"
    rf"|(?:(?<![参增更叠])加|(?<!\d)\+)(?:我|您|你|一?[个下]|客服)*(?:v(?:(?![a-z0-9领口字型形款])|:?[a-z0-9]{{5,}})|徽(?![章标记]))"
    rf"|(?<![参增更叠])加(?:我|您|你)?q:?{_N}{{5,11}}|\+q:?{_N}{{5,11}}"
    rf"|{_NAME}(?:号码?)?(?:是|:|为|搜|=)*(?:[a-z][\w]{{4,}}|{_N}{{5,11}}(?!{_N}))"
    rf"|(?<![a-z0-9])v:?(?:是)?(?:[a-z][a-z0-9]{{5,}}|:{_N}{{5,11}})"
    rf"|[加+](?:一?下)?(?:我的?|这个|下面这?个?)号|{_NAME}号?是?多少|(?:到|去|看|翻|进)(?:我|我们)?的?朋友圈"
    rf"|(?:搜|关注|加){_REST}{{0,4}}公众号|{_NAME}{_REST}{{0,3}}群"
    r"|[微威薇卫维胃][信星心芯]号(?:是|:|就是|发|给|多少)"
    rf"|{_NAME}(?:上|里)?(?:聊|说|谈|联系|沟通|详聊|细聊|私聊|滴滴|发[您我])|{_NAME}(?:上|里)(?:付|转)"
    r"|(?<![a-z0-9])v(?:上|里)?(?:聊|详聊|细聊|上说)|(?<![a-z0-9])[qv]我(?!们)|微聊"
    r"|付(?:给)?我(?=[,，。!！~ ]|[哦呢吧]|就|$)"
    r"|(?:add|contact|message|reach|find)\b[^.!?\n]{0,16}\b(?:wechat|weixin|whatsapp|telegram)\b"
    rf"|{_NAME}(?:号)?(?:给|发|留)(?:给|个)?我|(?:发|给|留)(?:我)?(?:个|一下|下)?(?:您的?|你的?)?{_NAME}号?给我"
    rf"|(?:加|进|入|拉(?:您|你|亲)?(?:进|入)?)(?:我们?|咱们?|店里|店铺|[的个到]|粉丝|福利|会员|内部|优惠)*{_NAME}群"
    rf"|q?q群(?:号|是|:)*{_N}{{5,11}}|搜{_REST}{{0,8}}加我"
    r"|(?:用|走|通过)?(?:微信|支付宝|银行卡)(?:上)?(?:直接)?[转打](?:账|钱|款)?(?:给)?(?:我|我们|店主|老板)"
    rf"|转账?到(?:我|我们|这个|这张|下面){_REST}{{0,4}}(?:卡|账号|账户|码)"
    rf"|(?:转账|打款|汇款|现金付)(?:给我们?)?(?:的话|就|,|，)*{_REST}{{0,6}}(?:便宜|打{_REST}{{0,2}}折|优惠|少收|减\d)"
    r"|(?:转账|打款|汇款|转钱)给(?:我|我们|店主|老板|客服)(?!备注|截图|的截图|的凭证)"
    rf"|扫(?:一?下|一扫)?(?:我们?|这个|这张|下面)?{_REST}{{0,8}}?码"
    rf"(?:来|再|就可以|直接|后)?(?:付|转|加|进群|支付|联系|{_REST}{{0,3}}领{_REST}{{0,2}}(?:红包|现金|奖|礼|返))"
    rf"|(?:去|到|上)(?:我们的?|我家)?(?:拼多多|闲鱼|微店|转转|小红书|抖音|小程序|官网|微商城|外面){_REST}{{0,6}}(?:买|拍|下单|付)"
    rf"|(?:平台|淘宝|天猫|京东)(?:以?外面?|之外){_REST}{{0,8}}(?:买|拍|下单|付|交易|转账)"
    r"|(?:不走|绕开|避开|跳过)平台"
    r"|(?:线下|私底?下|站外|平台外)(?:直接)?(?:交易|打款|转账?|付款?|加)|私聊(?:转|付|打款)"
    rf"|(?:转账|付款|打款|付钱)(?:到|给)(?:我|这个|个人){_REST}{{0,6}}(?:支付宝|微信|银行卡|账号|账户)"
)

# -- offers for reviews --------------------------------------------------------------------------------

_PRAISE = (
    rf"(?:好(?:评|苹|坪)(?!如潮|率|度|多|榜|的|无数|连连)|五星|5星|星{{4,5}}|[五5]分好|全[五5]分|晒图|晒单|追评|带图评价|买家秀"
    rf"|评价[满够]?{_N}+字|{_N}+字以上)"
)
_PRIZE = rf"(?:{_N}+(?:\.\d+)?(?:元|块|米|毛|r|圆))"
_GIVEN = (
    rf"(?:返(?!回|厂|修|程|馈)|赠(?:[您你亲送]|{_PRIZE})|红包(?!雨)|现金|奖励|送[您你亲]|补贴|有礼|有奖|抽奖|领取?(?={_REST}{{0,4}}(?:{_PRIZE}|红包|礼|现金))"
    rf"|送{_REST}{{0,6}}(?:礼|券|元|块|红包|小样|赠品|[一二两三\d][个份双条包张件])|{_PRIZE})"
)
_BETTERED = rf"(?:返|红包|退{_REST}{{0,3}}\d|退款|全退|送[您你]|补偿?[您你给]?|赔|给[您你]{_REST}{{0,3}}\d)"
_INDUCEMENT = LatePattern(
    rf"{_PRAISE}{_REST}{{0,8}}{_GIVEN}|{_PRAISE}{_REST}{{0,14}}(?:小?红包(?!雨)|返现|现金|抽奖)"
    rf"|(?:给|写|来|发|打|补)(?:我们?)?(?:个|一个|下|一下)?{_PRAISE}{_SENTENCE}{{0,8}}(?:返|红包|退\d|送[您你]|补贴|领{_PRIZE})"
    rf"|{_PRAISE}{_SENTENCE}{{0,6}}给[您你亲](?:发|转|返){_REST}{{0,2}}(?:红包|{_PRIZE})"
    rf"|{_PRAISE}{_SENTENCE}{{0,10}}[私发给返补退转打](?:给)?[您你]{_REST}{{0,3}}{_PRIZE}"
    rf"|(?:给|写|打|来)(?:我们?)?(?:个|一个|下)?{_PRAISE}{_SENTENCE}{{0,8}}(?:便宜|优惠|打折|包邮)"
    rf"|{_PRAISE}{_SENTENCE}{{0,10}}(?:减|抵|送|返|赠){_REST}{{0,2}}(?:{_PRIZE}|一[双个份件条])"
    rf"|{_PRAISE}{_REST}{{0,4}}截个?图{_SENTENCE}{{0,10}}(?:领|返|红包|现金|{_PRIZE})"
    rf"|(?:评价|写评)(?:后|完|好了?|即|就|有|得){_REST}{{0,6}}(?:返|红包|现金|奖励|领取?|补贴|礼|送{_REST}{{0,6}}(?:礼|[一二两三\d][个份双]))"
    rf"|(?:删|改|撤|去|取消|隐藏)(?:除|掉|了|一下|下|成|为)*(?:这条|这个|那条|[的您你])*(?:差评|中评|评价|好评|五星){_SENTENCE}{{0,12}}?{_BETTERED}"
    rf"|[把将]?(?:差评|中评|评价)(?:给|帮[忙我])?(?:删|改|撤|去|取消)(?:除|掉|了|一下|下|成|为|好评|五星)*{_SENTENCE}{{0,12}}?{_BETTERED}"
    rf"|(?:返现|返[您你]|红包|现金|送[您你]|补偿[您你]){_REST}{{0,8}}(?:好评|五星|5星|晒图|删除?差评)"
    r"|(?:5|five)[- ]?stars?\b[^.!?\n]{0,30}(?:cash|refund|coupon|gift|rmb|yuan|\$\d)"
    r"|(?:good|positive) (?:review|feedback)\b[^.!?\n]{0,30}(?:cash|refund|coupon|gift|rmb|yuan|\$\d)"
    r"|hp(?:返|红包|现金)"
)
_NOT_OFFERED = LatePattern(
    r"没有?|无(?!门|需|条|理)|不(?:返|送|领|给|会|能|可|支持|参加|提供|参与|存在|允许|需|用|退|补|做|得|要)|勿|别(?!的)"
)

# -- private data --------------------------------------------------------------------------------------

_SEP = r"[ .·_*-]{0,2}"
_MOBILE = LatePattern(
    rf"(?<![0-9a-z])(?:\+?86[- ]?)?1[3-9]\d{_SEP}\d{{4}}{_SEP}\d{{4}}(?!\d)"
    rf"|(?<![0-9a-z])1[- .][3-9](?:[- .]\d){{9}}(?!\d)"
    rf"|(?<!{_N})[1一幺壹][3-9三四五六七八九]{_N}{_SEP}{_N}{{4}}{_SEP}{_N}{{4}}(?!{_N})"
)
_KEYCAPS = LatePattern(rf"(?<!{_N})1[3-9]\d{{9}}(?!{_N})")
_LANDLINE = LatePattern(r"(?<![0-9a-z-])0\d{2,3}-\d{7,8}(?!\d)")
_OFFICE = LatePattern(r"网点|快递|派件|派送|驿站|站点|物流|热线|官方|厂家|售后|客服|投诉|我们|本店|店铺|12315")
_IDENTITY = LatePattern(
    rf"(?<![0-9a-z])\d{{6}}{_SEP}(?:19|20)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_SEP}\d{{3}}[\dx](?![0-9a-z])"
)
_CARD = LatePattern(r"(?<![0-9a-z])6\d{3}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?(?!\d)")
_CARD_CLOSED = LatePattern(r"(?<![0-9a-z])62\d{14,17}(?!\d)")
_CARD_WORDS = LatePattern(r"卡号|银行卡|账号|账户|收款|打款")
_EMAIL = LatePattern(r"[a-z0-9_.+-]+(?:@|\(at\)|\[at\]|艾特)[a-z0-9-]+(?:(?:\.|点)[a-z0-9-]+)+")
_ADDRESS = LatePattern(
    r"(?:(?![是在为到成住往址的给您你家了说])[\u4e00-\u9fff]){1,6}?(?:省|市|自治区|区|县|州|镇|乡)[\u4e00-\u9fff]{0,14}"
    r"(?:路|街|道|巷|弄|胡同|小区|苑|园|大厦|广场|公寓|社区|新村|村|组|城)[\u4e00-\u9fff]{0,6}"
    r"\d{1,5}\s?(?:号(?!线|库|前|后|之|码)|栋|幢|弄|单元|室|座|楼)(?:[-\u4e00-\u9fff]?\d{1,5}(?:号|栋|幢|弄|单元|室|座|楼)?)*"
)


def digits_of(text: str) -> str:
    """The digits of a number, also of one that was spelt out in hanzi to pass unnoticed."""
    return "".join(char for char in text.translate(_SPELT_OUT) if char.isdigit())


def contacts(folded: str) -> Iterator[Span]:
    """Where a text leads the buyer off the platform, to talk or to pay (rule P6)."""
    yield from _also_hidden(_CONTACT, folded.replace("~", " "))


def offers(folded: str) -> Iterator[Span]:
    """Where a text offers something for a review, or for taking one back (rule P6)."""
    for start, end in _also_hidden(_INDUCEMENT, folded):
        if not _NOT_OFFERED.search(folded, start, end):
            yield start, end


def phones(folded: str) -> Iterator[Span]:
    """Telephone numbers; a landline that is said to be an office's is nobody's secret (rule X1)."""
    seen: set[int] = set()
    for match in _MOBILE.finditer(folded):
        seen.update(range(*match.span()))
        yield match.span()
    for span in _hidden(_KEYCAPS, folded):
        if span[0] not in seen and not any(char in "年月日元,，" for char in folded[slice(*span)]):
            yield span
    for match in _LANDLINE.finditer(folded):
        if not _OFFICE.search(folded, max(0, match.start() - 12), match.start()):
            yield match.span()


def papers(folded: str) -> Iterator[Span]:
    """Numbers of identity papers and bank cards (rule X1)."""
    for pattern in (_IDENTITY, _CARD):
        yield from (match.span() for match in pattern.finditer(folded))
    for match in _CARD_CLOSED.finditer(folded):
        named = _CARD_WORDS.search(folded, max(0, match.start() - 8), match.start())
        if named or _luhn(match[0]):
            yield match.span()


def mails(folded: str) -> Iterator[Span]:
    """Mail addresses, also with the sign written out."""
    yield from (match.span() for match in _EMAIL.finditer(folded))


def places(folded: str) -> Iterator[Span]:
    """Postal addresses down to the house number (rule X1)."""
    yield from (match.span() for match in _ADDRESS.finditer(folded))


def _also_hidden(pattern: LatePattern, folded: str) -> Iterator[Span]:
    """Matches as written and, where something may hide them, with the signs between taken out; what overlaps is one."""
    last = (-1, -1)
    for start, end in sorted([*(match.span() for match in pattern.finditer(folded)), *_hidden(pattern, folded)]):
        if start < last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last[1] > 0:
            yield last
        last = (start, end)
    if last[1] > 0:
        yield last


def _hidden(pattern: LatePattern, folded: str) -> Iterator[Span]:
    if not _MAY_HIDE.search(folded):
        return
    signs = folded.translate(_SIGNS)
    kept = [at for at, char in enumerate(signs) if not _is_noise(char)]
    for match in pattern.finditer("".join(_plain(signs[at]) for at in kept)):
        if match.end() > match.start():
            yield kept[match.start()], kept[match.end() - 1] + 1


def _is_noise(char: str) -> bool:
    if char in _NOISE:
        return True
    return char > "\u024f" and unicodedata.category(char) in ("So", "Sk", "Mn", "Me", "Cf", "Zs")


def _plain(char: str) -> str:
    """A digit in a circle is that digit."""
    digit = unicodedata.digit(char, None)
    return char if digit is None else str(digit)


def _luhn(number: str) -> bool:
    """Whether a card number's last digit fits the others; of other long numbers nine in ten do not."""
    doubled: Iterable[int] = (int(char) * (1 + at % 2) for at, char in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
