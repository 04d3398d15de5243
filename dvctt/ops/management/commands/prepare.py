"""`manage.py prepare`: the database and the served files as this version wants them, in one process."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from dvctt.kernel import digest
from dvctt.ops import sealing


class Command(BaseCommand):
    """Migrates, collects static files, loads the ministry and its procedures; ."""

    help = __doc__ or ""

    def handle(self, *args: object, **options: object) -> None:
        """Bring everything up to date; a second run changes nothing."""
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        collect()
        call_command("load")
        sealing.publish()


def collect() -> bool:
    """Collect and compress the served files, unless none has changed since; whether it was done."""
    stamp, wanted = Path(settings.STATIC_ROOT) / ".stamp", _state()
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)
    return True


def _state() -> str:
    """Names, sizes and times of all files that are to be served."""
    files = [
        (name, storage.size(name), storage.get_modified_time(name).isoformat())
        for finder in get_finders()
        for name, storage in finder.list([])
    ]
    return digest(sorted([list(file) for file in files]))
