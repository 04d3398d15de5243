"""The words of a closed dossier, emptied on the order of two."""
