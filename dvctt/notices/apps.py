"""Django finds the package here."""

from django.apps import AppConfig

ATTEMPTS = 1000
BATCH = 20


class NoticesConfig(AppConfig):
    """The package `notices`."""

    name = "dvctt.notices"
    label = "notices"

    def ready(self) -> None:
        """Make messages workable, and have letters of the form set checked.

        How long one is tried is said in time, not in attempts: see `delivering`.
        """
        from dvctt.ministry import api as ministry
        from dvctt.notices import delivering, letters, models
        from dvctt.outbox import api as outbox

        outbox.register(
            "message", models.Message, delivering.deliver, max_attempts=ATTEMPTS, dead_holds=False, batch=BATCH
        )
        outbox.register("delivery", models.Delivery, delivering.ask, max_attempts=ATTEMPTS, batch=BATCH)
        ministry.check_form_set(letters.form_set_faults)
