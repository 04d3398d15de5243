"""Django finds the package here."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """The package `outbox`."""

    name = "dvctt.outbox"
    label = "outbox"
