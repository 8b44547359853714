"""How hanzi sound, character by character, with every reading a character has (rule P4).

Readings come from pypinyin's single-character table only: its phrase mode is slow to load and wrong
on shop words such as 重发 and 还款. Tables fill themselves as characters are met, so a query or a
phrasebook pays for its own characters alone. Sounds are plain ASCII: no tones, ``v`` for ü.
"""

from __future__ import annotations

import mmap
import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

_TONES = {ord(mark): None for mark in "\u0300\u0301\u0304\u030c\u0302"}
_SYLLABLE = re.compile("[a-z]+")
_ENTRY = re.compile(rb'"([0-9]+)": *"([^"]*)"')

INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsywaeo")
"""What stands for a syllable when only its beginning is typed."""


SYLLABLES: frozenset[str] = frozenset(
    {
        "a", "ai", "an", "ang", "ao", "ba", "bai", "ban", "bang", "bao", "bei", "ben", "beng", "bi", "bian",
        "biao", "bie", "bin", "bing", "bo", "bu", "ca", "cai", "can", "cang", "cao", "ce", "cen", "ceng",
        "cha", "chai", "chan", "chang", "chao", "che", "chen", "cheng", "chi", "chong", "chou", "chu",
        "chua", "chuai", "chuan", "chuang", "chui", "chun", "chuo", "ci", "cong", "cou", "cu", "cuan",
        "cui", "cun", "cuo", "da", "dai", "dan", "dang", "dao", "de", "dei", "den", "deng", "di", "dia",
        "dian", "diao", "die", "ding", "diu", "dong", "dou", "du", "duan", "dui", "dun", "duo", "e", "ei",
        "en", "eng", "er", "fa", "fan", "fang", "fei", "fen", "feng", "fiao", "fo", "fou", "fu", "ga",
        "gai", "gan", "gang", "gao", "ge", "gei", "gen", "geng", "gong", "gou", "gu", "gua", "guai", "guan",
        "guang", "gui", "gun", "guo", "ha", "hai", "han", "hang", "hao", "he", "hei", "hen", "heng", "hm",
        "hng", "hong", "hou", "hu", "hua", "huai", "huan", "huang", "hui", "hun", "huo", "ji", "jia",
        "jian", "jiang", "jiao", "jie", "jin", "jing", "jiong", "jiu", "ju", "juan", "jue", "jun", "ka",
        "kai", "kan", "kang", "kao", "ke", "kei", "ken", "keng", "kong", "kou", "ku", "kua", "kuai", "kuan",
        "kuang", "kui", "kun", "kuo", "la", "lai", "lan", "lang", "lao", "le", "lei", "len", "leng", "li",
        "lia", "lian", "liang", "liao", "lie", "lin", "ling", "liu", "lo", "long", "lou", "lu", "luan",
        "lun", "luo", "lv", "lve", "m", "ma", "mai", "man", "mang", "mao", "me", "mei", "men", "meng", "mi",
        "mian", "miao", "mie", "min", "ming", "miu", "mo", "mou", "mu", "n", "na", "nai", "nan", "nang",
        "nao", "ne", "nei", "nen", "neng", "ng", "ni", "nian", "niang", "niao", "nie", "nin", "ning", "niu",
        "nong", "nou", "nu", "nuan", "nun", "nuo", "nv", "nve", "o", "ou", "pa", "pai", "pan", "pang",
        "pao", "pei", "pen", "peng", "pi", "pian", "piao", "pie", "pin", "ping", "po", "pou", "pu", "qi",
        "qia", "qian", "qiang", "qiao", "qie", "qin", "qing", "qiong", "qiu", "qu", "quan", "que", "qun",
        "ran", "rang", "rao", "re", "ren", "reng", "ri", "rong", "rou", "ru", "rua", "ruan", "rui", "run",
        "ruo", "sa", "sai", "san", "sang", "sao", "se", "sen", "seng", "sha", "shai", "shan", "shang",
        "shao", "she", "shei", "shen", "sheng", "shi", "shou", "shu", "shua", "shuai", "shuan", "shuang",
        "shui", "shun", "shuo", "si", "song", "sou", "su", "suan", "sui", "sun", "suo", "ta", "tai", "tan",
        "tang", "tao", "te", "tei", "teng", "ti", "tian", "tiao", "tie", "ting", "tong", "tou", "tu",
        "tuan", "tui", "tun", "tuo", "wa", "wai", "wan", "wang", "wei", "wen", "weng", "wo", "wu", "xi",
        "xia", "xian", "xiang", "xiao", "xie", "xin", "xing", "xiong", "xiu", "xu", "xuan", "xue", "xun",
        "ya", "yan", "yang", "yao", "ye", "yi", "yin", "ying", "yo", "yong", "you", "yu", "yuan", "yue",
        "yun", "za", "zai", "zan", "zang", "zao", "ze", "zei", "zen", "zeng", "zha", "zhai", "zhan",
        "zhang", "zhao", "zhe", "zhei", "zhen", "zheng", "zhi", "zhong", "zhou", "zhu", "zhua", "zhuai",
        "zhuan", "zhuang", "zhui", "zhun", "zhuo", "zi", "zong", "zou", "zu", "zuan", "zui", "zun", "zuo",
    }
)  # fmt: skip
"""Every syllable that a hanzi of the everyday block is read by; listed, as working it out takes 0.1 s."""


