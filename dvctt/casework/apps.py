"""Django finds the package here."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The package `casework`."""

    name = "dvctt.casework"
    label = "casework"
