"""Addresses of public pages."""

from django.urls import URLPattern, URLResolver, path

from dvctt.web.public import look_up, procedures, seals, verification, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("go/", views.go, name="go"),
    path("help/", views.help_page, name="help"),
    path("procedures/", procedures.search, name="procedures"),
    path("procedures/<str:code>/<slug:case>/", procedures.page, name="procedure"),
    path("procedures/<str:code>/<slug:case>/process.svg", procedures.picture, name="procedure_picture"),
    path("procedures/<str:code>/<slug:case>/files/<path:path>", procedures.file, name="procedure_file"),
    path("look-up/", look_up.look_up, name="look_up"),
    path("journal/seals/", seals.seals, name="journal_seals"),
    path("journal/seals.jsonl", seals.lines, name="journal_seals_file"),
    path("verify/", verification.verify, name="verify"),
    path("verify/<str:code>/", verification.code, name="verify_code"),
]
