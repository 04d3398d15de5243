"""Notices to the applicant: one message per event, in the recipient's language, sent by the worker (11.2)."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dvctt import workflow
from dvctt.accounts import people
from dvctt.casework.core.loaded import Subject
from dvctt.casework.course import amendments, clocks, delivery, fee_wording
from dvctt.casework.course.fees import FeeDue
from dvctt.casework.models import AmendmentRequest, Dossier, Paper
from dvctt.kernel import NotFound, Ref, clock, dong
from dvctt.notices import api as notices


def send_notice(subject: Subject, notice: str, *, key: str) -> None:
    """Send the notice of that name to the owner's registered address and, if another, the filer's."""
    for recipient, mark in _recipients(subject):
        with translation.override(recipient.language):
            title, body = _TEXTS[notice](subject, recipient.language)
            _send(subject, recipient, mark, title=title, body=body, key=f"{notice}:{key}")


def _send(
    subject: Subject, recipient: notices.Recipient, mark: str, *, title: str, body: str, key: str, short: str = ""
) -> None:
    """Write to one of the applicant's people; the owner's letter is the legal one."""
    notices.send(
        recipient,
        subject_ref=subject.ref,
        title=title,
        body=_framed(subject, body),
        kind="courtesy" if mark else "legal",
        key=f"{key}{mark}",
        short=_short(short or title, _link(subject)),
        unit=subject.dossier.holder_unit,
    )


def _recipients(subject: Subject) -> tuple[tuple[notices.Recipient, str], ...]:
    """The owner, and the filer where he has an address of his own; with what tells their messages apart."""
    row = subject.dossier
    return tuple(zip(people.contacts_of(row.owner, row.filer, row.mandate), ("", ":filer"), strict=False))


def announce_paper(subject: Subject, paper: Paper) -> None:
    """Tell the applicant that a signed paper stands on the dossier's page."""
    for recipient, mark in _recipients(subject):
        with translation.override(recipient.language):
            title = subject.flow.documents[paper.name].title.in_language(recipient.language)
            short = _("Hồ sơ %(code)s có văn bản mới đã ký số") % {"code": subject.dossier.code}
            body = _("Văn bản “%(title)s” đã được ký số và có trên trang hồ sơ của Quý vị.") % {"title": title}
            title = f"{title} – {subject.dossier.code}"
            _send(subject, recipient, mark, title=title, body=body, key=f"paper:{paper.pk}", short=short)


def tell_recount(subject: Subject, moved: Mapping[str, workflow.Recount], key: str) -> None:
    """Tell the applicant which dates are others now, because another version of the calendar counts, and why."""
    for recipient, mark in _recipients(subject):
        with translation.override(recipient.language):
            title = _("Hồ sơ %(code)s: ngày đến hạn thay đổi") % {"code": subject.dossier.code}
            body = "\n".join(_recounted(subject, moved, recipient.language))
            _send(subject, recipient, mark, title=title, body=body, key=f"recount:{key}")


def _recounted(subject: Subject, moved: Mapping[str, workflow.Recount], language: str) -> list[str]:
    former = ", ".join(dict.fromkeys(one.former for one in moved.values()))
    lines = [
        _("Thời hạn của hồ sơ được tính lại theo lịch làm việc %(to)s, thay cho lịch %(from)s:")
        % {"from": former, "to": subject.dossier.clock_calendar}
    ]
    for name, one in moved.items():
        lines.append(
            _("%(clock)s: trước là %(before)s, nay là %(after)s (%(why)s).")
            % {
                "clock": subject.flow.clocks[name].label.in_language(language),
                "before": _moment(one.before.due),
                "after": _moment(one.after.due),
                "why": workflow.WHY[one.line.reason].in_language(language),
            }
        )
    return [*lines, _("Căn cứ: %(basis)s.") % {"basis": workflow.RECOUNT_BASIS.in_language(language)}]


def tell_fee(subject: Subject, due: FeeDue, key: str) -> None:
    """Tell the applicant what the agency set, corrected or released of a fee: what is due, paid and left of it."""
    for recipient, mark in _recipients(subject):
        with translation.override(recipient.language):
            name, left = due.name.in_language(recipient.language), due.left or 0
            title = _("Hồ sơ %(code)s: số tiền phải nộp") % {"code": subject.dossier.code}
            amounts = {"due": due.amount or 0, "paid": due.noted or 0, "left": left}
            sums = {"fee": name} | {key: dong(amount, recipient.language) for key, amount in amounts.items()}
            lines = [_("%(fee)s: phải nộp %(due)s, đã nộp %(paid)s, còn phải nộp %(left)s.") % sums]
            lines.append(_("Cách nộp có trên trang hồ sơ.") if left else _("Quý vị không phải nộp thêm."))
            _send(subject, recipient, mark, title=title, body="\n".join(lines), key=f"fee:{subject.ref}:{key}")


