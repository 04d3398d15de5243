"""Django finds the package here."""

from datetime import timedelta

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """The package `outbox`."""

    name = "dvctt.outbox"
    label = "outbox"

    def ready(self) -> None:
        """Make events workable."""
        from dvctt.outbox import actions, models, registry

        registry.register("event", models.Event, actions.tell, keep=timedelta(days=30))
