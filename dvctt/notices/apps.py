"""Django finds the package here."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The package `notices`."""

    name = "dvctt.notices"
    label = "notices"
