"""The stories of the demonstration's dossiers: whose, when filed, and what each person then does on which day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from demo.organisations import INDIVIDUALS, SURVEYING, WATER

APPLICANT = "applicant"
CONFIRMED = {"accuracy_confirmed": True, "secrecy_confirmed": True}


@dataclass(frozen=True)
class Crew:
    """Who works on a dossier: user names by role; `other` is a second appraiser."""

    desk: str
    appraiser: str
    other: str
    head: str
    competent: str
    clerk: str


CREWS = {
    "1.000082": Crew("dd.huong", "dd.nam", "dd.thao", "dd.ha", "cuctruong.cuong", "dd.yen"),
    "1.000070": Crew("motcua.lan", "tnn.hung", "tnn.linh", "tnn.mai", "thutruong.thanh", "vanthu.quynh"),
}


@dataclass(frozen=True)
class Step:
    """An act: `day` working days after submission, at `clock` (hours and minutes in Hanoi), by a user name."""

    day: int
    clock: str
    who: str
    action: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """One dossier: filed `ago` working days before today by the applicant `key`; without steps it stays a draft."""

    number: int
    procedure: str
    key: str
    ago: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Plot:
    """A way through the process: how far it goes, and the working day on which the appraisal ends."""

    way: str
    ago: int
    second: bool = False


SURVEYING_PLOTS = (
    Plot("granted", 30), Plot("taken", 2), Plot("asked", 9), Plot("recommended", 7), Plot("submitted", 1),
    Plot("taken", 14), Plot("refused", 18), Plot("approved", 8), Plot("taken", 9), Plot("draft", 3),
    Plot("granted", 45), Plot("appraised", 6), Plot("taken", 1, second=True), Plot("asked_at_desk", 4),
    Plot("not_granted", 27), Plot("issued", 10), Plot("submitted", 3), Plot("answered", 12), Plot("accepted", 1),
    Plot("lapsed", 40), Plot("taken", 5), Plot("granted", 22), Plot("withdrawn", 16), Plot("asked", 3, second=True),
    Plot("taken", 4, second=True), Plot("recommended", 12), Plot("appraised", 8), Plot("granted", 38),
    Plot("submitted", 0),
)  # fmt: skip
WATER_PLOTS = (
    Plot("taken", 3), Plot("granted", 44), Plot("taken", 35), Plot("asked", 12), Plot("taken", 27),
    Plot("submitted", 1), Plot("taken", 6), Plot("answered", 24), Plot("taken", 38), Plot("recommended", 21),
    Plot("taken", 9), Plot("not_granted", 41), Plot("taken", 15), Plot("accepted", 2), Plot("taken", 18),
    Plot("asked", 20), Plot("taken", 29), Plot("granted", 48), Plot("taken", 11), Plot("taken", 20, second=True),
    Plot("appraised", 17), Plot("taken", 22), Plot("lapsed", 46), Plot("taken", 25), Plot("answered", 30),
    Plot("taken", 4), Plot("asked", 7), Plot("taken", 13), Plot("taken", 31, second=True), Plot("accepted", 1),
    Plot("taken", 33),
)  # fmt: skip

REPORTS = {
    "1.000082": "Hồ sơ đầy đủ theo quy định. Nhân lực, thiết bị và số liệu trong hồ sơ phù hợp với nội dung đề nghị; "
    "đã đối chiếu bản khai với giấy tờ kèm theo.",
    "1.000070": "Hồ sơ đầy đủ theo quy định. Lưu lượng, số giếng và tầng chứa nước đề nghị phù hợp với trữ lượng nêu "
    "trong báo cáo; đã đối chiếu bản khai với giấy tờ kèm theo.",
}
SHORTFALL = "Hồ sơ chưa chứng minh được điều kiện theo quy định; kết quả kiểm tra thực tế không phù hợp với bản khai."
# What the appraiser decides otherwise than asked, or where the form does not ask.
DECIDED = {
    "1.000082": {"thoi_han": "5"},
    "1.000070": {"thoi_han": "5", "yeu_cau": "Lắp đồng hồ đo lưu lượng tự động tại từng giếng trước khi khai thác."},
}
ASKED = {
    "1.000082": (
        {"kind": "component", "target": "van_bang_nhan_vien", "wrong": "Thiếu hợp đồng lao động của hai nhân viên."},
        {"kind": "field", "target": "so_tai_khoan", "wrong": "Đề nghị ghi rõ số tài khoản để đối chiếu."},
    ),
    "1.000070": (
        {"kind": "component", "target": "phieu_chat_luong", "wrong": "Phiếu phân tích chưa có chỉ tiêu asen, amoni."},
        {"kind": "other", "target": "", "wrong": "Giải trình chênh lệch giữa lưu lượng khai thác và công suất bơm."},
    ),
}


def stories() -> tuple[Story, ...]:
    """All stories, those of the two agencies by turns, so that the first few show both."""
    surveying = _of("1.000082", SURVEYING_PLOTS, [key for key, _, _ in SURVEYING])
    water = _of("1.000070", WATER_PLOTS, [key for key, *_ in (*WATER, *INDIVIDUALS)])
    pairs = zip(surveying, water, strict=False)
    mixed = [story for pair in pairs for story in pair]
    rest = [*surveying[len(water) :], *water[len(surveying) :]]
    return tuple(
        Story(number, story.procedure, story.key, story.ago, story.steps)
        for number, story in enumerate([*mixed, *rest], 1)
    )


def _of(procedure: str, plots: tuple[Plot, ...], keys: list[str]) -> list[Story]:
    """Every sixth story belongs to the first applicant, who is on the screen; the others take turns."""
    first, *others = keys
    owners = [first if number % 6 == 0 else others[number % len(others)] for number in range(len(plots))]
    return [
        Story(0, procedure, key, plot.ago, _steps(procedure, plot)) for plot, key in zip(plots, owners, strict=True)
    ]


def _steps(procedure: str, plot: Plot) -> tuple[Step, ...]:
    if plot.way == "draft":
        return ()
    crew, last = CREWS[procedure], {"1.000082": 6, "1.000070": 16}[procedure]
    who = crew.other if plot.second else crew.appraiser
    filed = (Step(0, "09:10", APPLICANT, "submit", CONFIRMED),)
    accepted = (*filed, Step(0, "14:20", crew.desk, "accept"))
    taken = (*accepted, Step(1, "08:40", who, "take"))
    asked = (*taken, Step(2, "10:05", who, "request_amendment", _asked(procedure)))
    answered = (*asked, Step(5, "20:15", APPLICANT, "answer_amendment", _answered()))
    appraised = (*taken, Step(last, "15:30", who, "appraise", _proposing(procedure)))
    put = (*appraised, Step(last, "16:40", crew.head, "recommend_grant", {"opinion": "Đồng ý với kết quả thẩm định."}))
    approved = (*put, Step(last + 1, "10:30", crew.competent, "approve"))
    issued = (*approved, Step(last + 1, "14:45", crew.clerk, "number_and_seal"))
    ways = {
        "submitted": filed,
        "asked_at_desk": (*filed, Step(0, "15:00", crew.desk, "request_amendment_at_reception", _asked(procedure))),
        "refused": (*filed, Step(0, "16:10", crew.desk, "refuse", REFUSAL)),
        "accepted": accepted,
        "taken": taken,
        "asked": asked,
        "lapsed": asked,
        "answered": answered,
        "appraised": appraised,
        "recommended": put,
        "approved": approved,
        "issued": issued,
        "granted": (*issued, Step(last + 2, "09:20", crew.clerk, "publish")),
        "not_granted": (*taken, *_refusing(crew, who, last)),
        "withdrawn": (
            *taken,
            Step(3, "11:00", APPLICANT, "withdraw", {"reason": "Đơn vị thay đổi kế hoạch sản xuất."}),
        ),
    }
    return ways[plot.way]


def _refusing(crew: Crew, who: str, last: int) -> tuple[Step, ...]:
    return (
        Step(last, "09:30", who, "appraise", {"report": SHORTFALL, "proposal": "not_grant", "reason": SHORTFALL}),
        Step(last, "14:10", crew.head, "recommend_not_grant", {"opinion": "Đề nghị không cấp theo báo cáo."}),
        Step(last + 1, "09:00", crew.competent, "decide_not_grant", {"reason": SHORTFALL}),
        Step(last + 1, "10:30", crew.clerk, "number_and_seal_negative"),
        Step(last + 1, "15:30", crew.clerk, "publish_negative"),
    )


def _proposing(procedure: str) -> Mapping[str, Any]:
    return {"report": REPORTS[procedure], "proposal": "grant", **DECIDED[procedure]}


def _asked(procedure: str) -> Mapping[str, Any]:
    """What is asked for; the telling puts the day by which an answer is hoped for."""
    return {"reason": "Hồ sơ chưa đủ cơ sở để thẩm định.", "items": list(ASKED[procedure])}


def _answered() -> Mapping[str, Any]:
    answer = "Chúng tôi đã bổ sung và giải trình trong tài liệu gửi kèm."
    return {**CONFIRMED, "answers": {"1": answer, "2": answer}}


REFUSAL = {
    "grounds": "not_eligible",
    "reason": "Đơn vị thuộc diện nộp hồ sơ tại cơ quan chuyên môn về đo đạc và bản đồ cấp tỉnh.",
    "basis": "Nghị định số 27/2019/NĐ-CP, Điều 33 khoản 1",
}
