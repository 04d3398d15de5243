"""Acts on a dossier: those of its process, those beside it, and those that time does."""
