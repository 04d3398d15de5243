"""Documents as files, page pictures and pages with a viewer; for whoever may see their dossier."""
