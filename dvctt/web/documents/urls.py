"""Addresses of documents."""

from django.urls import URLPattern, path

from dvctt.web.documents import views

urlpatterns: list[URLPattern] = [
    path("<uuid:document>/", views.download, name="document"),
    path("<uuid:document>/view/", views.look, name="document_view"),
    path("<uuid:document>/page.png", views.page_picture, name="document_page"),
]
