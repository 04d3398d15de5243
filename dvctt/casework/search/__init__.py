"""Dossiers found and listed: by words, by code, by whose turn it is."""
