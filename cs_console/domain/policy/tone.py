"""`tone.yaml`: word lists that guard what is said to buyers (rules P5, P6, P7)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cs_console.domain.policy.base import Count, Pattern, PolicyModel, Positive, Text, Words
from cs_console.domain.policy.tone_defaults import LISTS, SAFE_CONTEXTS

ToneSeverity = Literal["block", "warn", "hint"]


class TermList(PolicyModel):
    """Words of one kind with one severity and one piece of advice (rule P6)."""

    category: Text = Field(description="类别代号 · category")
    severity: ToneSeverity = Field(description="block 拦住 warn 提醒 hint 轻提示 · severity")
    advice: Text = Field(description="怎么改 · what to say instead")
    hedges: Words = Field(default=(), description="可换成的说法 · words to use instead")
    terms: Words = Field(description="词 · words")


class SafeContext(PolicyModel):
    """A pattern inside which a listed word is harmless, e.g. 最晚48小时 (rule P6)."""

    pattern: Pattern = Field(description="正则 · regular expression")
    why: Text = Field(description="为什么没事 · why it is harmless")


class TonePolicy(PolicyModel):
    """How we speak: forms of address, endings, and the lists the guard looks up (rules P5, P6).

    A reply is stiff, and hinted at, when nothing in it is friendly: no form of address, no word of courtesy and
    no gentle ending. One of them is enough; asking for all in every line would make agents write like machines.
    """

    address_words: Words = Field(default=("亲", "您"), description="称呼，有一个就不算生硬 · forms of address (P5)")
    courtesies: Words = Field(
        default=("请", "谢谢", "感谢", "抱歉", "不好意思", "对不起", "麻烦", "辛苦", "欢迎", "祝"),
        description="礼貌话，有一个就不算生硬 · words of courtesy (P5)",
    )
    endings: Words = Field(
        default=("吗", "吧", "哦", "呀", "呢", "哈", "啦", "噢", "喔", "哒", "嘛", "么", "～", "~"),
        description="句末语气，有一个就不算生硬 · gentle endings (P5)",
    )
    ending_hint_length: Count = Field(
        default=8,
        description="比这长又没有称呼、礼貌话、语气词的轻提示，0 不提示 · hint on a stiff reply longer than this (P5)",
    )
    lists: tuple[TermList, ...] = Field(
        default=tuple(TermList.model_validate(entry) for entry in LISTS),
        description="词表 · word lists (P5, P6)",
    )
    safe_contexts: tuple[SafeContext, ...] = Field(
        default=tuple(SafeContext(pattern=pattern, why=why) for pattern, why in SAFE_CONTEXTS),
        description="词表里的词在这些说法里不算 · contexts in which a listed word is fine (P6)",
    )
    unknown_phone: ToneSeverity = Field(
        default="warn",
        description="不是本店也不是这位买家的号码；库里查到是别人的一律 block · a number of nobody we know (X1)",
    )
    max_reply_length: Positive = Field(default=500, description="一次回复最长几字 · longest reply, characters")
