"""The tabs of the officers' list: their names, what each holds in one sentence, and what is said where it is empty."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dvctt.casework import api as casework
from dvctt.web.officer.list_query import Asked
from dvctt.web.ui import parts

LABELS: dict[str, Promise] = {
    "to_do": lazy("Chờ tôi xử lý"),
    "overdue": lazy("Quá hạn"),
    "due_soon": lazy("Sắp đến hạn"),
    "fee": lazy("Phí chưa thu"),
    "all": lazy("Mọi hồ sơ"),
    "unit": lazy("Đơn vị đang giữ"),
    "elsewhere": lazy("Đơn vị khác đang giữ"),
    "applicant": lazy("Chờ bổ sung"),
    "shared": lazy("Được chia sẻ"),
    "closed": lazy("Đã kết thúc"),
    "mine": lazy("Giao cho tôi"),
    "others": lazy("Giao người khác"),
    "unassigned": lazy("Chưa giao"),
    "turn": lazy("Chờ duyệt, ký, cấp số"),
}
MEANINGS: dict[str, Promise] = {
    "to_do": lazy("Hồ sơ mà bước kế tiếp thuộc về Ông/Bà."),
    "overdue": lazy(
        "Hồ sơ đang giải quyết đã quá hạn, kể cả hồ sơ đã quá hạn khi chuyển chờ bổ sung, trong mọi hồ sơ Ông/Bà có "
        "phần việc, dù đơn vị nào đang giữ."
    ),
    "due_soon": lazy("Hồ sơ đang giải quyết đã đến ngày nhắc hạn, trong mọi hồ sơ Ông/Bà có phần việc."),
    "fee": lazy("Hồ sơ mà Ông/Bà ghi nhận phí, chưa thu đủ và chưa được miễn, kể cả hồ sơ đã kết thúc."),
    "all": lazy(
        "Mọi hồ sơ Ông/Bà được xem: đơn vị đang giữ, đơn vị khác đang giữ, chờ bổ sung, được chia sẻ và đã kết thúc."
    ),
    "unit": lazy("Hồ sơ do đơn vị của Ông/Bà giữ: giao cho tôi, giao người khác, chưa giao và chờ duyệt, ký, cấp số."),
    "elsewhere": lazy("Hồ sơ Ông/Bà có phần việc, hiện do đơn vị khác giữ."),
    "applicant": lazy("Hồ sơ chờ người nộp bổ sung; hạn là hạn bổ sung."),
    "shared": lazy("Hồ sơ Ông/Bà xem được chỉ nhờ được chia sẻ."),
    "closed": lazy("Hồ sơ Ông/Bà có phần việc, đã trả kết quả, từ chối hoặc dừng."),
    "mine": lazy("Hồ sơ đơn vị đang giữ, giao cho Ông/Bà hoặc người mà Ông/Bà xử lý thay."),
    "others": lazy("Hồ sơ đơn vị đang giữ, giao cho người khác."),
    "unassigned": lazy("Hồ sơ đơn vị đang giữ, ở bước có phân công, chưa giao cho ai."),
    "turn": lazy("Hồ sơ đơn vị đang giữ, ở bước không phân công: chờ người có thẩm quyền, văn thư hoặc hệ thống."),
}
NOTHING = lazy("Không có hồ sơ nào")
EMPTY: dict[str, tuple[Promise, Promise]] = {
    **{tab: (NOTHING, meaning) for tab, meaning in MEANINGS.items()},
    "to_do": (lazy("Không có hồ sơ nào chờ Ông/Bà"), lazy("Hồ sơ hiện ở đây khi đến lượt Ông/Bà xử lý.")),
    "mine": (lazy("Chưa có hồ sơ nào giao cho Ông/Bà"), lazy("Nhận việc ở danh sách “Chưa giao”.")),
    "unit": (lazy("Đơn vị không có hồ sơ nào đang giữ"), lazy("Hồ sơ mới gửi đến sẽ hiện ở đây.")),
    "unassigned": (lazy("Mọi hồ sơ đều đã có người nhận"), lazy("Hồ sơ mới gửi đến sẽ hiện ở đây.")),
    "due_soon": (lazy("Không có hồ sơ nào sắp đến hạn"), lazy("Hồ sơ hiện ở đây khi hệ thống nhắc hạn.")),
    "overdue": (
        lazy("Không có hồ sơ nào quá hạn"), lazy("Mọi hồ sơ Ông/Bà có phần việc đang trong thời hạn."),
    ),
    "applicant": (lazy("Không có hồ sơ nào chờ bổ sung"), lazy("Hồ sơ được yêu cầu bổ sung hiện ở đây.")),
    "shared": (lazy("Không có hồ sơ nào được chia sẻ cho Ông/Bà"), lazy("Hồ sơ được chia sẻ hiện ở đây.")),
    "closed": (lazy("Chưa có hồ sơ nào kết thúc"), lazy("Hồ sơ đã trả kết quả, từ chối hoặc dừng hiện ở đây.")),
}  # fmt: skip
LEVELS: dict[str, Literal["", "soon", "overdue"]] = {"due_soon": "soon", "overdue": "overdue"}
PRESSING = ("to_do", "overdue", "due_soon", "fee")


@dataclass(frozen=True)
class Group:
    """Tabs that stand together: a whole with the parts into which it falls, or what presses."""

    label: str
    counters: Sequence[parts.Counter]


def groups(asked: Asked, current: str, counts: casework.Counters) -> list[Group]:
    """What presses, then each whole with its parts: the numbers of the parts add up to the whole's."""

    def counter(tab: str) -> parts.Counter:
        return parts.Counter(
            str(LABELS[tab]), getattr(counts, tab), asked.url(tab=tab), LEVELS.get(tab, ""), tab == current,
            counts.most, tab, str(MEANINGS[tab]),
        )  # fmt: skip

    labels = {"all": _("Mọi hồ sơ và các phần của nó"), "unit": _("Hồ sơ đơn vị đang giữ và các phần của nó")}
    pressing = [tab for tab in PRESSING if tab != "fee" or counts.fee or current == "fee"]
    wholes = {
        whole: [whole, *(one for one in inner if one not in casework.PARTS)] for whole, inner in casework.PARTS.items()
    }
    return [
        Group(_("Việc cần chú ý"), [counter(tab) for tab in pressing]),
        *(Group(labels[whole], [counter(tab) for tab in wholes[whole]]) for whole in ("unit", "all")),
    ]
