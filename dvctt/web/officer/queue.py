"""The list: whose turn it is, what is due, what is searched for, and taking or giving out several dossiers at once."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dvctt.accounts import officials, people
from dvctt.authority import DossierPower, may
from dvctt.casework import api as casework
from dvctt.kernel import Actor, Busy, DomainError, Invalid, NotFound, ProofNeeded, Refused, Role, Stale, digest
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request, see_other
from dvctt.web.officer import late_report, list_filters, list_query, list_rows, list_tabs, presenters
from dvctt.web.ui import parts
from dvctt.web.wording.sentences import fault_sentence, reason_sentence

MOST_CHOSEN = 60
# What was chosen by a press that did nothing, for the list that is drawn next.
CHOSEN = "officer_chosen"
ID = 36


@require_safe
@officer(DossierPower.SEARCH)
def page(request: Request) -> HttpResponse:
    """A tab of the list, a page at a time; raises `NotFound` for a tab that there is none of.

    A search goes over all that the officer may find, unless the address names a tab; the tabs are parts of its answer.
    """
    asked = list_query.read(request.GET)
    sought = casework.seek(request.actor, asked.search)
    counts = casework.counters(request.actor, sought)
    tab = asked.tab or _usual(asked, counts)
    if tab not in list_tabs.LABELS:
        raise NotFound(f"tab {tab}")
    found = casework.Listing((), None)
    if not asked.faults:
        found = casework.queue(request.actor, tab, sought, sort=asked.sort, after=asked.after or None)
        casework.record_search(request.actor, asked.search.text)
    takes = any(act.takes for row in found.rows for act in row.acts)
    chosen, assignee = request.session.pop(CHOSEN, None) or ((), "")
    soonest = _("Mới kết thúc trước") if tab == "closed" else _("Hạn gần nhất trước")
    return render(
        request,
        "officer/queue.html",
        {
            "asked": asked,
            "title": list_tabs.LABELS[tab],
            "meaning": list_tabs.MEANINGS[tab],
            "groups": list_tabs.groups(asked, tab, counts),
            "late": late_report.table(request.actor, sought) if _shows_late(request.actor, asked) else None,
            "standing_in": officials.standing_in(request.actor),
            "late_open": tab in ("overdue", "due_soon"),
            "fields": list_filters.fields(request.actor, asked, sought),
            "text_fault": list_filters.fault(asked, "q"), "days": list_query.days_meant(asked),
            "fields_open": list_filters.open_already(asked),
            "columns": list_rows.columns(closed=tab == "closed", takes=takes),
            "rows": list_rows.rows(found.rows, asked.query(tab=tab, after=asked.after), fees=tab == "fee",
                                   chosen=chosen),
            "keyset": parts.Keyset(next_url=asked.url(tab=tab, after=found.after) if found.after else "",
                                   previous_url=asked.url(tab=tab) if asked.after else "", shown=_shown(found)),
            "sorts": [
                (label, asked.url(tab=tab, sort=sort), sort == asked.sort)
                for sort, label in (("due", soonest), ("submitted", _("Mới nộp trước")))
            ],
            "takes": takes,
            "selectable": any(row.acts for row in found.rows),
            "colleagues": _colleagues(request.actor, found.rows), "assignee": assignee,
            "key": uuid4(),
            "empty": list_tabs.EMPTY[tab],
            "everywhere_url": asked.url(tab="all") if tab != "all" else "",
            "bare_url": list_query.listed(f"tab={tab}"),
        },
    )  # fmt: skip


@require_POST
@officer(DossierPower.ACT)
def assign(request: Request) -> HttpResponse:
    """Take the chosen dossiers, or give them to a colleague: each by its own act, each with its own result."""
    only = request.POST.get("only", "")
    chosen = [only] if only else request.POST.getlist("chosen")[:MOST_CHOSEN]
    to = "" if only else request.POST.get("assignee", "")
    if not chosen:
        messages.warning(request, _("Chưa chọn hồ sơ nào. Đánh dấu ở đầu dòng rồi làm lại."))
        request.session[CHOSEN] = ([], to[:ID])
    elif request.POST.get("do") == "give" and not to:
        messages.warning(request, _("Chưa chọn người được giao."))
        request.session[CHOSEN] = ([str(list_rows.picked(mark).id) for mark in chosen], "")
    else:
        _assign_all(request, chosen, to if request.POST.get("do") == "give" else "")
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return see_other(back if safe else reverse("officer:queue"))


def _assign_all(request: Request, chosen: Sequence[str], to: str) -> None:
    done = 0
    for mark in chosen:
        picked = list_rows.picked(mark)
        action = picked.give if to else picked.take
        trouble = _("Việc này không thuộc bước mà hồ sơ đang ở.") if not action else ""
        trouble = trouble or _assign_one(request, picked, action, to)
        done += not trouble
        if trouble:
            messages.error(request, f"{picked.title}: {trouble}")
    if done:
        said = ngettext(
            "Đã giao %(count)s hồ sơ cho %(name)s.", "Đã giao %(count)s hồ sơ cho %(name)s.", done
        ) if to else ngettext("Ông/Bà đã nhận %(count)s hồ sơ.", "Ông/Bà đã nhận %(count)s hồ sơ.", done)  # fmt: skip
        messages.success(request, said % {"count": done, "name": people.display_name(to) if to else ""})


def _assign_one(request: Request, picked: list_rows.Picked, action: str, to: str) -> str:
    """Do it; the sentence of why not, or nothing."""
    key = digest([request.POST.get("key", ""), action, str(picked.id)])
    payload = {"assignee": to} if to else {}
    try:
        casework.perform(request.actor, picked.id, action, payload, seen=picked.revision, key=key, kind="assign")
    except Stale:
        return _meanwhile(request.actor, picked.id)
    except ProofNeeded:
        raise
    except Busy:
        return _("có người đang xử lý hồ sơ này đúng lúc này; hãy làm lại.")
    except Refused as refused:
        return " ".join(reason_sentence(reason) for reason in refused.reasons)
    except Invalid as invalid:
        return " ".join(fault_sentence(fault) for fault in invalid.faults)
    except DomainError:
        return _("không còn mở cho Ông/Bà.")
    return ""


def _meanwhile(actor: Actor, dossier: UUID) -> str:
    """What was done since the list was drawn, by whom, and who has the dossier now; raises nothing."""
    try:
        found = casework.dossier_page(actor, dossier)
    except NotFound:
        return _("hồ sơ vừa được người khác xử lý và không còn mở cho Ông/Bà.")
    last = presenters.entry(found.timeline[0])
    said = _("vừa có thay đổi nên chưa thực hiện: %(act)s (%(who)s).") % {"act": last.title, "who": last.who}
    if found.assignee:
        said += " " + _("Hồ sơ đang do %(name)s xử lý.") % {"name": found.assignee}
    return said


def _shows_late(actor: Actor, asked: list_query.Asked) -> bool:
    """Whether what presses is told by unit and officer: not beside a search, whose numbers would be others."""
    own = not any(asked.values.get(name) for name in list_query.NARROWING if name not in ("unit", "officer"))
    return own and may(actor, DossierPower.OVERSEE)


def _usual(asked: list_query.Asked, counts: casework.Counters) -> str:
    """Where a search looks, and where an officer's day begins: with his own turn, else where there is something."""
    if asked.narrowed or not counts.all:
        return "all" if asked.narrowed else "to_do"
    return next(tab for tab in ("to_do", "unit", "all") if getattr(counts, tab))


def _colleagues(actor: Actor, shown: Sequence[casework.DossierRow]) -> list[tuple[str, str]]:
    """Whom the actor may give dossiers to: the officers of the units at which he does so."""
    if not any(not act.takes for row in shown for act in row.acts):
        return []
    units = sorted({grant.unit for grant in actor.grants if grant.role in (Role.HEAD, Role.DESK)})
    return [(one.account_id, one.name) for unit in units[:3] for one in people.officers(unit)]


def _shown(found: casework.Listing) -> str:
    count = len(found.rows)
    return ngettext("%(count)s hồ sơ trên trang này", "%(count)s hồ sơ trên trang này", count) % {"count": count}