class _Table:
    """pypinyin's single-character table, looked up in its file: as a dict it would take 10 MB and 30 ms.

    The file lists ``"code": "readings",`` a line each, by rising code; importing the package instead loads all
    its phrases (0.2 s, 25 MB).
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __call__(self, code: int) -> str:
        """The readings of a character with their tones, commas between them; "" for one that is not listed."""
        lines, low, high = self._lines, 0, len(self._lines)
        while low < high:
            start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = lines.find(b"\n", start, high)
            end = high if end < 0 else end
            entry = _ENTRY.match(lines[start:end])
            here = int(entry[1]) if entry else 0
            if entry and here == code:
                return entry[2].decode()
            if here < code:
                low = end + 1
            else:
                high = start
        return ""


@lru_cache(maxsize=1)
def _listed() -> Callable[[int], str]:
    """Looks up how a character may be read."""
    found = find_spec("pypinyin")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pypinyin")
    table = Path(found.origin).with_name("pinyin_dict.json")
    if table.is_file():
        return _Table(table)
    from pypinyin.constants import PINYIN_DICT  # an older or a frozen pypinyin

    return lambda code: PINYIN_DICT.get(code, "")


def _plain(syllable: str) -> str:
    """``lǜ`` → ``lv``, ``zhòng`` → ``zhong``."""
    bare = unicodedata.normalize("NFD", syllable).translate(_TONES).replace("u\u0308", "v")
    return unicodedata.normalize("NFC", bare).replace("ê", "e").replace("ü", "v")


@cache
def readings(char: str) -> tuple[str, ...]:
    """Every reading of one hanzi, the commonest first; () for what is not a hanzi."""
    if char < "\u3007":
        return ()
    listed = _listed()(ord(char))
    plain = (_plain(reading) for reading in listed.split(","))
    return tuple(dict.fromkeys(reading for reading in plain if _SYLLABLE.fullmatch(reading)))


class _Sounds(dict[int, str]):
    """A `str.translate` table that looks a character up the first time it is met."""

    def __init__(self, letters: int) -> None:
        super().__init__()
        self._letters = letters

    def __missing__(self, code: int) -> str:
        char = chr(code)
        known = readings(char)
        sound = known[0][: self._letters] if known else char
        self[code] = sound
        return sound


_FULL = _Sounds(8)
_FIRST = _Sounds(1)


def to_pinyin(text: str) -> str:
    """`text` with every hanzi replaced by its commonest reading: ``退货A`` → ``tuihuoA``."""
    return text.translate(_FULL)


def initials(text: str) -> str:
    """`text` with every hanzi replaced by its first letter, as long as before: ``退货A`` → ``thA``."""
    return text.translate(_FIRST)
