"""Addresses of one's own account: `account`, `account_language` (POST)."""

from django.urls import URLPattern, URLResolver, path

from dvctt.web.account import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", views.account, name="account"),
    path("account/language/", views.language, name="account_language"),
]
