"""Django finds the package here."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The package `accounts`."""

    name = "dvctt.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to sign-in, and tell notices where people are reached today."""
        from dvctt.accounts import channels, handlers  # noqa: F401
        from dvctt.notices import api as notices

        notices.address_finder("registration", channels.registration_found)
        notices.address_finder("account", channels.account_found)
