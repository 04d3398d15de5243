"""Addresses of the operator's pages, under /operator/."""

from django.urls import URLPattern, URLResolver, path

from dvctt.web.operator import catalogue

app_name = "operator"
urlpatterns: list[URLPattern | URLResolver] = [
    path("parts/", catalogue.parts, name="parts"),
]
