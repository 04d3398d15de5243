"""`manage.py load`: the ministry's data, the procedures, and with --demo the people and dossiers of a demonstration."""

import os
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from dvctt.catalogue import api as catalogue
from dvctt.kernel import system
from dvctt.ministry import api as ministry

# Whoever works with the product meanwhile goes first.
NICENESS = 10


class Command(BaseCommand):
    """Loads what is data; a second run changes nothing."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--demo` adds what only a demonstration has, `--dossiers` how many of its dossiers."""
        parser.add_argument("--demo", action="store_true")
        parser.add_argument("--dossiers", type=int, default=None, metavar="N")

    def handle(self, *args: object, demo: bool = False, dossiers: int | None = None, **options: object) -> None:
        """Load the ministry first: procedures name its units."""
        changed = ministry.load_ministry(settings.ROOT / "content" / "ministry")
        for folder in sorted(Path(settings.ROOT / "content" / "procedures").glob("*/*/procedure.yaml")):
            catalogue.publish(folder.parent, actor=system("load"))
        catalogue.reindex(everything=bool(changed))
        if demo:
            from dvctt.ops import seed

            os.nice(NICENESS)
            seed.make_people()
            seed.seed(first=dossiers)
