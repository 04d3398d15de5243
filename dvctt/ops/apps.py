"""Django finds the package here."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """The package `ops`."""

    name = "dvctt.ops"
    label = "ops"
