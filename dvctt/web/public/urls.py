"""Addresses of public pages."""

from django.urls import URLPattern, URLResolver, path

from dvctt.web.public import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("go/", views.go, name="go"),
]
