"""Django finds the package here."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The package `documents`."""

    name = "dvctt.documents"
    label = "documents"
