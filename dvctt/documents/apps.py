"""Django finds the package here."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The package `documents`."""

    name = "dvctt.documents"
    label = "documents"

    def ready(self) -> None:
        """Tell the outbox who works which rows."""
        from dvctt.documents import rendering, validation
        from dvctt.documents.models import Rendition, Validation
        from dvctt.outbox import api as outbox

        outbox.register("rendition", Rendition, rendering.handle)
        outbox.register("validation", Validation, validation.handle)
