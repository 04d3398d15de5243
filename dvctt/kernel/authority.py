"""The one table of authority: who may do what, with which dossiers, and which parts of them they read (14.1, 15.2).

Scope, doors, pages and the walk of the tests read it here; nothing else says who may what. Acts of a process are
opened further by the procedure's own process (`workflow.decide`), never beyond this table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from dvctt.kernel.actor import Actor, ActorKind, Role
from dvctt.kernel.errors import Forbidden
from dvctt.kernel.text import Text

Place = Literal["receiving", "appraising", "deciding"]


class Who(StrEnum):
    """Whom a row of the table is about: a role, or what one is to a dossier."""

    APPLICANT = "applicant"
    DESK = "desk"
    APPRAISER = "appraiser"
    HEAD = "head"
    COMPETENT = "competent"
    CLERK = "clerk"
    GRANTEE = "grantee"
    OPERATOR = "operator"
    VETTER = "vetter"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Power(StrEnum):
    """What may be done."""

    READ = "read"
    IDENTITY = "identity"
    ASK_IDENTITY = "ask_identity"
    FILES = "files"
    PAPERS = "papers"
    HISTORY = "history"
    SEARCH = "search"
    OVERSEE = "oversee"
    ACT = "act"
    DRAFT = "draft"
    WHO_SEES = "who_sees"
    LOOKS = "looks"
    SHARE = "share"
    EVIDENCE = "evidence"
    NOTE = "note"
    VET = "vet"
    ACCOUNTS = "accounts"
    OFFICIALS = "officials"
    SETTINGS = "settings"
    OPERATE = "operate"
    TABLE = "table"


class Reach(StrEnum):
    """Which dossiers, or what else, a row reaches."""

    OWN = "own"
    RECEIVED = "received"
    APPRAISED = "appraised"
    DECIDED = "decided"
    SHARED = "shared"
    SHARED_TO_WRITE = "shared_to_write"
    ALL = "all"
    OPERATED = "operated"
    AGENCY = "agency"
    COVERED = "covered"
    WHOLE = "whole"


PLACES: dict[Reach, Place] = {
    Reach.RECEIVED: "receiving",
    Reach.APPRAISED: "appraising",
    Reach.DECIDED: "deciding",
}


@dataclass(frozen=True)
class Row:
    """`who` has `power` over what `reach` names; with `held` only while the process has the dossier at that place."""

    who: Who
    power: Power
    reach: Reach
    held: bool = False


def _rows(who: Who, reaches: tuple[Reach, ...], powers: tuple[Power, ...], held: bool = False) -> Iterator[Row]:
    return (Row(who, power, reach, held) for power in powers for reach in reaches)


_DESK = (Reach.RECEIVED,)
_APPRAISER = (Reach.APPRAISED,)
_HEAD = (Reach.RECEIVED, Reach.APPRAISED, Reach.DECIDED)
_COMPETENT = (Reach.APPRAISED, Reach.DECIDED)
_CLERK = (Reach.DECIDED,)
_CONTENT = (Power.READ, Power.FILES, Power.PAPERS)
_GIVES_OUT = (Power.SHARE, Power.EVIDENCE)
_PROCESS = (Power.HISTORY, Power.SEARCH, Power.ACT, Power.WHO_SEES, Power.LOOKS)

# Who numbers and seals a result needs neither the identity numbers nor the papers that were handed in.
TABLE: tuple[Row, ...] = (
    *_rows(Who.APPLICANT, (Reach.OWN,), (*_CONTENT, Power.IDENTITY, Power.ACT, Power.DRAFT)),
    *_rows(Who.APPLICANT, (Reach.OWN,), (Power.WHO_SEES, Power.LOOKS)),
    *_rows(Who.DESK, _DESK, (*_CONTENT, *_PROCESS, Power.ASK_IDENTITY)),
    *_rows(Who.DESK, _DESK, (Power.IDENTITY,), held=True),
    *_rows(Who.APPRAISER, _APPRAISER, (*_CONTENT, *_PROCESS, Power.ASK_IDENTITY)),
    *_rows(Who.APPRAISER, _APPRAISER, (Power.IDENTITY,), held=True),
    *_rows(Who.HEAD, _HEAD, (*_CONTENT, *_PROCESS, Power.OVERSEE, Power.ASK_IDENTITY, *_GIVES_OUT)),
    *_rows(Who.HEAD, _HEAD, (Power.IDENTITY,), held=True),
    *_rows(Who.COMPETENT, _COMPETENT, (*_CONTENT, *_PROCESS, Power.OVERSEE, Power.ASK_IDENTITY, *_GIVES_OUT)),
    *_rows(Who.COMPETENT, _COMPETENT, (Power.IDENTITY,), held=True),
    *_rows(Who.CLERK, _CLERK, (Power.READ, Power.PAPERS, *_PROCESS)),
    *_rows(Who.GRANTEE, (Reach.SHARED,), (*_CONTENT, Power.HISTORY, Power.SEARCH, Power.ASK_IDENTITY)),
    *_rows(Who.GRANTEE, (Reach.SHARED_TO_WRITE,), (Power.NOTE,)),
    *_rows(Who.OPERATOR, (Reach.OPERATED,), (Power.VET,)),
    *_rows(Who.OPERATOR, (Reach.WHOLE,), (Power.ACCOUNTS, Power.OFFICIALS, Power.SETTINGS, Power.OPERATE)),
    *_rows(Who.VETTER, (Reach.AGENCY,), (Power.VET,)),
    *_rows(Who.ADMINISTRATOR, (Reach.COVERED,), (Power.OFFICIALS,)),
    *_rows(Who.SYSTEM, (Reach.ALL,), (*_CONTENT, Power.IDENTITY, Power.HISTORY, Power.SEARCH, Power.ACT)),
    *_rows(Who.SYSTEM, (Reach.WHOLE,), (Power.ACCOUNTS, Power.OFFICIALS)),
    *(Row(Who(role.value), Power.TABLE, Reach.WHOLE) for role in Role),
)

# The roles that have a part in processes; they alone can be given a dossier to read.
CASE_ROLES = frozenset({Role.DESK, Role.APPRAISER, Role.HEAD, Role.COMPETENT, Role.CLERK})

# The roles that decide, or give the power to: nobody comes to one by a single official's hand.
DECIDING_ROLES = frozenset({Role.HEAD, Role.COMPETENT, Role.CLERK, Role.OPERATOR, Role.ADMINISTRATOR})


def rows(who: Who, power: Power | None = None) -> tuple[Row, ...]:
    """The rows of the table for one of `who`, of one power or of all."""
    return tuple(row for row in TABLE if row.who == who and power in (None, row.power))


def roles_with(power: Power) -> frozenset[Role]:
    """The roles to which the table gives a power anywhere; those of processes where a grant may give it."""
    known = {role.value: role for role in Role}
    named = {row.who for row in TABLE if row.power == power}
    found = {known[who.value] for who in named if who.value in known}
    return frozenset(found | CASE_ROLES if Who.GRANTEE in named else found)


def may(actor: Actor, power: Power) -> bool:
    """Whether the actor has the power over something; which dossiers, scope tells."""
    if actor.kind == ActorKind.OFFICER:
        return bool(actor.roles() & roles_with(power))
    who = {ActorKind.APPLICANT: Who.APPLICANT, ActorKind.SYSTEM: Who.SYSTEM}.get(actor.kind)
    return who is not None and bool(rows(who, power))


def require(actor: Actor, power: Power) -> None:
    """Raise `Forbidden` for an actor to whom the table gives the power nowhere."""
    if not may(actor, power):
        raise Forbidden(power.value)


def reaches(actor: Actor, power: Power, reach: Reach) -> bool:
    """Whether a role of the officer has the power over what `reach` names, at any unit."""
    return any(row.reach == reach for role in actor.roles() for row in rows(Who(role.value), power))


def units(actor: Actor, power: Power, reach: Reach) -> frozenset[str]:
    """Codes of the units at which a role of the officer reaches so far with that power."""
    return frozenset(
        code
        for grant in actor.grants
        if any(row.reach == reach for row in rows(Who(grant.role.value), power))
        for code in grant.covers
    )


WHO_NAMES: dict[Who, Text] = {
    Who.APPLICANT: Text(vi="Người nộp, chủ hồ sơ", en="Applicant, owner"),
    Who.DESK: Text(vi="Bộ phận Một cửa", en="One-stop desk"),
    Who.APPRAISER: Text(vi="Người thẩm định", en="Appraiser"),
    Who.HEAD: Text(vi="Lãnh đạo đơn vị", en="Head of unit"),
    Who.COMPETENT: Text(vi="Người có thẩm quyền", en="Competent person"),
    Who.CLERK: Text(vi="Văn thư", en="Clerk"),
    Who.GRANTEE: Text(vi="Người được chia sẻ", en="Grantee"),
    Who.OPERATOR: Text(vi="Quản lý, vận hành", en="Operator"),
    Who.VETTER: Text(vi="Kiểm tra đăng ký", en="Vetter"),
    Who.ADMINISTRATOR: Text(vi="Quản trị của cơ quan", en="Agency's administrator"),
    Who.SYSTEM: Text(vi="Hệ thống", en="The system itself"),
}
POWER_NAMES: dict[Power, Text] = {
    Power.READ: Text(vi="Xem hồ sơ: nội dung khai, tình trạng, thời hạn", en="Read an application"),
    Power.IDENTITY: Text(vi="Xem đầy đủ số định danh trong nội dung khai", en="Read identity numbers in full"),
    Power.ASK_IDENTITY: Text(vi="Yêu cầu hiện số định danh, có ghi mục đích", en="Ask for identity numbers"),
    Power.FILES: Text(vi="Xem tờ khai và giấy tờ đã nộp", en="Read the declaration and the papers handed in"),
    Power.PAPERS: Text(vi="Xem văn bản do quy trình lập", en="Read documents that the process makes"),
    Power.HISTORY: Text(vi="Xem tên, ý kiến của cán bộ trong quá trình xử lý", en="Read names and words of officers"),
    Power.SEARCH: Text(vi="Tìm hồ sơ trong phạm vi được xem", en="Search among the applications that one may read"),
    Power.OVERSEE: Text(vi="Biết hồ sơ chậm hạn theo đơn vị, cán bộ", en="See what is late by unit and officer"),
    Power.ACT: Text(vi="Thực hiện bước của quy trình", en="Act in the process"),
    Power.DRAFT: Text(
        vi="Khai, sửa, kèm giấy tờ khi hồ sơ ở chỗ mình", en="Fill in, correct, hand in while it is theirs"
    ),
    Power.WHO_SEES: Text(vi="Biết ai xem được hồ sơ và vì sao", en="See who can see the application and why"),
    Power.LOOKS: Text(vi="Biết ai đã xem hồ sơ", en="See who looked at the application"),
    Power.SHARE: Text(vi="Chia sẻ hồ sơ để phối hợp, có thời hạn", en="Share an application for a while"),
    Power.EVIDENCE: Text(
        vi="Xuất hồ sơ chứng cứ cho tòa án, thanh tra, có ghi mục đích", en="Export an application as evidence"
    ),
    Power.NOTE: Text(vi="Ghi ý kiến phối hợp", en="Write a note under a grant"),
    Power.VET: Text(vi="Kiểm tra đăng ký tài khoản", en="Vet registrations"),
    Power.ACCOUNTS: Text(vi="Quản lý mọi tài khoản", en="Manage all accounts"),
    Power.OFFICIALS: Text(vi="Quản lý tài khoản, vị trí công vụ", en="Manage official accounts and appointments"),
    Power.SETTINGS: Text(vi="Đổi tham số của hệ thống", en="Change settings"),
    Power.OPERATE: Text(vi="Xem dữ liệu của Bộ, chạy lại việc hỏng", en="Operate the system"),
    Power.TABLE: Text(vi="Xem bảng thẩm quyền", en="Read this table"),
}
REACH_NAMES: dict[Reach, Text] = {
    Reach.OWN: Text(vi="của mình và của tổ chức mình đại diện", en="one's own and those of whom one acts for"),
    Reach.RECEIVED: Text(vi="nộp tới đơn vị mình, từ khi nộp", en="submitted to one's unit, from submission"),
    Reach.APPRAISED: Text(vi="đơn vị mình thẩm định, từ khi tiếp nhận", en="appraised by one's unit, from acceptance"),
    Reach.DECIDED: Text(vi="đơn vị mình quyết định, từ khi tiếp nhận", en="decided by one's unit, from acceptance"),
    Reach.SHARED: Text(vi="được chia sẻ, trong thời hạn", en="shared, while the grant lasts"),
    Reach.SHARED_TO_WRITE: Text(vi="được chia sẻ để xem và góp ý", en="shared to read and write notes"),
    Reach.ALL: Text(vi="mọi hồ sơ", en="all applications"),
    Reach.OPERATED: Text(vi="đăng ký do đơn vị vận hành kiểm tra", en="registrations that the operator vets"),
    Reach.AGENCY: Text(vi="đăng ký do cơ quan mình kiểm tra", en="registrations that one's agency vets"),
    Reach.COVERED: Text(vi="của cơ quan mình", en="of one's agency"),
    Reach.WHOLE: Text(vi="toàn hệ thống", en="the whole system"),
}
HELD_NAME = Text(vi="chỉ trong khi đơn vị đó giữ hồ sơ", en="only while that unit holds the application")
