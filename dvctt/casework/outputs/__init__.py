"""What a dossier gives out: contents, documents and letters."""