def warn_officer(subject: Subject, clock_name: str, kind: str, due: datetime) -> None:
    """Tell the officer in charge, where there is one, that a clock's time limit, due then, comes near or has passed.

    The letter stands with his account: those of the dossier are the applicant's to read.
    """
    if subject.dossier.assignee_id is None:
        return
    recipient = people.recipient_for(subject.dossier.assignee_id)
    with translation.override(recipient.language):
        label = subject.flow.clocks[clock_name].label.in_language(recipient.language)
        titles = {
            "warning": _("Sắp đến hạn: hồ sơ %(code)s"),
            "expiry": _("Quá hạn: hồ sơ %(code)s"),
            "refused": _("Cần xử lý: hồ sơ %(code)s quá hạn mà hệ thống không tự xử lý được"),
        }
        body = _("Thời hạn “%(clock)s” của hồ sơ %(code)s: %(due)s.") % {
            "clock": label,
            "code": subject.dossier.code,
            "due": _moment(due),
        }
        link = f"{settings.BASE_URL}/officer/dossiers/{subject.dossier.pk}/"
        notices.send(
            recipient,
            subject_ref=Ref("account", str(subject.dossier.assignee_id)),
            title=titles[kind] % {"code": subject.dossier.code},
            body=f"{body}\n\n{link}",
            kind="courtesy",
            key=f"{subject.ref}:{kind}:{clock_name}:{due.isoformat()}",
            short=_short(titles[kind] % {"code": subject.dossier.code}, link),
            unit=subject.dossier.holder_unit,
        )


def recipient_found(ref: Ref) -> notices.Recipient:
    """Give today's addresses for notices about a dossier; raises NotFound."""
    row = Dossier.objects.select_related("owner", "filer").filter(pk=ref.id).first()
    if row is None:
        raise NotFound(str(ref))
    return people.recipient_of(row.owner, row.filer)


def _link(subject: Subject) -> str:
    return f"{settings.BASE_URL}/me/dossiers/{subject.dossier.pk}/"


def _short(title: str, link: str) -> str:
    """What an SMS says: the title, which names the dossier, and where to read the rest."""
    return _("%(title)s. Xem: %(link)s") % {"title": title, "link": link}


def _framed(subject: Subject, body: str) -> str:
    link = _link(subject)
    name = subject.bundle.name.in_language(translation.get_language() or "vi")
    return "\n\n".join(
        [
            body,
            _("Thủ tục: %(name)s") % {"name": name}
            + "\n"
            + _("Mã hồ sơ: %(code)s") % {"code": subject.dossier.code or "—"},
            _("Xem hồ sơ tại: %(link)s") % {"link": link},
        ]
    )


def _submitted(subject: Subject, language: str) -> tuple[str, str]:
    due = next((one.due for one in clocks.standings(subject).values() if one.due), None)
    provisional = clocks.promised(subject)
    lines = [
        _("Hệ thống đã nhận hồ sơ lúc %(moment)s.") % {"moment": _moment(subject.dossier.submitted_at)},
        _("Cơ quan tiếp nhận trả lời về tính đầy đủ, hợp lệ chậm nhất %(moment)s.") % {"moment": _moment(due)},
    ]
    if provisional:
        lines.append(
            _("Nếu được tiếp nhận đúng hạn, ngày trả kết quả dự kiến là %(moment)s.") % {"moment": _moment(provisional)}
        )
    lines += _to_pay(subject, language)
    lines.append(_("Cách nhận kết quả: %(way)s.") % {"way": delivery.chosen(subject, language)})
    lines.append(_("Văn bản xác nhận có tại: %(link)s") % {"link": f"{_link(subject)}sent/"})
    return _("Xác nhận đã nhận hồ sơ %(code)s") % {"code": subject.dossier.code}, "\n".join(lines)


def _accepted(subject: Subject, language: str) -> tuple[str, str]:
    main = clocks.main_clock(subject)
    due = clocks.standing(subject, main).due if main else None
    body = _("Hồ sơ đã được tiếp nhận. Hẹn trả kết quả: %(moment)s.") % {"moment": _moment(due)}
    told = "\n".join([body, *_to_pay(subject, language, only_open=True)])
    return _("Hồ sơ %(code)s đã được tiếp nhận") % {"code": subject.dossier.code}, told


def _to_pay(subject: Subject, language: str, *, only_open: bool = False) -> list[str]:
    """What is to be paid, when and where, where the procedure has fees."""
    fee = fee_wording.owed(subject, language, only_open=only_open) if subject.bundle.fees else ""
    where = fee_wording.ways(subject, language)
    return [_("Phí, lệ phí: %(fee)s. Nơi nộp: %(where)s.") % {"fee": fee, "where": where}] if fee else []


