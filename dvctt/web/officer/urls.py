"""Addresses of officers' pages, under /officer/."""

from django.urls import URLPattern, URLResolver, path

from dvctt.web.officer import act, amendment, dossier, evidence, opened_list, queue, result_content, sharing, visibility
from dvctt.web.pages import deputies

app_name = "officer"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", queue.page, name="queue"),
    path("deputies/", deputies.own, name="deputies"),
    path("assign/", queue.assign, name="assign"),
    path("dossiers/<uuid:dossier>/", dossier.page, name="dossier"),
    path("dossiers/<uuid:dossier>/documents/<uuid:document>/", dossier.page, name="dossier_document"),
    path("dossiers/<uuid:dossier>/list/", opened_list.back, name="back"),
    path("dossiers/<uuid:dossier>/next/", opened_list.neighbour, {"way": "next"}, name="next"),
    path("dossiers/<uuid:dossier>/previous/", opened_list.neighbour, {"way": "previous"}, name="previous"),
    path("dossiers/<uuid:dossier>/waiting/", dossier.waiting, name="waiting"),
    path("dossiers/<uuid:dossier>/clock/", dossier.clocks, name="clock"),
    path("dossiers/<uuid:dossier>/who/", visibility.who, name="who"),
    path("dossiers/<uuid:dossier>/identity/", visibility.identity, name="identity"),
    path("dossiers/<uuid:dossier>/evidence/", evidence.page, name="evidence"),
    path("dossiers/<uuid:dossier>/sharing/", sharing.page, name="sharing"),
    path("dossiers/<uuid:dossier>/sharing/note/", sharing.note, name="share_note"),
    path("dossiers/<uuid:dossier>/sharing/<uuid:grant>/end/", sharing.end, name="share_end"),
    path("dossiers/<uuid:dossier>/course/", dossier.course, name="course"),
    path("dossiers/<uuid:dossier>/drafts/<slug:content>/", result_content.draft, name="draft"),
    path("dossiers/<uuid:dossier>/amend/<slug:action>/", amendment.page, name="amend"),
    path("dossiers/<uuid:dossier>/act/<slug:action>/", act.page, name="act"),
]
