"""Django finds the package here."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The package `web`."""

    name = "dvctt.web"
    label = "web"
