"""Django finds the package here."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The package `notices`."""

    name = "dvctt.notices"
    label = "notices"

    def ready(self) -> None:
        """Make messages workable: a mail server may be away for two days before a message counts as dead."""
        from dvctt.notices import actions, models
        from dvctt.outbox import api as outbox

        outbox.register("message", models.Message, actions.deliver, max_attempts=60)
