"""The queue: whose turn it is, what is due, and taking or giving out several dossiers at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dvctt.accounts import api as accounts
from dvctt.casework import api as casework
from dvctt.catalogue import api as catalogue
from dvctt.kernel import Actor, Busy, DomainError, Invalid, NotFound, Refused, Role, Stale, digest
from dvctt.kernel.authority import Power
from dvctt.web import parts
from dvctt.web.doors import officer
from dvctt.web.formview import words
from dvctt.web.http import Request, see_other
from dvctt.web.officer import rows
from dvctt.web.sentences import fault_sentence, reason_sentence

MOST_CHOSEN = 60
LABELS: dict[str, Promise] = {
    "to_do": lazy("Chờ tôi xử lý"),
    "mine": lazy("Giao cho tôi"),
    "unit": lazy("Của đơn vị"),
    "unassigned": lazy("Chưa giao"),
    "due_soon": lazy("Sắp đến hạn"),
    "overdue": lazy("Quá hạn"),
    "applicant": lazy("Chờ người nộp"),
    "shared": lazy("Được chia sẻ"),
    "closed": lazy("Đã kết thúc"),
}
EMPTY: dict[str, tuple[Promise, Promise]] = {
    "to_do": (lazy("Không có hồ sơ nào chờ Ông/Bà"), lazy("Hồ sơ hiện ở đây khi đến lượt Ông/Bà xử lý.")),
    "mine": (lazy("Chưa có hồ sơ nào giao cho Ông/Bà"), lazy("Mời nhận việc ở danh sách chưa giao.")),
    "unit": (lazy("Đơn vị không có hồ sơ nào đang giữ"), lazy("Hồ sơ mới gửi đến sẽ hiện ở đây.")),
    "unassigned": (lazy("Mọi hồ sơ đều đã có người nhận"), lazy("Hồ sơ mới gửi đến sẽ hiện ở đây.")),
    "due_soon": (lazy("Không có hồ sơ nào sắp đến hạn"), lazy("Hồ sơ hiện ở đây khi hệ thống nhắc hạn.")),
    "overdue": (lazy("Không có hồ sơ nào quá hạn"), lazy("Mọi hồ sơ của đơn vị đang trong thời hạn.")),
    "applicant": (lazy("Không có hồ sơ nào chờ người nộp"), lazy("Hồ sơ được yêu cầu bổ sung hiện ở đây.")),
    "shared": (
        lazy("Không có hồ sơ nào được chia sẻ cho Ông/Bà"),
        lazy("Hồ sơ được chia sẻ hiện ở đây."),
    ),
    "closed": (lazy("Chưa có hồ sơ nào kết thúc"), lazy("Hồ sơ đã trả kết quả, từ chối hoặc dừng hiện ở đây.")),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks of the queue."""

    tab: str
    text: str
    procedure: str
    after: str

    def url(self, **changes: str) -> str:
        """The queue with some of it changed."""
        values = {"tab": self.tab, "q": self.text, "procedure": self.procedure} | changes
        return f"{reverse('officer:queue')}?{urlencode({key: value for key, value in values.items() if value})}"


@require_safe
@officer(Power.SEARCH)
def page(request: Request) -> HttpResponse:
    """A tab of the queue, a page at a time; raises `NotFound` for a tab that there is none of."""
    counts = casework.counters(request.actor)
    asked = _asked(request, counts)
    found = casework.queue(
        request.actor, asked.tab, text=asked.text, procedure=asked.procedure, after=asked.after or None
    )
    casework.record_search(request.actor, asked.text)
    takes = any(act.takes for row in found.rows for act in row.acts)
    return render(
        request,
        "officer/queue.html",
        {
            "asked": asked,
            "title": LABELS[asked.tab],
            "counters": _counters(asked, counts),
            "closed_url": asked.url(tab="closed", q="", procedure=""),
            "shared_url": asked.url(tab="shared", q="", procedure=""),
            "columns": rows.columns(closed=asked.tab == "closed", takes=takes),
            "rows": rows.rows(found.rows),
            "keyset": parts.Keyset(next_url=asked.url(after=found.after) if found.after else "",
                                   previous_url=asked.url() if asked.after else "", shown=_shown(found)),
            "procedures": _procedures(),
            "takes": takes,
            "selectable": any(row.acts for row in found.rows),
            "colleagues": _colleagues(request.actor, found.rows),
            "key": uuid4(),
            "empty": EMPTY[asked.tab],
            "narrowed": bool(asked.text or asked.procedure),
        },
    )  # fmt: skip


