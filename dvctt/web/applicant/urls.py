"""Addresses of applicants' pages, under /me/."""

from django.urls import URLPattern, URLResolver, path

from dvctt.web.applicant import acting

app_name = "applicant"
urlpatterns: list[URLPattern | URLResolver] = [
    path("acting-for/", acting.acting_for, name="acting_for"),
]
