"""`manage.py people`: who can sign in to this machine's demonstration, and with which password."""

from django.core.management.base import BaseCommand

from dvctt.ops.demo.table import table


class Command(BaseCommand):
    """Prints the table that `make run` shows."""

    help = __doc__ or ""

    def handle(self, *args: object, **options: object) -> None:
        """Print it."""
        self.stdout.write(table())
