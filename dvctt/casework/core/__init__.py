"""A dossier in memory, and whose it is: who may see it, file for its owner, and hold its lock."""
