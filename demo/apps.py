"""Django finds the demonstration here."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration."""

    name = "demo"
    label = "demo"
