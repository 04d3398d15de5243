"""Pages of officers, under /officer/."""
