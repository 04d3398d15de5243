"""Django finds the package here."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The package `accounts`."""

    name = "dvctt.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to sign-in, and read the identity providers: a faulty file keeps the process from starting.

        Notices learn where people are reached today.
        """
        from dvctt.accounts.people import channels
        from dvctt.accounts.providers import registry
        from dvctt.accounts.registration import deadlines
        from dvctt.accounts.signin import handlers  # noqa: F401
        from dvctt.notices import api as notices
        from dvctt.outbox import api as outbox

        for one in registry.providers():
            assert one.secret
        outbox.on("calendar_loaded", deadlines.calendar_loaded)
        notices.address_finder("registration", channels.registration_found)
        notices.address_finder("account", channels.account_found)
        self.listen()

    @staticmethod
    def listen() -> None:
        """Listen to what people report as lost, and to factors that are found."""
        from dvctt.accounts.lifecycle import handlers as life_handlers  # noqa: F401
