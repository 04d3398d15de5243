"""Pages, and parts of pages, that more than one audience has."""
