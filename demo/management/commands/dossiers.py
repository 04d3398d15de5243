"""`manage.py dossiers`: the dossiers of a demonstration, told by the acts of its people."""

import os
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from demo.people import make_people
from demo.telling import seed

# Whoever works with the product meanwhile goes first.
NICENESS = 10


class Command(BaseCommand):
    """Makes the people and dossiers that are missing; a second run changes nothing."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--first` makes so many of the dossiers."""
        parser.add_argument("--first", type=int, default=None, metavar="N")

    def handle(self, *args: object, first: int | None = None, **options: object) -> None:
        """Make them, behind everything else that the machine does."""
        os.nice(NICENESS)
        make_people()
        seed(first=first)
