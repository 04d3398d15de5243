"""Django finds the package here."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The package `documents`."""

    name = "dvctt.documents"
    label = "documents"

    def ready(self) -> None:
        """Tell the outbox who works which rows, and the forms which letters can be printed."""
        from dvctt.documents import fonts, rendering, validation
        from dvctt.documents.models import Rendition, Validation
        from dvctt.forms import judge_letters
        from dvctt.outbox import api as outbox

        judge_letters(fonts.unprintable)
        outbox.register("rendition", Rendition, rendering.handle)
        outbox.register("validation", Validation, validation.handle, dead_holds=False)
