"""Who else may see a dossier, who can, and who has looked."""
