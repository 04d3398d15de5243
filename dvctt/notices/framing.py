"""The frame of every letter: a salutation by the addressee, and who signs, with where and when one may ask.

Both stand here alone; whoever writes gives the rest. Telephone, mail, address and hours are the ministry's data.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from django.utils import translation
from django.utils.translation import gettext as _

from dvctt.forms import phone_text
from dvctt.kernel import NotFound
from dvctt.ministry import api as ministry

Form = Literal["person", "organisation", "official"]


def framed(body: str, *, name: str, form: Form, language: str, unit: str) -> str:
    """The letter in its language: salutation, what is said, signature."""
    with translation.override(language):
        return "\n\n".join([salutation(name, form), body, *signature(unit, form, language)])


def salutation(name: str, form: Form) -> str:
    """Greet a person or an organisation by name; whoever is not known, without one."""
    if not name:
        return _("Kính gửi Quý vị,")
    return (_("Kính gửi %(name)s,") if form == "organisation" else _("Kính gửi Ông/Bà %(name)s,")) % {"name": name}


def signature(unit: str, form: Form, language: str) -> Iterator[str]:
    """Paragraphs: who writes, a desk or the agency of the unit; for citizens the agency's desk or the ministry's, and
    when it is open.
    """
    writer, desk = _writer(unit), _desk(unit)
    if writer:
        yield "\n".join([_("Trân trọng,"), *_contact(writer, language)])
    if desk and not (writer and form == "official"):
        signs = [_("Nơi hướng dẫn thủ tục và hồ sơ:")] if writer else [_("Trân trọng,")]
        yield "\n".join([*signs, *_contact(desk.unit, language), _hours(desk)])
    yield _("Thư này được gửi tự động từ Hệ thống dịch vụ công trực tuyến.")


def _writer(code: str) -> ministry.UnitView | None:
    """The agency that signs for a unit of its own; none where a desk signs."""
    return None if not code or ministry.unit(code).kind == "desk" else ministry.agency_of(code)


def _desk(code: str) -> ministry.HelpDesk | None:
    """The unit itself where it is a desk, else the desk of its agency, else the ministry's; none before any data."""
    try:
        desk = ministry.help_desk()
    except (NotFound, IndexError):
        return None
    if not code:
        return desk
    unit, agency = ministry.unit(code), ministry.agency_of(code).code
    near = (one for one in ministry.units() if one.kind == "desk" and ministry.agency_of(one.code).code == agency)
    return replace(desk, unit=unit if unit.kind == "desk" else next(near, desk.unit))


def _contact(unit: ministry.UnitView, language: str) -> Iterator[str]:
    yield unit.name.in_language(language)
    if unit.address:
        yield _("Địa chỉ: %(address)s") % {"address": unit.address}
    if unit.phone:
        yield _("Điện thoại: %(number)s") % {"number": phone_text(unit.phone)}
    if unit.email:
        yield _("Thư điện tử: %(address)s") % {"address": unit.email}


def _hours(desk: ministry.HelpDesk) -> str:
    days, hours = ministry.opening(desk)
    return _("Giờ làm việc: %(days)s, %(hours)s") % {"days": days, "hours": ", ".join(hours)}
