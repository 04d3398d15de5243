"""Addresses of applicants' pages, under /me/."""

from django.urls import URLPattern, URLResolver, path

from dvctt.web.applicant import (
    amendment,
    declaration,
    delivery,
    dossier,
    filer_change,
    home,
    papers,
    party_switch,
    photograph_order,
    questions,
    review,
    sent,
    start,
    visibility,
)

app_name = "applicant"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("acting-for/", party_switch.acting_for, name="acting_for"),
    path("new/<str:code>/<slug:case>/", start.new, name="new"),
    path("dossiers/", home.dossiers, name="dossiers"),
    path("dossiers/<uuid:dossier>/", dossier.page, name="dossier"),
    path("dossiers/<uuid:dossier>/who/", visibility.who, name="who"),
    path("dossiers/<uuid:dossier>/form/", questions.first, name="form"),
    path("dossiers/<uuid:dossier>/form/<slug:section>/", questions.section, name="section"),
    path("dossiers/<uuid:dossier>/papers/", papers.page, name="papers"),
    path("dossiers/<uuid:dossier>/papers/<slug:component>/", papers.hand_in, name="hand_in"),
    path("dossiers/<uuid:dossier>/papers/files/<uuid:attachment>/take-back/", papers.take_back, name="take_back"),
    path("dossiers/<uuid:dossier>/papers/files/<uuid:attachment>/order/", photograph_order.page, name="order"),
    path("dossiers/<uuid:dossier>/review/", review.page, name="review"),
    path("dossiers/<uuid:dossier>/declaration/", declaration.page, name="declaration"),
    path("dossiers/<uuid:dossier>/declaration/signed/", declaration.signed, name="signed"),
    path("dossiers/<uuid:dossier>/declaration/confirm/", declaration.confirm, name="confirm"),
    path("dossiers/<uuid:dossier>/declaration/authority/", declaration.authority, name="authority"),
    path("dossiers/<uuid:dossier>/delivery/", delivery.page, name="delivery"),
    path("dossiers/<uuid:dossier>/amendment/", amendment.page, name="amendment"),
    path("dossiers/<uuid:dossier>/sent/", sent.page, name="sent"),
    path("dossiers/<uuid:dossier>/filer/", filer_change.filer, name="filer"),
    path("dossiers/<uuid:dossier>/act/<slug:action>/", dossier.act, name="act"),
]
