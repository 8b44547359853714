"""50,000 texts as a big shop has them, and how agents type what is in them: whole, in part, mistyped."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml

from cs_console.config.phrasebooks import load_phrasebooks
from cs_console.domain.phrases import Phrase, Variant
from cs_console.text.pinyin import initials, to_pinyin
from cs_console.text.search.tables import letters_of

ROOT = Path(__file__).resolve().parents[2]
TEXTS = 50_000
BOOKS = 20
SEED = 20261122
GOODS = (
    "纯棉四件套", "儿童雨衣", "保温杯", "蓝牙耳机", "羽绒服", "电饭煲", "猫粮", "瑜伽垫", "台灯", "运动鞋",
    "双肩包", "洗面奶", "红茶礼盒", "智能手表", "折叠桌", "空气炸锅", "连衣裙", "牛仔裤", "奶瓶", "钓鱼竿",
    "机械键盘", "窗帘", "行李箱", "防晒霜", "登山杖", "咖啡豆", "吸尘器", "毛巾", "拼图", "婴儿车",
)  # fmt: skip
_BRACES = re.compile(r"\{[^}]*\}")


def phrases(texts: int = TEXTS) -> list[Phrase]:
    """Shipped questions and answers told of many goods, five texts each, seeded."""
    rng = random.Random(SEED)
    shipped = [one for one in load_phrasebooks(ROOT / "phrasebooks").phrases if len(one.variants) > 2 and one.asks]
    found = []
    for number in range(texts // 5):
        base, goods = shipped[number % len(shipped)], rng.choice(GOODS)
        told = [_BRACES.sub(str(number % 97), variant.text) for variant in rng.sample(base.variants, 3)]
        variants = tuple(Variant(f"{goods}{number}：{text}") for text in told)
        ask = f"{goods}{rng.choice(base.asks)}"
        found.append(
            Phrase(
                id=f"{base.id}.{number}", group=base.group, question=f"{goods}{base.question}", asks=(ask,),
                tags=base.tags, variants=variants,
            )
        )  # fmt: skip
    return found


def write_books(folder: Path, books: int = BOOKS) -> list[dict[str, object]]:
    """The corpus as so many books in a folder; gives the same data as plain rows."""
    folder.mkdir()
    rows: list[dict[str, object]] = [
        {
            "id": phrase.id, "question": phrase.question, "asks": list(phrase.asks), "tags": list(phrase.tags),
            "variants": [variant.text for variant in phrase.variants],
        }
        for phrase in phrases()
    ]  # fmt: skip
    size = len(rows) // books
    for number in range(books):
        book = {"group": f"书{number}", "phrases": rows[number * size : (number + 1) * size]}
        text = yaml.dump(book, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000)
        path = folder / f"book{number:02}.yaml"
        path.write_text(text, "utf-8")
        os.utime(path, (time.time() - 3600, time.time() - 3600))
    return rows


def words(shop: Sequence[Phrase], count: int = 120) -> list[str]:
    """What agents would look for: four to seven hanzi that stand together in some text."""
    rng = random.Random(SEED + 1)
    runs = re.compile(r"[\u4e00-\u9fff]{4,}")
    found: list[str] = []
    while len(found) < count:
        run = rng.choice(runs.findall(rng.choice(rng.choice(shop).search_texts)) or [""])
        if len(run) >= 4:
            size = rng.randint(4, min(7, len(run)))
            start = rng.randint(0, len(run) - size)
            found.append(run[start : start + size])
    return found


def keys(typed: Sequence[str]) -> list[str]:
    """Every state of the field while these are typed, key by key."""
    return [query[:end] for query in typed for end in range(1, len(query) + 1)]


def ways(found: Sequence[str]) -> dict[str, list[str]]:
    """The same words as hanzi, pinyin and initials."""
    return {
        "hanzi": list(found),
        "pinyin": [to_pinyin(word) for word in found],
        "initials": [initials(word) for word in found],
    }


def _deleted(text: str, at: int) -> str:
    return text[:at] + text[at + 1 :]


def _doubled(text: str, at: int) -> str:
    return text[: at + 1] + text[at:]


def _swapped(text: str, at: int) -> str:
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


MISTAKES: dict[str, Callable[[str, int], str]] = {"deleted": _deleted, "doubled": _doubled, "swapped": _swapped}


def mistyped(found: Sequence[str], shop: Sequence[Phrase]) -> dict[str, list[tuple[str, str]]]:
    """(what was typed, the word that was meant) by kind of mistake; typed are 5 letters or 4 hanzi at least.

    Of two equal neighbours swapped nothing is mistyped, and what came out may stand in other texts just so: 货什么时
    of 换的新货什么时候寄出 is no slip for 货了什么时. Such words are left out.
    """
    rng = random.Random(SEED + 2)
    texts = "\n".join(text for phrase in shop for text in phrase.search_texts)
    standing = {"hanzi": texts, "pinyin": "\n".join(map(letters_of, texts.split("\n")))}
    made: dict[str, list[tuple[str, str]]] = {}
    for script, typed in (("pinyin", [to_pinyin(word) for word in found]), ("hanzi", list(found))):
        for name, mistake in MISTAKES.items():
            pairs = [
                (mistake(text, rng.randrange(1, len(text) - 1)), word) for text, word in zip(typed, found, strict=True)
            ]
            least = 5 if script == "pinyin" else 4
            made[f"{script}, key {name}"] = [
                pair for pair in pairs if len(pair[0]) >= least and pair[0] not in standing[script]
            ]
    return made
