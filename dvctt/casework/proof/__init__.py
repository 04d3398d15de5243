"""That a dossier is what was recorded of it."""