def _amendment_requested(subject: Subject, language: str) -> tuple[str, str]:
    request = subject.amendment
    items = subject.followed.items_of(request) if request else []
    lines = [_("Cơ quan giải quyết đề nghị Quý vị bổ sung, hoàn thiện hồ sơ:")]
    named = ((item, amendments.place_of(subject, item).in_language(language)) for item in items)
    lines += [f"{item.position}. {place}: {item.wrong}" for item, place in named]
    if request:
        lines.append(_("Lý do: %(reason)s") % {"reason": request.reason})
        lines.append(_("Đề nghị trả lời trước hết ngày: %(date)s") % {"date": clock.written_day(request.answer_by)})
        lines += _latest_answer(subject, request)
    return _("Yêu cầu bổ sung hồ sơ %(code)s") % {"code": subject.dossier.code}, "\n".join(lines)


def _latest_answer(subject: Subject, request: AmendmentRequest) -> list[str]:
    """Until when the system takes an answer, where that is longer than the day that the officer asked for."""
    flow, found = subject.flow, clocks.standings(subject).items()
    waiting = (one.due for name, one in found if flow.clocks[name].whose == "applicant" and one.state == "running")
    later = (due for due in waiting if due and clock.day_of(due) > request.answer_by)
    return [
        _("Hệ thống còn nhận trả lời đến %(moment)s, rồi dừng xử lý hồ sơ.") % {"moment": _moment(due)} for due in later
    ]


def _handed(title: Callable[[], str], body: Callable[[], str]) -> Callable[[Subject, str], tuple[str, str]]:
    """The same of a result: with where its paper is collected or sent to."""
    plain = _plain(title, body)

    def texts(subject: Subject, language: str) -> tuple[str, str]:
        heading, said = plain(subject, language)
        return heading, "\n".join(line for line in (said, delivery.receiving(subject)) if line)

    return texts


def _plain(title: Callable[[], str], body: Callable[[], str]) -> Callable[[Subject, str], tuple[str, str]]:
    def texts(subject: Subject, language: str) -> tuple[str, str]:
        reason = str(subject.acts[-1].inputs.get("reason", "")) if subject.acts else ""
        said = [body(), _("Lý do: %(reason)s") % {"reason": reason}] if reason else [body()]
        return title() % {"code": subject.dossier.code}, "\n".join(said)

    return texts


_TEXTS: dict[str, Callable[[Subject, str], tuple[str, str]]] = {
    "acknowledgement": _submitted,
    "receipt": _accepted,
    "amendment_request": _amendment_requested,
    "amendment_answered": _plain(
        lambda: _("Đã nhận bổ sung của hồ sơ %(code)s"),
        lambda: _("Hệ thống đã nhận nội dung bổ sung và chuyển cho cơ quan giải quyết."),
    ),
    "amendment_cancelled": _plain(
        lambda: _("Rút yêu cầu bổ sung hồ sơ %(code)s"),
        lambda: _("Cơ quan giải quyết đã rút yêu cầu bổ sung; Quý vị không phải làm gì thêm."),
    ),
    "refusal": _plain(
        lambda: _("Hồ sơ %(code)s không được tiếp nhận"),
        lambda: _("Cơ quan không tiếp nhận giải quyết hồ sơ này."),
    ),
    "lapsed": _plain(
        lambda: _("Hồ sơ %(code)s dừng giải quyết"),
        lambda: _("Đã quá hạn trả lời yêu cầu bổ sung; hồ sơ dừng giải quyết. Quý vị có thể nộp hồ sơ mới."),
    ),
    "withdrawn": _plain(
        lambda: _("Đã rút hồ sơ %(code)s"),
        lambda: _("Hồ sơ đã được rút theo đề nghị của Quý vị."),
    ),
    "issued": _plain(
        lambda: _("Kết quả hồ sơ %(code)s đã được ký"),
        lambda: _("Kết quả đã được ký số và sẽ được trả cho Quý vị."),
    ),
    "result": _handed(
        lambda: _("Đã có kết quả hồ sơ %(code)s"),
        lambda: _("Quý vị có thể tải kết quả đã ký số trên trang hồ sơ."),
    ),
    "negative_decision": _handed(
        lambda: _("Thông báo kết quả hồ sơ %(code)s"),
        lambda: _("Hồ sơ không đủ điều kiện để được cấp. Văn bản đã ký số có trên trang hồ sơ."),
    ),
}

NOTICES = frozenset(_TEXTS)


def _moment(at: datetime | None) -> str:
    return clock.written(at) if at else "—"
