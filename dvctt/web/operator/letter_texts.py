"""The letters that the system writes: which there are, and how each arrives, with samples for its values."""

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from dvctt.notices import api as notices
from dvctt.web.http.guards import operator
from dvctt.web.http.request import Request
from dvctt.web.ui import parts
from dvctt.web.ui.navigation import REGISTRATIONS

FOLDERS = {
    "account": lazy("Tài khoản"),
    "registration": REGISTRATIONS.label,
    "party": lazy("Làm việc thay mặt bên khác"),
    "dossier": lazy("Hồ sơ, gửi người nộp"),
    "officer": lazy("Hồ sơ, gửi cán bộ"),
}
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


@require_safe
@operator
def letters(request: Request) -> HttpResponse:
    """All letters, by whom they are for and what they are about."""
    language = get_language() or "vi"
    groups = [
        (str(FOLDERS.get(folder, folder)), [_row(name, language) for name in names])
        for folder, names in groupby(notices.letter_names(), key=lambda name: name.partition("/")[0])
    ]
    return render(request, "operator/letter_texts.html", {"groups": groups})


@require_safe
@operator
def letter(request: Request, folder: str, name: str) -> HttpResponse:
    """One letter in both languages; 404 for a name that none has."""
    whole = f"{folder}/{name}"
    if whole not in notices.letter_names():
        raise Http404(whole)
    previews = {code: notices.preview(whole, code) for code in LANGUAGES}
    subject = previews[get_language() or "vi"].subject
    context = {
        "name": whole,
        "subject": subject,
        "own": notices.is_own_wording(whole),
        "previews": [(code, label, previews[code]) for code, label in LANGUAGES.items()],
        "crumbs": [parts.Crumb(_("Mẫu thư"), reverse("operator:letter_texts")), parts.Crumb(subject)],
    }
    return render(request, "operator/letter_text.html", context)


def _row(name: str, language: str) -> tuple[str, str, str, bool]:
    """Name, where its page is, subject line, and whether its words are the ministry's own."""
    url = reverse("operator:letter_text", args=name.split("/"))
    return name, url, notices.preview(name, language).subject, notices.is_own_wording(name)
