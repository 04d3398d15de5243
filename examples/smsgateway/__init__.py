"""An SMS gateway that keeps every message, shows it on a page, and reports what became of it."""
