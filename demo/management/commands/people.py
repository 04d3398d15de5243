"""`manage.py people`: everything prepared, with the people of a demonstration; who can sign in, and how."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from demo.people import make_people
from demo.table import table


class Command(BaseCommand):
    """Prepares the database as `manage.py prepare` does, makes the people, prints the table that `make run` shows."""

    help = __doc__ or ""

    def handle(self, *args: object, **options: object) -> None:
        """Bring everything up to date; a second run changes nothing."""
        call_command("prepare")
        make_people()
        self.stdout.write(table())
