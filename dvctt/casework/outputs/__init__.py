"""What a dossier gives out: contents, documents and letters."""

from dvctt.casework.outputs.result_drafts import standing_draft, typed_draft

__all__ = ["standing_draft", "typed_draft"]
