"""Django finds the package here."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The package `accounts`."""

    name = "dvctt.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to sign-in."""
        from dvctt.accounts import handlers  # noqa: F401
