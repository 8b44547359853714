"""`team.yaml`: the roster that decides who somebody is and what they may do."""

from __future__ import annotations

from functools import cached_property

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cs_console.domain.policy.base import PolicyModel, Text, Words
from cs_console.domain.vocabulary import Role


class Member(PolicyModel):
    """One person of the roster; former names keep the past readable (rule E6)."""

    name: Text = Field(description="姓名，备注里的署名 · name, as it signs remarks (R1)")
    role: Role = Field(
        default=Role.AGENT,
        description="agent 客服 lead 组长 admin 管理员 warehouse 仓库；各人指标和考核自己看自己的，组长看全部；"
        "恢复备份只有管理员 · leads see everybody's figures, others their own; only an administrator "
        "restores a backup (K1, K5)",
    )
    os_user: str = Field(default="", description="电脑登录名 · login name of the computer")
    team: str = Field(default="", description="小组，转接和派单用 · team, for routing and transfer (Q3, Q6)")
    shops: Words = Field(default=(), description="负责的店铺，空为全部 · shops served, empty for all")
    former_names: Words = Field(default=(), description="曾用名 · former names (E6)")
    nicks: Words = Field(default=(), description="平台上的客服昵称，粘贴聊天时认得出自己人 · own nicks on platforms")
    shift: str = Field(default="", description="固定班次 day/night，空为轮班 · fixed shift, empty for rotating (S5)")
    rest_weekday: int | None = Field(
        default=None, ge=1, le=7, strict=True, description="固定休息日 1 周一…7 周日 · fixed rest day (S5)"
    )
    pin_hash: str = Field(
        default="", repr=False, description="口令散列（argon2id），用 team pin 设，不手写 · set by `team pin`"
    )
    active: bool = Field(default=True, strict=True, description="在职 · false for a leaver (E6)")


class TeamPolicy(PolicyModel):
    """Everybody who may appear as an actor, with role, team and former names."""

    members: tuple[Member, ...] = Field(
        default=(
            Member(name="张敏", os_user="zhangmin", team="售前", nicks=("暖屋家居旗舰店:张敏",)),
            Member(name="李丽", os_user="lili", team="售后", nicks=("暖屋家居旗舰店:李丽",)),
            Member(name="蔡蔡", os_user="caicai", team="售前", nicks=("暖屋家居旗舰店:蔡蔡",)),
            Member(name="王组长", role=Role.LEAD, os_user="wang", team="主管"),
            Member(name="管理员", role=Role.ADMIN, os_user="admin", team="主管"),
            Member(name="仓库小周", role=Role.WAREHOUSE, os_user="xiaozhou", team="仓库"),
        ),
        description="花名册 · the roster",
    )
    teams: Words = Field(default=("售前", "售后", "主管", "仓库"), description="小组 · teams (Q3, Q6)")
    default_team: Text = Field(default="售前", description="派不到小组时归谁 · team of last resort (Q3)")

    @model_validator(mode="after")
    def _unambiguous(self) -> TeamPolicy:
        seen: dict[str, str] = {}
        for member in self.members:
            for name in (member.name, *member.former_names):
                if seen.setdefault(name, member.name) != member.name or (
                    name == member.name and sum(other.name == name for other in self.members) > 1
                ):
                    raise PydanticCustomError("duplicate_member", "names that are unique: {name}", {"name": name})
        return self

    @cached_property
    def _by_name(self) -> dict[str, Member]:
        former = {name: member for member in self.members for name in member.former_names}
        return former | {member.name: member for member in self.members}

    def member(self, name: str) -> Member | None:
        """Who `name` is today, former names included (rule E6); None for a stranger."""
        return self._by_name.get(name)

    def by_os_user(self, user: str) -> Member | None:
        """The active member whose computer login is `user`, without regard to case."""
        wanted = user.casefold()
        if not wanted:
            return None
        return next((m for m in self.members if m.active and m.os_user.casefold() == wanted), None)

    def with_role(self, role: Role) -> tuple[Member, ...]:
        """The active members of one role."""
        return tuple(m for m in self.members if m.active and m.role is role)
