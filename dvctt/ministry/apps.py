"""Django finds the package here."""

from django.apps import AppConfig


class MinistryConfig(AppConfig):
    """The package `ministry`."""

    name = "dvctt.ministry"
    label = "ministry"
