"""Django finds the package here."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The package `casework`."""

    name = "dvctt.casework"
    label = "casework"

    def ready(self) -> None:
        """Subscribe to what the packages below tell."""
        from dvctt.casework import handlers

        handlers.register()
