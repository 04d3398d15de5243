"""Django finds the package here."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The package `casework`."""

    name = "dvctt.casework"
    label = "casework"

    def ready(self) -> None:
        """Subscribe to what the packages below tell; tell notices where a dossier's people are reached."""
        from dvctt.casework import handlers
        from dvctt.casework.outputs import letters
        from dvctt.notices import api as notices

        handlers.register()
        notices.address_finder("dossier", letters.recipient_found)
