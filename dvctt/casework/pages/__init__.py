"""What the pages of a dossier show to one actor."""
