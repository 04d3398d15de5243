"""Addresses of officers' pages, under /officer/."""

from django.urls import URLPattern, URLResolver, path

from dvctt.web import deputies
from dvctt.web.officer import act, amend, contents, dossier, evidence, lists, queue, seeing, sharing

app_name = "officer"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", queue.page, name="queue"),
    path("deputies/", deputies.own, name="deputies"),
    path("assign/", queue.assign, name="assign"),
    path("dossiers/<uuid:dossier>/", dossier.page, name="dossier"),
    path("dossiers/<uuid:dossier>/documents/<uuid:document>/", dossier.page, name="dossier_document"),
    path("dossiers/<uuid:dossier>/list/", lists.back, name="back"),
    path("dossiers/<uuid:dossier>/next/", lists.neighbour, {"way": "next"}, name="next"),
    path("dossiers/<uuid:dossier>/previous/", lists.neighbour, {"way": "previous"}, name="previous"),
    path("dossiers/<uuid:dossier>/waiting/", dossier.waiting, name="waiting"),
    path("dossiers/<uuid:dossier>/clock/", dossier.clocks, name="clock"),
    path("dossiers/<uuid:dossier>/who/", seeing.who, name="who"),
    path("dossiers/<uuid:dossier>/identity/", seeing.identity, name="identity"),
    path("dossiers/<uuid:dossier>/evidence/", evidence.page, name="evidence"),
    path("dossiers/<uuid:dossier>/sharing/", sharing.page, name="sharing"),
    path("dossiers/<uuid:dossier>/sharing/note/", sharing.note, name="share_note"),
    path("dossiers/<uuid:dossier>/sharing/<uuid:grant>/end/", sharing.end, name="share_end"),
    path("dossiers/<uuid:dossier>/course/", dossier.course, name="course"),
    path("dossiers/<uuid:dossier>/drafts/<slug:content>/", contents.draft, name="draft"),
    path("dossiers/<uuid:dossier>/amend/<slug:action>/", amend.page, name="amend"),
    path("dossiers/<uuid:dossier>/act/<slug:action>/", act.page, name="act"),
]
