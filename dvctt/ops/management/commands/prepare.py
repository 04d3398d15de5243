"""`manage.py prepare`: the database and the served files as this version wants them, in one process."""

from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand

from dvctt.ops import seed


class Command(BaseCommand):
    """Migrates, collects static files, loads the ministry and its procedures; with --people the demonstration's too."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--people` makes the people of a demonstration and prints their table."""
        parser.add_argument("--people", action="store_true")

    def handle(self, *args: object, people: bool = False, **options: object) -> None:
        """Bring everything up to date; a second run changes nothing."""
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load")
        if people:
            seed.make_people()
            self.stdout.write(seed.table())