@require_POST
@officer(Power.ACT)
def assign(request: Request) -> HttpResponse:
    """Take the chosen dossiers, or give them to a colleague: each by its own act, each with its own result."""
    only = request.POST.get("only", "")
    chosen = [only] if only else request.POST.getlist("chosen")[:MOST_CHOSEN]
    to = "" if only else request.POST.get("assignee", "")
    if not chosen:
        messages.warning(request, _("Chưa chọn hồ sơ nào. Mời đánh dấu ở đầu dòng rồi làm lại."))
    elif request.POST.get("do") == "give" and not to:
        messages.warning(request, _("Chưa chọn người được giao."))
    else:
        _assign_all(request, chosen, to if request.POST.get("do") == "give" else "")
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return see_other(back if safe else reverse("officer:queue"))


def _assign_all(request: Request, chosen: Sequence[str], to: str) -> None:
    done = 0
    for mark in chosen:
        picked = rows.picked(mark)
        action = picked.give if to else picked.take
        trouble = _("Việc này không thuộc bước mà hồ sơ đang ở.") if not action else ""
        trouble = trouble or _assign_one(request, picked, action, to)
        done += not trouble
        if trouble:
            messages.error(request, f"{picked.title}: {trouble}")
    if done:
        said = ngettext("Đã giao %(count)s hồ sơ.", "Đã giao %(count)s hồ sơ.", done) if to else ngettext(
            "Ông/Bà đã nhận %(count)s hồ sơ.", "Ông/Bà đã nhận %(count)s hồ sơ.", done)  # fmt: skip
        messages.success(request, said % {"count": done})


def _assign_one(request: Request, picked: rows.Picked, action: str, to: str) -> str:
    """Do it; the sentence of why not, or nothing."""
    key = digest([request.POST.get("key", ""), action, str(picked.id)])
    payload = {"assignee": to} if to else {}
    try:
        casework.perform(request.actor, picked.id, action, payload, seen=picked.revision, key=key)
    except Stale:
        return _("hồ sơ vừa được người khác xử lý; mời xem lại.")
    except Busy:
        return _("có người đang xử lý hồ sơ này đúng lúc này; mời làm lại.")
    except Refused as refused:
        return " ".join(reason_sentence(reason) for reason in refused.reasons)
    except Invalid as invalid:
        return " ".join(fault_sentence(fault) for fault in invalid.faults)
    except DomainError:
        return _("không còn mở cho Ông/Bà.")
    return ""


def _asked(request: Request, counts: casework.Counters) -> Asked:
    given = {name: request.GET.get(name, "")[:200] for name in ("tab", "q", "procedure", "after")}
    tab = given["tab"] or ("to_do" if counts.to_do or not counts.unit else "unit")
    if tab not in casework.TABS:
        raise NotFound(f"tab {tab}")
    return Asked(tab, given["q"].strip(), given["procedure"], given["after"])


def _counters(asked: Asked, counts: casework.Counters) -> list[parts.Counter]:
    levels = {"due_soon": "soon", "overdue": "overdue"}
    return [
        parts.Counter(
            str(LABELS[tab]),
            getattr(counts, tab),
            asked.url(tab=tab),
            levels.get(tab, ""),  # type: ignore[arg-type]
            asked.tab == tab,
            counts.most,
        )
        for tab in casework.TABS
        if tab not in ("shared", "closed")
    ]


def _procedures() -> list[tuple[str, str]]:
    """Code and name of the procedures in force, each once."""
    found = {one.bundle.code: f"{one.bundle.code} – {words(one.bundle.name)}" for one in catalogue.in_force()}
    return sorted(found.items())


def _colleagues(actor: Actor, shown: Sequence[casework.DossierRow]) -> list[tuple[str, str]]:
    """Whom the actor may give dossiers to: the officers of the units at which he does so."""
    if not any(not act.takes for row in shown for act in row.acts):
        return []
    units = sorted({grant.unit for grant in actor.grants if grant.role in (Role.HEAD, Role.DESK)})
    return [(one.account_id, one.name) for unit in units[:3] for one in accounts.officers(unit)]


def _shown(found: casework.Listing) -> str:
    count = len(found.rows)
    return ngettext("%(count)s hồ sơ trên trang này", "%(count)s hồ sơ trên trang này", count) % {"count": count}
