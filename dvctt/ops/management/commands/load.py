"""`manage.py load`: the ministry's data and the procedures."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from dvctt.catalogue import api as catalogue
from dvctt.kernel import system
from dvctt.ministry import api as ministry


class Command(BaseCommand):
    """Loads what is data; a second run changes nothing."""

    help = __doc__ or ""

    def handle(self, *args: object, **options: object) -> None:
        """Load the ministry first: procedures name its units."""
        changed = ministry.load_ministry(settings.ROOT / "content" / "ministry")
        for folder in sorted(Path(settings.ROOT / "content" / "procedures").glob("*/*/procedure.yaml")):
            catalogue.publish(folder.parent, actor=system("load"))
        catalogue.reindex(everything=bool(changed))
