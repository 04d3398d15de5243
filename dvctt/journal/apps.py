"""Django finds the package here."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The package `journal`."""

    name = "dvctt.journal"
    label = "journal"
